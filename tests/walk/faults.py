"""Faults put in on purpose: each breaks one rule, and the walk has to find it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from unittest.mock import patch

from django.db.models import Q

from accounts.models import User
from incidents import notices, policy, recipients, staff_readers
from incidents.actions import clocks, house, solving, tasking
from incidents.models import Clock, Incident
from incidents.models.clock import RESUME, Fact, Promise, Run
from incidents.models.delegating import Delegating

Fault = Callable[[], Any]  # a context: inside it the fault is there


@contextmanager
def question_stays() -> Iterator[None]:
    """Keep open forgets to lower the question to the customer (R15)."""
    right: Any = Incident.keep_open

    def keep_open(self: Incident) -> None:
        kept = self.customer_action_needed, self.customer_question
        right(self)
        self.customer_action_needed, self.customer_question = kept

    keep_open._django_fsm = right._django_fsm  # type: ignore[attr-defined]
    with patch.object(Incident, "keep_open", keep_open):
        yield


@contextmanager
def relief_restarts() -> Iterator[None]:
    """A clock that resumes forgets what it has counted (S9)."""
    right = Run.take

    def take(self: Run, effect: str | None, fact: Fact) -> None:
        if effect == RESUME:
            self.ran.clear()
        right(self, effect, fact)

    with patch.object(Run, "take", take):
        yield


def anybody_responds() -> Any:
    """Any support engineer gives the first answer (R5)."""
    return patch.dict(policy.RULES, respond=policy.SUPPORT)


def spammer_is_told() -> Any:
    """Who sent spam hears of its discarding."""
    return patch.dict(notices.READERS, discard={notices.CUSTOMER: recipients.customer})


def managers_sleep() -> Any:
    """Of a breach only the owner is told (R21)."""
    return patch.dict(notices.READERS, breach={notices.STAFF: staff_readers.owner})


def older_solution_accepted() -> Any:
    """An answer to a solution is taken for one to the newest (D9)."""
    right = solving.the_one_seen
    return patch.object(solving, "the_one_seen", lambda act, seen: right(act, None))


def office_hours_for_all() -> Any:
    """Severity 1 sleeps at night (R19)."""
    return patch.object(Promise, "hours_at", lambda self, severity: self.hours)


def colleagues_see() -> Any:
    """Everybody of an organisation sees what a lead sees (R1)."""
    right = policy.visible_to

    def visible_to(user: User | None) -> Q:
        if user is not None and user.is_active and user.is_customer:
            return Q(organization=user.organization_id)
        return right(user)

    return patch.object(policy, "visible_to", visible_to)


@contextmanager
def warned_again() -> Iterator[None]:
    """Each sweep warns of the same clock anew (R21)."""
    right = clocks.warn

    def warn(clock: Clock, moment: datetime) -> bool:
        told = right(clock, moment)
        Clock.objects.filter(pk=clock.pk).update(warned_at=None)
        return told

    with patch.object(clocks, "warn", warn):
        yield


# --- Deputies, tasks, sub-states, Problems ----------------------------------------------------------------------------


def cover_never_ends() -> Any:
    """Who stood in once may do what the owner may for good (R11a)."""

    def is_covered(self: Delegating, moment: datetime) -> bool:
        return self.deputy_from is not None and self.deputy_from <= moment

    return patch.object(Delegating, "is_covered", is_covered)


def deputy_hears_nothing() -> Any:
    """Only the owner is written to, who is away (R11a)."""
    return patch.object(notices, "stands_in", lambda user, incident, moment: False)


def one_name_is_shown() -> Any:
    """What a deputy does looks like their own (R11a)."""
    return patch.object(house, "show_both", lambda act: None)


@contextmanager
def finished_task_is_silent() -> Iterator[None]:
    """A task comes back and nobody is wanted (R15, R16)."""
    right: Any = Incident.finish_task

    def finish_task(self: Incident) -> None:
        """No flag."""

    finish_task._django_fsm = right._django_fsm  # type: ignore[attr-defined]
    with patch.object(Incident, "finish_task", finish_task):
        yield


def anybodys_task() -> Any:
    """Any colleague finishes what was given to another (R16)."""
    return patch.object(tasking, "is_assignee", lambda user, task: True)


@contextmanager
def substate_outlives_closing() -> Iterator[None]:
    """What is closed goes on waiting (R13, R14)."""
    right = Incident.close

    def close(self: Incident, how: str, at: datetime) -> None:
        kept = self.substate, self.waits_for_problem, self.waits_for_change, self.waits_for_rca
        right(self, how, at)
        self.substate, self.waits_for_problem, self.waits_for_change, self.waits_for_rca = kept

    with patch.object(Incident, "close", close):
        yield


def nothing_comes_back() -> Any:
    """A Problem that was removed is matched, and nobody is warned (R23)."""
    right: Any = Incident.match_problem

    def match_problem(self: Incident, *, came_back: bool) -> None:
        right(self, came_back=False)

    match_problem._django_fsm = right._django_fsm  # type: ignore[attr-defined]
    return patch.object(Incident, "match_problem", match_problem)


FAULTS: dict[str, Fault] = {
    fault.__name__.replace("_", "-"): fault
    for fault in (
        *(question_stays, relief_restarts, anybody_responds, spammer_is_told, managers_sleep),
        *(older_solution_accepted, office_hours_for_all, colleagues_see, warned_again),
        *(cover_never_ends, deputy_hears_nothing, one_name_is_shown, finished_task_is_silent, anybodys_task),
        *(substate_outlives_closing, nothing_comes_back),
    )
}
