"""After new zone data: which times of the clocks that run come out differently now, for a person to look at (S17)."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from incidents.actions import house
from incidents.models import Clock, Incident

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
    for clock in running.select_related("incident__plan_version", "incident__calendar_version").iterator():
        yield from compared(clock, clock.incident)


def compared(clock: Clock, incident: Incident) -> Iterator[Moved]:
    fresh = Clock(incident=incident, kind=clock.kind)
    fresh.reckon(house.facts(incident), incident.promise)
    for time in TIMES:
        stored, reckoned = getattr(clock, time), getattr(fresh, time)
        if stored != reckoned:
            yield Moved(incident.number, clock.kind, time, stored, reckoned)
