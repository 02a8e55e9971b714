"""The escalations floor's letters: their rows, written with what they tell about, and their words as they are sent."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from escalations import announcement, links, pg_words
from escalations.ladder import there
from escalations.models import Consultation, CsatRequest, EscalationEvent, Icm, PgMember
from escalations.models.escalating import Escalating
from escalations.readers import CRITICAL, PG, READERS, STAFF, Reader, key_of
from escalations.rota import team_of
from incidents import markdown
from incidents.notices import GAPS
from incidents.spelling import fitted, spelled
from notifications import outbox
from notifications.letters import Letter
from notifications.models import Notification

__all__ = ["CRITICAL", "PG", "READERS", "STAFF", "Reader", "key_of", "letter", "said", "team_of", "tell"]
KINDS: dict[str, type[Escalating]] = {Icm.KIND: Icm, Consultation.KIND: Consultation, CsatRequest.KIND: CsatRequest}


def tell(event: EscalationEvent) -> None:
    """Write the letters' rows, in the transaction of what they tell about (R43)."""
    record = record_of(event)
    for audience, readers in READERS.get((event.kind, event.verb), {}).items():
        if audience == PG and event.is_for_support:
            continue
        people = [outbox.Recipient(key=key_of(person), address=person.email) for person in readers(event, record)]
        urgency = "critical" if event.verb in CRITICAL else "normal"
        outbox.queue("escalation", event.pk, event.verb, people, audience=audience, urgency=urgency)


def record_of(event: EscalationEvent) -> Any:
    return KINDS[event.kind]._default_manager.get(pk=event.record_id)


# --- What ------------------------------------------------------------------------------------------------------------


def letter(notification: Notification) -> Letter | None:
    """The letter of a notification as it is sent now; none where its reader may not read it any more."""
    written = written_to(notification, said_only=False)
    if written is not None and notification.recipient_key.startswith("pg:"):
        again = written_to(notification, said_only=True)
        links.remember(notification, again.text if again else "")
    return written


def said(notification: Notification) -> Letter | None:
    """What that letter said, without the link in it; none where today's words would be others (R36)."""
    written = written_to(notification, said_only=True)
    return written if written and links.is_what_was_said(notification, written.text) else None


def written_to(notification: Notification, *, said_only: bool) -> Letter | None:
    event = EscalationEvent.objects.select_related("by", "member").get(pk=notification.record_id)
    reader = reader_of(notification)
    if reader is None or not (said_only or is_wanted_still(event)):
        return None
    if isinstance(reader, PgMember) and not links.may_read(reader, record_of(event), notification):
        return None
    with timezone.override(reader.zone), translation.override(settings.LANGUAGE_CODE):
        return compose(event, reader, notification, said_only=said_only)


def is_wanted_still(event: EscalationEvent) -> bool:
    """Not a call for an owner where there is one by now (R35), nor a reminder of what was done meanwhile (R40)."""
    if event.verb == "chase_icm":
        return bool(record_of(event).state == Icm.State.OPEN)
    if event.verb == "chase_engagement":
        return CsatRequest.objects.approved().filter(pk=event.data["request"], engaged_at=None).exists()
    return event.verb != "remind_csat" or bool(record_of(event).is_waiting)


def reader_of(notification: Notification) -> Reader | None:
    """Who they are now; a PG member's mail of before is nothing for the address that they have since (R36)."""
    kind, _colon, key = notification.recipient_key.partition(":")
    if kind == "pg":
        return PgMember.objects.there().filter(pk=key, email=notification.address).first()
    person = User.objects.filter(pk=key, is_active=True).first()
    return person if person is not None and person.is_support else None


def compose(event: EscalationEvent, reader: Reader, notification: Notification, *, said_only: bool = False) -> Letter:
    record = record_of(event)
    context = words_of(event, record, reader, notification)
    context["action_url"] = "" if said_only else address(record, reader, notification)
    name = f"email/{notification.audience}/{event.verb}"
    first, _blank, text = render_to_string(f"{name}.txt", context).strip().partition("\n\n")
    subject = context.get("exact_subject") or fitted(first.removeprefix("Subject:").strip())
    return Letter(
        subject=subject,
        text=tidied(text),
        html=render_to_string(f"{name}.html", {**context, "subject": subject}),
        from_name=context.get("sender") or event.actor,
        thread=f"{event.kind}-{record.pk}",
        language=translation.get_language() or settings.LANGUAGE_CODE,
        cc=context.get("cc", ""),
    )


# What some letters say besides, by their verb.
MORE: dict[str, Callable[[EscalationEvent, Any, Any], dict[str, Any]]] = {
    announcement.VERB: announcement.words_of,
}


def tidied(text: str) -> str:
    return GAPS.sub("\n\n", text).strip() + "\n"


def words_of(event: EscalationEvent, record: Any, reader: Reader, notification: Notification) -> dict[str, Any]:
    """What a letter may say, to our own or to the product group; neither is ever a customer's."""
    return {
        "event": event,
        "record": record,
        event.kind: record,
        "number": record.number,
        "reader": reader,
        "first_name": reader.first_name,
        "someone": event.actor or event.data.get("gone", {}).get("name", ""),
        "reference": record.number,
        "SITE_NAME": settings.SITE_NAME,
        **of_pg(event, record, reader),
        **(of_consultation(event, record, reader) if event.kind == Consultation.KIND else {}),
        **(MORE[event.verb](event, record, reader) if event.verb in MORE else {}),
    }


def of_consultation(event: EscalationEvent, consultation: Consultation, reader: Reader) -> dict[str, Any]:
    """The question's surroundings as they were when it was told of; what was checked, without its evidence."""
    incident = consultation.incident
    audience = event.data.get("to") or event.data.get("audience") or consultation.audience
    asked = there(consultation, audience, event.at)
    rungs = dict(Consultation.Audience.choices)
    return {
        "incident": incident,
        "title": " ".join(incident.title.split()),
        "someone": event.actor or _("Nobody"),
        "is_asked": event.verb != "answer" and key_of(reader) in {key_of(person) for person in asked},
        "is_empty": not asked,
        "rung": rungs[audience],
        "came_from": rungs.get(event.data.get("from"), ""),
        "passed": ", ".join(str(rungs[rung]) for rung in event.data.get("passed", [])),
        "due": spelled(due_then(consultation, audience)),
        "checked": [
            (check.get_kind_display(), check.get_outcome_display()) for check in incident.standing_checks().values()
        ],
        "answered_html": markdown.to_html(event.body),
    }


def due_then(consultation: Consultation, audience: str) -> str | None:
    rung = consultation.rungs.filter(audience=audience).last()
    return rung.until.isoformat() if rung else None


def of_pg(event: EscalationEvent, record: Any, reader: Reader) -> dict[str, Any]:
    """What the product group reads of an ICM: the ask and the evidence (R36)."""
    if not isinstance(reader, PgMember) or not isinstance(record, Icm):
        return {}
    return pg_words.of_icm(event, record, reader)


def address(record: Any, reader: Reader, notification: Notification) -> str:
    """Where its reader goes on: a page of the workspace, or a PG member's own link (R36)."""
    if isinstance(reader, PgMember):
        return links.address_for(reader, record, notification)
    place = {"icm": "icms", "consultation": "consultations", "csat": "approvals/csat"}[record.KIND]
    return f"{settings.SITE_URL}/workspace/{place}/{record.number}/"
