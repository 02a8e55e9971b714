"""Loading the demo world: where it may be loaded, and that its history is true, whenever that is."""

from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from pytest_django import Settings

from accounts.models import User
from incidents.demo.people import settle
from incidents.models import Clock, Event, Incident
from incidents.models.clock import run
from incidents.replaying import replay_timeline
from notifications.moment import at
from tests.conftest import MONDAY

# Deep in a weekend, the night in which the clocks go back, and a holiday; an ordinary morning is below.
WHENEVER = [
    MONDAY.replace(day=22, hour=2, minute=27),
    MONDAY.replace(month=10, day=25, hour=1, minute=15),
    MONDAY.replace(month=12, day=25, hour=23),
]


def load() -> str:
    out = StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


@pytest.fixture
def demo(settings: Settings, db: None) -> None:
    settings.DEMO = True


def test_it_is_loaded_in_a_demonstration_only(db: None, settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="demonstrations"):
        load()
    assert User.objects.count() == 0


def test_its_people_are_marked_as_its_own(demo: None) -> None:
    settle()

    assert User.objects.filter(is_demo=True).count() == User.objects.count() > 0


def test_where_people_live_already_nothing_happens(demo: None) -> None:
    User.objects.create_user("root@relief.example", name="Ruth", role=User.Role.ADMINISTRATOR)
    assert "people here already" in load()
    assert User.objects.count() == 1
    assert Incident.objects.count() == 0


@pytest.mark.parametrize("moment", WHENEVER, ids=str)
def test_whenever_it_is_loaded_its_history_is_true(demo: None, moment: datetime) -> None:
    with at(moment):
        load()
    check_world(moment)


def check_world(moment: datetime) -> None:
    replayed = replay_timeline(Incident.objects.all())
    assert (replayed.incidents, replayed.events, replayed.differences) == (60, Event.objects.count(), [])
    for incident in Incident.objects.all():
        check_timeline(incident, moment)
        check_clocks(incident)
    untold = [*Clock.objects.over(moment), *Clock.objects.near(moment)]
    assert untold == [], "somebody was not told"
    running = Clock.objects.filter(state="running", incident__state__in=["new", "work_in_progress"])
    assert running.exclude(breached_at=None).count() >= 3
    assert running.filter(breached_at=None).exclude(warned_at=None).count() >= 3


def check_timeline(incident: Incident, moment: datetime) -> None:
    events = list(incident.events.order_by("seq"))
    assert [event.seq for event in events] == list(range(1, incident.event_count + 1))
    moments = [event.at for event in events]
    assert moments == sorted(moments)
    assert not any(event.clamped for event in events)
    assert moments[-1] <= moment
    assert events[-1].state == incident.state


def check_clocks(incident: Incident) -> None:
    """What is stored is what the timeline says."""
    for clock in incident.clocks.exclude(kind=Clock.Kind.NEXT_UPDATE):
        fresh = Clock(incident=incident, kind=clock.kind)
        fresh.reckon(incident.events.facts(), incident.promise)
        for name in ("state", "target", "elapsed", "run_since", "due_at", "warn_at"):
            assert getattr(fresh, name) == getattr(clock, name), (incident, clock.kind, name)
        assert clock.state == run(clock.kind, incident.events.facts()).state


def test_the_same_moment_gives_the_same_world(demo: None) -> None:
    once, again = history_of_a_load(), history_of_a_load()
    assert once == again
    assert len(once) > 350
    assert once[0][-1] < MONDAY - timedelta(days=30)


def history_of_a_load() -> list[tuple[Any, ...]]:
    with transaction.atomic(), at(MONDAY):
        load()
        check_world(MONDAY)
        told = list(Event.objects.order_by("pk").values_list("incident__title", "seq", "verb", "by__name", "at"))
        transaction.set_rollback(True)
    return told
