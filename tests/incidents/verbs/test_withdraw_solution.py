"""withdraw_solution: we found it wrong; the Relief clock resumes."""

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

REASON = "It loses the last minute of data."


def test_the_incident_goes_back_to_work_and_relief_resumes_where_it_stood(
    monday: datetime, working: Incident, people: People, later: Any
) -> None:
    with later(hours=2):
        actions.propose_solution(working, by=people.eva, kind="workaround", body="Scale up.")
    with later(hours=5):
        incident = actions.withdraw_solution(working, by=people.eva, reason=REASON)

    incident.refresh_from_db()
    assert (incident.state, incident.relieved_at) == ("work_in_progress", None)
    relief = incident.clocks.get(kind="relief")
    assert (relief.state, relief.elapsed, relief.run_since) == (
        "running",
        timedelta(hours=2),
        monday + timedelta(hours=5),
    )


def test_the_solution_keeps_what_became_of_it(proposed: Incident, people: People) -> None:
    incident = actions.withdraw_solution(proposed, by=people.eva, reason=REASON)

    solution = incident.solutions.get()
    assert (solution.outcome, solution.answer, solution.answered_by) == ("withdrawn", REASON, people.eva)
    assert last_event(incident).data == {"solution": solution.pk}


def test_the_customer_is_told_why(proposed: Incident, people: People) -> None:
    incident = actions.withdraw_solution(proposed, by=people.eva, reason=REASON)

    assert letters("withdraw_solution") == {"ada": "customer"}
    assert last_event(incident).message.visibility == "public"


def test_only_the_owner_may(proposed: Incident, people: People) -> None:
    only_for(people, "eva", act=lambda by: actions.withdraw_solution(proposed, by=by, reason=REASON))


@pytest.mark.parametrize("state", ["new", "work_in_progress", "closed"])
def test_only_a_solution_that_stands(make: Make, people: People, state: str) -> None:
    incident = make(state)

    with refused(NotPossible):
        actions.withdraw_solution(incident, by=people.eva, reason=REASON)


@pytest.mark.parametrize("reason", ["", " ", "x" * 2_001, "a\x00b"])
def test_it_needs_a_reason(proposed: Incident, people: People, reason: str) -> None:
    with refused(NotValid, "reason"):
        actions.withdraw_solution(proposed, by=people.eva, reason=reason)
