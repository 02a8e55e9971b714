"""Who is told of each act on the escalations floor: our own people, and the product group's."""

from collections.abc import Callable, Iterable
from typing import Any

from accounts.models import User
from escalations import csat_readers
from escalations.ladder import there
from escalations.models import Consultation, EscalationEvent, Icm, PgMember
from escalations.rota import asked_to_take, handed_to, having, team_of

Reader = User | PgMember
Readers = Callable[[EscalationEvent, Any], Iterable[Reader]]
STAFF, PG = "staff", "pg"


def key_of(person: Reader) -> str:
    return f"pg:{person.pk}" if isinstance(person, PgMember) else f"user:{person.pk}"


def icm_owner(event: EscalationEvent, icm: Icm) -> list[PgMember]:
    """Who works on it; while nobody does, who is asked to. Nobody is told of their own doing."""
    return [person for person in having(icm) if person.pk != event.member_id]


def chased(event: EscalationEvent, icm: Icm) -> list[PgMember]:
    """Who is called once more, as nobody has taken it: whoever may, by the rule of the rota; the area's EM; or both."""
    called = asked_to_take(icm) if "team" in event.data["called"] else []
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


def asker_of_ended(event: EscalationEvent, consultation: Consultation) -> list[User]:
    """Who waits for the answer, unless they hear of the closing as the incident's owner already."""
    is_told = "closed" in event.data and consultation.asked_by_id == consultation.incident.owner_id
    return [] if is_told else who_asked(event, consultation)


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
    ("consultation", "end"): {STAFF: asker_of_ended},
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
