"""New zone data: the times that they move are named, and nothing is written (S17)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents import actions, calendars, zone_data
from incidents.models import Clock
from incidents.zone_data import moved_dues
from notifications.moment import at
from tests.aftermath import everything
from tests.conftest import Make
from tests.people import People

HOUR = timedelta(hours=1)


@contextmanager
def changing_nothing() -> Iterator[None]:
    before = everything()
    yield
    assert everything() == before


def test_nothing_has_moved_under_the_data_that_reckoned_it(
    monday: datetime, make: Make, people: People, later: Any, capsys: Any
) -> None:
    make("new", severity=1)
    make("solution_proposed")
    promised = make("work_in_progress")
    actions.send_update(promised, by=people.eva, body="Soon.", next_update_by=monday + 30 * HOUR)
    rejected = make("solution_proposed")
    with later(hours=26):
        actions.reject_solution(rejected, by=people.ada, reason="It stalls.")

    with changing_nothing():
        call_command("list_moved_dues")
    assert capsys.readouterr().out.startswith("0 moved under tzdata ")


def test_a_stored_time_that_would_move_is_named(monday: datetime, make: Make, capsys: Any) -> None:
    make("work_in_progress")
    moved = make("work_in_progress")
    relief = Clock.objects.filter(incident=moved, kind="relief")
    right = relief.get().due_at
    assert right is not None
    relief.update(due_at=right + HOUR)

    with changing_nothing(), pytest.raises(CommandError, match="1 moved under tzdata") as caught:
        call_command("list_moved_dues")
    assert caught.value.returncode == 1
    old, new = (f"{time:%Y-%m-%d %H:%M:%S} UTC" for time in (right + HOUR, right))
    assert capsys.readouterr().out == f"{moved.number} relief due_at: {old} -> {new}\n"


def test_many_clocks_cost_the_queries_of_one(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert list(moved_dues()) == []
        return len(queries)

    make("work_in_progress")
    one = cost()
    for _number in range(4):
        make("work_in_progress")
    assert cost() == one == 2
    monkeypatch.setattr(zone_data, "CHUNK", 2)
    assert cost() == 1 + 3


def test_zone_data_that_bring_winter_time_back_move_what_is_due_in_winter(make: Make) -> None:
    """Reported on a Thursday of October, due the Tuesday after summer time ends, or by other laws does not end."""
    with summer_time_until(date(2026, 11, 30)), at(datetime(2026, 10, 22, 8, 0, tzinfo=UTC)):
        incident = make("work_in_progress")

    found = [(moved.number, moved.clock, moved.time) for moved in moved_dues()]
    assert found == [(incident.number, "relief", "due_at"), (incident.number, "relief", "warn_at")]
    (due, _warn) = moved_dues()
    assert due.stored is not None
    assert due.reckoned == due.stored + HOUR


@contextmanager
def summer_time_until(last: date) -> Iterator[None]:
    """Zone data of another year's law: Amsterdam stays two hours ahead until that date."""
    read = calendars._readings

    def readings(zone: ZoneInfo, day: date, minute: int) -> calendars.Window:
        moment = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minute) - 2 * HOUR
        return (moment, moment) if day <= last else read(zone, day, minute)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calendars, "_readings", readings)
        yield
