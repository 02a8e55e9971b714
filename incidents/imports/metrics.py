"""The figures of imported incidents, read back from the timeline and the clocks: seconds of plain time (R20, S12)."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from incidents.models import Clock, Event, ImportedIncident, Incident
from incidents.models.clock import elapsed, run

State = Incident.State
FINAL = {State.NEW: "new", State.WORK_IN_PROGRESS: "wip", State.SOLUTION_PROPOSED: "proposed", State.CLOSED: "closed"}


def metrics(imported: ImportedIncident) -> dict[str, Any]:
    """One incident's figures; none where it did not get so far."""
    incident = imported.incident
    events = list(incident.events.order_by("seq"))
    lines = [line for event in events for line in lines_of(event)]
    closed_at = closing(incident, events)
    relieved_at = reached(events, [State.SOLUTION_PROPOSED]) or closed_at
    responded_at = reached(events, [state for state in State if state != State.NEW])
    return {
        "incident": imported.name,
        "events": len(lines),
        "opened": incident.opened_at.isoformat(),
        "time_to_response": since(incident, responded_at),
        "time_to_relief": since(incident, relieved_at),
        "relief_clock": seconds(relief(incident)),
        "time_to_close": since(incident, closed_at),
        "rejections": sum(event.verb == "reject_solution" for event in events),
        "reopens": sum(event.verb == "reopen" for event in events),
        "final": FINAL[State(incident.state)],
        "owner_changes": sum(before != after for before, after in pairwise(owners(events))),
        "priority": lines[-1]["priority"],
    }


def lines_of(event: Event) -> list[dict[str, str]]:
    """The log's lines that an event stands for; those beyond the first came after the closing."""
    return event.data.get("imported", {}).get("lines", [])  # type: ignore[no-any-return]


def reached(events: Iterable[Event], states: Sequence[str]) -> datetime | None:
    """When the timeline first shows one of these states."""
    return next((event.at for event in events if event.state in states), None)


def closing(incident: Incident, events: Sequence[Event]) -> datetime | None:
    """The last that the log says of the closing, if that is where it stands."""
    if not incident.is_closed:
        return None
    return max(events[-1].at, *(datetime.fromisoformat(line["t"]) for line in lines_of(events[-1])))


def relief(incident: Incident) -> timedelta | None:
    """What the Relief clock had counted at the last proposal; where there was none, at the closing."""
    ran = run(Clock.Kind.RELIEF, incident.events.facts()).ran
    proposals = [place for place, stretch in enumerate(ran, start=1) if stretch.ended_by == "propose_solution"]
    if proposals:
        return elapsed(ran[: proposals[-1]], incident.promise)
    return incident.clocks.get(kind=Clock.Kind.RELIEF).elapsed if incident.is_closed else None


def owners(events: Iterable[Event]) -> list[str]:
    """Everybody who had it, in turn: as the verbs gave it to them, and as the log says, also of a closed one."""
    found = []
    for event in events:
        if "owner" in event.data:
            found.append(event.data["owner"]["name"])
        found += [line["owner"] for line in lines_of(event) if line["owner"]]
    return found


def since(incident: Incident, moment: datetime | None) -> int | None:
    return seconds(moment - incident.opened_at) if moment else None


def seconds(span: timedelta | None) -> int | None:
    return None if span is None else span // timedelta(seconds=1)
