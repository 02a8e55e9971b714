"""From a timeline, read once from its first event to its last, the incident that it tells of (R18)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from accounts.models import CalendarVersion, PlanVersion
from incidents.models.clock import Promise
from incidents.models.pressing import place_in_queue
from incidents.replaying.columns import KNOWN, Columns
from incidents.replaying.line import Line
from incidents.replaying.watches import Watches


@dataclass(frozen=True)
class Shelf:
    """Every version of plans and calendars, by its key: the timeline names those that an incident is pinned to."""

    plans: Mapping[int, PlanVersion]
    calendars: Mapping[int, CalendarVersion]

    def promise(self, columns: Columns) -> Promise:
        """KeyError where the timeline pins to nothing that is there."""
        plan, calendar = columns.plan_version_id, columns.calendar_version_id
        return Promise(self.plans[plan], self.calendars[calendar].hours)  # type: ignore[index]


@dataclass
class Rebuilt:
    """What a timeline tells, and `faults`: where it contradicts itself."""

    columns: Columns = field(default_factory=Columns)
    watches: Watches = field(default_factory=Watches)
    faults: list[str] = field(default_factory=list)


def rebuild(timeline: Iterable[Line], shelf: Shelf) -> Rebuilt:
    """Raises one of reading.UNREADABLE for an event whose data are not what its verb always has."""
    timeline = list(timeline)
    rebuilt = Rebuilt(faults=list(disorder(timeline)))
    for line in timeline:
        rebuilt.columns.read(line)
        rebuilt.watches.read(line, shelf.promise(rebuilt.columns))
        if line.verb not in KNOWN and "noted" not in line.data:
            rebuilt.faults.append(f"timeline: {line} is no verb")
        if line.state != rebuilt.columns.state:
            rebuilt.faults.append(f"state: timeline says {rebuilt.columns.state}, {line} says {line.state}")
    rebuilt.columns.stand(place_in_queue(rebuilt.columns.wants_somebody, rebuilt.watches.by_kind.values()))
    rebuilt.faults += [*rebuilt.watches.faults, *rebuilt.watches.unheard()]
    return rebuilt


def disorder(timeline: list[Line]) -> Iterator[str]:
    """Events are numbered without gaps, and no time runs backwards (S13)."""
    if [line.seq for line in timeline] != list(range(1, len(timeline) + 1)):
        yield "timeline: its numbers have gaps"
    for before, after in pairwise(timeline):
        if after.at < before.at:
            yield f"timeline: {after} is earlier than the one before"
