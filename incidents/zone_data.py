"""After new zone data: which times of the clocks that run come out differently now, for a person to look at (S17)."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from incidents.models import Clock, Event
from incidents.models.clock import Fact

CHUNK = 500  # clocks whose timelines are read in one query
TIMES = ("due_at", "warn_at")


class Moved(NamedTuple):
    """A stored time of a clock that the installed zone data put elsewhere; none if it no longer runs by them."""

    number: str
    clock: str
    time: str  # due_at or warn_at
    stored: datetime | None
    reckoned: datetime | None


def moved_dues() -> Iterator[Moved]:
    """Reads the timelines and writes nothing. A promised next update is an instant already: no calendar moves it."""
    running = Clock.objects.filter(due_at__isnull=False).exclude(kind=Clock.Kind.NEXT_UPDATE).order_by("incident", "pk")
    clocks = running.select_related("incident__plan_version", "incident__calendar_version").iterator()
    while chunk := list(islice(clocks, CHUNK)):
        told = Event.objects.filter(incident__in=[clock.incident_id for clock in chunk]).facts_by_incident()
        for clock in chunk:
            yield from compared(clock, told.get(clock.incident_id, []))


def compared(clock: Clock, facts: list[Fact]) -> Iterator[Moved]:
    incident = clock.incident
    fresh = Clock(incident=incident, kind=clock.kind)
    fresh.reckon(facts, incident.promise)
    for time in TIMES:
        stored, reckoned = getattr(clock, time), getattr(fresh, time)
        if stored != reckoned:
            yield Moved(incident.number, clock.kind, time, stored, reckoned)
