"""The one clock that everything asks (S19)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from notifications.moment import at, now

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def test_a_time_of_any_zone_is_told_in_utc_so_that_differences_are_true_ones() -> None:
    with at(datetime(2026, 10, 25, 0, 0, tzinfo=AMSTERDAM)):
        before = now()
    with at(datetime(2026, 10, 25, 12, 0, tzinfo=AMSTERDAM)):
        after = now()

    assert (before.tzinfo, after.tzinfo) == (UTC, UTC)
    assert after - before == timedelta(hours=13)  # the clocks went back between
