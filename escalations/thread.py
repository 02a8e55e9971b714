"""Who of the product group is in a customer's conversation, who was asked, and what can be done about it (R37)."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.safestring import SafeString

from accounts.models import User
from escalations.models import Consent, Icm, PgMember
from escalations.models.consent import ConsentQuerySet
from escalations.offered import Around, Conversation, around, may
from incidents import markdown
from incidents.models import Attachment, Guest, Incident, Message


@dataclass
class Thread:
    """One ICM and one of its open incidents: who is in, who was asked, whom a ground offers, what may be pressed."""

    icm: Icm
    incident: Incident
    may_ask: bool
    may_add: bool
    may_remove: bool
    known: Conversation
    inside: list[Consent] = field(default_factory=list)
    asked: list[Consent] = field(default_factory=list)
    refused: list[Consent] = field(default_factory=list)

    @property
    def is_somebody_there(self) -> bool:
        """Whether the question would reach anybody; who is in the conversation already is not asked."""
        return bool(self.known.askable)

    @property
    def addable(self) -> list[PgMember]:
        """Whom the support team may add by name as things are now."""
        return list(self.known.addable)

    def take(self, row: Consent) -> None:
        if row.is_standing:
            self.inside.append(row)
        elif row.state == Consent.State.ASKED:
            self.asked.append(row)
        elif row.state == Consent.State.DECLINED:
            self.refused.append(row)


def threads_of(icm: Icm, user: User, known: Around) -> list[Thread]:
    """Of each open incident that the ICM hits, in one query more than the ICM itself takes."""
    found = {each.incident.pk: thread(icm, each, known, user) for each in known.conversations}
    for row in with_people(icm.consents.filter(incident__in=found)):
        found[row.incident_id].take(row)
    return list(found.values())


def threads_about(incident: Incident, user: User) -> list[Thread]:
    """Of each living ICM of an incident, with whom a ground offers now."""
    if incident.is_closed:
        return []
    rows = Icm.objects.visible_to(user).live().filter(hits__incident=incident).order_by("pk")
    icms = {icm.pk: icm for icm in rows.select_related("area", "owner")}
    known = around(icms.values())
    places = {pk: known[pk].of(incident) for pk in icms}
    found = {pk: thread(icms[pk], place, known[pk], user) for pk, place in places.items() if place is not None}
    for row in with_people(Consent.objects.filter(incident=incident, icm__in=found)):
        found[row.icm_id].take(row)
    return list(found.values())


def thread(icm: Icm, conversation: Conversation, known: Around, user: User) -> Thread:
    can_ask, can_add, can_remove = (
        may(user, icm, verb, known) for verb in ("request_consent", "add_to_thread", "remove_from_thread")
    )
    return Thread(icm, conversation.incident, can_ask, can_add, can_remove, conversation)


def with_people(rows: ConsentQuerySet) -> ConsentQuerySet:
    return rows.select_related("member", "guest", "asked_by")


# --- The product group's own page -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Said:
    """Public words of a customer's conversation with their files, as somebody who is in it reads them."""

    who: str
    is_customer: bool
    at: datetime
    html: SafeString
    files: list[Attachment]


@dataclass(frozen=True)
class Inside:
    """A conversation that one PG member is in: by what, with whom, and what was said in it.

    Who the customer is stands here alone: the ground is theirs who joined on it, and goes when they are out (R37).
    """

    row: Consent
    incident: Incident
    said: list[Said]


@dataclass(frozen=True)
class Seat:
    """Where one PG member stands: asked, in conversations, or outside with the wish to join open to them."""

    asked: Consent | None
    inside: list[Inside]
    may_join: bool
    shown_as: str


def seat_of(icm: Icm, member: PgMember) -> Seat:
    """Of the customer nothing at all before they are in: neither name nor words (R37)."""
    theirs = icm.consents.filter(member=member).exclude(incident__state=Incident.State.CLOSED)
    about = ("guest__incident__area", "incident__area", "incident__customer", "incident__organization", "asked_by")
    rows = list(theirs.select_related(*about))
    inside = [row for row in rows if row.is_standing]
    asked = next((row for row in rows if row.state == Consent.State.ASKED), None)
    still_open = any(not hit.incident.is_closed for hit in icm.hits.select_related("incident"))
    return Seat(
        asked=asked,
        inside=[Inside(row, row.incident, conversation(row.incident)) for row in inside],
        may_join=asked is None and not inside and still_open and may(member, icm, "ask_to_join"),
        shown_as=Guest(name=member.name, incident=asked.incident).shown_name() if asked else "",
    )


def conversation(incident: Incident) -> list[Said]:
    """The report, and every public word since, each with its public files; nothing of the team's (R17)."""
    files = files_of(incident)
    reported = incident.events.order_by("seq").values_list("pk", flat=True).first() or 0
    opened = Said(
        incident.customer.name, True, incident.opened_at, markdown.to_html(incident.description), files[reported]
    )
    rows = incident.messages.filter(visibility=Message.Visibility.PUBLIC).select_related("author", "event")
    return [opened, *(said_in(message, files[message.event_id]) for message in rows)]


def files_of(incident: Incident) -> defaultdict[int, list[Attachment]]:
    found: defaultdict[int, list[Attachment]] = defaultdict(list)
    for file in incident.attachments.filter(visibility=Message.Visibility.PUBLIC):
        found[file.event_id].append(file)
    return found


def said_in(message: Message, files: list[Attachment]) -> Said:
    is_customer = message.author is not None and message.author.is_customer
    return Said(message.author_name, is_customer, message.at, message.html, files)


def file_for(icm: Icm, member: PgMember, key: str) -> Attachment | None:
    """A public file of a conversation that this member is in now, on a ground that stands (R37); else none."""
    rows = icm.consents.standing().filter(member=member).exclude(incident__state=Incident.State.CLOSED)
    public = Attachment.objects.filter(visibility=Message.Visibility.PUBLIC, key=key)
    return public.filter(incident__in=rows.values("incident")).first()
