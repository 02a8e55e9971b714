"""The promises to a customer, reckoned from the timeline; what is stored is a cache that replay must equal (S12)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.hours import Hours
from accounts.models import PlanVersion
from incidents import calendars

if TYPE_CHECKING:
    from incidents.models.incident import Incident

WARN_AT = 0.75  # of the target (R21)
START, STOP, PAUSE, RESUME = "start", "stop", "pause", "resume"
NOTHING = timedelta()

# What each verb does to each clock (S8). No flag and no sub-state stands here: there is no way to pause one.
EFFECTS: dict[str, dict[str, str]] = {
    "open_incident": {"response": START, "relief": START},
    "respond": {"response": STOP},
    "propose_solution": {"relief": PAUSE},
    "reject_solution": {"relief": RESUME},
    "withdraw_solution": {"relief": RESUME},
    "reopen": {"relief": RESUME},
    "accept_solution": {"response": STOP, "relief": STOP},
    "withdraw": {"response": STOP, "relief": STOP},
    "discard": {"response": STOP, "relief": STOP},
}
TELLING = [*EFFECTS, "assign"]  # what a clock is reckoned from; an assignment may bring another severity


class Fact(NamedTuple):
    """What the timeline says of clocks: a verb at a time, and the severity from then on (none: as before)."""

    verb: str
    at: datetime
    severity: int | None


@dataclass(frozen=True)
class Stretch:
    """A time during which a clock ran, at one severity; `end` is none while it still does."""

    start: datetime
    end: datetime | None
    severity: int
    began_by: str
    ended_by: str = ""


@dataclass(frozen=True)
class Promise:
    """What the incident is pinned to: its plan version's targets and its calendar version's hours."""

    plan: PlanVersion
    hours: Hours

    def hours_at(self, severity: int) -> Hours | None:
        """Severity 1 runs round the clock (R19)."""
        return None if severity == 1 else self.hours


@dataclass
class Run:
    """How a clock ran so far: its stretches, whether it runs now, and the severity its target is read at."""

    ran: list[Stretch] = field(default_factory=list)
    state: str = "stopped"
    severity: int = 0
    since: datetime | None = None
    began_by: str = ""

    def take(self, effect: str | None, fact: Fact) -> None:
        if self.since is not None and (effect in {STOP, PAUSE} or fact.severity not in {None, self.severity}):
            self.ran.append(Stretch(self.since, fact.at, self.severity, self.began_by, fact.verb))
            self.since, self.began_by = fact.at, fact.verb
        self.severity = self.severity if self.is_over else fact.severity or self.severity
        if effect in {STOP, PAUSE}:
            self.since, self.state = None, {STOP: "stopped", PAUSE: "paused"}[effect]
        if effect in {START, RESUME} and self.since is None:
            self.since, self.began_by, self.state = fact.at, fact.verb, "running"
            self.severity = fact.severity or self.severity

    @property
    def is_over(self) -> bool:
        """Stopped for good: a later change of severity no longer moves its target."""
        return self.state == "stopped" and bool(self.ran)

    @property
    def stretches(self) -> list[Stretch]:
        """All of them, oldest first; the one that runs now has no end."""
        return [*self.ran, Stretch(self.since, None, self.severity, self.began_by)] if self.since else self.ran


def run(kind: str, facts: Iterable[Fact]) -> Run:
    """What a clock did, reckoned from the timeline alone (S12)."""
    result = Run()
    for fact in facts:
        result.take(EFFECTS.get(fact.verb, {}).get(kind), fact)
    return result


def ever_over(kind: str, facts: Iterable[Fact], promise: Promise, now: datetime) -> bool:
    """Whether this clock was past the target of its time at any moment up to `now`, had it run by this promise.

    Time only adds up while a target stands, so it is enough to look at the end of each stretch between two facts.
    """
    facts = list(facts)
    ends = [*(fact.at for fact in facts[1:]), now]
    return any(is_past(kind, run(kind, facts[:count]), promise, end) for count, end in enumerate(ends, start=1))


def is_past(kind: str, result: Run, promise: Promise, now: datetime) -> bool:
    if result.state == "stopped":
        return False
    return elapsed(result.stretches, promise, now) > promise.plan.target(kind, result.severity)


def elapsed(ran: Iterable[Stretch], promise: Promise, now: datetime | None = None) -> timedelta:
    """Business time over all stretches, each counted by the calendar of its severity (R20)."""
    return sum((counted(stretch, promise, now) for stretch in ran), NOTHING)


def counted(stretch: Stretch, promise: Promise, now: datetime | None = None) -> timedelta:
    """What one stretch counts; `now` ends the one that still runs."""
    end = stretch.end or now
    if end is None:
        raise ValueError("a running stretch is counted up to a moment")
    return calendars.elapsed(stretch.start, end, promise.hours_at(stretch.severity))


class ClockQuerySet(models.QuerySet["Clock"]):
    # One query for each partial index: joined by "or", neither index would serve, and every open clock be read.

    def over(self, now: datetime) -> "ClockQuerySet":
        """Past a promise, and not yet recorded (R21)."""
        return self.filter(due_at__lt=now, breached_at=None).order_by("due_at")

    def near(self, now: datetime) -> "ClockQuerySet":
        """Past the time of warning, and neither warned nor breached (R21).

        A promise due at closing time can still be kept at the next opening, so being past `due_at` proves nothing.
        """
        return self.filter(warn_at__lte=now, warned_at=None, breached_at=None).order_by("warn_at")


class Clock(models.Model):
    """One promise. It runs while `due_at` is set; no clock has a paused flag to set by hand."""

    class Kind(models.TextChoices):
        RESPONSE = "response", _("Response")
        RELIEF = "relief", _("Relief")
        NEXT_UPDATE = "next_update", _("Next update promised")

    class State(models.TextChoices):
        RUNNING = "running", _("running")
        PAUSED = "paused", _("paused")
        STOPPED = "stopped", _("stopped")

    incident = models.ForeignKey("incidents.Incident", models.PROTECT, related_name="clocks")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    target = models.DurationField()
    elapsed = models.DurationField(default=NOTHING, help_text="Up to `run_since` while running, else in all.")
    run_since = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)

    objects = ClockQuerySet.as_manager()

    if TYPE_CHECKING:
        incident_id: int

        def get_kind_display(self) -> str: ...

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["incident", "kind"], name="one_clock_a_kind")]
        indexes = [
            models.Index(
                fields=["due_at"], name="clock_due", condition=models.Q(breached_at=None, due_at__isnull=False)
            ),
            models.Index(
                fields=["warn_at"],
                name="clock_warn",
                condition=models.Q(warned_at=None, breached_at=None, warn_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.kind}: {self.state}"

    @property
    def is_running(self) -> bool:
        return self.state == self.State.RUNNING

    def hours(self, incident: "Incident") -> Hours | None:
        """What counts the stretch that runs now; a promised time of day is wall time."""
        return None if self.kind == self.Kind.NEXT_UPDATE else incident.promise.hours_at(incident.severity)

    def elapsed_at(self, incident: "Incident", now: datetime) -> timedelta:
        if not self.is_running or self.run_since is None:
            return self.elapsed
        return self.elapsed + calendars.elapsed(self.run_since, now, self.hours(incident))

    def is_over(self, incident: "Incident", now: datetime) -> bool:
        """Past its target; exactly at it is kept (S10). The recorded breach stands whatever comes after (S6)."""
        if self.breached_at is not None:
            return True
        return self.state != self.State.STOPPED and self.elapsed_at(incident, now) > self.target

    def reckon(self, facts: Iterable[Fact], promise: Promise) -> None:
        """Set the cache from the timeline."""
        result = run(self.kind, facts)
        self.state = result.state
        self.target = promise.plan.target(self.kind, result.severity)
        self.elapsed = elapsed(result.ran, promise)
        self.run_for(result.since, promise.hours_at(result.severity))

    def run_for(self, since: datetime | None, hours: Hours | None) -> None:
        """Run from `since` with what is left of the target, or stand still."""
        self.run_since = since
        self.due_at = self.warn_at = None
        if since is None:
            return
        self.due_at = calendars.due(since, self.target - self.elapsed, hours)
        self.warn_at = calendars.due(since, self.target * WARN_AT - self.elapsed, hours)
