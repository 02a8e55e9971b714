"""What the database itself refuses of what is known beside the incidents (R13, R24, R26)."""

import pytest

from incidents import actions, guards
from incidents.models import Incident
from tests.conftest import Make
from tests.incidents.test_guards import Refuses, execute, refuses
from tests.knowledge import down, known
from tests.people import People

__all__ = ["refuses"]
MATCH = (
    "INSERT INTO incidents_match (problem_id, incident_id, by_id, at, told_status) "
    "SELECT {problem}, id, owner_id, opened_at, '' FROM incidents_incident WHERE id = {incident}"
)
LINK = (
    "INSERT INTO incidents_outagelink (outage_id, incident_id, by_id, at) "
    "SELECT {outage}, id, owner_id, opened_at FROM incidents_incident WHERE id = {incident}"
)


@pytest.mark.parametrize("what", ["match", "outagelink"])
def test_what_hit_a_closed_one_stays_as_it_was(make: Make, people: People, refuses: Refuses, what: str) -> None:
    problem, outage = known(people), down(people)
    incident = make("solution_proposed")
    actions.match_problem(incident, by=people.eva, problem=problem)
    actions.link_outage(incident, by=people.eva, outage=outage)
    actions.accept_solution(incident, by=people.ada)
    later, named = {"match": (MATCH, {"problem": known(people).pk}), "outagelink": (LINK, {"outage": down(people).pk})}[
        what
    ]
    table = f"incidents_{what}"

    refuses("closed is read-only", later, incident, **named)
    refuses("closed is read-only", f"DELETE FROM {table} WHERE incident_id = {{incident}}", incident)  # noqa: S608
    refuses("closed is read-only", f"UPDATE {table} SET at = at WHERE incident_id = {{incident}}", incident)  # noqa: S608
    assert execute(later, make("work_in_progress"), **named) == 1


@pytest.mark.parametrize(
    "statement", ["UPDATE incidents_knownevent SET verb = 'x'", "DELETE FROM incidents_knownevent"]
)
def test_the_history_of_what_is_known_is_append_only(
    working: Incident, people: People, refuses: Refuses, statement: str
) -> None:
    known(people)
    refuses("append-only", statement, working)


def test_a_guard_waits_for_its_table(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """An earlier migration installs them all, before the later ones have made their tables."""
    there = guards.guards()
    early = guards.Guard("guard_tomorrow", "incidents_tomorrow", "DELETE", "not yet")
    guards.remove()
    monkeypatch.setattr(guards, "guards", lambda: [*there, early])
    guards.install()
    assert guards.installed() == {guard.name for guard in there}
    guards.remove()
    guards.install()
