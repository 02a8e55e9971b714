"""Who is told what: each verb's readers, and the letter that each of them gets. A letter's name is its verb's."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.reserved import is_reserved
from incidents import hospitality
from incidents.models import Attachment, Event, Guest, Incident, Message
from incidents.models.message import MessageQuerySet
from incidents.policy import is_decider
from incidents.recipients import GUEST, asked, customer, fellows, guest_of, newcomer, reporter, told_unless_spam
from incidents.spelling import fitted as fitted
from incidents.spelling import spelled
from incidents.staff_readers import (
    assignee,
    assignee_and_helped,
    assignee_and_owner,
    both_owners,
    called,
    cover,
    new_owner,
    owner,
    owner_and_managers,
    told_with_the_last,
    warned,
)
from notifications import outbox
from notifications.letters import Letter
from notifications.models import Notification
from notifications.outbox import Recipient

Readers = Callable[[Event], Iterable[User | Recipient]]
Reader = User | Guest
CUSTOMER, STAFF = "customer", "staff"
FOUND_AT_ONCE = timedelta(minutes=5)  # a sweep comes round every few seconds
GAPS = re.compile(r"\n{3,}")


# Verb -> audience -> who. A verb that is missing here tells nobody, and the vocabulary test knows which those are.
READERS: dict[str, dict[str, Readers]] = {
    "assign": {STAFF: new_owner},
    "discard": {CUSTOMER: told_unless_spam},
    "respond": {CUSTOMER: customer},
    "send_update": {CUSTOMER: customer, STAFF: owner},
    "add_note": {STAFF: owner},
    "post_message": {CUSTOMER: fellows, STAFF: owner},
    "state_problem": {CUSTOMER: customer},
    "confirm_problem": {STAFF: owner},
    "correct_problem": {STAFF: owner},
    "propose_solution": {CUSTOMER: customer},
    "withdraw_solution": {CUSTOMER: customer},
    "accept_solution": {CUSTOMER: customer, STAFF: owner},
    "reject_solution": {CUSTOMER: customer, STAFF: owner},
    "keep_open": {STAFF: owner},
    "report_applied": {STAFF: owner},
    "withdraw": {CUSTOMER: customer, STAFF: owner},
    "transfer_ownership": {CUSTOMER: customer, STAFF: both_owners},
    "reopen": {CUSTOMER: customer, STAFF: owner},
    "raise_flag": {CUSTOMER: asked, STAFF: called},
    "lower_flag": {STAFF: owner},
    # What is known beside the incident, and what became of it
    "match_problem": {STAFF: owner},
    "note_progress": {STAFF: owner},
    "warn": {STAFF: warned},
    "breach": {STAFF: owner_and_managers},
    # Cover without hand-over (R11a).
    "name_deputy": {STAFF: cover},
    # Colleagues of the customer (R17): who was added.
    "add_colleague": {CUSTOMER: newcomer},
    # Delegated tasks (R16): to whom it is given, and back to the owner.
    "delegate_task": {STAFF: assignee_and_helped},
    "finish_task": {STAFF: owner},
    "decline_task": {STAFF: owner},
    # The initial investigation (R29), and what nobody answered in time (R10, R16).
    "record_check": {STAFF: told_with_the_last},
    "remind_customer": {CUSTOMER: reporter},
    "recall_task": {STAFF: assignee},
    # What the customer says of how it goes (R42).
    "say_unhappy": {STAFF: owner_and_managers},
    "chase_task": {STAFF: assignee_and_owner},
    # Guests in the customer's conversation (R37); of who leaves, the floor that let them in tells.
    "admit_guest": {CUSTOMER: customer},
    "write_as_guest": {CUSTOMER: customer, STAFF: owner},
    "turn_away": {STAFF: owner},
}
# What must not wait for a better hour.
CRITICAL = {"breach", "warn", "reject_solution", "raise_flag", "say_unhappy"}


def tell(event: Event) -> None:
    """Write the letters' rows, in the transaction of what they tell about (R43). Nobody is told of imported history."""
    if event.way == Event.IMPORT:
        return
    for audience, readers in READERS.get(event.verb, {}).items():
        recipients = [recipient_of(reader) for reader in readers(event)]
        urgency = "critical" if event.verb in CRITICAL else "normal"
        outbox.queue("event", event.pk, event.verb, recipients, audience=audience, urgency=urgency)


def recipient_of(reader: User | Recipient) -> Recipient:
    """The support team's are people; a customer's come addressed already, each with its ground (R37)."""
    return Recipient(key=f"user:{reader.pk}", address=reader.email) if isinstance(reader, User) else reader


def letter(notification: Notification) -> Letter | None:
    """The letter of a notification as it is sent now; none where its reader may not read it any more."""
    event = Event.objects.select_related("incident__customer", "incident__owner", "incident__deputy", "by").get(
        pk=notification.record_id
    )
    reader = reader_of(notification, event)
    if reader is None or not may_read(reader, event, notification.audience):
        return None
    with timezone.override(reader.own_zone), translation.override(settings.LANGUAGE_CODE):
        return compose(event, reader, notification)


def reader_of(notification: Notification, event: Event) -> Reader | None:
    """Who they are now. What goes to a customer's account never goes to a reserved address, whoever has it (R37)."""
    key = notification.recipient_key
    if key.startswith(GUEST):
        return guest_of(key, event)
    if notification.audience == CUSTOMER and is_reserved(notification.address):
        return None
    return User.objects.filter(pk=key.removeprefix("user:"), is_active=True).first()


def may_read(reader: Reader, event: Event, audience: str) -> bool:
    """Asked again at sending: what was right when the letter was queued may not be by now."""
    if isinstance(reader, Guest):
        return audience == CUSTOMER and event.public
    if not Incident.objects.visible_to(reader).filter(pk=event.incident_id).exists():
        return False
    if event.verb == "remind_customer" and not is_unanswered(event):
        return False
    return reader.is_support if audience == STAFF else event.public


def is_unanswered(event: Event) -> bool:
    """Whether the solution that is reminded of still stands, and nobody has kept it open (R10)."""
    standing = event.incident.standing_solution()
    return standing is not None and standing.pk == event.data["solution"] and standing.kept_open_at is None


def compose(event: Event, reader: Reader, notification: Notification) -> Letter:
    audience = notification.audience
    context = words_of(event, reader, audience)
    if isinstance(reader, Guest):
        context |= of_guest(event, reader, notification)
    name = f"email/{audience}/{event.verb}"
    first, _blank, text = render_to_string(f"{name}.txt", context).strip().partition("\n\n")
    subject = fitted(first.removeprefix("Subject:").strip())
    return Letter(
        subject=subject,
        text=GAPS.sub("\n\n", text).strip() + "\n",
        html=render_to_string(f"{name}.html", {**context, "subject": subject}),
        from_name=sender(event, audience),
        thread=f"incident-{event.incident_id}",
        language=translation.get_language() or settings.LANGUAGE_CODE,
    )


def sender(event: Event, audience: str) -> str:
    """To a customer a person writes, the incident's owner, or who stands in for them; to the team, whoever acted."""
    if audience == STAFF or "for_owner" in event.data:
        return actor(event)
    if event.verb == "write_as_guest":
        return str(event.data["guest"]["shown"])
    return event.incident.owner.name if event.incident.owner else ""


def actor(event: Event) -> str:
    """Who acted; a deputy's act shows both names (R11a)."""
    name = event.by.name if event.by else named(event.data.get("who"))
    if "for_owner" not in event.data:
        return name
    return _("%(name)s for %(owner)s") % {"name": name, "owner": event.data["for_owner"]["name"]}


def words_of(event: Event, reader: Reader, audience: str) -> dict[str, Any]:
    """What a letter may say. A customer's holds public words only, never quoted internal history (R17)."""
    incident = event.incident
    is_account = isinstance(reader, User)
    path = "portal" if audience == CUSTOMER else "workspace"
    url = f"{settings.SITE_URL}/{path}/incidents/{incident.number}/"
    return {
        "event": event,
        "incident": incident,
        "reader": reader,
        "number": incident.number,
        "title": " ".join((incident.staff_title if audience == STAFF else incident.title).split()),
        "first_name": reader.first_name,
        "owner_name": incident.owner.name if incident.owner else "",
        "customer_name": incident.customer.name,
        "someone": actor(event) or _("The clock"),
        "is_own": is_account and event.by_id == reader.pk,
        "is_reporter": is_account and incident.customer_id == reader.pk,
        "decides": isinstance(reader, User) and (incident.customer_id == reader.pk or is_decider(reader, incident)),
        "new_owner": named(event.data.get("owner")),
        "old_owner": named(event.data.get("owner_was")),
        "covered": named(event.data.get("covers")),
        "deputy": named(event.data.get("deputy")),
        "old_deputy": named(event.data.get("deputy_was")),
        "task": event.data.get("title", ""),
        "task_due": spelled(event.data.get("due")),
        "helper": named(event.data.get("assignee")),
        "is_helper": is_account and event.data.get("assignee", {}).get("id") == reader.pk,
        "needed_by": spelled(event.data.get("needed_by")),
        "begins": spelled(event.data.get("from")),
        "until": spelled(event.data.get("until")),
        "message": messages(incident, audience).filter(event=event).first(),
        "files": files(event, audience),
        "solution": incident.solutions.filter(pk=event.data.get("solution", 0)).first(),
        "guest": event.data.get("guest"),
        "due": spelled(event.data.get("due_at")),
        "found": found_late(event),
        "at_once": "by_severity_change" in event.data or "by_calendar_change" in event.data,
        "next_update": spelled(event.data.get("next_update_by")),
        "reference": incident.number,
        "action_url": url,
        "SITE_NAME": settings.SITE_NAME,
        **(of_customer(event) if audience == CUSTOMER else of_staff(incident)),
    }


def of_guest(event: Event, guest: Guest, notification: Notification) -> dict[str, Any]:
    """A guest has the customer's letter, as a copy: it speaks to the customer, and its foot and button to the guest."""
    return {
        "first_name": event.incident.customer.first_name,
        "is_copy": True,
        "action_url": hospitality.place(guest, notification),
    }


def found_late(event: Event) -> str:
    """When a breach was found, if that was long after it was due: whoever reads of both need not wonder (S14)."""
    due = event.data.get("due_at") if event.verb == "breach" else None
    if due is None or event.at - datetime.fromisoformat(due) < FOUND_AT_ONCE:
        return ""
    return spelled(event.at)


def named(person: dict[str, Any] | None) -> str:
    """A person as the timeline keeps them."""
    return person["name"] if person else ""


def messages(incident: Incident, audience: str) -> MessageQuerySet:
    """A letter's audience decides, not who reads it: a customer who changed sides still gets a customer's letter."""
    said = incident.messages.all()
    return said.filter(visibility=Message.Visibility.PUBLIC) if audience == CUSTOMER else said


def files(event: Event, audience: str) -> list[str]:
    """The names of what came with it. A letter carries no file, and a customer's names none of the team's (R17)."""
    rows = Attachment.objects.filter(event=event)
    shown = rows.filter(visibility=Message.Visibility.PUBLIC) if audience == CUSTOMER else rows
    return [attachment.name for attachment in shown]


def of_customer(event: Event) -> dict[str, Any]:
    """A letter to a customer is signed by the owner; before there is one, by whoever of us acted."""
    owner = event.incident.owner
    if owner is not None and "for_owner" in event.data:
        line = _("%(owner)s owns your problem from start to end") % {"owner": owner.name}
        return {"signature": actor(event), "signature_line": line}
    if owner is not None:
        return {"signature": owner.name, "signature_line": _("owns your problem from start to end")}
    return {"signature": event.by.name if event.by and event.by.is_support else ""}


def of_staff(incident: Incident) -> dict[str, Any]:
    """What whoever works on it wants to see before opening it: the clocks that run, the last words said aloud."""
    running = incident.clocks.filter(due_at__isnull=False).order_by("due_at")
    return {
        "clocks": [(clock.get_kind_display(), spelled(clock.due_at)) for clock in running],
        "last_words": messages(incident, CUSTOMER).order_by("pk").last(),
        "came_back": [match.problem for match in incident.matches.all() if match.came_back],
    }
