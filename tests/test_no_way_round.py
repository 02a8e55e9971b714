"""Nothing goes round the actions: no state set by hand, no incident saved elsewhere, no hidden import, no signal."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from incidents.policy import RULES
from tests.test_house import FLOORS, ROOT, named, python_files

RECOMPUTING = "incidents/actions/recomputing.py"


def nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text()))


def targets(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Assign):
        return node.targets
    return [node.target] if isinstance(node, ast.AugAssign | ast.AnnAssign) else []


def assigned_attributes(path: Path) -> Iterator[tuple[str, str]]:
    """`incident.state = …` as ("incident", "state"), setattr() included."""
    for node in nodes(path):
        for target in targets(node):
            if isinstance(target, ast.Attribute):
                yield ast.unparse(target.value), target.attr
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "setattr":
            yield ast.unparse(node.args[0]), ast.unparse(node.args[1])


def test_no_state_of_an_incident_is_set_by_hand() -> None:
    """The transitions set it, through the library; a clock's state is the clock's own, set by its reckoning."""
    found = [
        f"{named(path)}: {owner}.{name}"
        for path in python_files(*FLOORS)
        for owner, name in assigned_attributes(path)
        if name in {"state", "'state'", '"state"'} and re.search(r"incident|record", owner)
    ]

    assert found == []


def test_transitions_are_called_by_actions_alone() -> None:
    """`act.record.respond(…)` and the like: nobody else takes an incident from one state to another."""
    found = {named(path) for path in python_files(*FLOORS) for node in nodes(path) if is_transition(node)}

    assert found
    assert all(name.startswith("incidents/actions/") for name in found), found


def is_transition(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    return node.func.attr in RULES and bool(re.search(r"record$|incident$", ast.unparse(node.func.value)))


def test_incidents_are_saved_by_acts_alone() -> None:
    """Nothing but an act, a report, a time that came by itself and changed hours (pin and place) writes an incident."""
    written = re.compile(r"(record|incident)\.save\(|\bIncident\.objects\.(filter\([^)]*\)\.)?(update|create|bulk_)")
    found = {named(path) for path in python_files(*FLOORS) if written.search(path.read_text())}

    where_none_was = {"incidents/actions/opening.py", "incidents/actions/importing.py", "incidents/actions/waiting.py"}
    by_time = {"incidents/actions/house.py", "incidents/actions/reminding.py"}
    assert found == {"accounts/acting.py", *by_time, *where_none_was, RECOMPUTING}
    by_hours = [line.strip() for line in (ROOT / RECOMPUTING).read_text().splitlines() if written.search(line)]
    assert by_hours == ["Incident.objects.filter(pk=incident.pk).update(calendar_version=version, **place)"]


def test_no_import_hides_inside_a_function() -> None:
    hidden = [
        f"{named(path)}:{inner.lineno}"
        for path in python_files(*FLOORS)
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]

    assert hidden == []


WIRED = re.compile(r"django[\w.]*signals|@receiver\b")


def test_there_are_no_signals() -> None:
    wired = [named(path) for path in python_files(*FLOORS) if WIRED.search(path.read_text())]

    assert wired == []


def test_the_past_is_written_by_the_import_alone() -> None:
    """`is_history` lifts what a report must have: no door, form or action sets it for an incident of today."""
    found = {
        named(path)
        for path in python_files(*FLOORS)
        for _owner, name in assigned_attributes(path)
        if "is_history" in name
    }
    passed = re.compile(r"\bis_history=|\"is_history\"")

    assert found == {"incidents/actions/importing.py"}
    assert [named(path) for path in python_files(*FLOORS) if passed.search(path.read_text())] == []
