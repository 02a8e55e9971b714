"""What is stored is what the timelines tell, after whatever happened; and asking so costs little (R18, S12)."""

import random
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.celery import app
from incidents import actions, tasks
from incidents.models import Event, Incident
from incidents.policy import RULES
from incidents.replaying import reading, replay_timeline
from incidents.replaying.columns import KNOWN
from notifications.models import Pulse
from notifications.moment import at
from tests.aftermath import verbs
from tests.conftest import MONDAY, Make, bring_to
from tests.incidents.strolling import act
from tests.knowledge import become
from tests.people import People

HAPPENINGS = {"open_incident", "warn", "breach", "note_progress", "change_calendar"}
HAPPENINGS |= {"import_line", "remind_customer", "chase_task", "say_unhappy"}
ELSEWHERE = {"change_calendar", "import_line", "say_unhappy"}  # in no walk
LEAPS = [timedelta(), timedelta(seconds=1), *(timedelta(minutes=m) for m in (7, 50, 130, 500, 1500, 4500))]
WALKS, STEPS = 20, 70


def differences() -> list[str]:
    return replay_timeline(Incident.objects.all()).differences


# --- Whatever happened ------------------------------------------------------------------------------------------------


def test_after_each_step_of_any_walk_stored_and_told_are_one(people: People) -> None:
    """Time leaps, stands and goes back; sweeps come late or never; what was closed is opened again."""
    tried: Counter[str] = Counter()
    for seed in range(WALKS):
        walk(random.Random(seed), people, tried)
    assert set(Event.objects.values_list("verb", flat=True)) == {*RULES, *HAPPENINGS} - ELSEWHERE
    assert Event.objects.filter(clamped=True).exists()
    assert Event.objects.filter(data__has_key="by_severity_change").exists()
    assert reopened_unanswered() > 0


def reopened_unanswered() -> int:
    again = Incident.objects.filter(events__verb="reopen").distinct()
    return sum(told.index("reopen") < told.index("respond") for told in map(verbs, again) if "respond" in told)


def walk(chance: random.Random, people: People, tried: Counter[str]) -> None:
    moment = MONDAY
    with at(moment):
        incident = bring_to(chance.choice(["untriaged", "new"]), people, severity=chance.randint(1, 4))
    for step in range(STEPS):
        moment += chance.choice(LEAPS)
        if chance.random() < 0.3:
            actions.sweep_clocks(moment)
        back = timedelta(hours=1) if chance.random() < 0.25 else timedelta()
        with at(moment - back):
            if chance.random() < 0.3:
                become(chance, people)
            done = act(chance, incident, people, tried)
        found = replay_timeline(Incident.objects.filter(pk=incident.pk)).differences
        assert found == [], (step, done, verbs(incident))


def test_another_calendar_counts_everything_anew(monday: datetime, make: Make, people: People, later: Any) -> None:
    """As the event of a changed calendar leaves it: from nine to noon only, so that two hours are left of three."""
    incident = make("work_in_progress")
    calendar = incident.calendar_version
    mornings = calendar.calendar.versions.create(
        number=2, zone=calendar.zone, weekly={"mon": [["09:00", "12:00"]]}, holidays={}
    )
    Event.objects.create(
        incident=incident,
        seq=incident.event_count + 1,
        verb="change_calendar",
        at=monday + timedelta(hours=1),
        way="system",
        state=incident.state,
        data={"calendar_version": mornings.pk, "calendar_version_was": calendar.pk, "clocks": []},
    )
    Incident.objects.filter(pk=incident.pk).update(
        calendar_version=mornings, event_count=incident.event_count + 1, last_event_at=monday + timedelta(hours=1)
    )
    assert [one.partition(":")[0] for one in differences()] == [
        f"{incident.number} presses_at",
        f"{incident.number} next_due_at",
        f"{incident.number} relief.due_at",
        f"{incident.number} relief.warn_at",
    ]
    with later(hours=5):
        actions.propose_solution(Incident.objects.get(), by=people.eva, kind="workaround", body="Scale.")
    assert incident.clocks.get(kind="relief").elapsed == timedelta(hours=2)
    assert differences() == []


def test_replaying_knows_every_verb() -> None:
    assert {*RULES, *HAPPENINGS} == KNOWN


# --- What it costs, and that nobody is in its way ---------------------------------------------------------------------


def test_thirty_incidents_cost_the_queries_of_one(people: People) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert differences() == []
        return len(queries)

    bring_to("solution_proposed", people)
    one = cost()
    for _number in range(29):
        actions.raise_flag(bring_to("work_in_progress", people), by=people.eva, flag="action_needed")

    assert cost() == one == 10  # incidents, clocks, solutions, checks, colleagues, guests, plans, calendars, events


def test_many_chunks_leave_nobody_out(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "CHUNK", 2)
    for _number in range(5):
        bring_to("new", people)
    Incident.objects.update(action_needed=True)

    assert len(differences()) == 5


def test_whoever_writes_meanwhile_is_no_difference(make: Make, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    incident = make("work_in_progress")
    seen: list[list[str]] = []
    reads, compares = reading.timelines_of, reading.compare

    def written_between(chunk: list[Incident]) -> Any:
        if not seen:
            actions.post_message(incident, by=people.ada, body="And?")
        return reads(chunk)

    def noted(chunk: list[Incident]) -> dict[int, list[str]]:
        found = compares(chunk)
        seen.append(found[incident.pk])
        return found

    monkeypatch.setattr(reading, "timelines_of", written_between)
    monkeypatch.setattr(reading, "compare", noted)

    assert differences() == []
    assert [bool(found) for found in seen] == [True, False]


def test_replaying_writes_nothing(make: Make, django_assert_num_queries: Any) -> None:
    make("closed")
    with CaptureQueriesContext(connection) as queries:
        differences()
    assert {query["sql"].split()[0] for query in queries} == {"SELECT"}


# --- By hand and by night ---------------------------------------------------------------------------------------------


def test_the_command_ends_with_no_differences(make: Make, capsys: Any) -> None:
    make("solution_proposed")
    call_command("replay_timeline")

    assert capsys.readouterr().out.splitlines() == ["1 incidents, 4 events replayed", "0 differences"]


def test_the_command_lists_what_differs_and_fails(make: Make, capsys: Any) -> None:
    incident = make("work_in_progress")
    Incident.objects.filter(pk=incident.pk).update(action_needed=True)
    with pytest.raises(SystemExit, match="1"):
        call_command("replay_timeline")

    told = capsys.readouterr().out.splitlines()
    assert told[0] == f"{incident.number} action_needed: timeline says false, stored is true"
    assert told[-1] == "1 difference"


def test_the_command_can_look_at_one(make: Make, capsys: Any) -> None:
    good, bad = make("new"), make("new")
    Incident.objects.filter(pk=bad.pk).update(action_needed=True)
    call_command("replay_timeline", incident=good.number)

    assert capsys.readouterr().out.splitlines()[-1] == "0 differences"
    with pytest.raises(CommandError, match="no incident INC-9"):
        call_command("replay_timeline", incident="INC-9")


def test_every_night_it_is_replayed_and_differences_are_errors(make: Make, caplog: Any) -> None:
    incident = make("work_in_progress")
    tasks.replay_timeline()
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
    assert Pulse.objects.filter(name="replay").delete()[0] == 1

    Incident.objects.filter(pk=incident.pk).update(action_needed=True)
    tasks.replay_timeline()
    errors = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert errors == [f"{incident.number} action_needed: timeline says false, stored is true"]
    assert not Pulse.objects.filter(name="replay").exists()


def test_beat_has_its_time() -> None:
    (entry,) = (each for each in app.conf.beat_schedule.values() if each["task"] == tasks.replay_timeline.name)
    assert (entry["schedule"].hour, entry["schedule"].minute) == ({2}, {40})
