"""A CSAT request as an engineer writes one, and what a test brings it to."""

from typing import Any

from escalations import actions
from escalations.models import CsatRequest, Icm, PgMember
from incidents.models import Incident
from tests.escalations.conftest import FACTS, investigate
from tests.people import People

WORDS: dict[str, Any] = {
    "sentiment": "frustrated",
    "sentiment_words": "still constructive",
    "why": "Two of our updates came late, and we asked for the same logs twice.",
    "prevention": "Opened the ICM on Monday evening, when the trace already showed it.",
}


def ask(icm: Icm | None, people: People, **more: Any) -> CsatRequest:
    """Eva asks."""
    return actions.request_csat(by=people.eva, icm=icm, **{**WORDS, **more})


def asked_about(incident: Incident, people: People) -> CsatRequest:
    """Eva's request about an ICM that she opened for it; the product group has somebody in each role."""
    for role in PgMember.Role.values:
        if not PgMember.objects.filter(role=role).exists():
            PgMember.objects.create(role=role, email=f"{role}@product.example", name=f"The {role}")
    investigate(incident, people)
    icm = actions.open_icm(
        incident,
        by=people.eva,
        ground="bug_evidence",
        evidence="Three of three.",
        team="css_escalation",
        kind="bug",
        title="Output stops",
        facts=FACTS,
        new_because="No other one is about it.",
    )
    return ask(icm, people)


def approved(icm: Icm, people: People, **more: Any) -> CsatRequest:
    """Eva asks and Sam agrees."""
    return actions.approve_csat(ask(icm, people, **more), by=people.sam, comment="Ring them first.")


def in_shiproom(incident: Incident, people: People) -> Icm:
    """Its ICM, which waits there for a decision."""
    request = actions.approve_csat(asked_about(incident, people), by=people.sam)
    assert request.icm is not None
    return request.icm


def again(request: CsatRequest) -> CsatRequest:
    """As the database has it now."""
    return CsatRequest.objects.with_everything().get(pk=request.pk)
