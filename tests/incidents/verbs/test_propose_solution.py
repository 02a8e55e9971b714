"""propose_solution: Relief (R7)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.acting import NotPossible, NotValid
from incidents import actions
from incidents.models import Incident, Solution
from tests.aftermath import last_event, letters, refused
from tests.conftest import Make
from tests.kinds import only_for
from tests.people import People

BODY = "Scale to twelve units, then restart the job."


def test_relief_is_reached_and_its_clock_stands_still(
    monday: datetime, working: Incident, people: People, later: Any
) -> None:
    with later(hours=3):
        incident = actions.propose_solution(working, by=people.eva, kind="workaround", body=BODY)

    incident.refresh_from_db()
    assert (incident.state, incident.relieved_at) == ("solution_proposed", monday + timedelta(hours=3))
    relief = incident.clocks.get(kind="relief")
    assert (relief.state, relief.elapsed, relief.due_at, relief.warn_at) == ("paused", timedelta(hours=3), None, None)


@pytest.mark.parametrize("kind", ["workaround", "conclusive_fix"])
def test_what_it_is_stays_on_record(working: Incident, people: People, kind: str) -> None:
    incident = actions.propose_solution(working, by=people.eva, kind=kind, body=f" {BODY} ")

    solution = incident.solutions.get()
    assert (solution.kind, solution.body, solution.proposed_by) == (kind, BODY, people.eva)
    assert solution.outcome == "proposed"
    assert last_event(incident).data == {"solution": solution.pk, "kind": kind}


def test_the_customer_is_asked(working: Incident, people: People) -> None:
    incident = actions.propose_solution(working, by=people.eva, kind="workaround", body=BODY)

    assert letters("propose_solution") == {"ada": "customer"}
    assert last_event(incident).public


def test_a_newer_one_replaces_the_older(later: Any, proposed: Incident, people: People) -> None:
    with later(hours=1):
        incident = actions.propose_solution(proposed, by=people.eva, kind="conclusive_fix", body="Update to 11.4.2.")

    older, newer = incident.solutions.order_by("pk")
    assert (older.outcome, newer.outcome, incident.state) == ("replaced", "proposed", "solution_proposed")
    assert last_event(incident).data["solution"] == newer.pk


def test_relief_was_reached_with_the_first_of_several(
    monday: datetime, proposed: Incident, people: People, later: Any
) -> None:
    """Where the clock paused (R20); one that comes after a rejection reaches it anew."""
    with later(hours=1):
        replaced = actions.propose_solution(proposed, by=people.eva, kind="conclusive_fix", body="Update to 11.4.2.")
    assert replaced.relieved_at == monday

    with later(hours=2):
        rejected = actions.reject_solution(replaced, by=people.ada, reason="It stalls.")
        again = actions.propose_solution(rejected, by=people.eva, kind="workaround", body=BODY)
    assert again.relieved_at == monday + timedelta(hours=2)


def test_it_answers_what_the_customer_wrote(working: Incident, people: People) -> None:
    asked = actions.post_message(working, by=people.ada, body="And now?")

    assert not actions.propose_solution(asked, by=people.eva, kind="workaround", body=BODY).action_needed


def test_it_may_promise_the_next_update(monday: datetime, working: Incident, people: People) -> None:
    promised = monday + timedelta(days=2)
    incident = actions.propose_solution(working, by=people.eva, kind="workaround", body=BODY, next_update_by=promised)

    assert incident.clocks.get(kind="next_update").due_at == promised


def test_only_the_owner_may(working: Incident, people: People) -> None:
    only_for(people, "eva", act=lambda by: actions.propose_solution(working, by=by, kind="workaround", body=BODY))


@pytest.mark.parametrize("state", ["new", "closed"])
def test_only_between_the_first_response_and_the_end(make: Make, people: People, state: str) -> None:
    incident = make(state)

    with refused(NotPossible):
        actions.propose_solution(incident, by=people.eva, kind="workaround", body=BODY)


@pytest.mark.parametrize(
    ("field", "value"),
    [("kind", ""), ("kind", "miracle"), ("body", " "), ("body", "x" * 20_001), ("body", "a\x00b")],
)
def test_what_cannot_be_read_is_refused_by_field(working: Incident, people: People, field: str, value: str) -> None:
    more: dict[str, Any] = {"kind": "workaround", "body": BODY, field: value}
    with refused(NotValid, field):
        actions.propose_solution(working, by=people.eva, **more)


def test_a_promise_lies_ahead_and_a_refused_one_leaves_the_old_solution(
    monday: datetime, proposed: Incident, people: People
) -> None:
    with refused(NotValid, "next_update_by"):
        actions.propose_solution(proposed, by=people.eva, kind="workaround", body=BODY, next_update_by=monday)
    assert Solution.objects.get().outcome == "proposed"
