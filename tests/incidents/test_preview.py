"""What is looked at is what comes: over the whole demo world, applying does exactly what the preview said (S6)."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from accounts.models import Calendar, CalendarVersion, User
from incidents import actions, preview
from incidents.models import Event, Incident
from incidents.preview import Move
from incidents.replaying import replay_timeline
from notifications.moment import at
from tests.aftermath import everything
from tests.conftest import MONDAY
from tests.incidents.test_change_calendar import as_reckoned
from tests.incidents.test_demo import demo
from tests.incidents.test_demo_world import loaded, world

__all__ = ["demo", "loaded", "world"]
NOW = MONDAY + timedelta(hours=1, minutes=7)
ZONES = ("Europe/Amsterdam", "America/Chicago", "Asia/Kolkata", "Australia/Lord_Howe")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@pytest.fixture
def _an_hour_later(world: None) -> Iterator[None]:
    with at(NOW):
        yield


def changed(seed: int) -> CalendarVersion:
    """A new version of the calendar that most incidents are held to: other days, hours, holidays, perhaps a zone."""
    chance = random.Random(seed)
    calendar = Calendar.objects.get(name__startswith="Office")
    opened = {day: shift(chance) for day in DAYS if chance.random() < 0.8} or {"mon": shift(chance)}
    days = [date(2026, 10, 10) + timedelta(days=chance.randrange(60)) for _holiday in range(8)]
    holidays = {str(day): [] if chance.random() < 0.5 else shift(chance) for day in days}
    made = calendar.versions.create(number=2, zone=chance.choice(ZONES), weekly=opened, holidays=holidays)
    made.full_clean()
    return made


def shift(chance: random.Random) -> list[list[str]]:
    opens, closes = sorted(chance.sample(range(96), 2))
    return [[f"{quarter // 4:02}:{quarter % 4 * 15:02}" for quarter in (opens, closes)]]


@pytest.mark.usefixtures("_an_hour_later")
@pytest.mark.parametrize("seed", range(8))
def test_applying_does_what_the_preview_said(seed: int) -> None:
    newest = changed(seed)
    shut = Incident.objects.filter(state="closed")
    before, closed = everything(), list(shut.order_by("pk").values_list("pk", "calendar_version"))
    said = {each.incident.pk: each.moves for each in preview.forecasts(preview.held_to_older(newest), newest, NOW)}
    assert everything() == before
    assert len(said) > 15

    outcome = actions.apply_calendar(newest.calendar, by=User.objects.get(name="Mia Castell"), seen=2)

    assert (outcome.moved, outcome.failed, outcome.left) == (len(said), [], 0)
    assert outcome.missed == sum(move.is_missed_at_once for moves in said.values() for move in moves)
    assert list(shut.order_by("pk").values_list("pk", "calendar_version")) == closed
    for incident in Incident.objects.filter(pk__in=said):
        came_so(incident, said[incident.pk])
        as_reckoned(incident)
    assert replay_timeline(Incident.objects.all()).differences == []


def came_so(incident: Incident, moves: list[Move]) -> None:
    event = incident.events.get(verb="change_calendar")
    clocks = {clock.kind: clock for clock in incident.clocks.all()}
    assert {move.kind: move.due for move in moves} == {move.kind: clocks[move.kind].due_at for move in moves}
    assert event.data["breaches_kept"] == [move.kind for move in moves if move.is_breach_kept]
    assert listed(event) == {move.kind: (move.due_was, move.due) for move in moves if move.due}
    missed = incident.events.filter(verb="breach", seq__gt=event.seq)
    assert [row.data["clock"] for row in missed] == [move.kind for move in moves if move.is_missed_at_once]
    for move in moves:
        assert (clocks[move.kind].breached_at is not None) is (move.is_missed_already or move.is_missed_at_once)


def listed(event: Event) -> dict[str, Any]:
    read = datetime.fromisoformat
    return {row["clock"]: (read(row["due_at_was"]), read(row["due_at"])) for row in event.data["clocks"]}


@pytest.mark.usefixtures("_an_hour_later")
def test_the_seeds_are_worth_their_time() -> None:
    """Among them each thing happens that the preview can say."""
    found = []
    for seed in range(8):
        newest = changed(seed)
        forecasts = preview.forecasts(preview.held_to_older(newest), newest, NOW)
        found += [move for each in forecasts for move in each.moves]
        newest.delete()

    for name in ("is_earlier", "is_later", "is_missed_already", "is_missed_at_once", "is_breach_kept"):
        assert any(getattr(move, name) for move in found), name
