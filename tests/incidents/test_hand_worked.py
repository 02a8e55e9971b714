"""The forty cases worked by hand: the reckoner counts what a person counted, and so does the oracle (S20)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.hours import Hours
from accounts.models import Calendar
from incidents import actions, calendars
from incidents.models import Incident
from notifications.moment import at
from tests.incidents.hand_worked import CALENDARS, INTERVALS, STORIES, Interval, Story
from tests.incidents.oracle import Oracle
from tests.people import People

DAY = timedelta(days=1)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def length(text: str) -> timedelta:
    """From hours:minutes, perhaps with seconds."""
    hours, minutes, *seconds = (int(part) for part in text.split(":"))
    return timedelta(hours=hours, minutes=minutes, seconds=sum(seconds))


def named(case: Interval | Story) -> str:
    return f"{case.number} {case.shows}"


def test_there_are_forty_and_each_says_why() -> None:
    cases: list[Interval | Story] = [*INTERVALS, *STORIES]

    assert [case.number for case in cases] == list(range(1, 41))
    assert all(case.because.endswith(".") for case in cases)
    assert len({case.shows for case in cases}) == 40


@pytest.mark.parametrize("case", INTERVALS, ids=named)
def test_the_reckoner_counts_what_a_person_counted(case: Interval) -> None:
    hours, start = Hours.read(*CALENDARS[case.calendar]), instant(case.start)

    assert calendars.elapsed(start, instant(case.end), hours) == length(case.elapsed)
    assert calendars.due(start, length(case.elapsed), hours) == instant(case.reached)


@pytest.mark.parametrize("case", INTERVALS, ids=named)
def test_the_oracle_counts_what_a_person_counted(case: Interval) -> None:
    start, end = instant(case.start), instant(case.end)
    oracle = Oracle(*CALENDARS[case.calendar], start - DAY, end + DAY)

    assert oracle.elapsed(start, end) == length(case.elapsed)
    assert oracle.due(start, length(case.elapsed)) == instant(case.reached)


def report(severity: int, people: People) -> Incident:
    incident = actions.open_incident(by=people.ada, title="Output stops", description="Since nine.", severity=severity)
    return actions.assign(incident, by=people.eli, owner=people.eva, area=people.query, category="bug")


Step = Callable[[Incident, People, list[str]], object]
STEPS: dict[str, Step] = {
    "respond": lambda i, p, words: actions.respond(i, by=p.eva, body="I have this."),
    "propose": lambda i, p, words: actions.propose_solution(i, by=p.eva, kind="workaround", body="Scale to twelve."),
    "reject": lambda i, p, words: actions.reject_solution(i, by=p.ada, reason="It stalls again."),
    "withdraw": lambda i, p, words: actions.withdraw_solution(i, by=p.eva, reason="It was wrong."),
    "accept": lambda i, p, words: actions.accept_solution(i, by=p.ada),
    "reopen": lambda i, p, words: actions.reopen(i, by=p.mia, reason="It came back."),
    "ask": lambda i, p, words: actions.raise_flag(i, by=p.eva, flag="customer_action_needed", reason="Send the log."),
    "severity": lambda i, p, words: actions.assign(i, by=p.eva, severity=int(words[0])),
    "sweep": lambda i, p, words: actions.sweep_clocks(),
}


@pytest.mark.parametrize("case", STORIES, ids=named)
def test_the_clock_says_what_a_person_counted(case: Story, people: People) -> None:
    zone, weekly, holidays = CALENDARS["Amsterdam office"]
    Calendar.objects.get().versions.create(number=2, zone=zone, weekly=weekly, holidays=holidays)
    incident, moment = play(case, people)
    clock = incident.clocks.get(kind=case.clock)
    found: dict[str, Any] = {name: getattr(clock, name) for name in ("breached_at", "due_at", "warn_at")}
    found["elapsed"] = clock.elapsed_at(incident, moment)
    read = {"elapsed": length}
    expected = {name: text and read.get(name, instant)(text) for name, text in case.expected.items()}

    assert {name: found[name] for name in expected} == expected


def play(case: Story, people: People) -> tuple[Incident, datetime]:
    """What people did, each step at its time; and the time of the last."""
    incident = None
    for step in case.steps:
        day, time, verb, *words = step.split()
        moment = instant(f"{day} {time}")
        with at(moment):
            incident = Incident.objects.get(pk=incident.pk) if incident else report(case.severity, people)
            if verb != "report":
                STEPS[verb](incident, people, words)
    assert incident is not None
    return Incident.objects.get(pk=incident.pk), moment
