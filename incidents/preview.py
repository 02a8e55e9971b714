"""What changed hours would do to the open incidents, before anybody applies them; it writes nothing (S6)."""

from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet

from accounts.models import Calendar, CalendarVersion
from incidents.models import Clock, Event, Incident
from incidents.models.clock import Fact, ever_over
from incidents.models.delegating import OPEN

CHUNK = 500  # incidents whose timelines are read in one query


@dataclass(frozen=True)
class Move:
    """One clock, by the hours it is held to and by those it would be. Without `due_was` it stands still."""

    kind: str
    due_was: datetime | None
    due: datetime | None
    is_missed_already: bool
    is_missed_at_once: bool  # past its target by the new hours alone
    is_breach_kept: bool  # recorded, though by the new hours it was none; it stands (S6)

    @property
    def label(self) -> str:
        return str(Clock.Kind(self.kind).label)

    @property
    def is_earlier(self) -> bool:
        return self.due_was is not None and self.due is not None and self.due < self.due_was

    @property
    def is_later(self) -> bool:
        return self.due_was is not None and self.due is not None and self.due > self.due_was

    @property
    def shift(self) -> timedelta | None:
        """How much later by the wall; less than nothing is earlier."""
        return self.due - self.due_was if self.due and self.due_was else None

    @property
    def is_news(self) -> bool:
        """Something about it would be different, or is to be said."""
        return self.due != self.due_was or self.is_missed_at_once or self.is_breach_kept

    @property
    def is_shown(self) -> bool:
        """A clock that stands still is of interest only where something is to be said of it."""
        return self.due is not None or self.is_news


@dataclass(frozen=True)
class Forecast:
    """What would become of one incident; `fault` says why that cannot be reckoned."""

    incident: Incident
    moves: list[Move]
    fault: str = ""


@dataclass(frozen=True)
class Waiting:
    """A calendar whose newest version has not reached so many open incidents."""

    calendar: Calendar
    newest: CalendarVersion
    count: int


def waiting() -> list[Waiting]:
    """Every calendar for which there is something to apply, by name; three queries."""
    counts = dict(outdated().order_by().values_list("calendar_version__calendar").annotate(Count("pk")))
    found = Calendar.objects.filter(pk__in=counts).order_by("name").prefetch_related("versions")
    return [
        Waiting(calendar, max(calendar.versions.all(), key=lambda each: each.number), counts[calendar.pk])
        for calendar in found
    ]


def outdated() -> QuerySet[Incident]:
    """The open incidents that are held to another version of their calendar than its newest."""
    newer = CalendarVersion.objects.filter(calendar=OuterRef("calendar"), number__gt=OuterRef("number"))
    older = CalendarVersion.objects.filter(Exists(newer))
    return Incident.objects.filter(state__in=OPEN, calendar_version__in=older)


def held_to_older(version: CalendarVersion) -> QuerySet[Incident]:
    """The open incidents that this version has not reached, oldest first; never those of a newer one."""
    older = CalendarVersion.objects.filter(calendar=version.calendar_id, number__lt=version.number)
    return Incident.objects.filter(state__in=OPEN, calendar_version__in=older).order_by("pk")


def forecasts(incidents: QuerySet[Incident], version: CalendarVersion, moment: datetime) -> list[Forecast]:
    """What this version would make of each; two queries more for each CHUNK of them."""
    rows = list(incidents.select_related("plan_version", "calendar_version", "title_mark").prefetch_related("clocks"))
    told: dict[int, list[Fact]] = {}
    for start in range(0, len(rows), CHUNK):
        told |= Event.objects.filter(incident__in=rows[start : start + CHUNK]).facts_by_incident()
    return [forecast(incident, told.get(incident.pk, []), version, moment) for incident in rows]


def forecast(incident: Incident, facts: list[Fact], version: CalendarVersion, moment: datetime) -> Forecast:
    try:
        return Forecast(incident, moves(incident, facts, version, moment))
    except (ValueError, OverflowError) as error:  # hours so rare that they hold no such promise
        return Forecast(incident, [], str(error))


def moves(incident: Incident, facts: list[Fact], version: CalendarVersion, moment: datetime) -> list[Move]:
    """Each clock of the plan as this version would have it, reckoned anew from the timeline (S12).

    A promised next update is wall time, which no calendar moves. ValueError if these hours hold no such promise.
    """
    then = copy(incident)
    then.calendar_version = version
    counted = [clock for clock in incident.clocks.all() if clock.kind != Clock.Kind.NEXT_UPDATE]
    return [move(clock, incident, then, facts, moment) for clock in counted]


def move(clock: Clock, incident: Incident, then: Incident, facts: list[Fact], moment: datetime) -> Move:
    other = copy(clock)
    other.reckon(facts, then.promise)
    was_over = clock.is_over(incident, moment)
    return Move(
        kind=clock.kind,
        due_was=clock.due_at,
        due=other.due_at,
        is_missed_already=was_over,
        is_missed_at_once=not was_over and other.is_over(then, moment),
        is_breach_kept=was_over and not ever_over(clock.kind, facts, then.promise, moment),
    )
