"""A CSAT request as an engineer writes one, and what a test brings it to."""

from typing import Any

from escalations import actions
from escalations.models import CsatRequest, Icm
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


def approved(icm: Icm, people: People, **more: Any) -> CsatRequest:
    """Eva asks and Sam agrees."""
    return actions.approve_csat(ask(icm, people, **more), by=people.sam, comment="Ring them first.")


def again(request: CsatRequest) -> CsatRequest:
    """As the database has it now."""
    return CsatRequest.objects.with_everything().get(pk=request.pk)
