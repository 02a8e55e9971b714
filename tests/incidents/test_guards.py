"""What the database itself refuses, whoever writes and however (R13, R18, S13)."""

import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations import AddField, RunPython
from django.db.migrations.operations.models import AlterModelTable, ModelOperation
from django.db.models import BooleanField

from incidents import actions, guards
from incidents.models import Incident
from tests.aftermath import everything, last_event
from tests.conftest import Make
from tests.people import People

EVENT = (
    "INSERT INTO incidents_event (incident_id, seq, verb, at, clamped, way, public, state, data) "
    "SELECT id, {seq}, '{verb}', last_event_at, false, 'system', false, '{state}', '{{}}' "
    "FROM incidents_incident WHERE id = {incident}"
)
MESSAGE = (
    "INSERT INTO incidents_message (incident_id, event_id, visibility, body, at) "
    "SELECT {incident}, id, 'public', 'Slipped in.', at FROM incidents_event WHERE incident_id = {incident} AND seq = 1"
)
SOLUTION = (
    "INSERT INTO incidents_solution (incident_id, kind, body, proposed_by_id, proposed_at, outcome, answer, wish) "
    "SELECT id, 'workaround', 'Slipped in.', owner_id, opened_at, 'rejected', '', '' FROM incidents_incident "
    "WHERE id = {incident}"
)
CLOCK = (
    "INSERT INTO incidents_clock (incident_id, kind, state, target, elapsed) "
    "SELECT incident_id, 'next_update', state, target, elapsed FROM incidents_clock "
    "WHERE incident_id = {incident} AND kind = 'relief'"
)
Refuses = Callable[..., None]


@pytest.fixture
def refuses(db: None) -> Refuses:
    """Run a statement on an incident: the database refuses it in these words, and no row has changed."""

    def run(words: str, statement: str, incident: Incident, **more: Any) -> None:
        before = everything()
        with pytest.raises(DatabaseError, match=re.escape(words)), transaction.atomic():
            execute(statement, incident, **more)
        assert everything() == before

    return run


def execute(statement: str, incident: Incident, **more: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement.format(incident=incident.pk, **more))
        return int(cursor.rowcount)


# --- Closed is read-only ----------------------------------------------------------------------------------------------

INTO_A_CLOSED_ONE = {
    "a message": MESSAGE,
    "a solution": SOLUTION,
    "a clock": CLOCK,
    "another solution's outcome": "UPDATE incidents_solution SET outcome = 'rejected' WHERE incident_id = {incident}",
    "a solution deleted": "DELETE FROM incidents_solution WHERE incident_id = {incident}",
    "another elapsed time": "UPDATE incidents_clock SET warned_at = run_since WHERE incident_id = {incident}",
    "a clock deleted": "DELETE FROM incidents_clock WHERE incident_id = {incident}",
    "a flag": "UPDATE incidents_incident SET action_needed = true WHERE id = {incident}",
    "another owner": "UPDATE incidents_incident SET owner_id = NULL WHERE id = {incident}",
    "another title": "UPDATE incidents_incident SET title = 'x' WHERE id = {incident}",
    "another severity": "UPDATE incidents_incident SET severity = 1 WHERE id = {incident}",
    "nothing new": "UPDATE incidents_incident SET title = title WHERE id = {incident}",
    "an end": "DELETE FROM incidents_incident WHERE id = {incident}",
}


@pytest.mark.parametrize("what", INTO_A_CLOSED_ONE)
def test_a_closed_incident_is_read_only(closed: Incident, refuses: Refuses, what: str) -> None:
    refuses("closed is read-only", INTO_A_CLOSED_ONE[what], closed)


@pytest.mark.parametrize("what", ["a message", "a solution", "a clock"])
def test_the_same_goes_into_an_open_one(make: Make, what: str) -> None:
    """Else the refusals above would prove nothing."""
    incident = make("work_in_progress")
    if what == "a message":
        assert execute(MESSAGE, incident) == 1
    else:
        assert execute({"a solution": SOLUTION, "a clock": CLOCK}[what], incident) == 1


@pytest.mark.parametrize("table", ["incidents_solution", "incidents_clock"])
def test_its_rows_are_moved_neither_out_nor_in(make: Make, refuses: Refuses, table: str) -> None:
    closed, opened = make("closed"), make("solution_proposed")
    move = f"UPDATE {table} SET incident_id = {{target}} WHERE incident_id = {{incident}}"  # noqa: S608 - no input

    refuses("closed is read-only", move, closed, target=opened.pk)
    refuses("closed is read-only", move, opened, target=closed.pk)


@pytest.mark.parametrize("state", ["new", "work_in_progress", "solution_proposed"])
def test_no_incident_is_deleted(make: Make, refuses: Refuses, state: str) -> None:
    refuses("closed is read-only", "DELETE FROM incidents_incident WHERE id = {incident}", make(state))


def test_the_models_own_ways_are_refused_alike(closed: Incident) -> None:
    solution, clock = closed.solutions.get(), closed.clocks.first()
    assert clock is not None
    ways: list[Callable[[], object]] = [
        closed.save,
        closed.delete,
        solution.save,
        solution.delete,
        clock.save,
        lambda: Incident.objects.filter(pk=closed.pk).update(action_needed=True),
        lambda: closed.solutions.update(answer="x"),
    ]
    for way in ways:
        before = everything()
        with pytest.raises(DatabaseError), transaction.atomic():
            way()
        assert everything() == before


def test_it_is_not_opened_without_a_word(closed: Incident) -> None:
    before = everything()
    opened = "SET state = 'work_in_progress', closed_at = NULL, closed_as = ''"
    with pytest.raises(DatabaseError, match=r"closed is read-only|with its event"), transaction.atomic():
        execute(f"UPDATE incidents_incident {opened} WHERE id = {{incident}}", closed)
    assert everything() == before


def test_reopening_goes_by_its_event(closed: Incident, people: People) -> None:
    incident = actions.reopen(closed, by=people.mia, reason="A slip.")

    assert last_event(incident).verb == "reopen"
    assert execute("UPDATE incidents_incident SET action_needed = false WHERE id = {incident}", incident) == 1


# --- The timeline is append-only, gapless, and what changes a state --------------------------------------------------


@pytest.mark.parametrize("state", ["new", "work_in_progress", "closed"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE incidents_event SET verb = 'x' WHERE incident_id = {incident}",
        "UPDATE incidents_event SET public = true WHERE incident_id = {incident}",
        "DELETE FROM incidents_event WHERE incident_id = {incident}",
    ],
)
def test_events_are_neither_changed_nor_deleted(make: Make, refuses: Refuses, state: str, statement: str) -> None:
    refuses("append-only", statement, make(state))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE incidents_message SET visibility = 'public' WHERE incident_id = {incident}",
        "UPDATE incidents_message SET body = 'x' WHERE incident_id = {incident}",
        "DELETE FROM incidents_message WHERE incident_id = {incident}",
    ],
)
def test_words_are_neither_changed_nor_deleted_nor_widened(
    working: Incident, people: People, refuses: Refuses, statement: str
) -> None:
    actions.add_note(working, by=people.eva, body="A stuck lease.")

    refuses("append-only", statement, working)


@pytest.mark.parametrize("gap", [0, 2, 7])
def test_the_timeline_has_no_gap(working: Incident, refuses: Refuses, gap: int) -> None:
    seq = last_event(working).seq + gap

    refuses("no gaps", EVENT, working, seq=seq, verb="add_note", state="work_in_progress")


def test_it_begins_with_one(monday: Any, people: People, refuses: Refuses) -> None:
    assert people.ada.organization is not None
    incident = Incident.objects.create(
        title="x",
        description="x",
        severity=3,
        severity_asked=3,
        customer=people.ada,
        organization=people.ada.organization,
        plan_version=people.plan.current,
        calendar_version=people.plan.current.calendar.current,
        opened_at=monday,
        last_event_at=monday,
    )
    refuses("no gaps", EVENT, incident, seq=2, verb="open_incident", state="new")
    assert execute(EVENT, incident, seq=1, verb="open_incident", state="new") == 1


@pytest.mark.parametrize("to", ["new", "solution_proposed"])
def test_a_state_changes_with_its_event_only(working: Incident, refuses: Refuses, to: str) -> None:
    refuses("with its event", "UPDATE incidents_incident SET state = '{to}' WHERE id = {incident}", working, to=to)


def test_with_its_event_it_does(working: Incident) -> None:
    seq = last_event(working).seq + 1
    execute(EVENT, working, seq=seq, verb="propose_solution", state="solution_proposed")

    assert execute("UPDATE incidents_incident SET state = 'solution_proposed' WHERE id = {incident}", working) == 1


def test_closed_says_how_and_when(working: Incident) -> None:
    execute(EVENT, working, seq=last_event(working).seq + 1, verb="withdraw", state="closed")

    with pytest.raises(DatabaseError, match="closed_has_how_and_when"), transaction.atomic():
        execute("UPDATE incidents_incident SET state = 'closed' WHERE id = {incident}", working)


def test_one_solution_stands(proposed: Incident) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        execute(SOLUTION.replace("'rejected'", "'proposed'"), proposed)


# --- They are there ---------------------------------------------------------------------------------------------------


def test_the_database_has_all_of_them(db: None) -> None:
    assert guards.installed() == {guard.name for guard in guards.guards()}


def test_they_can_be_removed_and_installed_again(closed: Incident, people: People) -> None:
    guards.remove()
    assert guards.installed() == set()
    guards.remove()
    guards.install()

    assert guards.installed() == {guard.name for guard in guards.guards()}
    with pytest.raises(DatabaseError):
        closed.save()


def migrations() -> list[str]:
    """Those after the first, before which there was nothing to guard."""
    folder = Path(settings.BASE_DIR) / "incidents" / "migrations"
    return sorted(path.stem for path in folder.glob("[0-9]*.py"))[1:]


def runs(operation: Any, function: object) -> bool:
    return isinstance(operation, RunPython) and operation.code is function


def alters_a_guarded_table(operation: Any) -> bool:
    """Creating is not altering; a field or constraint of a guarded model is, and so is SQL of any kind."""
    model = getattr(operation, "model_name", "") or (
        getattr(operation, "name", "") if isinstance(operation, ModelOperation) else ""
    )
    return f"incidents_{model.lower()}" in {guard.table for guard in guards.guards()}


@pytest.mark.parametrize("name", migrations())
def test_a_migration_that_alters_a_guarded_table_removes_them_first_and_installs_them_last(name: str) -> None:
    operations = import_module(f"incidents.migrations.{name}").Migration.operations
    if any(alters_a_guarded_table(operation) for operation in operations):
        assert runs(operations[0], guards.remove)
        assert runs(operations[-1], guards.install)


def test_that_check_knows_an_alteration_when_it_sees_one() -> None:
    flag: Any = BooleanField(default=False)

    assert alters_a_guarded_table(AddField("Incident", "is_odd", flag))
    assert alters_a_guarded_table(AlterModelTable("Clock", "watches"))
    assert not alters_a_guarded_table(AddField("Problem", "is_odd", flag))
