"""Changed hours and people at once: either comes first, and what is left is whole (T30)."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from accounts.models import Calendar
from incidents import actions
from incidents.actions.recomputing import Outcome
from incidents.models import Event, Incident
from notifications.models import Notification
from notifications.moment import at
from tests.aftermath import verbs
from tests.conftest import MONDAY, Make
from tests.incidents.test_change_calendar import LONG, as_reckoned, version
from tests.incidents.test_races import _patient, at_once, decide
from tests.people import People

__all__ = ["_patient"]
pytestmark = pytest.mark.django_db(transaction=True)


def applying(people: People) -> Callable[[], Outcome]:
    calendar = Calendar.objects.get()
    return lambda: actions.apply_calendar(calendar, by=people.mia, seen=2)


@pytest.mark.parametrize("turn", range(3))
@pytest.mark.parametrize("verb", ["accept_solution", "reject_solution"])
def test_a_customers_word_and_changed_hours_come_one_after_the_other(
    proposed: Incident, people: People, verb: str, turn: int
) -> None:
    newest = version(LONG)
    word, applied = decide(proposed, verb, people, seen=proposed.version), applying(people)
    came = at_once([applied, word] if turn % 2 else [word, applied])
    outcome = next(each for each in came if isinstance(each, Outcome))

    assert any(isinstance(each, Incident) for each in came), came
    assert outcome.failed == []
    proposed.refresh_from_db()
    timeline = verbs(proposed)
    assert timeline.count("change_calendar") == outcome.moved == (proposed.calendar_version_id == newest.pk)
    assert timeline.count(verb) == 1
    assert proposed.event_count == len(timeline)
    if verb == "reject_solution":
        assert outcome.moved == 1
    as_reckoned(proposed)


def test_two_managers_and_a_sweep_tell_of_a_breach_once(make: Make, people: People) -> None:
    with at(MONDAY):
        incidents = [make("new") for _count in range(4)]
    version(LONG)
    moment = MONDAY + timedelta(hours=10)

    def applied() -> Outcome:
        with at(moment):
            return applying(people)()

    came = at_once([applied, lambda: actions.sweep_clocks(moment), applied, lambda: actions.sweep_clocks(moment)])

    outcomes = [each for each in came if isinstance(each, Outcome)]
    assert sum(each.moved for each in outcomes) == sum(each.missed for each in outcomes) == 4
    assert Event.objects.filter(verb="breach").count() == 4
    assert Notification.objects.filter(verb="breach").count() == 8
    for incident in incidents:
        assert verbs(incident).count("change_calendar") == 1
        as_reckoned(incident)
