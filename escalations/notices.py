"""Who is told what of the escalations floor: each verb's readers, and the letter that each of them gets."""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from escalations import announcement, csat_readers, links, pg_words
from escalations.ladder import there
from escalations.models import Consultation, CsatRequest, EscalationEvent, Icm, PgMember
from escalations.models.escalating import Escalating
from incidents import markdown
from incidents.notices import GAPS
from incidents.spelling import fitted, spelled
from notifications import outbox
from notifications.letters import Letter
from notifications.models import Notification

Reader = User | PgMember
Readers = Callable[[EscalationEvent, Any], Iterable[Reader]]
STAFF, PG = "staff", "pg"
KINDS: dict[str, type[Escalating]] = {Icm.KIND: Icm, Consultation.KIND: Consultation, CsatRequest.KIND: CsatRequest}


# --- Who -------------------------------------------------------------------------------------------------------------


def team_of(event: EscalationEvent | None, icm: Icm) -> list[PgMember]:
    """Whoever may take it: the area's PG engineers, or its Livesite DRI (R35)."""
    role = PgMember.Role.LIVESITE_DRI if icm.team == Icm.Team.LIVESITE_DRI else PgMember.Role.ENGINEER
    return list(PgMember.objects.covering(icm.area_id, role))


def icm_owner(event: EscalationEvent, icm: Icm) -> list[PgMember]:
    """Who works on it; while nobody does, all who may take it. Nobody is told of their own doing."""
    people = [icm.owner] if icm.owner else team_of(event, icm)
    return [person for person in people if person.is_active and person.pk != event.member_id]


def handed_to(event: EscalationEvent, icm: Icm) -> list[PgMember]:
    """Who is to acknowledge it now; the others have nothing to do with that (R35)."""
    return list(PgMember.objects.there().filter(pk=event.data["to"]["id"]))


def chased(event: EscalationEvent, icm: Icm) -> list[PgMember]:
    """Who is called once more, as nobody has taken it: the team, the area's EM, or both."""
    called = team_of(event, icm) if "team" in event.data["called"] else []
    if "em" in event.data["called"]:
        called += PgMember.objects.covering(icm.area_id, PgMember.Role.EM)
    return called


def incident_owners(event: EscalationEvent, icm: Icm) -> list[User]:
    """The owners of the open incidents that it hits, and who opened it; nobody of their own doing."""
    hits = icm.hits.select_related("incident__owner")
    owners = [hit.incident.owner for hit in hits if hit.incident.owner and not hit.incident.is_closed]
    people = {person.pk: person for person in [*owners, icm.opened_by]}
    return [person for person in people.values() if person.is_active and person.pk != event.by_id]


def named(event: EscalationEvent, icm: Icm) -> list[PgMember]:
    """Who is said to have asked for it: they may deny it (R31)."""
    return [icm.named_member] if icm.named_member and icm.named_member.is_active else []


# --- Consultations ---


def on_rung(event: EscalationEvent, consultation: Consultation) -> list[Reader]:
    """Who is asked now: those of its rung who are there."""
    people = there(consultation, consultation.audience, event.at)
    return [person for person in people if not (isinstance(person, User) and person.pk == event.by_id)]


def asked_of_ours(event: EscalationEvent, consultation: Consultation) -> list[Reader]:
    return [person for person in on_rung(event, consultation) if isinstance(person, User)]


def asked_of_pg(event: EscalationEvent, consultation: Consultation) -> list[Reader]:
    return [person for person in on_rung(event, consultation) if isinstance(person, PgMember)]


def asker_and_owner(event: EscalationEvent, consultation: Consultation) -> list[Reader]:
    """Who asked, and who owns the incident; nobody of their own doing."""
    found = [consultation.asked_by, consultation.incident.owner]
    people = {person.pk: person for person in found if person and person.is_active and person.pk != event.by_id}
    return list(people.values())


def asker_owner_and_managers(event: EscalationEvent, consultation: Consultation) -> list[Reader]:
    managers = User.objects.filter(role=User.Role.MANAGER, is_active=True)
    people = [*asker_and_owner(event, consultation), *managers]
    return list({key_of(person): person for person in people}.values())


def asked_or_answerable(event: EscalationEvent, consultation: Consultation) -> list[Reader]:
    """Who is asked; where nobody could be found on any rung, who has to know instead (R30)."""
    if on_rung(event, consultation):
        return asked_of_ours(event, consultation)
    people = [*asker_owner_and_managers(event, consultation), consultation.asked_by]
    return list({key_of(person): person for person in people}.values())


def asked_and_asker(event: EscalationEvent, consultation: Consultation) -> list[Reader]:
    """Who is asked from now on; and that it went on, who asked and who owns the incident (R30)."""
    people = [*asked_or_answerable(event, consultation), *asker_and_owner(event, consultation)]
    return list({key_of(person): person for person in people}.values())


def asked_members(event: EscalationEvent, icm: Icm) -> list[PgMember]:
    """Who is asked to speak with the customer (R37)."""
    keys = [who["id"] for who in event.data["members"]]
    return list(PgMember.objects.there().filter(pk__in=keys))


def named_member(event: EscalationEvent, icm: Icm) -> list[PgMember]:
    """Whom the support team added to the customer's conversation, or took out of it (R37)."""
    return list(PgMember.objects.there().filter(pk=event.data["member"]["id"]))


def brought_in(event: EscalationEvent, record: Any) -> list[PgMember]:
    """Who was brought in; the ICM's owner too, as they are told of it (R36)."""
    people = PgMember.objects.there().filter(pk=event.data["to"]["id"])
    owner = [record.owner] if isinstance(record, Icm) and record.owner else []
    told = {person.pk: person for person in [*people, *owner]}
    return [person for person in told.values() if person.is_active and person.pk != event.member_id]


def who_asked(event: EscalationEvent, consultation: Consultation) -> list[User]:
    asker = consultation.asked_by
    return [asker] if asker.is_active and asker.pk != event.by_id else []


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
    ("icm", "hand_over"): {STAFF: incident_owners, PG: handed_to},
    ("icm", "close"): {PG: icm_owner},
    ("icm", "send_back"): {PG: icm_owner},
    ("icm", "notify_again"): {PG: icm_owner},
    # Nobody has acknowledged it in time (R35)
    ("icm", "chase_icm"): {PG: chased},
    # Who was named as its ground
    ("icm", "cite"): {PG: named},
    ("icm", "deny"): {STAFF: incident_owners},
    # Consultations
    ("consultation", "ask"): {STAFF: asked_or_answerable, PG: asked_of_pg},
    ("consultation", "move_up"): {STAFF: asked_and_asker, PG: asked_of_pg},
    ("consultation", "answer"): {STAFF: asker_and_owner},
    ("consultation", "remind"): {STAFF: asker_owner_and_managers, PG: asked_of_pg},
    # The product group in the customer's conversation (R37); its words there are the incident's own letters
    ("icm", "request_consent"): {PG: asked_members},
    ("icm", "consent"): {STAFF: incident_owners},
    ("icm", "decline_consent"): {STAFF: incident_owners},
    ("icm", "ask_to_join"): {STAFF: incident_owners},
    ("icm", "leave"): {STAFF: incident_owners},
    ("icm", "add_to_thread"): {STAFF: incident_owners, PG: named_member},
    ("icm", "remove_from_thread"): {STAFF: incident_owners, PG: named_member},
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
    # Links
    ("icm", "bring_in"): {STAFF: incident_owners, PG: brought_in},
    ("consultation", "bring_in"): {STAFF: who_asked, PG: brought_in},
}
# What must not wait for a better hour.
CRITICAL = {"open_icm", "request_information", "chase_icm"}
CRITICAL |= {"mark_csat_impacting", "request_csat"}
CRITICAL |= {"request_consent", "add_to_thread", "decline_consent"}


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
    """Not a call for an owner where there is one by now (R35), nor a reminder of what was decided meanwhile (R40)."""
    if event.verb == "chase_icm":
        return bool(record_of(event).state == Icm.State.OPEN)
    return event.verb != "remind_csat" or bool(record_of(event).is_waiting)


def reader_of(notification: Notification) -> Reader | None:
    kind, _colon, key = notification.recipient_key.partition(":")
    if kind == "pg":
        return PgMember.objects.there().filter(pk=key).first()
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
        "someone": event.actor,
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
