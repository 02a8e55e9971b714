"""What a calendar says: the weekly hours and the holidays of one time zone, in local wall time (R19, S5)."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any, Self
from zoneinfo import ZoneInfo

Interval = tuple[int, int]

# The names of the pinned package, so that what a calendar may say does not depend on the host it is typed on (S17).
ZONES = frozenset(resources.files("tzdata").joinpath("zones").read_text("utf-8").split())
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = 24 * 60
TIME = re.compile("([01][0-9]|2[0-3]):([0-5][0-9])|24:00")


@dataclass(frozen=True)
class Hours:
    """When somebody is at work: intervals of local wall minutes by weekday (0 is Monday), and by date for holidays.

    An interval is (open, close) with 0 <= open < close <= 1440; those of a day are in order and apart.

    A holiday is a date, not a shift: what it lists (nothing, or a half day) stands for all that its weekday would open,
    from midnight to midnight. Where a night shift runs from 22:00 to 06:00, a shut Friday thus stops Thursday's
    shift at midnight, and Friday's begins at midnight: to shut Saturday's early hours too, list Saturday.
    """

    zone: ZoneInfo
    weekly: Mapping[int, tuple[Interval, ...]]
    holidays: Mapping[date, tuple[Interval, ...]]

    @classmethod
    def read(cls, zone: str, weekly: dict[str, Any], holidays: dict[str, Any]) -> Self:
        """Hours from their stored form: {"mon": [["09:00", "17:30"]]} and {"2026-12-24": [["09:00", "12:00"]]} (S3).

        A close of 24:00 or 00:00 is the start of the next day. A weekly interval that closes at or before its opening
        is a night shift: what follows midnight goes to the next weekday. Overlapping and touching intervals merge.
        A sentence that names the wrong part comes as ValueError, whatever the type of what was given.
        """
        return cls(_zone(zone), _weekly(weekly), _holidays(holidays))

    @property
    def weekly_minutes(self) -> int:
        """How much is open in a week without holidays."""
        return sum(closes - opens for intervals in self.weekly.values() for opens, closes in intervals)

    def on(self, day: date) -> tuple[Interval, ...]:
        """What is open on a local date."""
        if day in self.holidays:
            return self.holidays[day]
        return self.weekly.get(day.weekday(), ())

    def check(self) -> None:
        """ValueError for intervals out of bounds or order, and for a week that never opens."""
        for weekday, intervals in self.weekly.items():
            if weekday not in range(7):
                raise ValueError(f"Weekly hours: {_quoted(weekday)} is not a weekday from 0 to 6.")
            _check_order(intervals, f"Weekly hours, {WEEKDAYS[weekday]}")
        for day, intervals in self.holidays.items():
            _check_order(intervals, f"Holiday {day}")
        if not any(self.weekly.values()):  # the openings of holidays are counted: a clock outlives the last of them
            raise ValueError("Weekly hours: give some hours; a clock on a week that never opens never ends.")


def _check_order(intervals: Iterable[Interval], part: str) -> None:
    last = -1
    for opens, closes in intervals:
        if not last < opens < closes <= DAY:
            raise ValueError(f"{part}: ({opens}, {closes}) is out of bounds or of order.")
        last = closes


def _zone(name: object) -> ZoneInfo:
    if not isinstance(name, str) or name not in ZONES:
        raise ValueError(f"Time zone: {_quoted(name)} is not an IANA name such as Europe/Amsterdam.")
    return ZoneInfo(name)


def _weekly(given: object) -> dict[int, tuple[Interval, ...]]:
    found: defaultdict[int, list[Interval]] = defaultdict(list)
    for name, rows in _table(given, "Weekly hours"):
        if name not in WEEKDAYS:
            raise ValueError(f"Weekly hours: {_quoted(name)} is not a weekday; use {', '.join(WEEKDAYS)}.")
        weekday = WEEKDAYS.index(name)
        for opens, closes in _rows(rows, f"Weekly hours, {name}"):
            found[weekday].append((opens, min(closes, DAY)))
            if closes > DAY:
                found[(weekday + 1) % 7].append((0, closes - DAY))
    return {weekday: _merged(intervals) for weekday, intervals in found.items()}


def _holidays(given: object) -> dict[date, tuple[Interval, ...]]:
    return {_date(name): _of_holiday(rows, f"Holiday {name}") for name, rows in _table(given, "Holidays")}


def _of_holiday(rows: object, part: str) -> tuple[Interval, ...]:
    intervals = list(_rows(rows, part))
    # Whether the next date's own hours would give way or be added to cannot be guessed, so it must be written there.
    if any(closes > DAY for _, closes in intervals):
        raise ValueError(f"{part}: hours end by 24:00 here; list those after midnight under the next date.")
    return _merged(intervals)


def _table(given: object, part: str) -> Iterable[tuple[object, object]]:
    if not isinstance(given, dict):
        raise ValueError(f"{part}: {_quoted(given)} is not a table of days with their hours.")
    return given.items()


def _date(name: object) -> date:
    try:
        day = date.fromisoformat(str(name))
    except ValueError:
        day = None
    # Python reads other spellings too; two spellings of one date would hide one another.
    if day is None or day.isoformat() != name:
        raise ValueError(f"Holidays: {_quoted(name)} is not a date such as 2026-12-24.")
    return day


def _rows(rows: object, part: str) -> Iterator[Interval]:
    """Each row's open and close; the close of a night shift is past 1440, counted from the day it opens."""
    if not isinstance(rows, list | tuple):
        raise ValueError(f"{part}: {_quoted(rows)} is not a list of opening and closing times.")
    for row in rows:
        if not isinstance(row, list | tuple) or len(row) != 2:
            raise ValueError(f"{part}: {_quoted(row)} is not an opening and a closing time.")
        opens, closes = _minute(row[0], part), _minute(row[1], part) or DAY
        if opens in (closes, DAY):
            raise ValueError(f"{part}: from {row[0]} to {row[1]} says neither shut nor open all day.")
        yield opens, closes if opens < closes else closes + DAY


def _minute(text: object, part: str) -> int:
    if not isinstance(text, str) or not TIME.fullmatch(text):
        raise ValueError(f"{part}: {_quoted(text)} is not a time of day such as 09:00.")
    return int(text[:2]) * 60 + int(text[3:])


def _merged(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    merged: list[Interval] = []
    for opens, closes in sorted(intervals):
        if merged and opens <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(closes, merged[-1][1])
        else:
            merged.append((opens, closes))
    return tuple(merged)


def _quoted(value: object) -> str:
    return f"“{str(value)[:60]}”"
