"""The clocks as the timeline tells them, and the breaches that it should tell of and does not (S6 to S15)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from accounts.hours import Hours
from incidents import calendars
from incidents.models.clock import EFFECTS, WARN_AT, Fact, Promise, Run, elapsed
from incidents.replaying.line import BREACH, CALENDAR, ENDS, HAPPENINGS, WARN, Line

NEXT_UPDATE = "next_update"
NOTHING = timedelta()


@dataclass
class Watch:
    """One clock; the names down to `breached_at` are those of the stored columns."""

    state: str = "stopped"
    target: timedelta = NOTHING
    elapsed: timedelta = NOTHING
    run_since: datetime | None = None
    due_at: datetime | None = None
    warn_at: datetime | None = None
    warned_at: datetime | None = None
    breached_at: datetime | None = None
    hours: Hours | None = field(default=None, metadata={"is_column": False})
    missed_by: Line | None = field(default=None, metadata={"is_column": False})

    def run_for(self, since: datetime | None, hours: Hours | None) -> None:
        """Run from `since` with what is left of the target, or stand still."""
        self.run_since, self.hours = since, hours
        self.due_at = self.warn_at = None
        if since is not None:
            self.due_at = calendars.due(since, self.target - self.elapsed, hours)
            self.warn_at = calendars.due(since, self.target * WARN_AT - self.elapsed, hours)

    def look(self, line: Line) -> None:
        """Note that the promise was missed when this happened (S6); it is past its target, not at it (S10)."""
        if self.state == "stopped" or self.breached_at is not None or self.missed_by is not None:
            return
        running = calendars.elapsed(self.run_since, line.at, self.hours) if self.run_since else NOTHING
        if self.elapsed + running > self.target:
            self.missed_by = line

    def hear(self, line: Line, kind: str) -> Iterator[str]:
        """A warning or a breach, each once; yields what is wrong with it."""
        if (self.warned_at if line.verb == WARN else self.breached_at) is not None:
            yield f"{kind}: {line} comes a second time"
        if line.verb == WARN:
            self.warned_at = line.at
            return
        told = datetime.fromisoformat(line.data["due_at"])
        is_by_change = line.data.get("by_severity_change") or line.data.get("by_calendar_change")
        if not is_by_change and told != self.due_at:
            due = self.due_at.isoformat() if self.due_at else "no time"
            yield f"{kind}: {line} tells of {told.isoformat()}, it was due at {due}"
        self.breached_at = told

    def unheard(self, kind: str) -> Iterator[str]:
        if self.missed_by is not None and self.breached_at is None:
            yield f"{kind}: missed before {self.missed_by}, and no breach is told of"


@dataclass
class Watches:
    """All clocks of an incident while its timeline is read."""

    runs: dict[str, Run] = field(default_factory=lambda: {"response": Run(), "relief": Run()})
    by_kind: dict[str, Watch] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def read(self, line: Line, promise: Promise) -> None:
        """Take what one event says; `promise` is what the incident is pinned to from then on."""
        if line.verb in {WARN, BREACH}:
            kind = line.data["clock"]
            self.faults += self.by_kind[kind].hear(line, kind)
            return
        if line.verb not in HAPPENINGS:
            self.look(line)
        if line.verb in EFFECTS or "severity" in line.data:
            self.take(line)
            self.reckon(promise)
        if line.verb == CALENDAR:
            self.reckon(promise)
        if "severity" in line.data or line.verb == CALENDAR:
            self.look(line)
        if "next_update_by" in line.data or line.verb in ENDS:
            self.give_word(line)

    def look(self, line: Line) -> None:
        for watch in self.by_kind.values():
            watch.look(line)

    def take(self, line: Line) -> None:
        fact = Fact(line.verb, line.at, line.data.get("severity"))
        for kind, run in self.runs.items():
            run.take(EFFECTS.get(line.verb, {}).get(kind), fact)

    def reckon(self, promise: Promise) -> None:
        """All that ran so far, counted anew."""
        for kind, run in self.runs.items():
            watch = self.by_kind.setdefault(kind, Watch())
            watch.state = run.state
            watch.target = promise.plan.target(kind, run.severity)
            watch.elapsed = elapsed(run.ran, promise)
            watch.run_for(run.since, promise.hours_at(run.severity))

    def give_word(self, line: Line) -> None:
        """A promised next update: by the wall, and each replaces the one before with all that was said of it."""
        given = line.data.get("next_update_by")
        if given:
            due = datetime.fromisoformat(given)
            self.faults += self.by_kind.get(NEXT_UPDATE, Watch()).unheard(NEXT_UPDATE)
            self.by_kind[NEXT_UPDATE] = watch = Watch("running", due - line.at)
            watch.run_for(line.at, None)
            watch.due_at = due  # what was promised is a time, whatever is left until then
        elif NEXT_UPDATE in self.by_kind:
            self.by_kind[NEXT_UPDATE].state = "stopped"
            self.by_kind[NEXT_UPDATE].run_for(None, None)

    def unheard(self) -> Iterator[str]:
        """At the end of the timeline: what was missed and never told."""
        for kind, watch in self.by_kind.items():
            yield from watch.unheard(kind)
