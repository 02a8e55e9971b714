"""Calendars and intervals at random, with more than their share of skipped and repeated hours and of edges."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from tests.incidents.oracle import DAY, EPOCH, FIRST_DAY, MICROSECONDS, WEEK, Oracle, Rows, Steady, steady_times

SECOND = timedelta(seconds=1)
NEAR = timedelta(days=2)  # how far from a jump an interval may begin that is drawn for it
OFFICE = {name: [["09:00", "17:30"]] for name in WEEK[:5]}
ALWAYS = {name: [["00:00", "24:00"]] for name in WEEK}


class Jump(NamedTuple):
    """A UTC second at which a wall clock jumps: what it would have read there, and what it reads."""

    at: int
    would_read: int
    reads: int


class Case(NamedTuple):
    """An interval, and the calendar that counts it, as it is stored."""

    zone: str
    weekly: dict[str, Rows]
    holidays: dict[str, Rows]
    start: datetime
    end: datetime


def jumps_of(zone: str, first: datetime, last: datetime) -> list[Jump]:
    """Those near which an interval may begin and still lie within."""

    def jump(before: Steady, after: Steady) -> Jump:
        return Jump(after.begins, before.would_read, after.reads)

    found = [jump(before, after) for before, after in pairwise(steady_times(zone, first, last))]
    return [jump for jump in found if first + NEAR < instant(jump.at) < last - NEAR]


def instant(second: int) -> datetime:
    return EPOCH + second * SECOND


# --- Calendars --------------------------------------------------------------------------------------------------------


def draw_hours(
    chance: Random, jumps: list[Jump], first: datetime, last: datetime
) -> tuple[dict[str, Rows], dict[str, Rows]]:
    """A week and its holidays in their stored form: night shifts, half days, several stretches, midnight both ways."""
    faces = [face % DAY // 60 for jump in jumps for face in (jump.would_read, jump.reads)] or [0]
    return draw_week(chance, faces), draw_holidays(chance, faces, jumps, first, last)


def draw_week(chance: Random, faces: list[int]) -> dict[str, Rows]:
    kind = chance.random()
    if kind < 0.1:
        return dict(OFFICE)
    if kind < 0.15:
        return dict(ALWAYS)
    return {name: [draw_row(chance, faces) for _row in range(chance.randint(1, 3))] for name in some(chance, WEEK)}


def some(chance: Random, names: tuple[str, ...]) -> list[str]:
    return [name for name in names if chance.random() < 0.75]


def draw_row(chance: Random, faces: list[int]) -> list[str]:
    """One that closes before it opens is a night shift."""
    opens, closes = draw_minute(chance, faces), draw_minute(chance, faces)
    while opens == closes:
        closes = draw_minute(chance, faces)
    return [written(opens), chance.choice(["24:00", "00:00"]) if closes == 0 else written(closes)]


def draw_minute(chance: Random, faces: list[int]) -> int:
    kind = chance.random()
    if kind < 0.1:
        return 0
    if kind < 0.35:
        return 15 * chance.randrange(96)
    if kind < 0.55:
        return chance.randrange(1440)
    return (chance.choice(faces) + chance.choice([-60, -30, -15, -1, 0, 0, 1, 15, 30, 60])) % 1440


def draw_holidays(
    chance: Random, faces: list[int], jumps: list[Jump], first: datetime, last: datetime
) -> dict[str, Rows]:
    """Half of them on the dates around a jump."""
    days = [first.toordinal() + chance.randrange((last - first).days) for _day in range(chance.randint(0, 20))]
    for jump in chance.sample(jumps, len(jumps) // 2):
        days.append(FIRST_DAY + jump.reads // DAY + chance.randint(-2, 1))
    return {f"{date.fromordinal(day)}": draw_half_day(chance, faces) for day in days}


def draw_half_day(chance: Random, faces: list[int]) -> Rows:
    """Shut, or open for one or two stretches that end with the date."""
    rows = []
    for _row in range(chance.choice([0, 0, 1, 1, 2])):
        opens, closes = sorted(chance.sample([*{*faces, 0, 540, 720, 1439, chance.randrange(1440)}], 2))
        rows.append([written(opens), written(closes)] if chance.random() < 0.8 else [written(closes), "24:00"])
    return rows


def written(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


# --- Intervals --------------------------------------------------------------------------------------------------------


def draw_interval(chance: Random, zone: str, oracle: Oracle, jumps: list[Jump]) -> tuple[datetime, datetime]:
    """Whole seconds; in UTC or as local times of the zone, one that the clock skips among them."""
    if jumps and chance.random() < 0.25:
        middle, near = instant(chance.choice(jumps).at), NEAR // SECOND
        start, end = (middle + side * chance.randint(0, near) * SECOND for side in (-1, 1))
    else:
        start = draw_moment(chance, oracle, jumps)
        end = draw_end(chance, oracle, jumps, start)
    return in_some_zone(chance, zone, jumps, start), in_some_zone(chance, zone, [], end)


def draw_moment(chance: Random, oracle: Oracle, jumps: list[Jump]) -> datetime:
    kind = chance.random()
    if kind < 0.4 and jumps:
        reach = chance.choice([1, 3600, 3 * 3600, NEAR // SECOND])
        return instant(chance.choice(jumps).at + chance.randint(-reach, reach))
    if kind < 0.7 and oracle.windows:
        edge = chance.choice(chance.choice(oracle.windows)) // MICROSECONDS + chance.choice([-1, 0, 0, 1])
        return kept_within(oracle, instant(edge))
    return instant(chance.randint(oracle.first // MICROSECONDS, oracle.last // MICROSECONDS))


def draw_end(chance: Random, oracle: Oracle, jumps: list[Jump], start: datetime) -> datetime:
    kind = chance.random()
    if kind < 0.04:
        return start
    if kind < 0.2:
        other = draw_moment(chance, oracle, jumps)
        return other if abs(other - start) < timedelta(days=400) else start
    days = 400 if kind < 0.23 else 40 if kind < 0.6 else 3
    return kept_within(oracle, start + chance.randint(-60 if kind > 0.97 else 0, days * DAY) * SECOND)


def kept_within(oracle: Oracle, moment: datetime) -> datetime:
    return min(max(moment, instant(oracle.first // MICROSECONDS)), instant(oracle.last // MICROSECONDS))


def in_some_zone(chance: Random, zone: str, jumps: list[Jump], moment: datetime) -> datetime:
    kind = chance.random()
    gaps = [jump for jump in jumps if jump.reads > jump.would_read]
    if kind < 0.05 and gaps:
        jump = chance.choice(gaps)
        face = instant(chance.randrange(jump.would_read, jump.reads))
        return face.replace(tzinfo=ZoneInfo(zone), fold=chance.randint(0, 1))
    return moment.astimezone(ZoneInfo(zone) if kind < 0.3 else UTC)


# --- Written down, to be tried again ----------------------------------------------------------------------------------


def to_json(case: Case) -> dict[str, Any]:
    return case._asdict() | {"start": noted(case.start), "end": noted(case.end)}


def from_json(given: dict[str, Any]) -> Case:
    moments = {name: read(given[name], given["zone"]) for name in ("start", "end")}
    return Case(**{**given, **moments})


def noted(moment: datetime) -> str:
    """A local time has no offset, and a star if it is the second of two."""
    local = moment.tzinfo is not UTC
    return moment.replace(tzinfo=None).isoformat() + "*" * moment.fold if local else moment.isoformat()


def read(text: str, zone: str) -> datetime:
    moment = datetime.fromisoformat(text.rstrip("*"))
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    return moment.replace(tzinfo=ZoneInfo(zone), fold=int(text.endswith("*")))
