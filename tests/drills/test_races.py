"""The drills of races at their small size: each passes, and each fails when the portal is broken on purpose."""

import pytest
from django.db import connection

from tests.drills.running import drill

# How fast the answers come is not asked here: that is the full size's, on a machine that does nothing else.
PATIENTLY = ("--longest", "60")


def test_of_thirty_who_decide_at_once_one_wins_and_the_others_are_told() -> None:
    code, report = drill("decide_at_once", "--at-once", "30", "--rounds", "3", *PATIENTLY)

    assert (report["winners"], report["events"], report["conflicts"]) == (3, 3, 3 * 29)
    assert (report["others"], report["untold"], report["deviations"], code) == (0, 0, 0, 0)


@pytest.mark.parametrize("fault", ["no-lock", "no-second-look"])
def test_that_drill_fails_when_decisions_are_not_taken_one_by_one(fault: str) -> None:
    if fault == "no-lock" and connection.vendor == "sqlite":
        pytest.skip("SQLite has no lock of a row that could be missing: its transactions hold the whole database")
    # A round finds it when two have looked before one has done: nearly every round, but none for certain.
    code, report = drill("decide_at_once", "--at-once", "30", "--rounds", "8", *PATIENTLY, "--seeded-fault", fault)

    assert report["deviations"] > 0
    assert code == 1


def test_an_old_page_answers_what_it_shows_or_nothing() -> None:
    code, report = drill("stale_page", "--schedules", "30")

    assert (report["wrong"], report["words_lost"], report["unexpected"], report["others"]) == (0, 0, 0, 0), report
    assert report["done"] > 0
    assert report["refused"] > 0
    assert code == 0


def test_that_drill_fails_when_nobody_asks_what_was_seen() -> None:
    code, report = drill("stale_page", "--schedules", "15", "--seed", "5", "--seeded-fault", "seen-ignored")

    assert report["wrong"] > 0
    assert code == 1


def test_what_is_sent_ten_times_under_one_key_is_done_once_and_answered_alike() -> None:
    code, report = drill("submit_twice", "--keys", "8", "--copies", "10")

    assert (report["effects"], report["deviations"], code) == (8, 0, 0), report


def test_that_drill_fails_when_keys_are_forgotten() -> None:
    code, report = drill("submit_twice", "--keys", "4", "--copies", "5", "--seeded-fault", "key-not-kept")

    assert report["not_once"] == 4
    assert report["other_content_taken"] > 0
    assert code == 1
