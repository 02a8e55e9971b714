"""Goes through all incidents by chunks: each costs as much memory and as many queries as the others."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Case, QuerySet, TextField, Value, When

from accounts.acting import lock
from accounts.models import CalendarVersion, PlanVersion
from incidents.models import Event, Incident
from incidents.replaying.comparing import differences
from incidents.replaying.line import Line
from incidents.replaying.rebuilding import Shelf, rebuild

CHUNK = 200  # incidents
# What data that no act wrote can lead to: they are any JSON, and their times and spans may be beyond counting.
UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


@dataclass
class Replayed:
    """What was read, and every difference that was found, in words."""

    incidents: int = 0
    events: int = 0
    differences: list[str] = field(default_factory=list)


def replay_timeline(incidents: "QuerySet[Incident]") -> Replayed:
    """Rebuild each incident from its timeline and compare; writes nothing (R18, S12)."""
    replayed = Replayed()
    for chunk in chunks(incidents):
        found = compare(chunk)
        replayed.incidents += len(chunk)
        replayed.events += sum(incident.event_count for incident in chunk)
        for incident in chunk:
            if found[incident.pk]:
                replayed.differences += confirmed(incident)
    return replayed


def chunks(incidents: "QuerySet[Incident]") -> Iterator[list[Incident]]:
    """By key, each chunk a query of its own: no transaction is held open for as long as it takes."""
    rows = incidents.order_by("pk").prefetch_related("clocks", "solutions", "checks", "colleagues", "guests")
    chunk = list(rows[:CHUNK])
    while chunk:
        yield chunk
        chunk = list(rows.filter(pk__gt=chunk[-1].pk)[:CHUNK])


@transaction.atomic
def confirmed(incident: Incident) -> list[str]:
    """Somebody may have written between two of the queries: a difference is one if it is there under the lock too."""
    lock(incident)
    (again,) = chunks(Incident.objects.filter(pk=incident.pk))
    return compare(again)[incident.pk]


def compare(chunk: list[Incident]) -> dict[int, list[str]]:
    """The differences of each incident, by its key."""
    shelf = Shelf(PlanVersion.objects.in_bulk(), CalendarVersion.objects.in_bulk())
    timelines = timelines_of(chunk)
    return {incident.pk: found(incident, timelines[incident.pk], shelf) for incident in chunk}


def timelines_of(chunk: list[Incident]) -> dict[int, list[Line]]:
    """Of all that people wrote, only what was said with a flag."""
    said = Case(When(verb="raise_flag", then="message__body"), default=Value(""), output_field=TextField())
    rows = Event.objects.filter(incident__in=chunk).order_by("incident_id", "seq").annotate(said=said)
    names = ("seq", "verb", "by", "at", "state", "data", "message", "said")
    timelines: dict[int, list[Line]] = defaultdict(list)
    for incident, *columns in rows.values_list("incident_id", *names):
        timelines[incident].append(Line(*columns)._replace(said=columns[-1] or ""))
    return timelines


def found(incident: Incident, timeline: list[Line], shelf: Shelf) -> list[str]:
    """One timeline that cannot be read hides no other's differences."""
    try:
        return list(differences(incident, rebuild(timeline, shelf)))
    except UNREADABLE as error:
        return [f"{incident.number} timeline: cannot be read: {error!r}"]
