"""reject_solution: it does not work (R9)."""

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

REASON = "It stalls again after ten minutes."


def test_relief_shows_what_it_had_and_runs_on(monday: datetime, working: Incident, people: People, later: Any) -> None:
    with later(hours=3):
        actions.propose_solution(working, by=people.eva, kind="workaround", body="Scale up.")
    with later(days=2, hours=3):
        incident = actions.reject_solution(working, by=people.ada, reason=REASON)

    incident.refresh_from_db()
    relief = incident.clocks.get(kind="relief")
    assert (incident.state, incident.relieved_at) == ("work_in_progress", None)
    assert (relief.state, relief.elapsed) == ("running", timedelta(hours=3))
    assert relief.run_since == monday + timedelta(days=2, hours=3)


@pytest.mark.parametrize("name", ["ada", "lead"])
def test_it_wants_the_owner_and_both_sides_are_told(proposed: Incident, people: People, name: str) -> None:
    incident = actions.reject_solution(proposed, by=people.by_name(name), reason=REASON)

    assert incident.action_needed
    assert letters("reject_solution") == {"ada": "customer", "eva": "staff"}
    assert last_event(incident).message.body == REASON


def test_the_solution_keeps_its_answer(proposed: Incident, people: People) -> None:
    incident = actions.reject_solution(proposed, by=people.ada, reason=REASON)

    solution = incident.solutions.get()
    assert (solution.outcome, solution.answer, solution.answered_by) == ("rejected", REASON, people.ada)


def test_it_answers_the_question_that_was_put(proposed: Incident, people: People) -> None:
    asked = actions.raise_flag(proposed, by=people.eva, flag="customer_action_needed", reason="Try it.")

    assert not actions.reject_solution(asked, by=people.ada, reason=REASON).customer_action_needed


def test_nobody_rejects_for_the_customer(proposed: Incident, people: People) -> None:
    only_for(people, "ada", "lead", act=lambda by: actions.reject_solution(proposed, by=by, reason=REASON))


@pytest.mark.parametrize("state", ["untriaged", "new", "work_in_progress", "closed"])
def test_not_without_a_solution_that_stands(make: Make, people: People, state: str) -> None:
    incident = make(state)

    with refused(NotPossible):
        actions.reject_solution(incident, by=people.ada, reason=REASON)


def test_not_another_solution_than_the_one_that_was_seen(proposed: Incident, people: People) -> None:
    seen = proposed.solutions.get().pk
    actions.propose_solution(proposed, by=people.eva, kind="conclusive_fix", body="Update to 11.4.2.")

    with refused(NotPossible):
        actions.reject_solution(proposed, by=people.ada, solution=seen, reason=REASON)


@pytest.mark.parametrize("reason", ["", " ", "x" * 2_001, "a\x00b"])
def test_it_needs_a_reason(proposed: Incident, people: People, reason: str) -> None:
    with refused(NotValid, "reason"):
        actions.reject_solution(proposed, by=people.ada, reason=reason)
