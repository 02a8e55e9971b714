"""What the product group reads of an ICM in its letters: the ask and the evidence, and nothing that is a customer's."""

from datetime import datetime
from typing import Any

from escalations import shown
from escalations.models import EscalationEvent, Icm, PgMember
from incidents.spelling import spelled

LONGEST = 1500  # characters of one fact in a letter; the page has all of it
# Letters that bring the ask to somebody: they carry the evidence too.
WITH_EVIDENCE = {"open_icm", "hand_over", "notify_again", "chase_icm"}


def of_icm(event: EscalationEvent, icm: Icm, reader: PgMember) -> dict[str, Any]:
    """A letter's words. What is said twice is the same twice, whatever has become of the ICM since (R36)."""
    facts = [fact for fact in shown.facts_of(icm) if str(fact.value) != shown.ask_of(icm)]
    return {
        "title": " ".join(icm.staff_title.split()),
        "ask": shown.ask_of(icm),
        "headline": " ".join((shown.ask_of(icm) or icm.title).split()),
        "facts": facts if event.verb in WITH_EVIDENCE else [],
        "contacts": ", ".join(contacts_of(icm, event.at)),
        "words_html": shown.line_of(event).html,
        "handed_to": event.data.get("to", {}) if event.verb == "hand_over" else {},
        "is_call": event.verb in {"open_icm", "chase_icm", "hand_over"},
        "is_answering_for": reader.role == PgMember.Role.EM,
        "since": spelled(event.data.get("since")),
        "due": spelled(event.data.get("due")),
        "longest": LONGEST,
    }


def contacts_of(icm: Icm, at: datetime) -> list[str]:
    """Whom of the support team to talk to: who owns the incidents that it hit by then, and who opened it."""
    hits = icm.hits.filter(at__lte=at).select_related("incident__owner").order_by("pk")
    owners = [hit.incident.owner for hit in hits if hit.incident.owner]
    return list(dict.fromkeys(person.name for person in [*owners, icm.opened_by]))
