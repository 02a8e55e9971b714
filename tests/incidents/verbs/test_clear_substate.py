"""clear_substate: it waits for nothing any more (R14)."""

import pytest

from accounts.acting import NotPossible
from incidents import actions
from incidents.models import Incident
from tests.aftermath import last_event, letters, refused
from tests.kinds import only_for
from tests.knowledge import known
from tests.people import People


@pytest.fixture
def waiting(working: Incident, people: People) -> Incident:
    return actions.set_substate(working, by=people.eva, substate="pending_problem", problem=known(people))


def test_nothing_is_left_of_it(waiting: Incident, people: People) -> None:
    incident = actions.clear_substate(waiting, by=people.eva)

    incident.refresh_from_db()
    assert (incident.substate, incident.waits_for_problem, incident.awaited) == ("", None, None)
    assert last_event(incident).data == {"substate": "", "substate_was": "pending_problem"}
    assert letters("clear_substate") == {}


def test_it_is_the_owners(waiting: Incident, people: People) -> None:
    only_for(people, "eva", act=lambda user: actions.clear_substate(waiting, by=user))


def test_what_waits_for_nothing_has_nothing_to_clear(working: Incident, people: People) -> None:
    with refused(NotPossible):
        actions.clear_substate(working, by=people.eva)
