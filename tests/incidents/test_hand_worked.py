"""The forty cases worked by hand: the reckoner counts what a person counted, and so does the oracle (S20)."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.hours import Hours
from incidents import calendars
from tests.incidents.hand_worked import CALENDARS, INTERVALS, STORIES, Interval, Story
from tests.incidents.oracle import Oracle
from tests.incidents.playing import instant, keep, length, moment_of, play
from tests.people import People

DAY = timedelta(days=1)


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


@pytest.mark.parametrize("case", STORIES, ids=named)
def test_the_clock_says_what_a_person_counted(case: Story, people: People) -> None:
    keep("Amsterdam office")
    incident = play(people, case.severity, *case.steps)
    clock, moment = incident.clocks.get(kind=case.clock), moment_of(case.steps[-1])
    found: dict[str, Any] = {name: getattr(clock, name) for name in ("breached_at", "due_at", "warn_at")}
    found["elapsed"] = clock.elapsed_at(incident, moment)
    expected = {name: text and (length if name == "elapsed" else instant)(text) for name, text in case.expected.items()}

    assert {name: found[name] for name in expected} == expected
