"""A timeline that is not whole, or contradicts itself, is named too: it is all that replaying goes by (R18, S13)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import JSONField, Value

from incidents import actions, guards
from incidents.models import Event, Incident, Message
from incidents.replaying import replay_timeline
from incidents.replaying.columns import Columns
from incidents.replaying.line import Line
from tests.aftermath import last_event
from tests.conftest import MONDAY, Make
from tests.people import People

HOUR = timedelta(hours=1)


def differences() -> list[str]:
    return replay_timeline(Incident.objects.all()).differences


def happen(incident: Incident, verb: str, **more: Any) -> None:
    """An event that no act wrote, and its place in the timeline."""
    told = last_event(incident)
    kept = {"at": told.at, "state": told.state, "way": "system", "data": {}} | more
    Event.objects.create(incident=incident, seq=told.seq + 1, verb=verb, **kept)
    Incident.objects.filter(pk=incident.pk).update(event_count=told.seq + 1, last_event_at=kept["at"])


def lose(event: Event) -> None:
    """As only whoever owns the database can, with its guards removed; the test's transaction brings them back."""
    guards.remove()
    Message.objects.filter(event=event).delete()
    event.delete()


def test_an_event_that_was_lost_is_named(make: Make, people: People) -> None:
    incident = actions.raise_flag(make("work_in_progress"), by=people.eva, flag="action_needed")
    incident = actions.add_note(incident, by=people.eva, body="A lease.")
    lose(incident.events.get(verb="raise_flag"))

    flag, place, gaps = differences()
    assert flag == f"{incident.number} action_needed: timeline says false, stored is true"
    assert place.startswith(f"{incident.number} presses_at: ")  # what is wanted presses at once
    assert gaps == f"{incident.number} timeline: its numbers have gaps"


def test_the_last_one_is_missed_too(make: Make, people: People, monday: datetime) -> None:
    incident = actions.add_note(make("work_in_progress"), by=people.eva, body="A lease.")
    lose(last_event(incident))

    assert differences() == [f"{incident.number} event_count: timeline says 3, stored is 4"]


def test_a_time_that_runs_backwards_is_named(make: Make, monday: datetime) -> None:
    incident = make("new")
    happen(incident, "add_note", at=monday - HOUR)

    assert f"{incident.number} timeline: event 3 (add_note) is earlier than the one before" in differences()


def test_an_event_in_another_state_than_its_own_is_named(make: Make) -> None:
    incident = make("new")
    happen(incident, "post_message", state="solution_proposed")
    Incident.objects.filter(pk=incident.pk).update(action_needed=True)

    assert differences() == [
        f"{incident.number} state: timeline says new, event 3 (post_message) says solution_proposed",
    ]


def test_a_verb_that_is_none_is_named(make: Make) -> None:
    incident = make("new")
    happen(incident, "park")

    assert differences() == [f"{incident.number} timeline: event 3 (park) is no verb"]


def test_one_that_cannot_be_read_hides_no_other(make: Make) -> None:
    unreadable, other = make("new"), make("new")
    happen(unreadable, "raise_flag")
    Incident.objects.filter(pk=other.pk).update(action_needed=True)

    assert differences() == [
        f"{unreadable.number} timeline: cannot be read: KeyError('flag')",
        f"{other.number} action_needed: timeline says false, stored is true",
    ]


@pytest.mark.parametrize("data", [[], "severity", None, 7, {"owner": "Eva"}, {"severity": []}])
def test_data_of_any_shape_end_no_replay(make: Make, data: Any) -> None:
    unreadable, other = make("new"), make("new")
    happen(unreadable, "assign", data=Value(data, JSONField()))
    Incident.objects.filter(pk=other.pk).update(action_needed=True)

    first, second = differences()
    assert first.startswith(f"{unreadable.number} timeline: cannot be read: ")
    assert second == f"{other.number} action_needed: timeline says false, stored is true"


def test_an_incident_without_a_timeline_is_named(make: Make) -> None:
    incident = make("untriaged")
    lose(incident.events.get())

    assert f"{incident.number} event_count: timeline says 0, stored is 1" in differences()


def test_a_breach_that_is_told_twice_is_named(make: Make, monday: datetime, later: Any) -> None:
    incident = make("work_in_progress", severity=1)
    with later(hours=5):
        actions.sweep_clocks()
    happen(incident, "breach", data={"clock": "relief", "due_at": (monday + 4 * HOUR).isoformat()})

    assert differences() == [f"{incident.number} relief: event 5 (breach) comes a second time"]


def test_a_breach_at_another_time_than_it_was_due_is_named(make: Make, monday: datetime) -> None:
    incident = make("work_in_progress", severity=1)
    happen(incident, "breach", data={"clock": "relief", "due_at": monday.isoformat()})
    incident.clocks.filter(kind="relief").update(breached_at=monday)

    told, due = monday.isoformat(), (monday + 4 * HOUR).isoformat()
    assert differences() == [f"{incident.number} relief: event 4 (breach) tells of {told}, it was due at {due}"]


def test_a_breach_that_must_stand_before_a_line_of_a_log_is_missed(make: Make, monday: datetime) -> None:
    incident = make("work_in_progress", severity=1)
    happen(incident, "import_line", at=monday + 5 * HOUR)

    assert differences() == [
        f"{incident.number} relief: missed before event 4 (import_line), and no breach is told of",
    ]


# --- What other doors will write --------------------------------------------------------------------------------------


def line(verb: str, by: int | None = None, **data: Any) -> Line:
    return Line(1, verb, by, MONDAY, "", data, None, "")


def test_what_the_work_waits_for_is_told_by_any_event_and_ended_by_the_end() -> None:
    columns = Columns()
    columns.read(line("import_line", substate="pending_rca"))
    columns.read(line("post_message"))
    assert columns.substate == "pending_rca"
    columns.read(line("withdraw"))
    assert columns.substate == ""


@pytest.mark.parametrize("verb", ["send_update", "add_note"])
def test_words_of_nobody_are_not_the_owner_s(verb: str) -> None:
    """Else an incident that nobody owns would seem to be answered by nobody."""
    columns = Columns()
    columns.read(line(verb, by=None))
    assert columns.action_needed
