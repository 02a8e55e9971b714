"""assign: triage of category, area, severity and owner (R4)."""

from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest

from accounts.acting import NotPossible, NotValid
from incidents import actions, notices
from incidents.actions.problems import remove_problem
from incidents.models import Incident
from notifications.models import Notification
from tests.aftermath import everything, last_event, letters, refused
from tests.conftest import Make
from tests.kinds import SUPPORT, only_for
from tests.knowledge import published
from tests.people import People


@pytest.mark.parametrize("name", SUPPORT)
def test_anybody_in_support_triages(make: Make, people: People, name: str) -> None:
    incident = actions.assign(
        make("untriaged"), by=people.by_name(name), owner=people.eva, area=people.inputs, category="rca", severity=2
    )

    incident.refresh_from_db()
    found = (incident.owner, incident.area, incident.category, incident.severity, incident.state)
    assert found == (people.eva, people.inputs, "rca", 2, "new")


def test_any_part_of_it_can_be_set_alone(make: Make, people: People) -> None:
    incident = actions.assign(make("untriaged"), by=people.eli, category="bug")

    assert (incident.category, incident.owner, incident.area) == ("bug", None, None)


def test_the_timeline_says_what_changed_and_from_what(make: Make, people: People) -> None:
    incident = actions.assign(make("new"), by=people.eli, area=people.inputs, severity=2)

    data = last_event(incident).data
    assert data == {"area": "inputs", "area_was": "query", "severity": 2, "severity_was": 3}


def test_the_new_owner_is_written_to(make: Make, people: People) -> None:
    actions.assign(make("untriaged"), by=people.eli, owner=people.eva)

    assert letters("assign") == {"eva": "staff"}


def test_who_takes_it_is_not_written_to(make: Make, people: People) -> None:
    actions.assign(make("untriaged"), by=people.eva, owner=people.eva)

    assert letters("assign") == {}


def test_triage_without_a_new_owner_writes_to_nobody(make: Make, people: People) -> None:
    incident = make("new")
    before = letters("assign")
    actions.assign(incident, by=people.eli, area=people.inputs)

    assert letters("assign") == before == {"eva": "staff"}


def test_before_the_first_response_the_owner_may_still_change(new: Incident, people: People) -> None:
    incident = actions.assign(new, by=people.mia, owner=people.eli)

    assert incident.owner == people.eli
    assert last_event(incident).data["owner"] == {"id": people.eli.pk, "name": "Eli Brandt"}


@pytest.mark.parametrize("state", ["work_in_progress", "solution_proposed"])
def test_from_the_first_response_the_owner_stays(make: Make, people: People, state: str) -> None:
    incident = make(state)

    with refused(NotPossible):
        actions.assign(incident, by=people.mia, owner=people.eli, severity=1)


@pytest.mark.parametrize("state", ["work_in_progress", "solution_proposed"])
def test_the_rest_of_triage_stays_open_to_correction(make: Make, people: People, state: str) -> None:
    incident = actions.assign(make(state), by=people.eli, owner=people.eva, category="question", severity=4)

    assert (incident.category, incident.severity, incident.state) == ("question", 4, state)


def test_what_is_so_already_is_no_event(working: Incident, people: People) -> None:
    before = everything()
    actions.assign(working, by=people.eli, owner=people.eva, area=people.query, category="bug", severity=3)

    assert everything() == before


@pytest.mark.parametrize("severity", [1, 2, 4])
def test_a_new_severity_moves_the_target_and_keeps_the_elapsed_time(
    monday: datetime, make: Make, people: People, later: Any, severity: int
) -> None:
    incident = make("new")
    with later(minutes=10):
        actions.assign(incident, by=people.eli, severity=severity)

    response = incident.clocks.get(kind="response")
    assert response.target == timedelta(minutes={1: 15, 2: 120, 4: 960}[severity])
    assert response.elapsed == timedelta(minutes=10)


def test_a_new_severity_is_told_to_the_customer_and_an_area_is_not(new: Incident, people: People) -> None:
    assert not last_event(actions.assign(new, by=people.eli, area=people.inputs)).public
    assert last_event(actions.assign(new, by=people.eli, severity=2)).public


def test_others_may_not(new: Incident, people: People) -> None:
    only_for(people, *SUPPORT, act=lambda by: actions.assign(new, by=by, severity=1))


def test_not_once_it_is_closed(closed: Incident, people: People) -> None:
    with refused(NotPossible):
        actions.assign(closed, by=people.mia, severity=1)


@pytest.mark.parametrize("name", ["ada", "root", "gone"])
def test_an_owner_is_an_active_member_of_support(new: Incident, people: People, name: str) -> None:
    with refused(NotValid, "owner"):
        actions.assign(new, by=people.eli, owner=people.by_name(name))


def test_who_can_own_nothing_is_no_new_owner_after_the_first_response_either(working: Incident, people: People) -> None:
    with refused(NotValid, "owner"):
        actions.assign(working, by=people.eli, owner=people.ada)


@pytest.mark.parametrize(("field", "value"), [("category", "gossip"), ("severity", 0), ("severity", 5)])
def test_what_is_no_category_or_severity_is_refused(new: Incident, people: People, field: str, value: Any) -> None:
    with refused(NotValid, field):
        actions.assign(new, by=people.eli, **{field: value})


def test_whoever_gets_a_report_of_what_was_removed_is_warned_that_it_came_back(people: People) -> None:
    """Nobody owned it when its customer said so (R23)."""
    problem = remove_problem(published(people), by=people.sam)
    words: dict[str, Any] = {"title": "It is back", "description": "Since noon.", "severity": 3}
    incident = actions.open_incident(by=people.ada, problem=problem, **words)
    actions.assign(incident, by=people.eli, owner=people.eva, area=people.query, category="bug")
    letter = notices.letter(Notification.objects.get(verb="assign"))

    assert letter is not None
    for part in (letter.text, unescape(letter.html)):
        assert f"{problem.number}, “{problem.title}”, was removed for good" in " ".join(part.split())
