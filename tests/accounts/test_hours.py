"""Calendars read as they were meant, and what cannot be meant is refused by name."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from accounts.hours import DAY, WEEKDAYS, Hours
from accounts.models import CalendarVersion

AMSTERDAM = "Europe/Amsterdam"
NINE, NOON, HALF_FIVE = 540, 720, 1050
MONDAY, THURSDAY, FRIDAY, SATURDAY = (date(2026, 12, day) for day in (21, 24, 25, 26))


def weekly(rows: dict[str, Any]) -> dict[int, tuple[tuple[int, int], ...]]:
    return dict(Hours.read(AMSTERDAM, rows, {}).weekly)


def test_a_week_a_half_day_and_a_shut_day_are_read() -> None:
    hours = Hours.read(AMSTERDAM, {"mon": [["09:00", "17:30"]]}, {"2026-12-24": [["09:00", "12:00"]], "2026-12-25": []})
    assert hours.zone == ZoneInfo(AMSTERDAM)
    assert hours.weekly == {0: ((NINE, HALF_FIVE),)}
    assert hours.holidays == {THURSDAY: ((NINE, NOON),), FRIDAY: ()}


def test_a_weekday_that_is_not_listed_is_shut() -> None:
    hours = Hours.read(AMSTERDAM, {"mon": [["09:00", "17:30"]]}, {})
    assert hours.on(MONDAY) == ((NINE, HALF_FIVE),)
    assert hours.on(date(2026, 12, 22)) == ()


def test_a_week_may_start_without_a_monday() -> None:
    assert weekly({"wed": [["09:00", "12:00"]]}) == {2: ((NINE, NOON),)}


def test_a_holiday_stands_for_all_that_its_weekday_would_open() -> None:
    every_day = {name: [["09:00", "17:30"]] for name in WEEKDAYS}
    hours = Hours.read(AMSTERDAM, every_day, {"2026-12-24": [["12:00", "13:00"]], "2026-12-25": []})
    assert hours.on(THURSDAY) == ((NOON, 780),)
    assert hours.on(FRIDAY) == ()
    assert hours.on(SATURDAY) == ((NINE, HALF_FIVE),)


@pytest.mark.parametrize("close", ["24:00", "00:00"])
def test_both_spellings_of_midnight_close_at_the_end_of_the_day(close: str) -> None:
    assert weekly({"mon": [["09:00", close]]}) == {0: ((NINE, DAY),)}
    assert weekly({"mon": [["00:00", close]]}) == {0: ((0, DAY),)}
    assert Hours.read(AMSTERDAM, {}, {"2026-12-24": [["09:00", close]]}).on(THURSDAY) == ((NINE, DAY),)


def test_a_night_shift_is_split_at_midnight() -> None:
    assert weekly({"mon": [["22:00", "06:00"]]}) == {0: ((1320, DAY),), 1: ((0, 360),)}


def test_the_night_shift_of_sunday_ends_on_monday() -> None:
    assert weekly({"sun": [["22:00", "06:00"]]}) == {6: ((1320, DAY),), 0: ((0, 360),)}


def test_a_holiday_stops_the_shift_of_the_evening_before_and_lets_its_own_start_at_midnight() -> None:
    nights = {name: [["22:00", "06:00"]] for name in WEEKDAYS}
    hours = Hours.read(AMSTERDAM, nights, {"2026-12-25": []})
    assert hours.on(THURSDAY) == ((0, 360), (1320, DAY))
    assert hours.on(FRIDAY) == ()
    assert hours.on(SATURDAY) == ((0, 360), (1320, DAY))


def test_overlapping_and_touching_intervals_merge_in_whatever_order_they_come() -> None:
    rows = [["13:00", "17:30"], ["09:00", "12:00"], ["11:00", "11:30"], ["12:00", "12:30"]]
    assert weekly({"mon": rows}) == {0: ((NINE, 750), (780, HALF_FIVE))}


def test_a_night_shift_merges_with_the_morning_it_runs_into() -> None:
    rows = {"tue": [["05:00", "12:00"]], "mon": [["22:00", "06:00"]]}
    assert weekly(rows) == {0: ((1320, DAY),), 1: ((0, NOON),)}


@pytest.mark.parametrize("zone", ["Mars/Olympus", "europe/amsterdam", "+02:00", "", "../etc/passwd", "Europe", None, 3])
def test_an_unknown_zone_is_refused(zone: Any) -> None:
    with pytest.raises(ValueError, match=r"^Time zone: “.*” is not an IANA name"):
        Hours.read(zone, {}, {})


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ({"monday": []}, "Weekly hours: “monday” is not a weekday; use mon, tue"),
        ({0: []}, "Weekly hours: “0” is not a weekday"),
        ([["09:00", "12:00"]], "Weekly hours: “.*” is not a table of days"),
        (None, "Weekly hours: “None” is not a table"),
        ("mon", "Weekly hours: “mon” is not a table"),
        ({"mon": "09:00-12:00"}, "Weekly hours, mon: “09:00-12:00” is not a list"),
        ({"mon": None}, "Weekly hours, mon: “None” is not a list"),
        ({"mon": ["09:00", "12:00"]}, "Weekly hours, mon: “09:00” is not an opening and a closing time"),
        ({"mon": [["09:00"]]}, "Weekly hours, mon: .* is not an opening and a closing time"),
        ({"mon": [["09:00", "12:00", "13:00"]]}, "Weekly hours, mon: .* is not an opening and a closing time"),
        ({"mon": [[9, 12]]}, "Weekly hours, mon: “9” is not a time of day"),
        ({"mon": [["9:00", "12:00"]]}, "Weekly hours, mon: “9:00” is not a time of day"),
        ({"mon": [["09:00", "12:60"]]}, "Weekly hours, mon: “12:60” is not a time of day"),
        ({"mon": [["09:00", "24:01"]]}, "Weekly hours, mon: “24:01” is not a time of day"),
        ({"mon": [["09:00", "12:00\n"]]}, "Weekly hours, mon: “12:00\n” is not a time of day"),
        ({"mon": [["٠٩:٠٠", "12:00"]]}, "Weekly hours, mon: “٠٩:٠٠” is not a time of day"),
        ({"mon": [["09:00", "09:00"]]}, "Weekly hours, mon: from 09:00 to 09:00 says neither"),
        ({"mon": [["24:00", "06:00"]]}, "Weekly hours, mon: from 24:00 to 06:00 says neither"),
        ({"mon": [["24:00", "24:00"]]}, "Weekly hours, mon: from 24:00 to 24:00 says neither"),
    ],
)
def test_weekly_hours_that_cannot_be_read_are_refused_by_name(rows: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{sentence}"):
        Hours.read(AMSTERDAM, rows, {})


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ({"2026-02-29": []}, "Holidays: “2026-02-29” is not a date such as"),
        ({"24-12-2026": []}, "Holidays: “24-12-2026” is not a date"),
        ({"20261224": []}, "Holidays: “20261224” is not a date"),
        ({"2026-W52-4": []}, "Holidays: “2026-W52-4” is not a date"),
        ({THURSDAY: []}, "Holidays: “2026-12-24” is not a date"),
        (["2026-12-24"], "Holidays: .* is not a table of days"),
        (None, "Holidays: “None” is not a table"),
        ({"2026-12-24": None}, "Holiday 2026-12-24: “None” is not a list"),
        ({"2026-12-24": [["noon", "13:00"]]}, "Holiday 2026-12-24: “noon” is not a time of day"),
        ({"2026-12-24": [["22:00", "06:00"]]}, "Holiday 2026-12-24: hours end by 24:00 here; list those after"),
    ],
)
def test_holidays_that_cannot_be_read_are_refused_by_name(rows: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{sentence}"):
        Hours.read(AMSTERDAM, {"mon": [["09:00", "12:00"]]}, rows)


def test_a_refusal_does_not_repeat_all_of_a_long_text() -> None:
    with pytest.raises(ValueError) as refusal:
        Hours.read("x" * 10_000, {}, {})
    assert len(str(refusal.value)) < 150


@pytest.mark.parametrize(
    "rows", [{}, {"mon": []}, {name: [] for name in WEEKDAYS}], ids=["no days", "an empty day", "seven empty days"]
)
def test_a_week_that_never_opens_is_read_but_does_not_pass_the_check(rows: dict[str, Any]) -> None:
    hours = Hours.read(AMSTERDAM, rows, {"2026-12-24": [["09:00", "12:00"]]})
    with pytest.raises(ValueError, match="a week that never opens never ends"):
        hours.check()


@pytest.mark.parametrize("intervals", [((-1, 9),), ((9, 1441),), ((9, 9),), ((9, 12), (11, 13)), ((13, 14), (9, 12))])
def test_the_check_refuses_hours_built_out_of_bounds_or_order(intervals: tuple[tuple[int, int], ...]) -> None:
    zone, fine = ZoneInfo(AMSTERDAM), {0: ((NINE, NOON),)}
    with pytest.raises(ValueError, match=r"^Weekly hours, tue: .* is out of bounds or of order"):
        Hours(zone, fine | {1: intervals}, {}).check()
    with pytest.raises(ValueError, match=r"^Holiday 2026-12-24: .* is out of bounds or of order"):
        Hours(zone, fine, {THURSDAY: intervals}).check()


def test_the_check_refuses_an_eighth_weekday() -> None:
    with pytest.raises(ValueError, match="“7” is not a weekday"):
        Hours(ZoneInfo(AMSTERDAM), {7: ((NINE, NOON),)}, {}).check()


def test_the_check_refuses_a_week_of_empty_days() -> None:
    with pytest.raises(ValueError, match="never opens"):
        Hours(ZoneInfo(AMSTERDAM), {0: ()}, {}).check()


def test_what_is_read_passes_the_check() -> None:
    rows = {name: [["22:00", "06:00"], ["05:00", "09:00"], ["21:00", "00:00"]] for name in WEEKDAYS}
    Hours.read(AMSTERDAM, rows, {"2026-12-24": [["09:00", "12:00"]], "2026-12-25": []}).check()


def test_a_calendar_with_readable_hours_is_clean() -> None:
    CalendarVersion(zone=AMSTERDAM, weekly={"mon": [["09:00", "17:30"]]}, holidays={"2026-12-25": []}).clean()


@pytest.mark.parametrize(
    ("zone", "rows", "holidays", "why"),
    [
        ("Mars/Olympus", {"mon": [["09:00", "17:30"]]}, {}, "Mars/Olympus"),
        (AMSTERDAM, {"mon": [["9", "17:30"]]}, {}, "Weekly hours, mon"),
        (AMSTERDAM, {"mon": [["09:00", "17:30"]]}, [], "Holidays"),
        (AMSTERDAM, {}, {}, "never opens"),
    ],
)
def test_a_calendar_that_cannot_be_counted_on_says_why(zone: str, rows: Any, holidays: Any, why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        CalendarVersion(zone=zone, weekly=rows, holidays=holidays).clean()
