"""Several sweeps at once: a reminder and a late task are told once, and an answer in between is heard (R10, R16)."""

from datetime import timedelta

import pytest

from accounts.models import User
from incidents import actions
from incidents.models import Event, Incident, Solution, Task
from incidents.replaying import replay_timeline
from notifications.models import Notification
from notifications.moment import at
from tests.conftest import MONDAY, Make
from tests.incidents.test_races import _patient as _patient
from tests.incidents.test_races import at_once
from tests.people import People

pytestmark = pytest.mark.django_db(transaction=True)

DUE = MONDAY + timedelta(days=3)


@pytest.fixture
def due(people: People, make: Make) -> Incident:
    """A solution in Ada's hands since Monday, and a task of Sam's that is late since then."""
    with at(MONDAY):
        incident = make("solution_proposed", severity=4)
        until = MONDAY + timedelta(hours=2)
        return actions.delegate_task(incident, by=people.eva, title="Read", assignee=people.sam, due=until)


def sweep() -> int:
    with at(DUE):
        return actions.sweep_clocks()


def told(verb: str) -> int:
    return Event.objects.filter(verb=verb).count()


def test_of_eight_sweeps_at_once_one_tells(due: Incident) -> None:
    came = at_once([sweep] * 8)

    assert not [result for result in came if isinstance(result, Exception)]
    assert (told("remind_customer"), told("chase_task")) == (1, 1)
    assert Notification.objects.filter(verb="remind_customer").count() == 1
    assert Notification.objects.filter(verb="chase_task").count() == 2
    assert replay_timeline(Incident.objects.all()).differences == []


def test_an_answer_among_them_is_heard(due: Incident, people: People) -> None:
    """Either it came first, and nobody is reminded, or the reminder did; never one after the answer."""
    ada = User.objects.get(pk=people.ada.pk)

    def answer() -> object:
        with at(DUE):
            return actions.accept_solution(Incident.objects.get(pk=due.pk), by=ada)

    came = at_once([sweep, sweep, answer, sweep, sweep])

    assert not [result for result in came if isinstance(result, Exception)]
    timeline = list(due.events.order_by("seq").values_list("verb", flat=True))
    assert timeline[-1] == "accept_solution"
    assert told("remind_customer") <= 1
    assert (Solution.objects.get().outcome, Task.objects.get().chase_at) == ("accepted", None)
    assert replay_timeline(Incident.objects.all()).differences == []
