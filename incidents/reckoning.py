"""Explain this number: every stretch that a clock counted, and where the time went; pure, from the timeline (R20)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from accounts.hours import Hours
from incidents import calendars
from incidents.calendars import Window
from incidents.models import Clock
from incidents.models.clock import EFFECTS, Fact, Promise, Stretch, counted, run

NOTHING = timedelta()
ASKED = "customer_action_needed"
IN_HANDS = "with_pg"  # in an event's data: what is in the product group's hands from here on, or not any more
AGAIN = "with_pg_again"  # of a reopening: all that is in their hands just then, whatever became of it meanwhile
# What the customer does answers what they were asked, and an end leaves nothing to ask (R15).
ANSWERS = {
    *("post_message", "confirm_problem", "correct_problem", "reject_solution", "keep_open", "report_applied"),
    *("say_unhappy", "accept_solution", "withdraw", "discard"),
}
ENDS = {"accept_solution", "withdraw", "discard"}


class Happening(NamedTuple):
    """An event of the timeline, as far as reckoning goes."""

    verb: str
    at: datetime
    data: dict[str, Any]


@dataclass(frozen=True)
class Part:
    """One stretch of a clock: what of it counted, and in whose hands it was meanwhile."""

    stretch: Stretch
    end: datetime
    windows: list[Window]
    counted: timedelta
    with_customer: timedelta
    with_pg: timedelta

    @property
    def wall(self) -> timedelta:
        return self.end - self.stretch.start

    @property
    def with_us(self) -> timedelta:
        return self.counted - self.with_customer - self.with_pg

    @property
    def out_of_hours(self) -> timedelta:
        return self.wall - self.counted


@dataclass(frozen=True)
class Account:
    """A clock, part by part. The sums are exact: with us, the customer, the product group and out of hours."""

    kind: str
    severity: int
    target: timedelta
    parts: list[Part]
    stood_still: timedelta  # between its stretches: a solution was in the customer's hands, or the incident closed

    @property
    def elapsed(self) -> timedelta:
        return sum((part.counted for part in self.parts), NOTHING)

    @property
    def with_us(self) -> timedelta:
        return sum((part.with_us for part in self.parts), NOTHING)

    @property
    def with_customer(self) -> timedelta:
        return sum((part.with_customer for part in self.parts), NOTHING)

    @property
    def with_pg(self) -> timedelta:
        return sum((part.with_pg for part in self.parts), NOTHING)

    @property
    def out_of_hours(self) -> timedelta:
        return sum((part.out_of_hours for part in self.parts), NOTHING)

    @property
    def wall(self) -> timedelta:
        return sum((part.wall for part in self.parts), self.stood_still)

    @property
    def label(self) -> str:
        return str(Clock.Kind(self.kind).label)


@dataclass(frozen=True)
class Word:
    """A promised next update: when it was made, for when, and when the support team wrote again."""

    made_at: datetime
    due: datetime
    ended_at: datetime | None

    def is_kept(self, moment: datetime) -> bool:
        return (self.ended_at or moment) <= self.due


def account(
    kind: str,
    facts: Iterable[Fact],
    promise: Promise,
    asked: Iterable[Window],
    moment: datetime,
    with_pg: Iterable[Window] = (),
) -> Account:
    """What a clock counted up to `moment`; `asked` are the times in which the customer had a question of ours.

    What was asked of the customer while the product group had it too counts as the customer's alone.
    """
    facts, asked = list(facts), list(asked)
    theirs = without(with_pg, asked)
    result = run(kind, facts)
    parts = [part(stretch, promise, asked, theirs, moment) for stretch in result.stretches]
    until = moment if result.state != "stopped" else last_word(kind, facts)
    target = promise.plan.target(kind, result.severity)
    return Account(kind, result.severity, target, parts, stood_still(parts, until))


def part(
    stretch: Stretch, promise: Promise, asked: Iterable[Window], with_pg: Iterable[Window], moment: datetime
) -> Part:
    end = stretch.end or max(moment, stretch.start)
    hours = promise.hours_at(stretch.severity)
    open_times = list(calendars.windows(hours, stretch.start, end))
    customers, pgs = (
        sum((within(window, stretch.start, end, hours) for window in windows), NOTHING) for windows in (asked, with_pg)
    )
    return Part(stretch, end, open_times, counted(stretch, promise, end), customers, pgs)


def without(windows: Iterable[Window], others: Iterable[Window]) -> list[Window]:
    """What of some stretches lies in none of the others."""
    left = list(windows)
    for since, until in others:
        pieces = [piece for start, end in left for piece in ((start, min(end, since)), (max(start, until), end))]
        left = [(start, end) for start, end in pieces if start < end]
    return left


def within(window: Window, start: datetime, end: datetime, hours: Hours | None) -> timedelta:
    """The business time of a window that falls between two moments."""
    return calendars.elapsed(max(window[0], start), min(window[1], end), hours)


def last_word(kind: str, facts: Iterable[Fact]) -> datetime:
    """When a clock was last told anything."""
    return max(fact.at for fact in facts if kind in EFFECTS.get(fact.verb, {}))


def stood_still(parts: list[Part], until: datetime) -> timedelta:
    starts = [part.stretch.start for part in parts[1:]] + [until]
    gaps = (start - part.end for part, start in zip(parts, starts, strict=True))
    return sum((gap for gap in gaps if gap > NOTHING), NOTHING)


def asked_times(events: Iterable[Happening], moment: datetime) -> list[Window]:
    """When a question to the customer stood, from the timeline; the last one may stand until `moment`."""
    times: list[Window] = []
    since: datetime | None = None
    for event in events:
        if event.verb == "raise_flag" and event.data.get("flag") == ASKED:
            since = since or event.at
        elif since is not None and is_answered_by(event):
            times.append((since, event.at))
            since = None
    return [*times, (since, moment)] if since is not None else times


def pg_times(events: Iterable[Happening], moment: datetime) -> list[Window]:
    """When at least one ICM was in the product group's hands, as the floor above noted it in the timeline."""
    times: list[Window] = []
    theirs: set[str] = set()
    since: datetime | None = None
    for event in events:
        theirs = handed(theirs, event)
        if theirs and since is None:
            since = event.at
        if not theirs and since is not None:
            times.append((since, event.at))
            since = None
    return [*times, (since, moment)] if since is not None else times


def handed(theirs: set[str], event: Happening) -> set[str]:
    """Whose numbers are in the product group's hands after an event; with its end, an incident waits for nobody."""
    if event.verb in ENDS:
        return set()
    if event.verb == "reopen":
        return set(event.data.get(AGAIN, ()))
    number, is_theirs = event.data.get(IN_HANDS, ("", False))
    return (theirs | {number}) if is_theirs else (theirs - {number})


def is_answered_by(event: Happening) -> bool:
    return event.verb in ANSWERS or (event.verb == "lower_flag" and event.data.get("flag") == ASKED)


def promised_updates(events: Iterable[Happening]) -> list[Word]:
    """Every next update that was promised, oldest first; each ends with the next words, kept or not."""
    words: list[Word] = []
    made: Happening | None = None
    for event in events:
        if "next_update_by" not in event.data and event.verb not in ENDS:
            continue
        if made is not None:
            words.append(Word(made.at, due_of(made), event.at))
        made = event if event.data.get("next_update_by") else None
    return [*words, Word(made.at, due_of(made), None)] if made is not None else words


def due_of(event: Happening) -> datetime:
    return datetime.fromisoformat(event.data["next_update_by"])
