"""The rules of what clocks leave behind, S12 to S20, one by one: replay, order, breach, warning, zone data, the port.

16 November 2026 is a Monday; the office in Amsterdam is open on workdays from 9 to 17.
"""

import zoneinfo
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.hours import Hours
from config import health
from incidents import actions, calendars
from incidents.actions import clocks
from incidents.models import Clock, Incident
from incidents.reckoning import account
from notifications.moment import at, now
from tests.aftermath import last_event, verbs
from tests.conftest import MONDAY, Make
from tests.incidents.hand_worked import CALENDARS, INTERVALS
from tests.incidents.oracle import Oracle
from tests.incidents.playing import go_on, instant, length, play
from tests.people import People

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ANSWERED = ("2026-11-16 10:00+01:00 report", "2026-11-16 10:00+01:00 respond")
PROPOSED = (*ANSWERED, "2026-11-16 12:00+01:00 propose")
REPLAYED = ("kind", "state", "target", "elapsed", "run_since", "due_at", "warn_at")


def clock(incident: Incident, kind: str = "relief") -> Clock:
    return incident.clocks.get(kind=kind)


def kept_of(incident: Incident) -> list[tuple[Any, ...]]:
    return list(incident.clocks.order_by("kind").values_list(*REPLAYED, "warned_at", "breached_at"))


# --- S12 to S16: replay, order, detection, warnings, outages ----------------------------------------------------------


def test_s12_after_each_step_the_cache_is_what_the_timeline_says_whenever_it_is_asked(people: People) -> None:
    steps = ("2026-11-17 16:00+01:00 reject", "2026-11-17 22:00+01:00 severity 1", "2026-11-18 01:00+01:00 propose",
             "2026-11-18 02:00+01:00 withdraw", "2026-11-18 09:30+01:00 severity 4", "2026-11-18 10:00+01:00 propose",
             "2026-11-19 10:00+01:00 accept", "2026-11-20 10:00+01:00 reopen")  # fmt: skip
    incident = play(people, 3, *PROPOSED)
    for step in steps:
        go_on(incident, people, step)
        for stored in incident.clocks.all():
            with at(MONDAY + 300 * DAY):
                again = Clock(incident=incident, kind=stored.kind)
                again.reckon(incident.events.facts(), incident.promise)
            assert {name: getattr(again, name) for name in REPLAYED} == {
                name: getattr(stored, name) for name in REPLAYED
            }, step


def test_s13_order_is_the_number_and_time_never_runs_backwards(people: People) -> None:
    incident = play(people, 3, *PROPOSED, "2026-11-16 11:00+01:00 reject", "2026-11-16 11:30+01:00 propose")
    rows = list(incident.events.order_by("seq").values_list("seq", "verb", "clamped", "at"))

    assert [seq for seq, *_rest in rows] == list(range(1, 7))
    assert [(verb, clamped) for _seq, verb, clamped, _at in rows[-3:]] == [
        ("propose_solution", False), ("reject_solution", True), ("propose_solution", True)
    ]  # fmt: skip
    assert [moment for *_rest, moment in rows] == sorted(moment for *_rest, moment in rows)
    assert clock(incident).elapsed == 2 * HOUR


def test_s14_a_breach_is_at_its_due_instant_whenever_it_is_found_and_only_once(people: People) -> None:
    incident = play(people, 1, *ANSWERED, "2026-11-19 10:00+01:00 sweep", "2026-11-19 10:00+01:00 sweep")
    event = last_event(incident)

    assert clock(incident).breached_at == instant("2026-11-16 14:00+01:00")
    assert (event.data["due_at"], event.at) == ("2026-11-16T13:00:00+00:00", instant("2026-11-19 10:00+01:00"))
    assert verbs(incident).count("breach") == 1


def test_s15_a_warning_comes_due_at_three_quarters(people: People) -> None:
    incident = play(people, 1, *ANSWERED, "2026-11-16 12:59:59+01:00 sweep")
    assert "warn" not in verbs(incident)
    go_on(incident, people, "2026-11-16 13:00+01:00 sweep")

    assert verbs(incident)[-1] == "warn"


def test_s15_a_warning_is_dropped_where_the_clock_stopped_after_it_was_found(people: People) -> None:
    incident, moment = play(people, 1, *ANSWERED), instant("2026-11-16 13:30+01:00")
    (found,) = Clock.objects.near(moment).select_related("incident")
    go_on(incident, people, "2026-11-16 13:29+01:00 propose")
    before = kept_of(incident)

    assert clocks.warn(found, moment) is False
    assert verbs(incident)[-1] == "propose_solution"
    assert kept_of(incident) == before


def test_s16_however_long_nobody_looks_the_results_are_the_same(people: People) -> None:
    story = (*ANSWERED, "2026-11-17 06:00+01:00 propose", "2026-11-17 08:00+01:00 reject")
    watched, unwatched = play(people, 1, *story[:2]), play(people, 1, *story[:2])
    for hour in range(1, 20):
        with at(MONDAY + hour * HOUR):
            for late in Clock.objects.over(now()).filter(incident=watched):
                assert clocks.breach(late, now())
    for step in story[2:]:
        go_on(watched, people, step)
        go_on(unwatched, people, step)
    breaches = [list(each.events.filter(verb="breach").values_list("data", flat=True)) for each in (watched, unwatched)]

    assert kept_of(watched) == kept_of(unwatched)
    assert breaches[0] == breaches[1] == [{"clock": "relief", "due_at": "2026-11-16T13:00:00+00:00"}]


# --- S17 to S20: zone data, the host, the port, the oracle ------------------------------------------------------------


def test_s17_zone_data_come_from_the_pinned_package_alone() -> None:
    lock = (Path(settings.BASE_DIR) / "requirements.lock").read_text()

    assert zoneinfo.TZPATH == ()
    assert "\ntzdata==" in lock


def test_s17_a_command_lists_what_new_zone_data_would_move(people: People, capsys: pytest.CaptureFixture[str]) -> None:
    incident = play(people, 3, *ANSWERED)
    call_command("list_moved_dues")
    assert capsys.readouterr().out.startswith("0 moved")
    Clock.objects.filter(incident=incident, kind="relief").update(due_at=MONDAY)

    with pytest.raises(CommandError, match="1 moved"):
        call_command("list_moved_dues")
    assert f"{incident.number} relief due_at: 2026-11-16 09:00:00 UTC ->" in capsys.readouterr().out


def test_s18_a_leap_second_is_no_time(people: People) -> None:
    incident = play(people, 1, "2016-12-31 23:59:59+00:00 report", "2017-01-01 00:00:00+00:00 respond")

    assert clock(incident, "response").elapsed == timedelta(seconds=1)


@pytest.mark.parametrize(("seconds", "is_well"), [(-4, False), (-1, True), (1, True), (4, False)])
def test_s18_a_host_more_than_two_seconds_from_the_database_is_a_warning(
    db: None, client: Client, seconds: int, *, is_well: bool
) -> None:
    with at(now() + timedelta(seconds=seconds)):
        check, answer = health.clock(), client.get("/readyz").json()

    assert (check.ok, check.required) == (is_well, False)
    assert answer["checks"]["clock"]["ok"] is is_well


def test_s19_an_injected_time_is_the_time_and_nobody_else_is_asked(db: None) -> None:
    with CaptureQueriesContext(connection) as asked, at(MONDAY):
        assert now() == MONDAY

    assert len(asked) == 0
    assert abs(now() - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.postgresql
def test_s19_the_database_is_asked_and_only_after_the_lock(make: Make, people: People) -> None:
    incident = make("work_in_progress")
    with CaptureQueriesContext(connection) as queries:
        actions.add_note(incident, by=people.eva, body="A lease is stuck.")
    asked = [query["sql"] for query in queries]
    lock = next(place for place, sql in enumerate(asked) if "FOR NO KEY UPDATE" in sql)

    times = [place for place, sql in enumerate(asked) if "clock_timestamp" in sql]

    assert times
    assert min(times) > lock


def test_s20_people_the_reckoner_and_the_oracle_count_alike() -> None:
    for case in INTERVALS:
        start, end = instant(case.start), instant(case.end)
        hours = Hours.read(*CALENDARS[case.calendar])
        oracle = Oracle(*CALENDARS[case.calendar], start - DAY, end + DAY)
        counted = calendars.elapsed(start, end, hours), oracle.elapsed(start, end)
        assert counted == (length(case.elapsed), length(case.elapsed)), case.shows


def test_s20_what_explains_a_number_is_reckoned_by_what_made_it(people: People) -> None:
    incident = play(people, 3, *PROPOSED, "2026-11-17 16:00+01:00 reject")
    moment = instant("2026-11-18 10:00+01:00")
    told = account("relief", incident.events.facts(), incident.promise, [], moment)

    assert told.elapsed == clock(incident).elapsed_at(incident, moment) == 4 * HOUR
