"""set_substate: what the work waits for, by name; it stops no clock (R14)."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.acting import NotPossible, NotValid
from incidents import actions
from incidents.actions.changes import cancel_change, deliver_rca, finish_change
from incidents.actions.problems import release_fix
from incidents.models import Clock, Incident, Known
from notifications.moment import now
from tests.aftermath import last_event, letters, refused
from tests.conftest import Make
from tests.kinds import only_for
from tests.knowledge import asked, known, planned
from tests.people import People

RECORDS: dict[str, Callable[[People], Known]] = {"problem": known, "change": planned, "rca": asked}


@pytest.mark.parametrize("name", RECORDS)
@pytest.mark.parametrize("state", ["work_in_progress", "solution_proposed"])
def test_it_names_the_record_that_it_waits_for(make: Make, people: People, state: str, name: str) -> None:
    record: Any = RECORDS[name](people)
    incident = actions.set_substate(make(state), by=people.eva, substate=f"pending_{name}", **{name: record})

    incident.refresh_from_db()
    assert (incident.substate, incident.state, incident.awaited) == (f"pending_{name}", state, record)
    assert last_event(incident).data == {
        "substate": f"pending_{name}",
        "substate_was": "",
        name: record.pk,
        "number": record.number,
    }
    assert letters("set_substate") == {}


def test_another_one_replaces_it(working: Incident, people: People) -> None:
    actions.set_substate(working, by=people.eva, substate="pending_problem", problem=known(people))
    incident = actions.set_substate(working, by=people.eva, substate="pending_rca", rca=asked(people))

    assert (incident.substate, incident.waits_for_problem) == ("pending_rca", None)
    assert last_event(incident).data["substate_was"] == "pending_problem"


def test_no_clock_stops_for_it(monday: Any, working: Incident, people: People, later: Callable[..., Any]) -> None:
    actions.set_substate(working, by=people.eva, substate="pending_problem", problem=known(people))
    with later(hours=4):
        incident = Incident.objects.get(pk=working.pk)
        relief = incident.clock(Clock.Kind.RELIEF)
        assert relief is not None
        assert (relief.state, relief.elapsed_at(incident, now()).total_seconds()) == ("running", 4 * 3600)


@pytest.mark.parametrize("state", ["new", "closed"])
def test_it_is_there_while_it_is_worked_on_only(make: Make, people: People, state: str) -> None:
    incident, problem = make(state), known(people)
    with refused(NotPossible):
        actions.set_substate(incident, by=people.eva, substate="pending_problem", problem=problem)


def test_it_is_the_owners(working: Incident, people: People) -> None:
    problem = known(people)
    only_for(
        people,
        "eva",
        act=lambda user: actions.set_substate(working, by=user, substate="pending_problem", problem=problem),
    )


@pytest.mark.parametrize("name", RECORDS)
def test_it_waits_for_nothing_without_a_record(working: Incident, people: People, name: str) -> None:
    others: dict[str, Any] = {other: make(people) for other, make in RECORDS.items() if other != name}
    with refused(NotValid, name):
        actions.set_substate(working, by=people.eva, substate=f"pending_{name}", **others)


def test_what_is_no_substate_is_none(working: Incident, people: People) -> None:
    with refused(NotValid, "substate"):
        actions.set_substate(working, by=people.eva, substate="on_hold")


def test_what_is_complete_is_not_waited_for(working: Incident, people: People) -> None:
    """Also where the page was older than the record."""
    problem, change, rca, other = known(people), planned(people), asked(people), planned(people)
    release_fix(problem, by=people.sam, release="11.4.2")
    finish_change(change, by=people.eli)
    cancel_change(other, by=people.eli, reason="Not needed.")
    deliver_rca(rca, by=people.sam, document="A lease.")
    for name, record in [("problem", problem), ("change", change), ("change", other), ("rca", rca)]:
        with refused(NotValid, name):
            actions.set_substate(working, by=people.eva, substate=f"pending_{name}", **{name: record})  # type: ignore[arg-type]


def test_closing_ends_the_wait(proposed: Incident, people: People) -> None:
    actions.set_substate(proposed, by=people.eva, substate="pending_problem", problem=known(people))
    incident = actions.accept_solution(proposed, by=people.ada)

    incident.refresh_from_db()
    assert (incident.substate, incident.waits_for_problem) == ("", None)
