"""A promised next update: kept, missed, replaced."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.acting import NotValid
from incidents import actions
from incidents.models import Clock, Event, Incident
from tests.aftermath import refused, verbs
from tests.conftest import MONDAY, Make
from tests.people import People

HOUR = timedelta(hours=1)
BODY: dict[str, Any] = {"kind": "workaround", "body": "Scale up."}


def clock(incident: Incident, kind: str = "relief") -> Clock:
    return incident.clocks.get(kind=kind)


def told(verb: str) -> int:
    return Event.objects.filter(verb=verb).count()


@pytest.fixture
def promised(monday: datetime, make: Make, people: People) -> Incident:
    """More words are promised for two hours from now."""
    return actions.send_update(
        make("work_in_progress"), by=people.eva, body="More soon.", next_update_by=monday + 2 * HOUR
    )


def test_a_promise_runs_by_the_wall(promised: Incident) -> None:
    update = clock(promised, "next_update")

    assert (update.state, update.target, update.due_at) == ("running", 2 * HOUR, MONDAY + 2 * HOUR)
    assert update.warn_at == MONDAY + timedelta(minutes=90)


@pytest.mark.parametrize("name", ["eva", "mia"])
def test_words_to_the_customer_in_time_keep_it(promised: Incident, people: People, later: Any, name: str) -> None:
    with later(hours=2):
        incident = actions.send_update(promised, by=people.by_name(name), body="Here they are.")
    with later(days=1):
        actions.sweep_clocks()

    update = clock(incident, "next_update")
    assert (update.state, update.due_at, update.breached_at) == ("stopped", None, None)
    assert incident.next_update_by is None


@pytest.mark.parametrize("act", ["note", "message", "flag"])
def test_nothing_else_keeps_it(promised: Incident, people: People, later: Any, act: str) -> None:
    with later(hours=1):
        if act == "note":
            actions.add_note(promised, by=people.eva, body="Busy.")
        elif act == "message":
            actions.post_message(promised, by=people.ada, body="And?")
        else:
            actions.raise_flag(promised, by=people.eva, flag="customer_action_needed", reason="Send the log.")
    with later(hours=3):
        actions.sweep_clocks()

    assert clock(promised, "next_update").breached_at == MONDAY + 2 * HOUR


def test_words_that_come_late_do_not_undo_the_breach(promised: Incident, people: People, later: Any) -> None:
    with later(hours=3):
        incident = actions.send_update(promised, by=people.eva, body="Sorry.")

    assert clock(incident, "next_update").breached_at == MONDAY + 2 * HOUR
    assert [verb for verb in verbs(incident) if verb in {"breach", "send_update"}][-2:] == ["breach", "send_update"]


def test_a_new_promise_replaces_the_old_and_may_be_missed_anew(promised: Incident, people: People, later: Any) -> None:
    with later(hours=3):
        actions.send_update(promised, by=people.eva, body="Sorry.", next_update_by=MONDAY + 5 * HOUR)
        assert clock(promised, "next_update").breached_at is None
    with later(hours=6):
        actions.sweep_clocks()

    assert clock(promised, "next_update").breached_at == MONDAY + 5 * HOUR
    assert told("breach") == 2


def test_where_the_clock_has_gone_back_a_promise_lies_ahead_of_the_timeline(
    monday: datetime, make: Make, people: People, later: Any
) -> None:
    """Else it would be past before it was made: due at the act's own time, and not at the one that was promised."""
    with later(hours=1):
        incident = make("work_in_progress")
    with refused(NotValid, "next_update_by"):
        actions.send_update(incident, by=people.eva, body="Soon.", next_update_by=monday + HOUR)
    actions.send_update(incident, by=people.eva, body="Soon.", next_update_by=monday + 2 * HOUR)

    assert clock(incident, "next_update").due_at == monday + 2 * HOUR
