"""The faces of clocks: what is near, what is late, what was met, and how full the bar is."""

from collections.abc import Callable
from typing import Any

import pytest

from incidents import actions
from incidents.clockwork import Face, faces, nearest
from incidents.models import Incident
from notifications.moment import now
from tests.conftest import Make
from tests.people import People

Later = Callable[..., Any]


def face(incident: Incident, kind: str) -> Face:
    fresh = Incident.objects.with_everything().get(pk=incident.pk)
    return next(one for one in faces(fresh, now()) if one.kind == kind)


@pytest.mark.parametrize(
    ("minutes", "level", "says", "percent"),
    [(0, "ok", "left", 0), (60, "ok", "left", 50), (96, "soon", "left", 80), (120, "soon", "left", 100),
     (121, "late", "over", 100)],
)  # fmt: skip
def test_a_running_clock_nears_its_due_time(
    make: Make, later: Later, minutes: int, level: str, says: str, percent: int
) -> None:
    incident = make("new", severity=2)  # Response within two hours
    with later(minutes=minutes):
        shown = face(incident, "response")
        assert (shown.level, shown.says, shown.percent) == (level, says, percent)
        assert shown.is_running


def test_a_kept_promise_says_in_what_time(later: Later, people: People, new: Incident) -> None:
    with later(minutes=30):
        actions.respond(new, by=people.eva, body="I have this.")
        shown = face(new, "response")
    assert (shown.level, shown.says, shown.length.total_seconds()) == ("met", "met", 1800)


def test_a_missed_promise_stays_missed(later: Later, people: People, make: Make) -> None:
    incident = make("new", severity=1)  # Response within a quarter of an hour
    with later(minutes=20):
        actions.respond(incident, by=people.eva, body="I have this.")
        shown = face(incident, "response")
    assert (shown.level, shown.says, shown.length.total_seconds()) == ("late", "missed", 300)
    assert not shown.is_running


def test_a_resumed_clock_goes_on_where_the_bar_stood(later: Later, people: People, make: Make) -> None:
    incident = make("work_in_progress", severity=2)  # Relief within eight hours
    with later(hours=2):
        actions.propose_solution(incident, by=people.eva, kind="workaround", body="Scale to 12.")
    with later(hours=4):
        actions.reject_solution(incident, by=people.ada, reason="It stalls.")
        assert face(incident, "relief").percent == 25


def test_what_was_missed_once_is_said_of_the_longer_promise_too(later: Later, people: People, make: Make) -> None:
    incident = make("new", severity=1)
    with later(minutes=20):
        actions.sweep_clocks()
        actions.assign(incident, by=people.eva, severity=2)
        shown = face(incident, "response")
        assert (shown.says, shown.level) == ("left", "ok")
        assert shown.missed_at is not None


def test_what_is_counted_apart_is_neither_met_nor_missed(later: Later, people: People, new: Incident) -> None:
    with later(days=30):
        actions.discard(new, by=people.eva, reason="No incident.")
    assert (face(new, "response").says, face(new, "relief").says) == ("apart", "apart")


def test_relief_that_never_came_is_not_called_met(people: People, working: Incident) -> None:
    actions.withdraw(working, by=people.ada, reason="Gone.")
    assert face(working, "relief").says == "stopped"


def test_the_nearest_clock_is_the_one_due_first(later: Later, people: People, working: Incident) -> None:
    with later(hours=1):
        soon = now()
    actions.send_update(working, by=people.eva, body="Soon.", next_update_by=soon)
    found = nearest(Incident.objects.get(pk=working.pk), now())
    assert found is not None
    assert found.kind == "next_update"
    actions.send_update(working, by=people.eva, body="Here it is.")
    assert [one.kind for one in faces(Incident.objects.get(pk=working.pk), now())] == ["relief", "response"]
