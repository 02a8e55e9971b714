"""accept_solution: the customer's word closes (R8)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from accounts.acting import NotPossible, NotValid
from incidents import actions
from incidents.models import Incident
from tests.aftermath import last_event, letters, refused
from tests.conftest import Make
from tests.kinds import only_for
from tests.people import People


@pytest.mark.parametrize("name", ["ada", "lead"])
def test_it_closes_by_the_customers_word(
    monday: datetime, proposed: Incident, people: People, later: Any, name: str
) -> None:
    with later(days=2):
        incident = actions.accept_solution(proposed, by=people.by_name(name))

    incident.refresh_from_db()
    closed = (incident.state, incident.closed_as, incident.closed_at)
    assert closed == ("closed", "accepted", monday + timedelta(days=2))
    solution = incident.solutions.get()
    assert (solution.outcome, solution.answered_by) == ("accepted", people.by_name(name))
    assert {clock.state for clock in incident.clocks.all()} == {"stopped"}


def test_the_time_in_the_customers_hands_is_not_counted(
    monday: datetime, working: Incident, people: People, later: Any
) -> None:
    with later(hours=1):
        actions.propose_solution(working, by=people.eva, kind="workaround", body="Scale up.")
    with later(hours=6):
        incident = actions.accept_solution(working, by=people.ada)

    assert incident.clocks.get(kind="relief").elapsed == timedelta(hours=1)


def test_customer_and_owner_are_told(proposed: Incident, people: People) -> None:
    incident = actions.accept_solution(proposed, by=people.ada)

    assert letters("accept_solution") == {"ada": "customer", "eva": "staff"}
    assert last_event(incident).public


def test_what_they_accept_they_have_recognised(monday: datetime, proposed: Incident, people: People) -> None:
    incident = actions.accept_solution(proposed, by=people.ada)

    assert (incident.recognised_at, incident.statement_answer) == (incident.closed_at, "accepted")


def test_recognition_reached_before_keeps_its_time(
    monday: datetime, working: Incident, people: People, later: Any
) -> None:
    actions.state_problem(working, by=people.eva, body="Your job writes nothing.")
    actions.confirm_problem(working, by=people.ada)
    with later(hours=1):
        actions.propose_solution(working, by=people.eva, kind="workaround", body="Scale up.")
        incident = actions.accept_solution(working, by=people.ada)

    assert (incident.recognised_at, incident.statement_answer) == (monday, "confirmed")


def test_a_conclusive_fix_accepted_is_resolution_and_a_workaround_is_not(working: Incident, people: People) -> None:
    actions.propose_solution(working, by=people.eva, kind="conclusive_fix", body="Update.")

    incident = actions.accept_solution(working, by=people.ada)
    assert incident.resolved_at == incident.closed_at


def test_a_workaround_accepted_is_no_resolution_by_itself(proposed: Incident, people: People) -> None:
    assert actions.accept_solution(proposed, by=people.ada).resolved_at is None


def test_the_customer_may_say_since_when_it_is_applied(monday: datetime, proposed: Incident, people: People) -> None:
    incident = actions.accept_solution(proposed, by=people.ada, applied_on=date(2026, 11, 14))

    assert (incident.applied_on, incident.resolved_at) == (date(2026, 11, 14), incident.closed_at)


def test_the_flags_and_the_promise_end_with_it(monday: datetime, working: Incident, people: People) -> None:
    actions.raise_flag(working, by=people.eva, flag="assistance_required", reason="Stuck.")
    actions.propose_solution(
        working, by=people.eva, kind="workaround", body="Scale.", next_update_by=monday + timedelta(hours=4)
    )
    actions.raise_flag(working, by=people.eva, flag="customer_action_needed", reason="Try it.")
    incident = actions.accept_solution(working, by=people.ada)

    incident.refresh_from_db()
    assert not any(getattr(incident, flag) for flag in Incident.FLAGS)
    assert (incident.next_update_by, incident.customer_question, incident.assistance_reason) == (None, "", "")
    promise = incident.clocks.get(kind="next_update")
    assert (promise.state, promise.due_at) == ("stopped", None)


def test_nobody_accepts_for_the_customer(proposed: Incident, people: People) -> None:
    only_for(people, "ada", "lead", act=lambda by: actions.accept_solution(proposed, by=by))


@pytest.mark.parametrize("state", ["untriaged", "new", "work_in_progress", "closed"])
def test_not_without_a_solution_that_stands(make: Make, people: People, state: str) -> None:
    incident = make(state)

    with refused(NotPossible):
        actions.accept_solution(incident, by=people.ada)


def test_not_another_solution_than_the_one_that_was_seen(proposed: Incident, people: People) -> None:
    seen = proposed.solutions.get().pk
    actions.propose_solution(proposed, by=people.eva, kind="conclusive_fix", body="Update to 11.4.2.")

    with refused(NotPossible):
        actions.accept_solution(proposed, by=people.ada, solution=seen)


def test_the_newest_named_is_accepted(proposed: Incident, people: People) -> None:
    newest = actions.propose_solution(proposed, by=people.eva, kind="conclusive_fix", body="Update.").solutions.last()
    assert newest is not None

    assert actions.accept_solution(proposed, by=people.ada, solution=newest.pk).is_closed


def test_it_is_applied_on_no_day_to_come(monday: datetime, proposed: Incident, people: People) -> None:
    with refused(NotValid, "applied_on"):
        actions.accept_solution(proposed, by=people.ada, applied_on=date(2026, 11, 17))
