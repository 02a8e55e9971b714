"""The promises: what runs when, what is due, who is told, and each of it once (R19 to R21, S8 to S16)."""

from datetime import UTC, datetime, timedelta
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
BODY = {"kind": "workaround", "body": "Scale up."}


def clock(incident: Incident, kind: str = "relief") -> Clock:
    return incident.clocks.get(kind=kind)


def told(verb: str) -> int:
    return Event.objects.filter(verb=verb).count()


# --- What runs when ---------------------------------------------------------------------------------------------------


def test_both_run_from_the_report_and_each_ends_by_its_own_verb(
    monday: datetime, make: Make, people: People, later: Any
) -> None:
    incident = make("new")
    with later(hours=2):
        actions.respond(incident, by=people.eva, body="I have this.")
    with later(hours=5):
        actions.propose_solution(incident, by=people.eva, **BODY)

    assert (clock(incident, "response").elapsed, clock(incident).elapsed) == (2 * HOUR, 5 * HOUR)
    assert (clock(incident, "response").state, clock(incident).state) == ("stopped", "paused")


def test_over_several_rejections_relief_is_the_sum_of_its_runs(
    monday: datetime, make: Make, people: People, later: Any
) -> None:
    """Four runs of one hour, each begun by a word of one side; with the customer it stands still."""
    incident = make("work_in_progress")
    moves = [actions.reject_solution, actions.withdraw_solution, actions.reject_solution]
    for day, resume in enumerate(moves):
        with later(days=day, hours=1):
            actions.propose_solution(incident, by=people.eva, **BODY)
        with later(days=day + 1):
            by = people.eva if resume is actions.withdraw_solution else people.ada
            resume(incident, by=by, reason="It stalls again.")
    with later(days=3, hours=1):
        actions.propose_solution(incident, by=people.eva, **BODY)

    assert clock(incident).elapsed == 4 * HOUR


def test_what_is_due_is_reckoned_from_what_is_left(monday: datetime, make: Make, people: People, later: Any) -> None:
    """24 business hours were promised; 3 are used by Monday noon, 21 are left on Wednesday at ten in Amsterdam."""
    incident = make("work_in_progress")
    with later(hours=3):
        actions.propose_solution(incident, by=people.eva, **BODY)
    with later(days=2):
        actions.reject_solution(incident, by=people.ada, reason="It stalls again.")

    # Seven hours on Wednesday (10-17), eight on Thursday, six on Friday: 15:00 in Amsterdam.
    assert clock(incident).due_at == datetime(2026, 11, 20, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize("flag", Incident.FLAGS)
def test_no_flag_buys_time(monday: datetime, make: Make, people: People, later: Any, flag: str) -> None:
    incident = make("work_in_progress")
    actions.raise_flag(incident, by=people.eva, flag=flag, reason="We wait for the log.")
    with later(hours=4):
        actions.propose_solution(incident, by=people.eva, **BODY)

    assert clock(incident).elapsed == 4 * HOUR


def test_nights_and_weekends_do_not_count_and_severity_one_counts_them(
    make: Make, people: People, monday: datetime
) -> None:
    friday = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)  # 16:00 in Amsterdam, an hour before the end of the week
    with at(friday):
        usual, urgent = make("work_in_progress"), make("work_in_progress", severity=1)
    with at(friday + timedelta(days=3)):
        for incident in (usual, urgent):
            actions.propose_solution(incident, by=people.eva, **BODY)

    assert clock(usual).elapsed == 8 * HOUR  # one on Friday, seven on Monday
    assert clock(urgent).elapsed == 72 * HOUR


# --- Severity ---------------------------------------------------------------------------------------------------------


def test_elapsed_time_survives_every_change_of_severity(
    monday: datetime, make: Make, people: People, later: Any
) -> None:
    """10:00 to 17:00 by the calendar, then the night by the wall, then the morning by the calendar again."""
    incident = make("work_in_progress", severity=3)
    with later(hours=7):
        actions.assign(incident, by=people.eli, severity=1)
    with later(hours=10):
        actions.assign(incident, by=people.eli, severity=4)
    with later(days=1, hours=1):
        actions.propose_solution(incident, by=people.eva, **BODY)

    # 7 h by the calendar, 3 h round the clock, and Tuesday 9:00 to 11:00.
    assert clock(incident).elapsed == 12 * HOUR
    assert clock(incident).target == 48 * HOUR


def test_raised_past_its_target_it_breaches_at_that_instant_and_says_so(
    monday: datetime, make: Make, people: People, later: Any
) -> None:
    incident = make("work_in_progress", severity=3)
    with later(hours=6):
        actions.assign(incident, by=people.eli, severity=1)  # four hours were promised at that severity

    assert clock(incident).breached_at == MONDAY + 6 * HOUR
    event = last_event(incident)
    assert (event.verb, event.data["clock"], event.data["by_severity_change"]) == ("breach", "relief", True)
    incident.refresh_from_db()
    assert incident.event_count == event.seq


def test_raised_within_its_target_it_does_not(monday: datetime, make: Make, people: People, later: Any) -> None:
    incident = make("work_in_progress", severity=3)
    with later(hours=4):
        actions.assign(incident, by=people.eli, severity=1)  # exactly used up: kept, for now

    assert clock(incident).breached_at is None
    with later(hours=4, seconds=1):
        actions.sweep_clocks()
    assert clock(incident).breached_at == MONDAY + 4 * HOUR
    assert "by_severity_change" not in last_event(incident).data


def test_a_paused_clock_is_not_breached_by_severity(monday: datetime, make: Make, people: People, later: Any) -> None:
    incident = make("work_in_progress", severity=3)
    with later(hours=6):
        actions.propose_solution(incident, by=people.eva, **BODY)
        actions.assign(incident, by=people.eli, severity=1)
    with later(days=10):
        assert actions.sweep_clocks() == 0

    assert clock(incident).breached_at is None


def test_a_lowered_severity_moves_no_recorded_breach(monday: datetime, make: Make, people: People, later: Any) -> None:
    incident = make("work_in_progress", severity=1)
    with later(hours=5):
        actions.sweep_clocks()
        actions.assign(incident, by=people.eli, severity=4)

    assert clock(incident).breached_at == MONDAY + 4 * HOUR
    assert clock(incident).is_over(incident, MONDAY + 5 * HOUR)


def test_a_stopped_response_is_judged_by_the_severity_it_had(
    monday: datetime, make: Make, people: People, later: Any
) -> None:
    incident = make("new", severity=3)
    with later(hours=1):
        actions.respond(incident, by=people.eva, body="I have this.")
        actions.assign(incident, by=people.eli, severity=1)

    response = clock(incident, "response")
    assert (response.target, response.breached_at) == (8 * HOUR, None)


# --- The edge ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("late", "breaches"), [(-1, 0), (0, 0), (1, 1)])
def test_exactly_at_due_is_kept(
    monday: datetime, make: Make, people: People, later: Any, late: int, breaches: int
) -> None:
    incident = make("new", severity=1)
    with later(minutes=15, microseconds=late):
        actions.respond(incident, by=people.eva, body="I have this.")

    assert told("breach") == breaches
    assert (clock(incident, "response").breached_at is not None) == bool(breaches)


@pytest.mark.parametrize(("late", "breaches"), [(0, 0), (1, 1)])
def test_a_sweep_exactly_at_due_finds_nothing_late(
    monday: datetime, make: Make, people: People, late: int, breaches: int
) -> None:
    make("work_in_progress", severity=1)
    actions.sweep_clocks(MONDAY + 4 * HOUR + timedelta(microseconds=late))

    assert told("breach") == breaches


def test_due_at_the_end_of_the_day_is_kept_all_night(monday: datetime, make: Make, people: People) -> None:
    """Two hours of response promised at 15:00 in Amsterdam end with the working day; the next second is tomorrow's."""
    with at(MONDAY + 5 * HOUR):
        incident = make("new", severity=2)
    due = MONDAY + 7 * HOUR
    assert clock(incident, "response").due_at == due

    actions.sweep_clocks(due + 10 * HOUR)
    assert clock(incident, "response").breached_at is None
    actions.sweep_clocks(datetime(2026, 11, 17, 8, 0, 1, tzinfo=UTC))
    assert clock(incident, "response").breached_at == due


def test_rejected_with_nothing_left_it_breaches_at_the_rejection(
    monday: datetime, make: Make, people: People, later: Any
) -> None:
    incident = make("work_in_progress", severity=1)
    with later(hours=4):
        actions.propose_solution(incident, by=people.eva, **BODY)
    with later(hours=9):
        actions.reject_solution(incident, by=people.ada, reason="It stalls again.")
    with later(hours=9, seconds=1):
        actions.sweep_clocks()

    assert clock(incident).breached_at == MONDAY + 9 * HOUR
    assert "by_severity_change" not in last_event(incident).data


# --- Warned once, breached once --------------------------------------------------------------------------------------


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


def test_a_clock_that_stopped_in_time_warns_nobody(monday: datetime, make: Make, people: People, later: Any) -> None:
    incident = make("work_in_progress", severity=1)
    with later(hours=2):
        actions.propose_solution(incident, by=people.eva, **BODY)
    with later(days=9):
        assert actions.sweep_clocks() == 0

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


# --- Counted apart ----------------------------------------------------------------------------------------------------


def test_discarded_and_withdrawn_before_the_response_are_counted_apart(make: Make, people: People) -> None:
    discarded = actions.discard(make("new"), by=people.eli, reason="Spam.", is_spam=True)
    withdrawn = actions.withdraw(make("new"), by=people.ada, reason="Found it.")
    worked = actions.withdraw(make("work_in_progress"), by=people.ada, reason="Found it.")
    accepted = make("closed")

    apart = [incident.is_counted_apart for incident in (discarded, withdrawn, worked, accepted)]
    assert apart == [True, True, False, False]


# --- The promised next update ----------------------------------------------------------------------------------------


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


# --- What it costs ----------------------------------------------------------------------------------------------------


def test_finding_who_is_due_uses_the_partial_indexes(people: People) -> None:
    rows = Clock.objects.due(MONDAY).order_by("due_at").values_list("pk", flat=True)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")  # a table this small would never be looked up by index
    plan = rows.explain()

    assert "clock_due" in plan
    assert "clock_warn" in plan


def test_what_is_open_and_not_due_costs_a_sweep_nothing(monday: datetime, make: Make, people: People) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert actions.sweep_clocks(MONDAY + HOUR) == 0
        return len(queries)

    make("work_in_progress")
    one = cost()
    for _count in range(8):
        make("work_in_progress")

    assert cost() == one == 1


def test_a_sweep_with_nothing_due_writes_nothing(monday: datetime, make: Make, people: People) -> None:
    make("work_in_progress")
    before = everything()
    actions.sweep_clocks(MONDAY + HOUR)

    assert everything() == before
