"""When an incident begins to press: kept beside it, so that an index serves the queue's order at any moment.

A clock becomes late by itself, so no stored yes or no would stay right. The moment from which it presses does.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Protocol

SOON = 0.8  # of the time is used up, so 20 % or less is left; the page's script draws by the same share
NOTHING = timedelta()
AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)  # somebody has to act, whatever the clocks say
NEVER = datetime(9999, 1, 1, tzinfo=UTC)  # no clock runs; not "none", which no order compares


class Ticking(Protocol):
    """What is asked of a clock, stored or rebuilt."""

    target: timedelta
    elapsed: timedelta
    run_since: datetime | None
    due_at: datetime | None


class Place(NamedTuple):
    """Where an incident stands in the queue: what presses first comes first, then the next clock."""

    presses_at: datetime
    next_due_at: datetime


def place_in_queue(wants: bool, clocks: Iterable[Ticking]) -> Place:
    """`wants`: action is needed, or nobody has answered yet."""
    running = [
        (soon_at(clock, clock.run_since, clock.due_at), clock.due_at)
        for clock in clocks
        if clock.run_since and clock.due_at
    ]
    presses_at = min((soon for soon, _due in running), default=NEVER)
    return Place(AT_ONCE if wants else presses_at, min((due for _soon, due in running), default=NEVER))


def soon_at(clock: Ticking, since: datetime, due: datetime) -> datetime:
    """From when on little of its time is left; what is due at once presses since it runs."""
    start = drawn_from(clock, since, due)
    return since if start >= due else start + (due - start) * SOON


def drawn_from(clock: Ticking, since: datetime, due: datetime) -> datetime:
    """Where a bar begins that has already used at `since` what earlier stretches took, and is full when it is due."""
    ahead = clock.target - clock.elapsed
    if ahead <= NOTHING:
        return due
    return due - (due - since) * (clock.target / ahead)
