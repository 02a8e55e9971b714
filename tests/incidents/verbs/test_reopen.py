"""reopen: closed in error, undone by a manager (R12)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.acting import NotPossible, NotValid
from incidents import actions
from incidents.models import Incident
from tests.aftermath import last_event, letters, refused
from tests.conftest import Make
from tests.kinds import only_for
from tests.people import People

REASON = "Accepted by a slip of the hand."


def test_it_goes_back_to_work_with_its_owner(closed: Incident, people: People) -> None:
    incident = actions.reopen(closed, by=people.mia, reason=REASON)

    incident.refresh_from_db()
    assert (incident.state, incident.owner, incident.action_needed) == ("work_in_progress", people.eva, True)
    assert (incident.closed_at, incident.closed_as, incident.relieved_at, incident.resolved_at) == (
        None,
        "",
        None,
        None,
    )


def test_relief_resumes_where_it_stood(monday: datetime, working: Incident, people: People, later: Any) -> None:
    with later(hours=2):
        actions.propose_solution(working, by=people.eva, kind="workaround", body="Scale.")
        actions.accept_solution(working, by=people.ada)
    with later(hours=5):
        incident = actions.reopen(working, by=people.mia, reason=REASON)

    relief, response = incident.clocks.get(kind="relief"), incident.clocks.get(kind="response")
    assert (relief.state, relief.elapsed) == ("running", timedelta(hours=2))
    assert relief.run_since == monday + timedelta(hours=5)
    assert response.state == "stopped"


def test_the_timeline_says_how_it_had_been_closed(closed: Incident, people: People) -> None:
    incident = actions.reopen(closed, by=people.mia, reason=REASON)

    event = last_event(incident)
    assert (event.verb, event.data, event.state) == ("reopen", {"closed_as_was": "accepted"}, "work_in_progress")
    assert (event.message.body, event.message.visibility) == (REASON, "public")


def test_customer_and_owner_are_told(closed: Incident, people: People) -> None:
    actions.reopen(closed, by=people.mia, reason=REASON)

    assert letters("reopen") == {"ada": "customer", "eva": "staff"}


def test_what_was_accepted_stays_answered(closed: Incident, people: People) -> None:
    incident = actions.reopen(closed, by=people.mia, reason=REASON)

    assert incident.solutions.get().outcome == "accepted"


def test_work_goes_on_and_it_can_be_closed_again(closed: Incident, people: People) -> None:
    actions.reopen(closed, by=people.mia, reason=REASON)
    actions.propose_solution(closed, by=people.eva, kind="conclusive_fix", body="Update.")
    incident = actions.accept_solution(closed, by=people.ada)

    assert incident.is_closed
    assert [solution.outcome for solution in incident.solutions.order_by("pk")] == ["accepted", "accepted"]


def test_only_a_manager_may(closed: Incident, people: People) -> None:
    only_for(people, "mia", act=lambda by: actions.reopen(closed, by=by, reason=REASON))


@pytest.mark.parametrize("state", ["untriaged", "new", "work_in_progress", "solution_proposed"])
def test_not_while_it_is_open(make: Make, people: People, state: str) -> None:
    incident = make(state)

    with refused(NotPossible):
        actions.reopen(incident, by=people.mia, reason=REASON)


@pytest.mark.parametrize("reason", ["", " ", "x" * 2_001, "a\x00b"])
def test_it_needs_a_reason(closed: Incident, people: People, reason: str) -> None:
    with refused(NotValid, "reason"):
        actions.reopen(closed, by=people.mia, reason=reason)


def test_what_nobody_answered_before_it_was_closed_is_answered_after_it_was_reopened(
    people: People, make: Make, monday: Any
) -> None:
    incident = actions.discard(make("untriaged"), by=people.eli, reason="Looks like spam.")
    incident = actions.reopen(incident, by=people.mia, reason="It was no spam.")
    incident = actions.assign(incident, by=people.eli, owner=people.eva, area=people.query, category="bug")
    with refused(NotPossible):
        actions.propose_solution(incident, by=people.eva, kind="workaround", body="Too early.")
    incident = actions.respond(incident, by=people.eva, body="Sorry for the detour. I have this now.")

    assert (incident.state, incident.responded_at) == ("work_in_progress", monday)
    assert incident.duplicate_of is None
