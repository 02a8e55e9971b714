"""Who is told what of the escalations floor: each verb's readers, and the letter that each of them gets."""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import User
from escalations import announcement, csat_readers
from escalations.models import Consultation, CsatRequest, EscalationEvent, Icm, PgMember
from escalations.models.escalating import Escalating
from incidents.notices import GAPS
from incidents.spelling import fitted
from notifications import outbox
from notifications.letters import Letter
from notifications.models import Notification

Reader = User | PgMember
Readers = Callable[[EscalationEvent, Any], Iterable[Reader]]
STAFF, PG = "staff", "pg"
KINDS: dict[str, type[Escalating]] = {Icm.KIND: Icm, Consultation.KIND: Consultation, CsatRequest.KIND: CsatRequest}


# --- Who ----------------------------------------------------------------------------------------------------------


def team_of(event: EscalationEvent, icm: Icm) -> list[PgMember]:
    """Whoever may take it: the area's PG engineers, or its Livesite DRI (R35)."""
    role = PgMember.Role.LIVESITE_DRI if icm.team == Icm.Team.LIVESITE_DRI else PgMember.Role.ENGINEER
    return list(PgMember.objects.covering(icm.area_id, role))


def icm_owner(event: EscalationEvent, icm: Icm) -> list[PgMember]:
    """Who works on it; while nobody does, all who may take it. Nobody is told of their own doing."""
    people = [icm.owner] if icm.owner else team_of(event, icm)
    return [person for person in people if person.is_active and person.pk != event.member_id]


def incident_owners(event: EscalationEvent, icm: Icm) -> list[User]:
    """The owners of the open incidents that it hits, and who opened it; nobody of their own doing."""
    hits = icm.hits.select_related("incident__owner")
    owners = [hit.incident.owner for hit in hits if hit.incident.owner and not hit.incident.is_closed]
    people = {person.pk: person for person in [*owners, icm.opened_by]}
    return [person for person in people.values() if person.is_active and person.pk != event.by_id]


# Kind, verb -> audience -> who. A verb that is missing here tells nobody.
READERS: dict[tuple[str, str], dict[str, Readers]] = {
    ("icm", "open_icm"): {PG: team_of},
    ("icm", "join"): {PG: icm_owner},
    ("icm", "acknowledge"): {STAFF: incident_owners},
    ("icm", "request_information"): {STAFF: incident_owners},
    ("icm", "provide_information"): {PG: icm_owner},
    ("icm", "update"): {STAFF: incident_owners, PG: icm_owner},
    ("icm", "mitigate"): {STAFF: incident_owners},
    ("icm", "resolve"): {STAFF: incident_owners},
    ("icm", "hand_over"): {STAFF: incident_owners, PG: icm_owner},
    ("icm", "close"): {PG: icm_owner},
    ("icm", "send_back"): {PG: icm_owner},
    ("icm", "notify_again"): {PG: icm_owner},
    # CSAT requests (R39, R40)
    ("csat", "request_csat"): {STAFF: csat_readers.asked_now},
    ("csat", "revise_csat"): {STAFF: csat_readers.asked_now},
    ("csat", "discuss_csat"): {STAFF: csat_readers.partners},
    ("csat", "ask_for_more"): {STAFF: csat_readers.asker_and_owner},
    ("csat", "approve_csat"): {STAFF: csat_readers.asker_and_owner},
    ("csat", "decline_csat"): {STAFF: csat_readers.asker_and_owner},
    ("csat", "engage_csat"): {STAFF: csat_readers.asker_and_owner},
    ("csat", "end_csat"): {STAFF: csat_readers.everyone},
    ("csat", "void_csat"): {STAFF: csat_readers.everyone},
    ("csat", "remind_csat"): {STAFF: csat_readers.asked_now},
    ("icm", "mark_csat_impacting"): {PG: csat_readers.announced_to},
    ("icm", "unmark_csat_impacting"): {PG: csat_readers.announced_to},
    # What shiproom decided about it (R41)
    ("icm", "review_icm"): {STAFF: incident_owners, PG: icm_owner},
    ("icm", "chase_engagement"): {PG: csat_readers.announced_to, STAFF: csat_readers.asker_and_owner_of_icm},
}
# What must not wait for a better hour.
CRITICAL = {"open_icm", "request_information"}
CRITICAL |= {"mark_csat_impacting", "request_csat"}


def tell(event: EscalationEvent) -> None:
    """Write the letters' rows, in the transaction of what they tell about (R43)."""
    record = record_of(event)
    for audience, readers in READERS.get((event.kind, event.verb), {}).items():
        if audience == PG and event.is_for_support:
            continue
        people = [outbox.Recipient(key=key_of(person), address=person.email) for person in readers(event, record)]
        urgency = "critical" if event.verb in CRITICAL else "normal"
        outbox.queue("escalation", event.pk, event.verb, people, audience=audience, urgency=urgency)


def key_of(person: Reader) -> str:
    return f"pg:{person.pk}" if isinstance(person, PgMember) else f"user:{person.pk}"


def record_of(event: EscalationEvent) -> Any:
    return KINDS[event.kind]._default_manager.get(pk=event.record_id)


# --- What ---------------------------------------------------------------------------------------------------------


def letter(notification: Notification) -> Letter | None:
    """The letter of a notification as it is sent now; none where its reader may not read it any more."""
    event = EscalationEvent.objects.select_related("by", "member").get(pk=notification.record_id)
    reader = reader_of(notification)
    if reader is None or not is_wanted_still(event):
        return None
    with timezone.override(reader.zone), translation.override(settings.LANGUAGE_CODE):
        return compose(event, reader, notification)


def is_wanted_still(event: EscalationEvent) -> bool:
    """A reminder of what was decided meanwhile tells nothing (R40)."""
    return event.verb != "remind_csat" or record_of(event).is_waiting


def reader_of(notification: Notification) -> Reader | None:
    kind, _colon, key = notification.recipient_key.partition(":")
    if kind == "pg":
        return PgMember.objects.there().filter(pk=key).first()
    person = User.objects.filter(pk=key, is_active=True).first()
    return person if person is not None and person.is_support else None


def compose(event: EscalationEvent, reader: Reader, notification: Notification) -> Letter:
    record = record_of(event)
    context = words_of(event, record, reader, notification)
    name = f"email/{notification.audience}/{event.verb}"
    first, _blank, text = render_to_string(f"{name}.txt", context).strip().partition("\n\n")
    subject = context.get("exact_subject") or fitted(first.removeprefix("Subject:").strip())
    return Letter(
        subject=subject,
        text=GAPS.sub("\n\n", text).strip() + "\n",
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


def words_of(event: EscalationEvent, record: Any, reader: Reader, notification: Notification) -> dict[str, Any]:
    """What a letter may say, to our own or to the product group; neither is ever a customer's."""
    return {
        "event": event,
        "record": record,
        event.kind: record,
        "number": record.number,
        "reader": reader,
        "first_name": reader.first_name,
        "someone": event.actor,
        "reference": record.number,
        "action_url": address(record, reader, notification),
        "SITE_NAME": settings.SITE_NAME,
        **(MORE[event.verb](event, record, reader) if event.verb in MORE else {}),
    }


def address(record: Any, reader: Reader, notification: Notification) -> str:
    """Where its reader goes on: a page of the workspace, or a PG member's own link (R36)."""
    place = {"icm": "icms", "consultation": "consultations", "csat": "approvals/csat"}[record.KIND]
    return f"{settings.SITE_URL}/workspace/{place}/{record.number}/"
