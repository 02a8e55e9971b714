"""The stored place in the queue is right at any moment, kept by every act, and served by an index."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict

from accounts.models import Calendar
from incidents import actions, clockwork
from incidents.models import Incident
from incidents.models.pressing import AT_ONCE, NEVER
from incidents.replaying import replay_timeline
from incidents.views.workspace.listing import CHANGED, NEXT_CLOCK, OPENED, rows_of
from notifications.moment import at, now
from tests.conftest import MONDAY, Make
from tests.incidents.heaps import heap
from tests.incidents.test_change_calendar import LONG, version
from tests.people import People

Later = Callable[..., Any]
INSTANT = timedelta(microseconds=1)


def presses(incident: Incident) -> bool:
    """As the faces of its clocks say, and who has to act."""
    moment = now()
    any_face = any(face.is_running and face.level in {"soon", "late"} for face in clockwork.faces(incident, moment))
    return bool(incident.action_needed or incident.state == "new" or any_face)


def test_what_presses_is_told_by_one_stored_moment(later: Later, people: People, make: Make) -> None:
    """Nothing is written while the clocks run; the moment stays right."""
    for severity in (1, 2, 3, 4):
        make("work_in_progress", severity=severity)
        make("solution_proposed", severity=severity)
    promised = make("work_in_progress", severity=4)
    actions.send_update(promised, by=people.eva, body="More to come.", next_update_by=MONDAY + timedelta(hours=5))
    seen = set()
    for hours in (0, 1, 3, 4, 4.5, 6, 8, 25, 40, 60, 200):
        with later(hours=hours):
            for incident in Incident.objects.all():
                assert (incident.presses_at <= now()) == presses(incident), (incident, hours)
                seen.add((incident.pk, presses(incident)))
    assert len(seen) > Incident.objects.count()  # some began to press meanwhile


def test_it_is_right_to_the_microsecond(monday: datetime, make: Make) -> None:
    incident = make("work_in_progress", severity=2)
    with at(incident.presses_at):
        assert presses(incident)
    with at(incident.presses_at - INSTANT):
        assert not presses(incident)


def test_each_act_keeps_the_place(monday: datetime, people: People, make: Make) -> None:
    incident = make("new", severity=3)
    assert incident.presses_at == AT_ONCE
    assert incident.next_due_at == incident.clocks.get(kind="response").due_at
    incident = actions.respond(incident, by=people.eva, body="Good morning, I have this now and it stays with me.")
    relief = incident.clocks.get(kind="relief")
    assert monday < incident.presses_at < relief.due_at == incident.next_due_at  # type: ignore[operator]
    incident = actions.propose_solution(incident, by=people.eva, kind="workaround", body="Scale to 12 units.")
    assert (incident.presses_at, incident.next_due_at) == (NEVER, NEVER)
    incident = actions.reject_solution(incident, by=people.ada, reason="No.")
    assert (incident.presses_at, incident.next_due_at) == (AT_ONCE, relief.due_at)
    incident = actions.lower_flag(incident, by=people.eva, flag="action_needed")
    assert AT_ONCE < incident.presses_at < incident.next_due_at
    incident = actions.withdraw(incident, by=people.ada, reason="It works again.")
    assert (incident.presses_at, incident.next_due_at) == (NEVER, NEVER)
    assert replay_timeline(Incident.objects.all()).differences == []


def test_changed_hours_move_the_place_too(later: Later, people: People, make: Make) -> None:
    make("work_in_progress", severity=2)
    before = Incident.objects.get()
    number = version(LONG).number
    with later(hours=1):
        actions.apply_calendar(Calendar.objects.get(), by=people.mia, seen=number)
    after = Incident.objects.get()
    assert after.next_due_at == after.clocks.get(kind="relief").due_at
    assert after.next_due_at != before.next_due_at
    assert after.presses_at != before.presses_at
    assert replay_timeline(Incident.objects.all()).differences == []


@pytest.mark.parametrize("column", ["presses_at", "next_due_at"])
def test_replaying_names_a_place_that_is_stored_otherwise(make: Make, column: str) -> None:
    incident = make("work_in_progress")
    Incident.objects.filter(pk=incident.pk).update(**{column: MONDAY})
    (found,) = replay_timeline(Incident.objects.all()).differences
    assert found.startswith(f"{incident.number} {column}: timeline says")


# --- How the databases go about it ------------------------------------------------------------------------------------


INDEXES = [
    ("open", NEXT_CLOCK, "queue"),
    ("open", CHANGED, "queue_changed"),
    ("open", OPENED, "queue_opened"),
    ("solution-proposed", NEXT_CLOCK, "queue_of_state"),
    ("waiting-on-product-group", NEXT_CLOCK, "queue"),
    ("all", OPENED, "incident_opened"),
    ("all", CHANGED, "incident_changed"),
]


def test_a_page_is_read_from_an_index_in_its_order(people: People) -> None:
    rows = heap(people, 900, MONDAY)
    heap(people, 3600, MONDAY, state="closed", closed_as="accepted", closed_at=MONDAY)
    learn()
    for view, order, index in INDEXES:
        for after in ("", order.mark(rows[450])):
            plan = order.applied(rows_of(view, QueryDict(""), people.eva), after)[:51].explain()
            assert re.search(rf"(USING INDEX|Index Scan( Backward)? using) {index}\b", plan), (view, plan)
            assert "Sort" not in plan, (view, plan)
            assert "TEMP B-TREE" not in plan, (view, plan)


def learn() -> None:
    """Of so few rows PostgreSQL would rather sort some than walk an index: asked is whether it could."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE incidents_incident")
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_sort = off")
