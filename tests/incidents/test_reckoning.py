"""Explain this number: the parts of a clock sum to its time exactly, and every hour of it has a place."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from incidents import actions, calendars
from incidents.models import Clock, Incident
from incidents.reckoning import Account, Happening, account, asked_times, promised_updates
from notifications.moment import now
from tests.conftest import Make
from tests.people import People

Later = Callable[..., Any]
HOUR = timedelta(hours=1)


def happenings(incident: Incident) -> list[Happening]:
    return [Happening(*row) for row in incident.events.order_by("seq").values_list("verb", "at", "data")]


def reckoned(incident: Incident, kind: str = "relief") -> Account:
    incident = Incident.objects.get(pk=incident.pk)
    asked = asked_times(happenings(incident), now())
    return account(kind, incident.events.facts(), incident.promise, asked, now())


def long_way(later: Later, people: People, make: Make) -> Incident:
    """Asked, answered, proposed, rejected, sharpened to severity 1 and back, over two nights."""
    incident = make("work_in_progress", severity=3)  # Monday, ten in Amsterdam
    with later(hours=2):
        actions.raise_flag(incident, by=people.eva, flag="customer_action_needed", reason="Which partitions?")
    with later(hours=25):
        actions.post_message(incident, by=people.ada, body="7 and 19.")
    with later(hours=26):
        actions.propose_solution(incident, by=people.eva, kind="workaround", body="Scale to 12.")
    with later(hours=29):
        actions.reject_solution(incident, by=people.ada, reason="It stalls.")
    with later(hours=30):
        actions.assign(incident, by=people.eva, severity=1)
    with later(hours=31):
        actions.raise_flag(incident, by=people.eva, flag="customer_action_needed", reason="Is it up?")
    with later(hours=33):
        actions.lower_flag(incident, by=people.eva, flag="customer_action_needed")
    return incident


def test_every_part_of_relief_has_its_place(later: Later, people: People, make: Make) -> None:
    incident = long_way(later, people, make)
    with later(hours=34):
        found = reckoned(incident)
    # Monday 10 to Tuesday 12 at severity 3: 7 h and 3 h; Tuesday 15 to 16: 1 h; then 4 h round the clock.
    assert [part.counted for part in found.parts] == [10 * HOUR, 1 * HOUR, 4 * HOUR]
    assert found.elapsed == 15 * HOUR
    assert found.with_customer == (5 + 2 + 2) * HOUR
    assert found.with_us == 6 * HOUR
    assert found.out_of_hours == 16 * HOUR
    assert found.stood_still == 3 * HOUR
    assert found.wall == 34 * HOUR
    assert [(part.stretch.began_by, part.stretch.ended_by) for part in found.parts] == [
        ("open_incident", "propose_solution"),
        ("reject_solution", "assign"),
        ("assign", ""),
    ]


def test_the_parts_sum_to_the_clock_to_the_microsecond(later: Later, people: People, make: Make) -> None:
    incident = long_way(later, people, make)
    with later(hours=50, minutes=17, microseconds=123457):
        found = reckoned(incident)
        fresh = Incident.objects.get(pk=incident.pk)
        clock = fresh.clocks.get(kind=Clock.Kind.RELIEF)
        assert found.elapsed == clock.elapsed_at(fresh, now())
        assert found.with_us + found.with_customer == found.elapsed
        assert found.elapsed + found.out_of_hours + found.stood_still == now() - fresh.opened_at


def test_with_us_is_what_lies_outside_the_questions(later: Later, people: People, make: Make) -> None:
    incident = long_way(later, people, make)
    with later(hours=34):
        found = reckoned(incident)
        asked = asked_times(happenings(incident), now())
        hours = Incident.objects.get(pk=incident.pk).promise.hours
        first = found.parts[0]
        (since, until), *_ = asked
        before = calendars.elapsed(first.stretch.start, since, hours)
        after = calendars.elapsed(until, first.end, hours)
        assert before + after == first.with_us


def test_windows_are_what_was_counted(later: Later, people: People, make: Make) -> None:
    incident = long_way(later, people, make)
    with later(hours=34):
        for part in reckoned(incident).parts:
            assert sum((closes - opens for opens, closes in part.windows), timedelta()) == part.counted


def test_a_closed_incident_no_longer_takes_time(later: Later, people: People, proposed: Incident) -> None:
    with later(hours=3):
        actions.accept_solution(proposed, by=people.ada)
    with later(days=9):
        found = reckoned(proposed)
    assert found.elapsed == timedelta()
    assert found.stood_still == 3 * HOUR


def test_response_ends_with_the_first_answer(later: Later, people: People, new: Incident) -> None:
    with later(minutes=90):
        actions.respond(new, by=people.eva, body="I have this.")
    with later(hours=5):
        found = reckoned(new, "response")
    assert found.elapsed == timedelta(minutes=90)
    assert [part.stretch.ended_by for part in found.parts] == ["respond"]


def test_questions_in_the_timeline_agree_with_the_flag(later: Later, people: People, make: Make) -> None:
    """Whatever lowers the flag also ends its time: else an hour of ours would be put down to the customer."""
    answers: tuple[Callable[[Incident], Incident], ...] = (
        lambda one: actions.post_message(one, by=people.ada, body="Here."),
        lambda one: actions.reject_solution(one, by=people.ada, reason="No."),
        lambda one: actions.keep_open(one, by=people.ada),
        lambda one: actions.report_applied(one, by=people.ada, applied_on=now().date()),
        lambda one: actions.accept_solution(one, by=people.ada),
        lambda one: actions.withdraw(one, by=people.ada, reason="Gone."),
        lambda one: actions.lower_flag(one, by=people.eva, flag="customer_action_needed"),
        lambda one: actions.send_update(one, by=people.eva, body="Still there?"),
        lambda one: actions.add_note(one, by=people.eva, body="They are slow."),
    )
    for answer in answers:
        incident = make("solution_proposed")
        actions.raise_flag(incident, by=people.eva, flag="customer_action_needed", reason="Which?")
        with later(hours=1):
            incident = answer(incident)
            asked = asked_times(happenings(incident), now() + HOUR)
        stands = asked[-1][1] > incident.last_event_at
        assert stands == Incident.objects.get(pk=incident.pk).customer_action_needed


def test_promised_updates_are_kept_missed_or_still_ahead(later: Later, people: People, working: Incident) -> None:
    moments = []
    for hours in (1, 2, 5):
        with later(hours=hours):
            moments.append(now())
    actions.send_update(working, by=people.eva, body="One.", next_update_by=moments[0])
    with later(minutes=30):
        actions.send_update(working, by=people.eva, body="Two.", next_update_by=moments[1])
    with later(hours=3):
        actions.send_update(working, by=people.eva, body="Three.", next_update_by=moments[2])
        words = promised_updates(happenings(working))
        assert [word.is_kept(now()) for word in words] == [True, False, True]
        assert [word.ended_at is None for word in words] == [False, False, True]
    with later(hours=6):
        assert not promised_updates(happenings(working))[-1].is_kept(now())
        actions.withdraw(working, by=people.ada, reason="Gone.")
        assert promised_updates(happenings(working))[-1].ended_at is not None
