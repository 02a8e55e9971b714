"""The rules of counting, S1 to S11, one by one and mostly through what people do; S6 is shown where calendars change.

16 November 2026 is a Monday; the office in Amsterdam is open on workdays from 9 to 17.
"""

import zoneinfo
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import Calendar, CalendarVersion
from incidents import actions
from incidents.models import Clock, Incident
from incidents.reckoning import account
from notifications.moment import at
from tests.aftermath import last_event
from tests.conftest import MONDAY, Make
from tests.incidents.playing import go_on, instant, keep, play
from tests.people import WEEK, People

HOUR, TICK = timedelta(hours=1), timedelta(microseconds=1)
ANSWERED = ("2026-11-16 10:00+01:00 report", "2026-11-16 10:00+01:00 respond")
PROPOSED = (*ANSWERED, "2026-11-16 12:00+01:00 propose")


def clock(incident: Incident, kind: str = "relief") -> Clock:
    return incident.clocks.get(kind=kind)


# --- S1 to S5: instants, windows, days, holidays ----------------------------------------------------------------------


def test_s01_instants_are_kept_in_utc_to_the_microsecond(make: Make) -> None:
    moment = datetime(2026, 11, 16, 10, 0, 0, 123457, tzinfo=zoneinfo.ZoneInfo("Europe/Amsterdam"))
    with at(moment):
        incident = make("new")
    kept = Incident.objects.get(pk=incident.pk).opened_at

    assert kept.isoformat() == "2026-11-16T09:00:00.123457+00:00"
    assert last_event(incident).at == kept


@pytest.mark.parametrize("offset", ["+01:00", "UTC+1", "GMT+1", "CET-1CEST"])
def test_s01_a_calendar_names_a_zone_and_never_an_offset(people: People, offset: str) -> None:
    version = CalendarVersion(calendar=Calendar.objects.get(), number=2, zone=offset, weekly=WEEK)

    with pytest.raises(ValidationError, match="not an IANA name"):
        version.full_clean()


def test_s01_so_an_hour_stays_where_it_is_on_the_wall_when_summer_time_begins(people: People) -> None:
    incident = play(people, 2, "2026-03-27 16:00+01:00 report")

    assert clock(incident, "response").due_at == instant("2026-03-30 10:00+02:00")


def test_s02_local_times_are_never_subtracted(make: Make, people: People) -> None:
    zone = zoneinfo.ZoneInfo("Europe/Amsterdam")
    with at(datetime(2026, 3, 28, 22, 0, tzinfo=zone)):
        incident = make("work_in_progress", severity=1)
    with at(datetime(2026, 3, 29, 6, 0, tzinfo=zone)):
        actions.propose_solution(incident, by=people.eva, kind="workaround", body="Scale.")

    assert clock(incident).elapsed == 7 * HOUR  # the wall says eight


def test_s02_elapsed_is_the_sum_of_the_windows_that_it_ran_in(people: People) -> None:
    incident = play(people, 3, *PROPOSED, "2026-11-17 16:00+01:00 reject", "2026-11-18 10:00+01:00 propose")
    told = account("relief", incident.events.facts(), incident.promise, [], instant("2026-11-18 12:00+01:00"))
    windows = [window for part in told.parts for window in part.windows]

    assert sum((closes - opens for opens, closes in windows), timedelta()) == clock(incident).elapsed == 4 * HOUR


@pytest.mark.parametrize(
    ("calendar", "reported", "proposed", "hours"),
    [
        ("Amsterdam Sunday 02:30-04:00", "2026-03-29 00:00+01:00", "2026-03-29 12:00+02:00", 1.0),
        ("Amsterdam Sunday 01:00-02:30", "2026-03-29 00:00+01:00", "2026-03-29 12:00+02:00", 1.0),
        ("Amsterdam Sunday 02:30-04:00", "2026-10-25 00:00+02:00", "2026-10-25 12:00+01:00", 2.5),
        ("Amsterdam Sunday 01:00-02:30", "2026-10-25 00:00+02:00", "2026-10-25 12:00+01:00", 2.5),
        ("Amsterdam Saturday night", "2026-03-28 12:00+01:00", "2026-03-29 12:00+02:00", 7.0),
        ("Havana party", "2025-11-01 12:00-04:00", "2025-11-02 02:00-05:00", 15.0),
    ],
    ids=["skipped opening", "skipped close", "opening twice", "close twice", "split at midnight", "midnight twice"],
)
def test_s03_windows_are_made_for_each_local_date(
    people: People, calendar: str, reported: str, proposed: str, hours: float
) -> None:
    keep(calendar)
    incident = play(people, 4, f"{reported} report", f"{reported} respond", f"{proposed} propose")

    assert clock(incident).elapsed == hours * HOUR


def test_s04_a_local_day_may_have_24_hours_and_a_half(people: People) -> None:
    keep("Lord Howe always")
    midnight = "2026-04-05 00:00+11:00"
    incident = play(people, 4, f"{midnight} report", f"{midnight} respond", "2026-04-06 00:00+10:30 propose")

    assert clock(incident).elapsed == 24.5 * HOUR


def test_s04_round_the_clock_no_calendar_is_asked(people: People) -> None:
    friday = "2026-12-25 03:00+01:00"
    keep("Amsterdam office")  # shut on that day
    incident = play(people, 1, f"{friday} report", f"{friday} respond", "2026-12-25 06:00+01:00 propose")

    assert clock(incident).elapsed == 3 * HOUR


def test_s05_holidays_are_local_dates_and_may_be_half(people: People) -> None:
    keep("Amsterdam office")
    incident = play(people, 2, "2026-12-24 11:00+01:00 report")

    assert clock(incident, "response").due_at == instant("2026-12-28 10:00+01:00")  # 11 to 12, and Monday 9 to 10


def test_s05_a_changed_calendar_is_a_new_version_and_incidents_keep_theirs(people: People) -> None:
    before = play(people, 2, "2026-12-24 11:00+01:00 report")
    due = clock(before, "response").due_at
    keep("Amsterdam office")
    after = play(people, 2, "2026-12-24 11:00+01:00 report")

    assert [before.calendar_version.number, after.calendar_version.number] == [1, 2]
    assert clock(before, "response").due_at == due == instant("2026-12-24 13:00+01:00")


# --- S7 to S11: whose calendar, what runs, how it goes on, the edge, severity -----------------------------------------


def test_s07_the_plan_names_the_calendar_whatever_zone_people_live_in(people: People) -> None:
    for person, zone in ((people.ada, "America/New_York"), (people.eva, "Asia/Tokyo")):
        person.zone = zone
        person.save()
    incident = play(people, 2, "2026-11-16 16:00+01:00 report")

    assert clock(incident, "response").due_at == instant("2026-11-17 10:00+01:00")


def test_s07_a_reader_sees_times_in_their_own_zone_with_its_name(client: Client, people: People) -> None:
    people.eva.zone = "Asia/Tokyo"
    people.eva.save()
    client.force_login(people.eva)
    incident = play(people, 2, *ANSWERED)
    with at(MONDAY + HOUR):
        page = client.get(f"/workspace/incidents/{incident.number}/").content.decode()

    assert 'datetime="2026-11-16T09:00:00+00:00" title="Mon 16 Nov 2026, 18:00 JST"' in page


def test_s08_response_runs_to_the_first_answer_and_relief_until_a_solution_is_proposed(people: People) -> None:
    incident = play(people, 3, "2026-11-16 10:00+01:00 report", "2026-11-16 11:00+01:00 respond")
    running = clock(incident, "response").state, clock(incident).state
    go_on(incident, people, "2026-11-16 13:00+01:00 propose")
    paused = clock(incident).state
    go_on(incident, people, "2026-11-16 14:00+01:00 accept")

    assert (running, paused, clock(incident).state) == (("stopped", "running"), "paused", "stopped")
    assert (clock(incident, "response").elapsed, clock(incident).elapsed) == (HOUR, 3 * HOUR)


@pytest.mark.parametrize("step", ["ask", "note"])
def test_s08_no_flag_and_no_word_of_ours_stops_it(people: People, step: str) -> None:
    incident = play(people, 3, *ANSWERED, f"2026-11-16 11:00+01:00 {step}", "2026-11-16 14:00+01:00 propose")

    assert clock(incident).elapsed == 4 * HOUR


def test_s08_doing_nothing_and_keeping_it_open_leave_it_stopped(people: People) -> None:
    incident = play(people, 3, *PROPOSED, "2026-11-16 14:00+01:00 keep_open", "2026-12-16 14:00+01:00 sweep")

    assert (clock(incident).state, clock(incident).due_at) == ("paused", None)
    assert clock(incident).elapsed_at(incident, instant("2026-12-16 14:00+01:00")) == 2 * HOUR


def test_s09_resume_not_restart(people: People) -> None:
    incident = play(people, 2, *PROPOSED, "2026-11-16 14:00+01:00 reject", "2026-11-16 15:00+01:00 propose",
                    "2026-11-16 16:00+01:00 reject")  # fmt: skip

    assert clock(incident).elapsed == 3 * HOUR
    # Eight hours were promised, five are left: 16 to 17, and Tuesday from nine.
    assert clock(incident).due_at == instant("2026-11-17 13:00+01:00")


@pytest.mark.parametrize(("late", "is_missed"), [(timedelta(), False), (TICK, True)])
def test_s10_exactly_at_the_target_is_kept(
    monday: datetime, make: Make, people: People, late: timedelta, *, is_missed: bool
) -> None:
    incident = make("work_in_progress", severity=1)
    with at(MONDAY + 4 * HOUR + late):
        actions.propose_solution(incident, by=people.eva, kind="workaround", body="Scale.")

    assert (clock(incident).breached_at is not None) is is_missed


def test_s10_rejected_with_nothing_left_it_is_missed_at_the_rejection(people: People) -> None:
    incident = play(people, 1, *ANSWERED, "2026-11-16 14:00+01:00 propose", "2026-11-16 19:00+01:00 reject")
    assert clock(incident).due_at == instant("2026-11-16 19:00+01:00")
    go_on(incident, people, "2026-11-16 20:00+01:00 sweep")

    assert clock(incident).breached_at == instant("2026-11-16 19:00+01:00")


def test_s11_a_new_severity_moves_the_target_and_keeps_what_was_counted(people: People) -> None:
    incident = play(people, 3, *ANSWERED, "2026-11-16 13:00+01:00 severity 1")

    assert (clock(incident).elapsed, clock(incident).target) == (3 * HOUR, 4 * HOUR)
    assert clock(incident).due_at == instant("2026-11-16 14:00+01:00")
    assert clock(incident).breached_at is None


def test_s11_raised_past_its_target_it_is_missed_at_that_instant_and_marked(people: People) -> None:
    incident = play(people, 3, *ANSWERED, "2026-11-16 16:00+01:00 severity 1")
    event = last_event(incident)

    assert clock(incident).breached_at == instant("2026-11-16 16:00+01:00")
    assert (event.verb, event.data["by_severity_change"]) == ("breach", True)
