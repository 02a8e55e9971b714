"""The floor above the incidents as the rules describe it: no database, no code of Relief's (R30 to R41)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.walk.hours import RELIEF, Clock, between

STAFF = ("eva", "eli", "sen", "sam", "mia")
MEMBERS = ("pia", "pete", "leo", "ema", "pam")
LEADERS = ("ema", "pam")
RUNGS = ("colleagues", "smes", "pg")
ALIVE = ("open", "acknowledged", "needs_information", "mitigated")
LIVE = (*ALIVE, "resolved")
WAITING = ("asked", "more_asked")
NOTHING = timedelta(0)


@dataclass(eq=False)
class Incident:
    """Of one customer, with who of the product group is in its conversation, and on which ground."""

    pk: int
    reporter: str
    region: str
    area: str
    owner: str
    severity: int
    state: str = "work_in_progress"
    is_checked: bool = False
    inside: dict[str, tuple[str, int]] = field(default_factory=dict)  # member: ground, and the ICM they are in by
    relief: Clock = field(default_factory=lambda: Clock("relief", RELIEF))
    with_pg: dict[int, list[list[Any]]] = field(default_factory=dict)  # ICM: since and until, None while it lasts

    @property
    def is_closed(self) -> bool:
        return self.state == "closed"

    def hold(self, icm: int, now: datetime, *, is_with_pg: bool) -> None:
        """From now on this ICM lies with the product group, or with us (R20)."""
        times = self.with_pg.setdefault(icm, [])
        lasts = bool(times) and times[-1][1] is None
        if is_with_pg and not lasts:
            times.append([now, None])
        if lasts and not is_with_pg:
            times[-1][1] = now

    def time_with_pg(self, now: datetime) -> timedelta:
        """Of what the clock counted, where at least one ICM lay with them: minute by minute, each counted once."""
        total = NOTHING
        for stretch in self.relief.stretches:
            end = stretch.end or now
            times = [(max(a, stretch.start), min(b or now, end)) for each in self.with_pg.values() for a, b in each]
            for start, until in merged(times):
                total += between(start, until, stretch.severity)
        return total


def merged(times: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    found: list[tuple[datetime, datetime]] = []
    for start, end in sorted(pair for pair in times if pair[0] < pair[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


@dataclass(eq=False)
class Icm:
    pk: int
    area: str
    incidents: list[Incident]
    named: str = ""
    state: str = "open"
    owner: str = ""
    handed_by: str = ""
    handed_to: str = ""
    is_chased: bool = False
    resolution: str = ""
    is_denied: bool = False
    was_marked: bool = False
    asked: set[tuple[int, str]] = field(default_factory=set)  # incident and member: their consent, not answered yet

    @property
    def is_with_pg(self) -> bool:
        return self.state in ("open", "acknowledged", "mitigated")

    @property
    def open_incidents(self) -> list[Incident]:
        return [each for each in self.incidents if not each.is_closed]

    def is_worked_on_by(self, who: str) -> bool:
        return who in MEMBERS and self.owner in ("", who)

    def inside(self, who: str) -> list[Incident]:
        """The conversations that they are in by this ICM."""
        return [each for each in self.incidents if who in each.inside and each.inside[who][1] == self.pk]


@dataclass(eq=False)
class Question:
    """A consultation."""

    pk: int
    incident: Incident
    area: str
    rung: str
    asker: str
    state: str = "asked"
    answers: list[tuple[str, bool]] = field(default_factory=list)  # who, and whether an ICM is indicated


@dataclass(eq=False)
class Request:
    """That an ICM be marked CSAT-impacting."""

    pk: int
    incident: Incident
    icm: Icm
    asker: str
    is_bad: bool
    state: str = "asked"
    is_reviewed: bool = False
    has_leaders: bool = False

    @property
    def is_gone(self) -> bool:
        return self.incident.is_closed or self.icm.state == "closed"


@dataclass(frozen=True)
class Step:
    verb: str
    who: str
    about: Any
    given: dict[str, Any] = field(default_factory=dict)
    door: str = "action"
    is_stale: bool = False


@dataclass
class World:
    now: datetime
    incidents: list[Incident] = field(default_factory=list)
    icms: list[Icm] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    rungs: set[tuple[int, str, str]] = field(default_factory=set)  # incident, area and rung that was ever asked

    def is_marked(self, about: Incident | Icm) -> bool:
        """CSAT-impacting: approved, and not ended (R40)."""
        return any(each.state == "approved" and about in (each.incident, each.icm) for each in self.requests)

    def brings_leaders(self, incident: Incident) -> bool:
        approved = [each for each in self.requests if each.state == "approved" and each.incident is incident]
        return any(each.has_leaders for each in approved)


def covers(who: str, area: str) -> bool:
    """Pia is there for Query, the others of the product group for all."""
    return who != "pia" or area == "query"


def is_sme(who: str, area: str) -> bool:
    return who == "sam" and area == "query"


def is_expert(who: str, incident: Incident) -> bool:
    """An SME of the area and region, or a senior engineer (R31)."""
    return who == "sen" or (is_sme(who, incident.area) and incident.region == "europe")
