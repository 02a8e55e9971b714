"""Business time against cases worked by hand, a counter of minutes, and its own laws (R20, S1 to S6, S8 to S10)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.hours import DAY, WEEKDAYS, Hours
from incidents.calendars import Window, due, elapsed, windows

AMSTERDAM, NEW_YORK, LORD_HOWE = "Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe"
HAVANA = "America/Havana"
OFFICE = {name: [["09:00", "17:30"]] for name in WEEKDAYS[:5]}
NIGHTS = {name: [["22:00", "06:00"]] for name in WEEKDAYS}
ALWAYS = {name: [["00:00", "24:00"]] for name in WEEKDAYS}
TICK, MINUTE, NOTHING = timedelta(microseconds=1), timedelta(minutes=1), timedelta(0)


def utc(text: str) -> datetime:
    """An instant from "03-27 15:00" (of 2026) or from a whole date and time."""
    return datetime.fromisoformat(text if text[4] == "-" else f"2026-{text}").replace(tzinfo=UTC)


def spans(text: str) -> list[Window]:
    """Pairs of instants from "03-27 15:00 / 03-27 16:30, 03-30 07:00 / 03-30 08:00"."""
    edges = [utc(edge) for edge in text.replace(" / ", ", ").split(", ") if edge]
    return list(zip(edges[::2], edges[1::2], strict=True))


# --- Worked by hand, with a wall calendar. Every instant is UTC and of 2026 unless it says otherwise. ----------------
SUNDAYS = [
    ("an opening that the clock skips", AMSTERDAM, "03-29", "02:30", "04:00", "03-29 01:00 / 03-29 02:00"),
    ("a close that the clock skips", AMSTERDAM, "03-29", "01:00", "02:30", "03-29 00:00 / 03-29 01:00"),
    ("hours that the clock skips whole", AMSTERDAM, "03-29", "02:10", "02:50", ""),
    ("an opening that strikes twice", AMSTERDAM, "10-25", "02:30", "04:00", "10-25 00:30 / 10-25 03:00"),
    ("a close that strikes twice", AMSTERDAM, "10-25", "01:00", "02:30", "10-24 23:00 / 10-25 01:30"),
    ("a close at the first minute to strike twice", AMSTERDAM, "10-25", "01:00", "02:00", "10-24 23:00 / 10-25 01:00"),
    ("a day of 23 hours", NEW_YORK, "03-08", "00:00", "24:00", "03-08 05:00 / 03-09 04:00"),
    ("a day of 25 hours", NEW_YORK, "11-01", "00:00", "24:00", "11-01 04:00 / 11-02 05:00"),
    ("a day of 24.5 hours", LORD_HOWE, "04-05", "00:00", "24:00", "04-04 13:00 / 04-05 13:30"),
    ("a day of 23.5 hours", LORD_HOWE, "10-04", "00:00", "24:00", "10-03 13:30 / 10-04 13:00"),
    ("an opening in a half hour that comes twice", LORD_HOWE, "04-05", "01:45", "03:00", "04-04 14:45 / 04-04 16:30"),
    ("a close in a half hour that comes twice", LORD_HOWE, "04-05", "00:00", "01:45", "04-04 13:00 / 04-04 15:15"),
    ("an opening in a skipped half hour", LORD_HOWE, "10-04", "02:15", "04:00", "10-03 15:30 / 10-03 17:00"),
    ("a zone half an hour off", "Asia/Kolkata", "03-29", "09:00", "17:00", "03-29 03:30 / 03-29 11:30"),
    ("a midnight that strikes twice", HAVANA, "2025-11-02", "00:00", "24:00", "2025-11-02 04:00 / 2025-11-03 05:00"),
    ("a midnight that is skipped", HAVANA, "2025-03-09", "00:00", "24:00", "2025-03-09 05:00 / 2025-03-10 04:00"),
]
OTHER_DAYS: list[tuple[str, str, dict[str, Any], dict[str, Any], str, str]] = [
    ("a weekend in which the clock goes forward", AMSTERDAM, OFFICE, {}, "03-27 15:00 / 03-30 08:00",
     "03-27 15:00 / 03-27 16:30, 03-30 07:00 / 03-30 08:00"),
    ("a weekend in which the clock goes back", AMSTERDAM, OFFICE, {}, "10-23 14:00 / 10-26 09:00",
     "10-23 14:00 / 10-23 15:30, 10-26 08:00 / 10-26 09:00"),
    ("a night shift of seven hours", AMSTERDAM, {"sat": NIGHTS["sat"]}, {}, "03-28 12:00 / 03-30 00:00",
     "03-28 21:00 / 03-28 23:00, 03-28 23:00 / 03-29 04:00"),
    ("a night shift of nine hours", AMSTERDAM, {"sat": NIGHTS["sat"]}, {}, "10-24 12:00 / 10-26 00:00",
     "10-24 20:00 / 10-24 22:00, 10-24 22:00 / 10-25 05:00"),
    ("two stretches that overlap when the clock goes back", AMSTERDAM,
     {"sun": [["01:00", "02:30"], ["02:45", "04:00"]]}, {}, "10-24 12:00 / 10-26 00:00",
     "10-24 23:00 / 10-25 01:30, 10-25 01:30 / 10-25 03:00"),
    ("a midnight that strikes twice ends its day at the first", HAVANA, {"sat": [["12:00", "24:00"]]}, {},
     "2025-11-01 00:00 / 2025-11-03 00:00", "2025-11-01 16:00 / 2025-11-02 04:00"),
    ("an evening hour that comes twice", "Africa/Cairo", {"thu": [["22:00", "24:00"]]}, {}, "10-29 00:00 / 10-31 00:00",
     "10-29 19:00 / 10-29 22:00"),
    ("a date that an island skipped", "Pacific/Apia", {"thu": [["20:00", "24:00"]], "fri": [["09:00", "17:00"]]}, {},
     "2011-12-29 00:00 / 2012-01-02 00:00", "2011-12-30 06:00 / 2011-12-30 10:00"),
    ("a half day and two shut days", AMSTERDAM, OFFICE, {"2026-12-24": [["09:00", "12:00"]], "2026-12-25": []},
     "12-23 15:00 / 12-28 09:00", "12-23 15:00 / 12-23 16:30, 12-24 08:00 / 12-24 11:00, 12-28 08:00 / 12-28 09:00"),
    ("a holiday that opens a Saturday", AMSTERDAM, OFFICE, {"2026-12-19": [["10:00", "00:00"]]},
     "12-18 16:00 / 12-21 08:30", "12-18 16:00 / 12-18 16:30, 12-19 09:00 / 12-19 23:00, 12-21 08:00 / 12-21 08:30"),
    ("a shut Friday among night shifts", AMSTERDAM, NIGHTS, {"2026-12-25": []}, "12-24 12:00 / 12-26 12:00",
     "12-24 21:00 / 12-24 23:00, 12-25 23:00 / 12-26 05:00"),
    ("an evening that returns after midnight", "America/St_Johns", {"sat": [["22:00", "23:30"]]}, {},
     "2010-11-07 02:30:30 / 2010-11-07 12:00", "2010-11-07 02:30:30 / 2010-11-07 03:00"),
    ("a date that began before the evening returned", "America/St_Johns", {"sun": ALWAYS["sun"]}, {},
     "2010-11-07 02:31 / 2010-11-07 03:00", "2010-11-07 02:31 / 2010-11-07 03:00"),
]  # fmt: skip


@pytest.mark.parametrize("case", SUNDAYS, ids=lambda case: case[0])
def test_a_sunday_worked_by_hand(case: tuple[str, ...]) -> None:
    _, zone, sunday, opens, closes, expected = case
    middle, hours = utc(f"{sunday} 12:00"), Hours.read(zone, {"sun": [[opens, closes]]}, {})
    assert list(windows(hours, middle - timedelta(days=3), middle + timedelta(days=3))) == spans(expected)


@pytest.mark.parametrize("case", OTHER_DAYS, ids=lambda case: case[0])
def test_worked_by_hand(case: Any) -> None:
    _, zone, weekly, holidays, span, expected = case
    hours = Hours.read(zone, weekly, holidays)
    ((start, end),) = spans(span)
    assert list(windows(hours, start, end)) == spans(expected)
    assert elapsed(start, end, hours) == sum((closes - opens for opens, closes in spans(expected)), NOTHING)


DUES = [
    ("03-27 15:00", 4 * 60, "03-30 09:30"),  # 1.5 h on Friday, 2.5 h on Monday in summer time
    ("03-27 15:00", 90, "03-27 16:30"),  # not Monday at nine
    ("03-28 12:00", 1, "03-30 07:01"),
    ("03-27 15:00", 0, "03-27 15:00"),
    ("03-28 12:00", -5, "03-28 12:00"),
    ("06-01 07:00", 20 * 510, "06-26 15:30"),  # four weeks of five days of 8.5 h
]


@pytest.mark.parametrize(("start", "minutes", "expected"), DUES)
def test_due_worked_by_hand(start: str, minutes: int, expected: str) -> None:
    assert due(utc(start), timedelta(minutes=minutes), Hours.read(AMSTERDAM, OFFICE, {})) == utc(expected)


def test_a_clock_resumed_twice_goes_on_where_it_stopped() -> None:
    hours = Hours.read(AMSTERDAM, OFFICE, {})
    runs = spans("03-27 15:00 / 03-27 15:45, 03-30 05:00 / 03-30 07:30")
    left = timedelta(hours=4) - sum((elapsed(start, stop, hours) for start, stop in runs), NOTHING)
    assert left == timedelta(hours=2, minutes=45)
    assert due(utc("03-31 06:00"), left, hours) == utc("03-31 09:45")


def test_round_the_clock_is_the_time_that_passed() -> None:
    start, end = utc("03-28 21:00"), utc("03-29 04:00")
    assert elapsed(start, end, None) == timedelta(hours=7)
    assert due(start, timedelta(hours=7), None) == end
    assert list(windows(None, start, end)) == [(start, end)]
    assert list(windows(None, end, end)) == []
    # A leap second is not counted.
    assert elapsed(utc("2016-12-31 23:59:59"), utc("2017-01-01 00:00:00"), None) == timedelta(seconds=1)


def test_instants_of_another_zone_are_not_subtracted_by_their_wall_time() -> None:
    zone = ZoneInfo(AMSTERDAM)
    start, end = datetime(2026, 3, 28, 22, tzinfo=zone), datetime(2026, 3, 29, 6, tzinfo=zone)
    assert elapsed(start, end, None) == elapsed(start, end, Hours.read(AMSTERDAM, NIGHTS, {})) == timedelta(hours=7)
    assert due(start, timedelta(hours=7), None) == end.astimezone(UTC)
    assert due(start, NOTHING, None).tzinfo is UTC


def test_an_instant_without_a_zone_is_refused() -> None:
    naive = utc("03-27 15:00").replace(tzinfo=None)
    with pytest.raises(ValueError, match="names no time zone"):
        elapsed(naive, utc("03-28 15:00"), None)
    with pytest.raises(ValueError, match="names no time zone"):
        due(naive, MINUTE, None)


def test_microseconds_count() -> None:
    hours, close = Hours.read(AMSTERDAM, OFFICE, {}), utc("06-01 15:30")
    assert elapsed(close - TICK, close + TICK, hours) == TICK
    assert due(close - TICK, TICK, hours) == close
    assert due(close - TICK, 2 * TICK, hours) == utc("06-02 07:00") + TICK


@pytest.mark.parametrize("hours", [None, Hours.read(AMSTERDAM, OFFICE, {})], ids=["round the clock", "office"])
def test_what_ends_before_it_starts_took_nothing(hours: Hours | None) -> None:
    assert elapsed(utc("06-02 10:00"), utc("06-01 10:00"), hours) == NOTHING


def test_a_clock_that_could_never_end_is_refused_instead_of_awaited() -> None:
    shut: dict[str, Any] = {f"{date(2026, 1, 1) + timedelta(days=day)}": [] for day in range(11 * 366)}
    with pytest.raises(ValueError, match="not open for 0:01:00 in the ten years from 2026-01-01"):
        due(utc("01-01 00:00"), MINUTE, Hours.read(AMSTERDAM, ALWAYS, shut))
    with pytest.raises(ValueError, match="in the ten years"):
        due(utc("01-01 00:00"), MINUTE, Hours.read(AMSTERDAM, {}, {}))
    del shut["2035-01-01"]
    assert due(utc("01-01 00:00"), MINUTE, Hours.read(AMSTERDAM, ALWAYS, shut)) == utc("2034-12-31 23:01")


# --- Drawn at random around changes of the clock ----------------------------------------------------------------------
CHANGES = [
    (AMSTERDAM, "03-29 01:00"), (AMSTERDAM, "10-25 01:00"), (NEW_YORK, "03-08 07:00"), (NEW_YORK, "11-01 06:00"),
    (LORD_HOWE, "04-04 15:00"), (LORD_HOWE, "10-03 15:30"), (HAVANA, "2025-03-09 05:00"),
    (HAVANA, "2025-11-02 05:00"), ("Africa/Cairo", "04-23 22:00"), ("Africa/Cairo", "10-29 21:00"),
    ("Asia/Kolkata", "06-03 00:00"),
]  # fmt: skip
TIMES = st.integers(0, 16).map(lambda quarters: 15 * quarters) | st.integers(0, DAY - 1)
PAIRS = st.tuples(TIMES, TIMES | st.just(DAY)).filter(lambda pair: pair[0] != pair[1])
WEEKS = st.dictionaries(st.sampled_from(WEEKDAYS), st.lists(PAIRS, min_size=1, max_size=3), min_size=1)
IN_A_DAY = PAIRS.map(lambda pair: (min(pair), max(pair)))
HOLIDAYS = st.dictionaries(st.integers(-3, 3), st.lists(IN_A_DAY, max_size=2), max_size=3)
NEAR = st.timedeltas(timedelta(days=-3), timedelta(days=3))
bounded = settings(max_examples=80, deadline=None, database=None)


def written(*tables: dict[Any, Any]) -> Iterator[dict[str, Any]]:
    for pairs in tables:
        yield {f"{day}": [[f"{at // 60:02}:{at % 60:02}" for at in pair] for pair in pairs[day]] for day in pairs}


@st.composite
def drawn(draw: st.DrawFn, moments: int = 2) -> Any:
    """Hours of a zone, and so many instants in order within three days of a change of its clock."""
    zone, change = draw(st.sampled_from(CHANGES))
    holidays = {utc(change).date() + timedelta(days=far): pairs for far, pairs in draw(HOLIDAYS).items()}
    hours = Hours.read(zone, *written(draw(WEEKS), holidays))
    return hours, *sorted(utc(change) + draw(NEAR) for _ in range(moments))


@bounded
@given(drawn(moments=3))
def test_splitting_an_interval_anywhere_keeps_the_sum(case: Any) -> None:
    hours, start, middle, end = case
    assert elapsed(start, middle, hours) + elapsed(middle, end, hours) == elapsed(start, end, hours)


@bounded
@given(drawn(moments=3))
def test_business_time_never_runs_back_nor_faster_than_time(case: Any) -> None:
    hours, start, middle, end = case
    assert NOTHING <= elapsed(start, middle, hours) <= elapsed(start, end, hours) <= end - start


@bounded
@given(drawn())
def test_windows_are_in_order_and_apart_and_inside(case: Any) -> None:
    hours, start, end = case
    found = list(windows(hours, start, end))
    edges = [start, *(edge for window in found for edge in window), end]
    assert edges == sorted(edges)
    assert all(opens < closes for opens, closes in found)


@bounded
@given(drawn(moments=1), st.floats(0, 1), st.data())
def test_a_clock_is_due_at_the_instant_it_was_counted_to(case: Any, share: float, data: st.DataObject) -> None:
    hours, start = case
    opens, closes = data.draw(st.sampled_from(list(windows(hours, start, start + timedelta(weeks=2)))))
    inside = opens + max(TICK, (closes - opens) * share)
    assert due(start, elapsed(start, inside, hours), hours) == inside


@bounded
@given(drawn(moments=1), st.timedeltas(TICK, timedelta(hours=6)))
def test_due_is_the_first_instant_that_is_enough_and_still_in_time(case: Any, amount: timedelta) -> None:
    hours, start = case
    last = due(start, amount, hours)
    assert elapsed(start, last, hours) == amount
    assert elapsed(start, last - TICK, hours) == amount - TICK


@bounded
@given(st.sampled_from(["Asia/Kolkata", "UTC", "America/Phoenix"]), WEEKS, NEAR, NEAR, st.integers(-60, 60))
def test_whole_weeks_later_is_the_same_without_changes(zone: str, week: Any, one: Any, two: Any, weeks: int) -> None:
    hours, base, later = Hours.read(zone, *written(week, {})), utc("06-03 00:00"), timedelta(weeks=weeks)
    assert elapsed(base + one + later, base + two + later, hours) == elapsed(base + one, base + two, hours)


@bounded
@given(WEEKS, HOLIDAYS, st.randoms(use_true_random=False))
def test_the_order_of_rows_is_no_matter(week: Any, holidays: Any, chance: Any) -> None:
    def shuffled(table: dict[str, Any]) -> dict[str, Any]:
        return {name: chance.sample(table[name], len(table[name])) for name in chance.sample(list(table), len(table))}

    weekly, shut = written(week, {date(2026, 6, 10 + far): pairs for far, pairs in holidays.items()})
    assert Hours.read(AMSTERDAM, shuffled(weekly), shuffled(shut)) == Hours.read(AMSTERDAM, weekly, shut)


# --- Counted minute by minute: every minute of the days around a change is read off the wall --------------------------
@cache
def strikes(zone: str, change: str) -> dict[datetime, list[int]]:
    """The minutes, counted from the change, at which each wall time is read."""
    found: dict[datetime, list[int]] = {}
    for minute in range(-6 * DAY, 6 * DAY):
        wall = (utc(change) + minute * MINUTE).astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
        found.setdefault(wall, []).append(minute)
    return found


def intervals(week: Any, holidays: Any, day: date) -> Iterator[tuple[int, int]]:
    if day in holidays:
        yield from holidays[day]
        return
    yield from ((opens, closes if opens < closes else DAY) for opens, closes in week.get(WEEKDAYS[day.weekday()], []))
    yield from ((0, close) for opens, close in week.get(WEEKDAYS[day.weekday() - 1], []) if 0 < close < opens)


def counted(change: tuple[str, str], week: Any, holidays: Any) -> set[int]:
    read, middle = strikes(*change), utc(change[1]).date()
    minutes: set[int] = set()
    for day in (middle + timedelta(days=far) for far in range(-4, 5)):
        for interval in intervals(week, holidays, day):
            walls = [datetime.combine(day, time()) + minute * MINUTE for minute in interval]
            begin, end = (read.get(wall) or [min(at[0] for then, at in read.items() if then > wall)] for wall in walls)
            minutes.update(range(begin[0], end[0 if interval[1] == DAY else -1]))
    return minutes


@bounded
@given(st.sampled_from(CHANGES), WEEKS, HOLIDAYS, st.integers(-3 * DAY, 0), st.integers(0, 3 * DAY))
def test_a_counter_of_minutes_agrees(change: tuple[str, str], week: Any, far: Any, first: int, last: int) -> None:
    middle = utc(change[1])
    holidays = {middle.date() + timedelta(days=days): pairs for days, pairs in far.items()}
    open_minutes = sorted(minute for minute in counted(change, week, holidays) if first <= minute < last)
    hours, start = Hours.read(change[0], *written(week, holidays)), middle + first * MINUTE
    assert elapsed(start, middle + last * MINUTE, hours) == len(open_minutes) * MINUTE
    for amount, minute in list(enumerate(open_minutes, 1))[::97]:
        assert due(start, amount * MINUTE, hours) == middle + (minute + 1) * MINUTE
