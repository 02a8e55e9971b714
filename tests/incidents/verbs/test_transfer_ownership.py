"""transfer_ownership: a manager's exception to one owner throughout (R11)."""

import pytest

from accounts.acting import NotAllowed, NotPossible, NotValid
from incidents import actions
from incidents.models import Incident
from tests.aftermath import last_event, letters, refused
from tests.conftest import Make
from tests.kinds import only_for
from tests.people import People

REASON = "Eva leaves us on Friday."


@pytest.mark.parametrize("state", ["untriaged", "new", "work_in_progress", "solution_proposed"])
def test_a_manager_names_another_owner_in_any_open_state(make: Make, people: People, state: str) -> None:
    incident = actions.transfer_ownership(make(state), by=people.mia, owner=people.eli, reason=REASON)

    incident.refresh_from_db()
    assert incident.owner == people.eli
    assert (incident.action_needed, incident.state) == (True, "new" if state == "untriaged" else state)


def test_the_timeline_names_both(working: Incident, people: People) -> None:
    incident = actions.transfer_ownership(working, by=people.mia, owner=people.eli, reason=REASON)

    data = last_event(incident).data
    assert data["owner_was"] == {"id": people.eva.pk, "name": "Eva Novak"}
    assert data["owner"] == {"id": people.eli.pk, "name": "Eli Brandt"}


def test_the_customer_and_both_owners_are_told(working: Incident, people: People) -> None:
    actions.transfer_ownership(working, by=people.mia, owner=people.eli, reason=REASON)

    assert letters("transfer_ownership") == {"ada": "customer", "eva": "staff", "eli": "staff"}


def test_the_customer_sees_that_it_happened_and_the_reason_stays_ours(working: Incident, people: People) -> None:
    incident = actions.transfer_ownership(working, by=people.mia, owner=people.eli, reason=REASON)

    event = last_event(incident)
    assert (event.public, event.message.visibility) == (True, "internal")
    assert not incident.messages.visible_to(people.ada).filter(body=REASON).exists()


def test_from_then_on_the_new_owner_acts_and_the_old_one_does_not(working: Incident, people: People) -> None:
    incident = actions.transfer_ownership(working, by=people.mia, owner=people.eli, reason=REASON)

    assert "propose_solution" in incident.verbs_for(people.eli)
    with refused(NotAllowed):
        actions.propose_solution(incident, by=people.eva, kind="workaround", body="Scale.")


def test_no_clock_moves(working: Incident, people: People) -> None:
    before = list(working.clocks.values())
    actions.transfer_ownership(working, by=people.mia, owner=people.eli, reason=REASON)

    assert list(working.clocks.values()) == before


def test_only_a_manager_may(working: Incident, people: People) -> None:
    only_for(people, "mia", act=lambda by: actions.transfer_ownership(working, by=by, owner=people.eli, reason=REASON))


def test_not_once_it_is_closed(closed: Incident, people: People) -> None:
    with refused(NotPossible):
        actions.transfer_ownership(closed, by=people.mia, owner=people.eli, reason=REASON)


@pytest.mark.parametrize("name", ["ada", "root", "gone", "eva"])
def test_the_new_owner_is_another_active_member_of_support(working: Incident, people: People, name: str) -> None:
    with refused(NotValid, "owner"):
        actions.transfer_ownership(working, by=people.mia, owner=people.by_name(name), reason=REASON)


@pytest.mark.parametrize("reason", ["", " ", "x" * 2_001, "a\x00b"])
def test_it_needs_a_reason(working: Incident, people: People, reason: str) -> None:
    with refused(NotValid, "reason"):
        actions.transfer_ownership(working, by=people.mia, owner=people.eli, reason=reason)
