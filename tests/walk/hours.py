"""Business time as a person reckons it with a wall calendar: one local day after the other, nothing clever."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Amsterdam")
OPENS, CLOSES = time(9), time(17)
NEVER_CLOSED = 1  # the severity that counts round the clock (R19)

RESPONSE = {1: 15, 2: 120, 3: 480, 4: 960}  # minutes
RELIEF = {1: 240, 2: 480, 3: 1440, 4: 2880}
WARNED_AT = 0.75


def windows(start: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The office hours from this instant on, without end."""
    day: date = start.astimezone(ZONE).date()
    while True:
        if day.weekday() < 5:
            opening = datetime.combine(day, OPENS, ZONE).astimezone(start.tzinfo)
            closing = datetime.combine(day, CLOSES, ZONE).astimezone(start.tzinfo)
            if closing > start:
                yield max(opening, start), closing
        day += timedelta(days=1)


def between(start: datetime, end: datetime, severity: int) -> timedelta:
    if severity == NEVER_CLOSED:
        return end - start
    total = timedelta(0)
    for opening, closing in windows(start):
        if opening >= end:
            return total
        total += min(closing, end) - opening
    raise AssertionError("there is always another day")


def after(start: datetime, span: timedelta, severity: int) -> datetime:
    """When this much has been counted; with nothing to count, at once (S10)."""
    if severity == NEVER_CLOSED or span <= timedelta(0):
        return start + max(span, timedelta(0))
    for opening, closing in windows(start):
        if span <= closing - opening:
            return opening + span
        span -= closing - opening
    raise AssertionError("there is always another day")


@dataclass
class Stretch:
    """The clock ran from here to there, under one severity."""

    start: datetime
    severity: int
    end: datetime | None = None


@dataclass
class Clock:
    """Response or Relief: the stretches it ran, and what was told about it."""

    name: str
    targets: dict[int, int]
    state: str = "stopped"
    severity: int = 0
    stretches: list[Stretch] = field(default_factory=list)
    warned: bool = False
    breached_at: datetime | None = None

    def run(self, now: datetime, severity: int) -> None:
        self.state, self.severity = "running", severity
        self.stretches.append(Stretch(now, severity))

    def halt(self, now: datetime, state: str) -> None:
        if self.state == "running":
            self.stretches[-1].end = now
        self.state = state

    def change_severity(self, now: datetime, severity: int) -> None:
        """The target moves, what was counted stays (S11); of a clock that has stopped for good nothing moves."""
        if self.state == "running":
            self.halt(now, "running")
            self.run(now, severity)
        elif self.state == "paused":
            self.severity = severity

    @property
    def target(self) -> timedelta:
        return timedelta(minutes=self.targets[self.severity])

    def elapsed(self, now: datetime) -> timedelta:
        return sum((between(s.start, s.end or now, s.severity) for s in self.stretches), timedelta(0))

    def comes_to(self, share: float) -> datetime | None:
        """When the running clock comes to this share of its target: 1 is due."""
        if self.state != "running":
            return None
        last = self.stretches[-1]
        return after(last.start, self.target * share - self.elapsed(last.start), last.severity)

    def due(self) -> datetime | None:
        return self.comes_to(1)

    def is_past(self, now: datetime) -> bool:
        """Exactly at the target is kept (S10)."""
        return self.state != "stopped" and self.elapsed(now) > self.target

    def wants_warning(self, now: datetime) -> bool:
        """While there is still time: afterwards the breach says it (R21)."""
        warning, due = self.comes_to(WARNED_AT), self.due()
        if warning is None or due is None or self.warned or self.breached_at:
            return False
        return warning <= now <= due


@dataclass
class Promise(Clock):
    """The promised next update is a clock by the wall; each promise replaces the one before (R22)."""

    made_at: datetime | None = None
    by: datetime | None = None

    def make(self, now: datetime, by: datetime | None) -> None:
        self.made_at, self.by = now, by
        self.warned, self.breached_at = (False, None) if by else (self.warned, self.breached_at)
        self.state = "running" if by else "stopped"

    def comes_to(self, share: float) -> datetime | None:
        return self.made_at + (self.by - self.made_at) * share if self.made_at and self.by else None

    def is_past(self, now: datetime) -> bool:
        return self.by is not None and now > self.by
