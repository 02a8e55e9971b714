"""Faults put in on purpose: each breaks one rule, and the walk has to find it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from unittest.mock import patch

from django.db.models import Q

from accounts.models import User
from incidents import notices, policy, recipients
from incidents.actions import clocks, solving
from incidents.models import Clock, Incident
from incidents.models.clock import RESUME, Fact, Promise, Run

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
    return patch.dict(notices.READERS, breach={notices.STAFF: notices.owner})


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


FAULTS: dict[str, Fault] = {
    fault.__name__.replace("_", "-"): fault
    for fault in (
        *(question_stays, relief_restarts, anybody_responds, spammer_is_told, managers_sleep),
        *(older_solution_accepted, office_hours_for_all, colleagues_see, warned_again),
    )
}
