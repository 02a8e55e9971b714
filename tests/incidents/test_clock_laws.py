"""The laws of clocks over any timeline: a second reckoner with the oracle agrees, splitting changes nothing (S12)."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.hours import Hours
from accounts.models import PlanVersion
from incidents.models import Clock
from incidents.models.clock import Fact, Promise, elapsed, run
from tests.incidents.hand_worked import CALENDARS
from tests.incidents.oracle import Oracle
from tests.people import RELIEF, RESPONSE

bounded = settings(max_examples=60, deadline=None, database=None)
KINDS = ("response", "relief")
TICK, WEEK = timedelta(microseconds=1), timedelta(weeks=1)
# Where the clock goes back or forward some days later, and where it never does.
WORLDS = {
    "Amsterdam nights": datetime(2026, 10, 22, 8, 0, tzinfo=UTC),
    "Amsterdam lunch": datetime(2026, 3, 26, 8, 0, tzinfo=UTC),
    "Lord Howe always": datetime(2026, 4, 2, 8, 0, tzinfo=UTC),
    "Kolkata office": datetime(2026, 6, 1, 8, 0, tzinfo=UTC),
}
# What can happen in a state, and which state it leads to: as a person would tell it, not as the program does.
NEXT: dict[str, dict[str, str]] = {
    "new": {"respond": "working", "assign": "new", "withdraw": "closed", "discard": "closed"},
    "working": {"assign": "working", "propose_solution": "proposed", "withdraw": "closed"},
    "proposed": {
        "assign": "proposed",
        "propose_solution": "proposed",
        "reject_solution": "working",
        "withdraw_solution": "working",
        "accept_solution": "closed",
        "withdraw": "closed",
    },
    "closed": {"reopen": "working"},
}
GAPS = st.timedeltas(timedelta(), timedelta(days=2)) | st.just(timedelta())


@st.composite
def timelines(draw: st.DrawFn) -> Any:
    """A calendar's name, what happened to an incident under it, and a moment not before the last of that."""
    name = draw(st.sampled_from(sorted(WORLDS)))
    moment, state = WORLDS[name] + draw(GAPS), "new"
    facts = [Fact("open_incident", moment, draw(st.integers(1, 4)))]
    for _step in range(draw(st.integers(0, 8))):
        verb = draw(st.sampled_from(sorted(NEXT[state])))
        moment, state = moment + draw(GAPS), NEXT[state][verb]
        facts.append(Fact(verb, moment, draw(st.integers(1, 4)) if verb == "assign" else None))
    return name, facts, moment + draw(GAPS)


@cache
def promise_of(name: str) -> Promise:
    return Promise(PlanVersion(response=RESPONSE, relief=RELIEF), Hours.read(*CALENDARS[name]))


@cache
def oracle_of(name: str) -> Oracle:
    return Oracle(*CALENDARS[name], WORLDS[name] - 3 * WEEK, WORLDS[name] + 6 * WEEK)


def counted(name: str, kind: str, facts: list[Fact], now: datetime) -> timedelta:
    return elapsed(run(kind, facts).stretches, promise_of(name), now)


def counted_again(name: str, kind: str, facts: list[Fact], now: datetime) -> timedelta:
    """By the states alone: Relief runs while there is work for us, Response until somebody answers or it is over."""
    total, since, severity, state, is_heard = timedelta(), now, 0, "", False
    for fact in [*facts, Fact("", now, None)]:
        runs = state in {"new", "working"} if kind == "relief" else state == "new" and not is_heard
        if runs:
            total += fact.at - since if severity == 1 else oracle_of(name).elapsed(since, fact.at)
        is_heard = is_heard or fact.verb in {"respond", "withdraw", "discard"}
        state = "new" if fact.verb == "open_incident" else NEXT[state].get(fact.verb, "") if fact.verb else state
        since, severity = fact.at, fact.severity or severity
    return total


@bounded
@given(timelines())
def test_a_second_reckoner_with_the_oracle_agrees(case: Any) -> None:
    name, facts, now = case
    for kind in KINDS:
        assert counted(name, kind, facts, now) == counted_again(name, kind, facts, now)


@bounded
@given(timelines(), GAPS)
def test_time_only_adds_and_never_more_than_passed(case: Any, more: timedelta) -> None:
    name, facts, now = case
    for kind in KINDS:
        before, after = counted(name, kind, facts, now), counted(name, kind, facts, now + more)
        assert before <= after <= before + more
        assert timedelta() <= before <= now - facts[0].at


@bounded
@given(timelines(), st.data())
def test_a_severity_that_is_set_to_what_it_was_changes_nothing(case: Any, data: st.DataObject) -> None:
    name, facts, now = case
    place = data.draw(st.integers(1, len(facts)))
    after = facts[place].at if place < len(facts) else now
    moment = facts[place - 1].at + (after - facts[place - 1].at) * data.draw(st.floats(0, 1))
    severity = next(fact.severity for fact in reversed(facts[:place]) if fact.severity)
    split = [*facts[:place], Fact("assign", moment, severity), *facts[place:]]
    for kind in KINDS:
        assert counted(name, kind, split, now) == counted(name, kind, facts, now)


@bounded
@given(timelines(), st.integers(-2, 2))
def test_whole_weeks_later_counts_the_same_without_changes_or_holidays(case: Any, weeks: int) -> None:
    _name, facts, now = case
    later = [fact._replace(at=fact.at + weeks * WEEK) for fact in facts]
    for kind in KINDS:
        moved = counted("Kolkata office", kind, later, now + weeks * WEEK)
        assert moved == counted("Kolkata office", kind, facts, now)


@bounded
@given(timelines())
def test_a_clock_that_runs_is_due_exactly_when_it_has_counted_its_target(case: Any) -> None:
    name, facts, _now = case
    for kind in KINDS:
        clock = Clock(kind=kind)
        clock.reckon(facts, promise_of(name))
        if clock.due_at is not None and clock.target > clock.elapsed:
            assert counted(name, kind, facts, clock.due_at) == clock.target
            assert counted(name, kind, facts, clock.due_at - TICK) == clock.target - TICK
        elif clock.due_at is not None:
            assert clock.due_at == clock.run_since
