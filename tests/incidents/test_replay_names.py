"""Whatever is stored otherwise than the timeline tells is named; each row here would else go unseen (R18, S12)."""

from collections.abc import Callable
from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from incidents import actions, guards
from incidents.actions import house
from incidents.models import Clock, Incident, Solution
from incidents.replaying import replay_timeline
from incidents.replaying.columns import Columns, Proposal
from incidents.replaying.watches import Watch
from tests.conftest import MONDAY, Make
from tests.knowledge import asked, known, planned
from tests.people import People

HOUR = timedelta(hours=1)
NEVER = datetime(2020, 1, 1, tzinfo=MONDAY.tzinfo)

# Another value for each column; where a function, it is asked for one.
INCIDENT: dict[str, Any] = {
    "state": "solution_proposed",
    "substate": "pending_change",
    "waits_for_problem_id": lambda people: known(people).pk,
    "waits_for_change_id": lambda people: planned(people).pk,
    "waits_for_rca_id": lambda people: asked(people).pk,
    "severity": 4,
    "owner_id": lambda people: people.sam.pk,
    "deputy_id": lambda people: people.sam.pk,
    "deputy_from": NEVER,
    "deputy_until": NEVER,
    "plan_version_id": lambda people: other_plan(people).pk,
    "calendar_version_id": lambda people: other_calendar(people).pk,
    "action_needed": True,
    "customer_action_needed": False,
    "customer_question": "Which cat?",
    "assistance_required": False,
    "assistance_reason": "Help!",
    "statement_id": None,
    "statement_answer": "confirmed",
    "opened_at": NEVER,
    "responded_at": NEVER,
    "recognised_at": NEVER,
    "relieved_at": NEVER,
    "resolved_at": NEVER,
    "applied_on": date(2026, 11, 16),
    "closed_at": NEVER,
    "closed_as": "withdrawn",
    "duplicate_of_id": lambda people: Incident.objects.latest("pk").pk,
    "next_update_by": NEVER,
    "presses_at": NEVER,
    "next_due_at": NEVER,
    "event_count": 40,
    "last_event_at": NEVER,
}
CLOCK: dict[str, Any] = {
    "state": "paused",
    "target": HOUR,
    "elapsed": HOUR,
    "run_since": NEVER,
    "due_at": NEVER,
    "warn_at": NEVER,
    "warned_at": NEVER,
    "breached_at": NEVER,
}
SOLUTION: dict[str, Any] = {
    "kind": "conclusive_fix",
    "proposed_at": NEVER,
    "outcome": "accepted",
    "answered_at": NEVER,
    "kept_open_at": NEVER,
    "wish": "root_cause_analysis",
}


def other_calendar(people: People) -> Any:
    last = people.plan.current.calendar.current
    return last.calendar.versions.create(number=2, zone=last.zone, weekly=last.weekly, holidays={})


def other_plan(people: People) -> Any:
    last = people.plan.current
    return people.plan.versions.create(number=2, calendar=last.calendar, response=last.response, relief=last.relief)


@pytest.fixture
def eventful(monday: datetime, make: Make, people: People) -> Incident:
    """Work in progress with everything asked, promised and proposed that can be."""
    incident = actions.state_problem(make("solution_proposed"), by=people.eva, body="It writes nothing.")
    incident = actions.reject_solution(incident, by=people.ada, reason="It stalls.")
    incident = actions.send_update(incident, by=people.eva, body="Soon.", next_update_by=monday + 2 * HOUR)
    for flag in ("customer_action_needed", "assistance_required"):
        incident = actions.raise_flag(incident, by=people.eva, flag=flag, reason="Which one?")
    assert differences() == []
    return incident


@pytest.fixture
def unguarded(db: None) -> None:
    """As whoever owns the database can have it; the test's transaction brings the guards back."""
    guards.remove()


def differences() -> list[str]:
    return replay_timeline(Incident.objects.all()).differences


def named() -> set[str]:
    """What is named, without the incident's number and the values."""
    return {each.split(" ", 1)[1].partition(":")[0] for each in differences()}


def value(given: Any, people: People) -> Any:
    return given(people) if callable(given) else given


# --- Columns ----------------------------------------------------------------------------------------------------------


def columns(told: type[Any]) -> set[str]:
    return {column.name for column in fields(told) if column.metadata.get("is_column", True)}


def test_the_tables_leave_no_column_out() -> None:
    assert set(INCIDENT) == columns(Columns)
    assert set(CLOCK) == columns(Watch)
    assert set(SOLUTION) == columns(Proposal)
    kept = {"id", "incident", "kind"}
    assert set(CLOCK) == {each.name for each in Clock._meta.fields} - kept


@pytest.mark.parametrize("column", sorted(set(INCIDENT) - {"state", "closed_at", "closed_as"}))
def test_another_incident_s_column_is_named(
    eventful: Incident, make: Make, people: People, unguarded: None, column: str
) -> None:
    make("untriaged")
    Incident.objects.filter(pk=eventful.pk).update(**{column: value(INCIDENT[column], people)})

    assert named() == {column.removesuffix("_id")}


def test_another_state_is_named(eventful: Incident, unguarded: None) -> None:
    Incident.objects.filter(pk=eventful.pk).update(state="solution_proposed")

    assert differences() == [
        f"{eventful.number} state: timeline says work_in_progress, stored is solution_proposed",
    ]


def test_a_closing_that_nobody_did_is_named(eventful: Incident, unguarded: None) -> None:
    Incident.objects.filter(pk=eventful.pk).update(state="closed", closed_at=NEVER, closed_as="withdrawn")

    assert named() == {"state", "closed_at", "closed_as"}


@pytest.mark.parametrize("column", ["closed_at", "closed_as"])
def test_another_end_is_named(closed: Incident, unguarded: None, column: str) -> None:
    Incident.objects.filter(pk=closed.pk).update(**{column: INCIDENT[column]})

    assert named() == {column}


@pytest.mark.parametrize("column", CLOCK)
@pytest.mark.parametrize("kind", ["response", "relief", "next_update"])
def test_another_clock_is_named(eventful: Incident, kind: str, column: str) -> None:
    eventful.clocks.filter(kind=kind).update(**{column: CLOCK[column]})

    assert named() == {f"{kind}.{column}"}


@pytest.mark.parametrize("column", SOLUTION)
def test_another_solution_is_named(proposed: Incident, column: str) -> None:
    solution = proposed.solutions.get()
    proposed.solutions.update(**{column: SOLUTION[column]})

    assert named() == {f"solution {solution.pk}.{column}"}


def test_people_s_words_are_not_written_to_a_log(eventful: Incident) -> None:
    Incident.objects.filter(pk=eventful.pk).update(customer_question="Which cat?")

    assert differences() == [f"{eventful.number} customer_question: the stored words are not those of the timeline"]


def test_a_row_that_is_missing_or_too_many_is_named(eventful: Incident, people: People) -> None:
    eventful.clocks.filter(kind="next_update").delete()
    extra = Solution.objects.create(
        incident=eventful, kind="workaround", body="x", proposed_by=people.eva, proposed_at=MONDAY, outcome="rejected"
    )

    assert differences() == [
        f"{eventful.number} solution {extra.pk}: timeline says none, stored is one",
        f"{eventful.number} next_update: timeline says one, stored is none",
    ]


# --- Breaches that must stand -----------------------------------------------------------------------------------------


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of ours: breaches are found, and not recorded."""
    monkeypatch.setattr(house, "mark_breached", lambda *given, **more: None)


def proposed_late(incident: Incident, people: People, later: Any) -> None:
    with later(hours=5):
        actions.propose_solution(incident, by=people.eva, kind="workaround", body="Scale.")


def closed_late(incident: Incident, people: People, later: Any) -> None:
    with later(hours=5):
        actions.withdraw(incident, by=people.ada, reason="Gone.")


def raised_while_paused(incident: Incident, people: People, later: Any) -> None:
    actions.assign(incident, by=people.eli, severity=4)
    with later(hours=5):
        actions.propose_solution(incident, by=people.eva, kind="workaround", body="Scale.")
        actions.assign(incident, by=people.eli, severity=1)


def promised_anew(incident: Incident, people: People, later: Any) -> None:
    actions.send_update(incident, by=people.eva, body="Soon.", next_update_by=MONDAY + HOUR)
    with later(hours=2):
        actions.send_update(incident, by=people.eva, body="Soon.", next_update_by=MONDAY + 3 * HOUR)


MISSED = {
    "relief": [proposed_late, closed_late, raised_while_paused],
    "next_update": [promised_anew],
}


@pytest.mark.parametrize(("kind", "miss"), [(kind, miss) for kind, ways in MISSED.items() for miss in ways])
def test_a_breach_that_must_stand_and_does_not_is_named(
    make: Make, people: People, later: Any, monday: datetime, forgetful: None, kind: str, miss: Callable[..., None]
) -> None:
    incident = make("work_in_progress", severity=1)
    miss(incident, people, later)

    assert "no breach is told of" in differences()[0]
    assert named() == {kind}


def test_one_that_nobody_found_yet_is_none(make: Make, monday: datetime, later: Any) -> None:
    """It is told when the clocks are swept, and before anybody does anything."""
    make("work_in_progress", severity=1)
    with later(hours=5):
        assert differences() == []
