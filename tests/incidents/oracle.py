"""A second reckoner of business time, made from S2 to S5 alone: it reads the wall clock and walks from edge to edge.

It shares nothing with what it judges: it takes a calendar as it is stored, and of a time zone asks one thing, what the
clock on the wall reads at a UTC second. It knows no offsets, no summer time and no folds.
"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import groupby, islice, pairwise, takewhile
from typing import NamedTuple
from zoneinfo import ZoneInfo

Rows = list[list[str]]
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_DAY = EPOCH.toordinal()
DAY, MINUTE, MICROSECONDS = 86400, 60, 1_000_000
STRIDE = 3 * 3600  # no clock is put forward and back again by as much within three hours
MARGIN = 4 * DAY  # dates before and after what is asked, and a zone may skip or repeat a whole one of them


class Steady(NamedTuple):
    """A time, in UTC seconds, in which the wall clock runs on without a jump; `reads` is its face at the beginning."""

    begins: int
    ends: int
    reads: int

    @property
    def would_read(self) -> int:
        """The face at the end, had the clock not jumped there."""
        return self.reads + self.ends - self.begins


class Oracle:
    """One calendar between two instants; anything asked outside them is a ValueError."""

    def __init__(self, zone: str, weekly: dict[str, Rows], holidays: dict[str, Rows], first: datetime, last: datetime):
        self.first, self.last = ticks(first), ticks(last)
        self.steady = steady_times(zone, first, last)
        self.week = [open_on_weekday(weekly, place) for place in range(7)]
        self.holidays = {date.fromisoformat(day): runs(painted(rows)) for day, rows in holidays.items()}
        self.windows = joined(sorted(self.openings()))

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """The time in [start, end) in which the calendar is open; none if that ends before it starts (S2)."""
        since, until = self.within(start), self.within(end)
        if until <= since:
            return timedelta()
        windows = takewhile(lambda window: window[0] < until, self.windows_after(since))
        return timedelta(microseconds=sum(min(closes, until) - max(opens, since) for opens, closes in windows))

    def due(self, start: datetime, amount: timedelta) -> datetime:
        """The first instant by which the calendar has been open for `amount` since `start`."""
        now, left = self.within(start), amount // timedelta(microseconds=1)
        if left <= 0:
            return EPOCH + timedelta(microseconds=now)
        for opens, closes in self.windows_after(now):
            now = max(now, opens)
            if now + left <= closes:
                return EPOCH + timedelta(microseconds=now + left)
            left -= closes - now
        raise ValueError("not within the time that was looked at")

    def windows_after(self, now: int) -> Iterator[tuple[int, int]]:
        """Those that are not over yet."""
        return islice(self.windows, bisect_right(self.windows, now, key=lambda window: window[1]), None)

    def within(self, moment: datetime) -> int:
        if not self.first <= ticks(moment) <= self.last:
            raise ValueError(f"{moment} is outside the time that was looked at")
        return ticks(moment)

    def openings(self) -> Iterator[tuple[int, int]]:
        """Each stretch of open minutes of each local date, in microseconds of UTC."""
        for day in range(self.steady[0].reads // DAY + 1, self.steady[-1].would_read // DAY - 1):
            for opens, closes in self.open_on(date.fromordinal(FIRST_DAY + day)):
                until = self.first_at(day * DAY + DAY) if closes == DAY else self.last_at(day * DAY + closes)
                yield self.first_at(day * DAY + opens) * MICROSECONDS, until * MICROSECONDS

    def open_on(self, day: date) -> list[tuple[int, int]]:
        """A holiday's own hours take the place of all that this date would have, a night shift's end included (S5)."""
        return self.holidays[day] if day in self.holidays else self.week[day.weekday()]

    def first_at(self, reading: int) -> int:
        """The first second at which the wall reads this or more: the first of two, or the end of a skipped hour."""
        steady = next(steady for steady in self.steady if steady.would_read > reading)
        return steady.begins + max(reading - steady.reads, 0)

    def last_at(self, reading: int) -> int:
        """The last second that reads this: the second of two. Where none does, the one at which it was jumped over."""
        steady = next(steady for steady in reversed(self.steady) if steady.reads <= reading)
        return min(steady.begins + reading - steady.reads, steady.ends)


def ticks(moment: datetime) -> int:
    """Microseconds since 1970, so that a window is two whole numbers."""
    return (moment.astimezone(UTC) - EPOCH) // timedelta(microseconds=1)


# --- What the wall reads ----------------------------------------------------------------------------------------------


def wall(zone: ZoneInfo, second: int) -> int:
    """The face of the wall clock at a UTC second, as the seconds from 1970's first midnight on that face."""
    face = datetime.fromtimestamp(second, zone)
    return (face.toordinal() - FIRST_DAY) * DAY + face.hour * 3600 + face.minute * MINUTE + face.second


@cache
def steady_times(name: str, first: datetime, last: datetime) -> list[Steady]:
    """The times between the jumps of a zone's clock, from some days before `first` to some after `last`."""
    zone, begin, end = ZoneInfo(name), ticks(first) // MICROSECONDS - MARGIN, ticks(last) // MICROSECONDS + MARGIN
    edges = [begin, *jumps(zone, begin, end), end]
    return [Steady(begins, ends, wall(zone, begins)) for begins, ends in pairwise(edges)]


def jumps(zone: ZoneInfo, first: int, last: int) -> Iterator[int]:
    """Looks at the clock in strides; where it has not moved on by the stride, looks closer, down to the second."""
    seen, read = first, wall(zone, first)
    while seen < last:
        then = min(seen + STRIDE, last)
        reads = wall(zone, then)
        if reads - read != then - seen:
            then = jump_between(zone, seen, then)
            reads = wall(zone, then)
            yield then
        seen, read = then, reads


def jump_between(zone: ZoneInfo, before: int, after: int) -> int:
    """The first second after the jump; the clock jumps somewhere between the two."""
    while after - before > 1:
        middle = (before + after) // 2
        if wall(zone, middle) - wall(zone, before) == middle - before:
            before = middle
        else:
            after = middle
    return after


# --- What the calendar says -------------------------------------------------------------------------------------------


def open_on_weekday(weekly: dict[str, Rows], place: int) -> list[tuple[int, int]]:
    """Its own rows up to midnight, and what the rows of the weekday before leave for the morning (S3)."""
    minutes = painted(weekly.get(WEEK[place], []))
    for opens, closes in (map(minute_of, row) for row in weekly.get(WEEK[place - 1], [])):
        if 0 < closes < opens:
            minutes[:closes] = b"x" * closes
    return runs(minutes)


def painted(rows: Rows) -> bytearray:
    """The minutes of a day's face, those painted that are open. Rows that overlap or touch run into one another."""
    minutes = bytearray(b" " * 1440)
    for opens, closes in (map(minute_of, row) for row in rows):
        until = closes if closes > opens else 1440
        minutes[opens:until] = b"x" * (until - opens)
    return minutes


def minute_of(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def runs(minutes: bytearray) -> list[tuple[int, int]]:
    """The painted stretches, in seconds from the midnight of the face."""
    found, at = [], 0
    for colour, group in groupby(minutes):
        length = len(list(group))
        if colour == ord("x"):
            found.append((at * MINUTE, (at + length) * MINUTE))
        at += length
    return found


def joined(windows: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Time counts once, though two dates or two rows of one date may both claim an hour that came twice."""
    found: list[tuple[int, int]] = []
    for opens, closes in windows:
        if found and opens <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], closes)
        elif opens < closes:
            found.append((opens, closes))
    return found
