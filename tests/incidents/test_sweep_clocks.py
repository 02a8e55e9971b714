"""Warned once, breached once, whoever sweeps and however late; and what that costs (R21, S14 to S16)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents import actions
from incidents.actions import house
from incidents.models import Clock, Event, Incident
from notifications.models import Notification
from notifications.moment import at
from tests.aftermath import everything, last_event, letters, verbs
from tests.conftest import MONDAY, Make
from tests.people import People

HOUR = timedelta(hours=1)
BODY: dict[str, Any] = {"kind": "workaround", "body": "Scale up."}


def clock(incident: Incident, kind: str = "relief") -> Clock:
    return incident.clocks.get(kind=kind)


def told(verb: str) -> int:
    return Event.objects.filter(verb=verb).count()


def test_at_three_quarters_the_owner_is_warned_once(monday: datetime, make: Make, people: People, later: Any) -> None:
    incident = make("work_in_progress", severity=1)
    assert actions.sweep_clocks(MONDAY + 3 * HOUR - timedelta(seconds=1)) == 0
    for seconds in (0, 0, 60):
        with later(hours=3, seconds=seconds):
            actions.sweep_clocks()

    assert verbs(incident)[-1] == "warn"
    assert told("warn") == 1
    assert letters("warn") == {"eva": "staff"}
    assert clock(incident).warned_at == MONDAY + 3 * HOUR


def test_at_breach_owner_and_managers_are_told_once(monday: datetime, make: Make, people: People, later: Any) -> None:
    incident = make("work_in_progress", severity=1)
    for hours in (5, 5, 6, 30):
        with later(hours=hours):
            actions.sweep_clocks()

    assert told("breach") == 1
    assert letters("breach") == {"eva": "staff", "mia": "staff"}
    assert Notification.objects.filter(verb="breach").count() == 2
    assert clock(incident).breached_at == MONDAY + 4 * HOUR


def test_after_an_outage_of_ours_only_the_breach_is_told_at_its_own_time(
    monday: datetime, make: Make, people: People, later: Any
) -> None:
    incident = make("work_in_progress", severity=1)
    with later(days=3):
        actions.sweep_clocks()

    assert (told("warn"), told("breach")) == (0, 1)
    event = last_event(incident)
    assert (event.at, event.data["due_at"]) == (MONDAY + timedelta(days=3), (MONDAY + 4 * HOUR).isoformat())
    assert clock(incident).breached_at == MONDAY + 4 * HOUR


def test_a_promise_due_at_closing_time_is_warned_of_over_night_and_missed_at_the_opening(
    make: Make, people: People
) -> None:
    """Nobody swept from the time of the warning until the office had closed; nothing is lost yet, and it says so."""
    with at(MONDAY - HOUR):  # nine in Amsterdam: the eight hours of Response end at 17:00, with the day
        incident = make("new")
    closing, opening = MONDAY + 7 * HOUR, MONDAY + 23 * HOUR
    assert clock(incident, "response").due_at == closing

    for moment in (closing + 3 * HOUR, opening):
        actions.sweep_clocks(moment)
    assert (told("warn"), told("breach")) == (1, 0)
    assert letters("warn") == {"eva": "staff"}
    actions.sweep_clocks(opening + timedelta(seconds=1))
    assert (told("warn"), told("breach")) == (1, 1)
    assert clock(incident, "response").breached_at == closing


def test_what_is_missed_already_is_not_warned_of(monday: datetime, make: Make, people: People) -> None:
    """Not even by a sweep that found the warning while another one recorded nothing of the breach."""
    incident = make("work_in_progress", severity=1)
    late = clock(incident)

    assert not actions.warn(late, MONDAY + 5 * HOUR)
    assert told("warn") == 0


def test_a_clock_that_stopped_in_time_warns_nobody(monday: datetime, make: Make, people: People, later: Any) -> None:
    incident = make("work_in_progress", severity=1)
    with later(hours=2):
        actions.propose_solution(incident, by=people.eva, **BODY)
    with later(days=9):
        actions.sweep_clocks()

    assert (told("warn"), told("breach")) == (0, 0)


def test_a_breach_changes_neither_state_nor_version(monday: datetime, make: Make, people: People, later: Any) -> None:
    incident = make("work_in_progress", severity=1)
    with later(hours=5):
        actions.sweep_clocks()

    version = incident.version
    incident.refresh_from_db()
    assert (incident.state, incident.version) == ("work_in_progress", version)
    assert not last_event(incident).public


@pytest.mark.parametrize("close", ["accept_solution", "withdraw"])
def test_a_breach_that_no_sweep_found_stands_before_the_closing(
    monday: datetime, make: Make, people: People, later: Any, close: str
) -> None:
    incident = make("work_in_progress", severity=1)
    with later(hours=5):
        if close == "accept_solution":
            actions.propose_solution(incident, by=people.eva, **BODY)
            actions.accept_solution(incident, by=people.ada)
        else:
            actions.withdraw(incident, by=people.ada, reason="No longer needed.")

    assert clock(incident).breached_at == MONDAY + 4 * HOUR
    timeline = verbs(incident)
    assert timeline.index("breach") < timeline.index(close)
    assert told("breach") == 1


def test_one_bad_row_stops_no_other(
    monday: datetime, make: Make, people: People, caplog: Any, monkeypatch: Any
) -> None:
    bad, good = make("work_in_progress", severity=1), make("work_in_progress", severity=1)
    mark = house.mark_breached

    def stumbling(incident: Incident, late: Clock, now: datetime) -> None:
        if incident.pk == bad.pk:
            raise ZeroDivisionError
        mark(incident, late, now)

    monkeypatch.setattr(house, "mark_breached", stumbling)

    assert actions.sweep_clocks(MONDAY + 5 * HOUR) == 1
    assert (clock(bad).breached_at, clock(good).breached_at) == (None, MONDAY + 4 * HOUR)
    assert "could not be swept" in caplog.text


def test_the_command_sweeps_like_the_task(
    monday: datetime, make: Make, people: People, later: Any, capsys: Any
) -> None:
    make("work_in_progress", severity=1)
    with later(hours=5):
        call_command("sweep_clocks")
        call_command("sweep_clocks")

    assert capsys.readouterr().out.split() == ["1", "told", "0", "told"]


def many_open(incident: Incident, count: int) -> None:
    """As many more as it takes for a database to prefer an index; copied in bulk, none of them due."""
    (row,) = Incident.objects.filter(pk=incident.pk).values()
    copies = Incident.objects.bulk_create(Incident(**{**row, "id": None}) for _copy in range(count))
    clocks = list(incident.clocks.values())
    Clock.objects.bulk_create(
        Clock(**{**clock, "id": None, "incident_id": copy.pk, **apart(clock, place)})
        for place, copy in enumerate(copies)
        for clock in clocks
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE incidents_clock")


def apart(clock: Any, place: int) -> dict[str, datetime]:
    """Each due a second after the one before."""
    return {name: clock[name] + timedelta(seconds=place) for name in ("due_at", "warn_at")}


@pytest.mark.parametrize(("which", "index"), [("over", "clock_due"), ("near", "clock_warn")])
def test_finding_who_is_due_uses_the_partial_index(
    monday: datetime, make: Make, people: People, which: str, index: str
) -> None:
    many_open(make("new"), 1500)
    plan = getattr(Clock.objects, which)(MONDAY + HOUR).values_list("pk", flat=True).explain()

    assert index in plan
    assert "SCAN incidents_clock" not in plan
    assert "Seq Scan" not in plan


def test_what_is_open_and_not_due_costs_a_sweep_nothing(monday: datetime, make: Make, people: People) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert actions.sweep_clocks(MONDAY + HOUR) == 0
        return len(queries)

    make("work_in_progress")
    one = cost()
    for _count in range(8):
        make("work_in_progress")

    assert cost() == one == 4


def test_a_sweep_with_nothing_due_writes_nothing(monday: datetime, make: Make, people: People) -> None:
    make("work_in_progress")
    before = everything()
    actions.sweep_clocks(MONDAY + HOUR)

    assert everything() == before
