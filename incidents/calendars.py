"""Business time: how much of it lies between two instants, and when an amount of it is over (R20, S2 to S4)."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.hours import DAY, Hours

Window = tuple[datetime, datetime]

# A promise further off than this is a mistake in a calendar; looking on would only hide it.
HORIZON = timedelta(days=3653)
NOTHING = timedelta(0)


def elapsed(start: datetime, end: datetime, hours: Hours | None) -> timedelta:
    """The business time in [start, end), to the microsecond; zero if it ends before it starts (R20, S2)."""
    return sum((closes - opens for opens, closes in windows(hours, start, end)), NOTHING)


def due(start: datetime, amount: timedelta, hours: Hours | None) -> datetime:
    """The first instant, in UTC, at which `amount` of business time has passed since `start` (S9).

    An amount that ends with a window is due at its close, not at the next opening; nothing left is due at once (S10).
    ValueError if these hours do not hold the amount within ten years.
    """
    start = _utc(start)
    if amount <= NOTHING:
        return start
    if hours is None:
        return start + amount
    left = amount
    for opens, closes in windows(hours, start, start + HORIZON):
        if left <= closes - opens:
            return opens + left
        left -= closes - opens
    raise ValueError(f"These hours are not open for {amount} in the ten years from {start:%Y-%m-%d}.")


def windows(hours: Hours | None, start: datetime, end: datetime) -> Iterator[Window]:
    """The open stretches of [start, end) in UTC, in order and apart; no hours means round the clock (S3, S4)."""
    start, end = _utc(start), _utc(end)
    if start >= end:
        return
    if hours is None:
        yield start, end
        return
    reached = start  # two openings of one day overlap when the clock goes back between them; time counts once
    for opens, closes in _openings(hours, start, end):
        since, until = max(opens, reached), min(closes, end)
        if since < until:
            yield since, until
            reached = until


def _utc(moment: datetime) -> datetime:
    """Python subtracts two aware datetimes of one zone by their wall time; only in UTC is that the time that passed."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} names no time zone.")
    return moment.astimezone(UTC)


def _openings(hours: Hours, start: datetime, end: datetime) -> Iterator[Window]:
    """A date more at either side: a clock that goes back past midnight reads the old date again."""
    first = start.astimezone(hours.zone).toordinal() - 1
    last = end.astimezone(hours.zone).toordinal() + 1
    for day in map(date.fromordinal, range(first, last + 1)):
        for opens, closes in hours.on(day):
            yield _opening(hours.zone, day, opens), _closing(hours.zone, day, closes)


def _opening(zone: ZoneInfo, day: date, minute: int) -> datetime:
    before, after = _readings(zone, day, minute)
    return before if before <= after else _end_of_gap(zone, after, before)


def _closing(zone: ZoneInfo, day: date, minute: int) -> datetime:
    if minute == DAY:
        return _opening(zone, day, minute)  # the next day begins when its midnight first strikes
    before, after = _readings(zone, day, minute)
    return after if before <= after else _end_of_gap(zone, after, before)


def _readings(zone: ZoneInfo, day: date, minute: int) -> Window:
    """A wall time in UTC by the offset before and the one after a change of the clock; on other days they are one.

    The first is the earlier where the wall time comes twice, and the later where the clock skips it.
    """
    wall = datetime.combine(day, time.min, zone) + timedelta(minutes=minute)
    return wall.astimezone(UTC), wall.replace(fold=1).astimezone(UTC)


def _end_of_gap(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The second between two instants at which the clock is put forward."""
    seconds = range((after - before) // timedelta(seconds=1))
    forward = after.astimezone(zone).utcoffset()

    def is_forward(second: int) -> bool:
        return (before + timedelta(seconds=second)).astimezone(zone).utcoffset() == forward

    return before + timedelta(seconds=bisect_left(seconds, True, key=is_forward))
