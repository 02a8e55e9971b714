"""What is stored against what the timeline tells, one line for each difference."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any, TypeVar

from incidents.models import Incident
from incidents.replaying.rebuilding import Rebuilt

T = TypeVar("T", int, str)

WORDS = {"customer_question", "assistance_reason", "query", "found"}  # people's words have no business in a log


def differences(incident: Incident, rebuilt: Rebuilt) -> Iterator[str]:
    """Such as `INC-1000007 action_needed: timeline says true, stored is false`."""
    solutions = {each.pk: each for each in incident.solutions.all()}
    clocks = {each.kind: each for each in incident.clocks.all()}
    checks = {each.pk: each for each in incident.checks.all()}
    colleagues = {each.user_id for each in incident.colleagues.all()}
    guests = {f"{each.key} {each.ground}" for each in incident.guests.all() if each.until is None}
    found = [
        *unlike("", rebuilt.columns, incident),
        *unlike_all("solution {}", rebuilt.columns.solutions, solutions),
        *unlike_all("check {}", rebuilt.columns.checks, checks),
        *unlike_all("{}", rebuilt.watches.by_kind, clocks),
        *unlike_people("colleague {}", rebuilt.columns.colleagues, colleagues),
        *unlike_people("guest {}", rebuilt.columns.guests, guests),
        *rebuilt.faults,
    ]
    return (f"{incident.number} {each}" for each in found)


def unlike_all(label: str, told: Mapping[Any, Any], stored: Mapping[Any, Any]) -> Iterator[str]:
    for key in sorted({*told, *stored}):
        name = label.format(key)
        if key not in told or key not in stored:
            yield f"{name}: timeline says {presence(key in told)}, stored is {presence(key in stored)}"
        else:
            yield from unlike(f"{name}.", told[key], stored[key])


def unlike_people(label: str, told: set[T], stored: set[T]) -> Iterator[str]:
    for key in sorted(told ^ stored):
        yield f"{label.format(key)}: timeline says {presence(key in told)}, stored is {presence(key in stored)}"


def unlike(prefix: str, told: Any, stored: Any) -> Iterator[str]:
    """Column by column: `told` is a dataclass with the names of the stored columns."""
    for column in fields(told):
        if not column.metadata.get("is_column", True):
            continue
        says, has = getattr(told, column.name), getattr(stored, column.name)
        if says != has:
            yield f"{prefix}{column.name.removesuffix('_id')}: {versus(column.name, says, has)}"


def versus(name: str, says: object, has: object) -> str:
    if name in WORDS:
        return "the stored words are not those of the timeline"
    return f"timeline says {spelled(says)}, stored is {spelled(has)}"


def presence(is_there: bool) -> str:
    return "one" if is_there else "none"


def spelled(value: object) -> str:
    if value is None or value == "":
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, datetime) else str(value)
