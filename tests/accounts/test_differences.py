"""What differs between two versions of a calendar is said in plain words."""

from typing import Any

from accounts.differences import differences
from accounts.hours import Hours

WEEK = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


def said(weekly: Any = WEEK, holidays: Any = None, zone: str = "Europe/Amsterdam", before: Any = None) -> list[str]:
    was = Hours.read("Europe/Amsterdam", WEEK, before or {})
    return differences(was, Hours.read(zone, weekly, holidays or {}))


def test_of_the_same_hours_nothing_is_said() -> None:
    assert said() == []
    assert said({**WEEK, "mon": [["09:00", "12:00"], ["12:00", "17:00"]]}) == []


def test_a_zone_is_said_by_its_name() -> None:
    assert said(zone="Europe/Lisbon") == ["Time zone: Europe/Amsterdam before, Europe/Lisbon now."]


def test_days_in_a_row_that_change_alike_are_said_together() -> None:
    assert said({day: [["08:00", "18:00"]] for day in WEEK}) == [
        "Monday to Friday: 09:00 to 17:00 before, 08:00 to 18:00 now."
    ]


def test_days_apart_are_said_apart_and_two_by_their_names() -> None:
    changed = {**WEEK, "mon": [["09:00", "12:00"], ["13:00", "24:00"]], "sat": [["10:00", "14:00"]]}
    assert said({**changed, "sun": [["10:00", "14:00"]]}) == [
        "Monday: 09:00 to 17:00 before, 09:00 to 12:00 and 13:00 to 24:00 now.",
        "Saturday and Sunday: shut before, 10:00 to 14:00 now.",
    ]


def test_a_day_that_shuts_is_said_so() -> None:
    assert said({day: WEEK[day] for day in WEEK if day != "fri"}) == ["Friday: 09:00 to 17:00 before, shut now."]


def test_holidays_that_came_changed_and_went() -> None:
    before = {"2026-12-24": [["09:00", "12:00"]], "2026-05-25": []}
    after = {"2026-12-24": [], "2026-12-25": [], "2026-12-31": [["09:00", "12:00"]]}
    assert said(holidays=after, before=before) == [
        "Holidays added: Fri 25 Dec 2026 (shut), Thu 31 Dec 2026 (09:00 to 12:00).",
        "Thu 24 Dec 2026: 09:00 to 12:00 before, shut now.",
        "Holidays taken away: Mon 25 May 2026 (shut).",
    ]
