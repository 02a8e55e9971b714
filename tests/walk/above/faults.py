"""Faults put in on purpose on the escalations floor: each breaks one rule, and the walk has to find it."""

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from accounts.models import User
from escalations import policy
from escalations.actions import consenting, csat_deciding, working
from escalations.gate import grounds, judging
from escalations.models import Icm
from incidents.actions import house

Fault = Callable[[], Any]  # a context: inside it the fault is there


def anybody_joins() -> Any:
    """Whoever of the product group has a link speaks with the customer (R37)."""
    return patch.dict(policy.ICM_RULES, ask_to_join=policy.PG)


def ground_is_not_asked() -> Any:
    """Anybody can be added to the conversation by name (R37)."""
    return patch.object(consenting, "ground_offered", lambda member, icm, incident: "severity_1")


def handing_over_leaves_them_in() -> Any:
    """Who handed it over goes on reading the customer's mail (R37)."""
    return patch.object(working, "part", lambda *given: None)


def closing_leaves_them_in() -> Any:
    """An incident closes, and its guests stay (R13, R37)."""
    return patch.object(house, "see_guests_off", lambda act: None)


def mark_outlives_its_end() -> Any:
    """An escalation ends, and both titles stay marked (R40)."""
    return patch.object(csat_deciding, "unmark", lambda *given: None)


def asker_approves() -> Any:
    """Any SME decides, their own request too, and so does everybody of the team (R39)."""
    anybody = policy.Rule(lambda doer, request: isinstance(doer, User) and doer.is_support, "")
    return patch.dict(policy.CSAT_RULES, approve_csat=anybody)


def evidence_is_not_asked() -> Any:
    """A bug without any evidence goes through the gate (R31)."""
    return patch.dict(grounds.LOOKED_AT, bug_evidence=lambda asked: {})


def checks_may_follow() -> Any:
    """Nobody has investigated, and the gate opens all the same (R32)."""
    return patch.object(judging, "investigation_faults", lambda asked, outstanding: {})


def question_stays_with_them() -> Any:
    """What the product group asks of us counts as theirs (R20)."""
    return patch.object(Icm, "is_with_pg", property(lambda icm: icm.state != "closed"))


def anybody_resolves() -> Any:
    """Whoever of the product group has a link resolves another's ICM (R35)."""
    return patch.dict(policy.ICM_RULES, resolve=policy.PG)


FAULTS: dict[str, Fault] = {
    fault.__name__.replace("_", "-"): fault
    for fault in (
        *(anybody_joins, ground_is_not_asked, handing_over_leaves_them_in, closing_leaves_them_in),
        *(mark_outlives_its_end, asker_approves, evidence_is_not_asked, checks_may_follow),
        *(question_stays_with_them, anybody_resolves),
    )
}
