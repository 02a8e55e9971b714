"""The promises: what runs when, what is due, who is told, and each of it once (R19 to R21, S8 to S16)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from incidents import actions
from incidents.models import Clock, Event, Incident
from notifications.moment import at
from tests.aftermath import last_event
from tests.conftest import MONDAY, Make
from tests.people import People

HOUR = timedelta(hours=1)
BODY: dict[str, Any] = {"kind": "workaround", "body": "Scale up."}


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
    moves: list[Callable[..., Incident]] = [actions.reject_solution, actions.withdraw_solution, actions.reject_solution]
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


def test_a_severity_raised_past_what_a_paused_clock_has_used_breaches_it(
    monday: datetime, make: Make, people: People, later: Any
) -> None:
    incident = make("work_in_progress", severity=3)
    with later(hours=6):
        actions.propose_solution(incident, by=people.eva, **BODY)
        actions.assign(incident, by=people.eli, severity=1)
    with later(days=2):
        assert actions.sweep_clocks() == 0
        actions.accept_solution(incident, by=people.ada)

    relief = clock(incident)
    assert (relief.state, relief.elapsed > relief.target) == ("stopped", True)
    assert relief.breached_at == MONDAY + 6 * HOUR


def test_a_paused_clock_within_the_raised_target_is_kept(
    monday: datetime, make: Make, people: People, later: Any
) -> None:
    incident = make("work_in_progress", severity=3)
    with later(hours=3):
        actions.propose_solution(incident, by=people.eva, **BODY)
    with later(days=10):
        actions.assign(incident, by=people.eli, severity=1)

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


# --- Counted apart ----------------------------------------------------------------------------------------------------


def test_discarded_and_withdrawn_before_the_response_are_counted_apart(make: Make, people: People) -> None:
    discarded = actions.discard(make("new"), by=people.eli, reason="Spam.", is_spam=True)
    withdrawn = actions.withdraw(make("new"), by=people.ada, reason="Found it.")
    worked = actions.withdraw(make("work_in_progress"), by=people.ada, reason="Found it.")
    accepted = make("closed")

    apart = [incident.is_counted_apart for incident in (discarded, withdrawn, worked, accepted)]
    assert apart == [True, True, False, False]
