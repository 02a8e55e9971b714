"""Whose are the letters of a customer's incident, and on which ground each address is there.

The reporter's, those colleagues' whom it is shared with, and guests' of neither organisation, as long as the floor that
let them in still says so. Every address of a customer's letter is computed here, and nowhere else (R37).
"""

from accounts.models import User
from accounts.reserved import is_reserved
from incidents import hospitality
from incidents.models import Colleague, Event, Guest
from notifications.outbox import Recipient

REPORTER, COLLEAGUE, FOLLOWER = "reporter", "colleague", "follower"
GUEST = "guest:"  # how a guest's key begins; people with an account are "user:"


def customer(event: Event) -> list[Recipient]:
    """The reporter, the colleagues and the guests; the last two are told nothing of their own doing."""
    return [*reporter(event), *colleagues(event), *guests(event)]


def reporter(event: Event) -> list[Recipient]:
    """The reporter alone: what only their word can answer is no colleague's to be reminded of (R10)."""
    return addressed([event.incident.customer], REPORTER)


def colleagues(event: Event) -> list[Recipient]:
    """As long as they are there and of the customer's organisation (R17)."""
    incident = event.incident
    rows = Colleague.objects.filter(incident=incident, user__organization=incident.organization_id)
    there = rows.filter(user__is_active=True, user__role=User.Role.CUSTOMER).select_related("user")
    return addressed([row.user for row in there if row.user_id != event.by_id], COLLEAGUE)


def addressed(people: list[User], ground: str) -> list[Recipient]:
    """Nobody of the product group is a customer, whatever an account says: they come as guests or not at all (R37)."""
    return [Recipient(f"user:{who.pk}", who.email, ground) for who in people if not is_reserved(who.email)]


def guests(event: Event) -> list[Recipient]:
    """Who takes part on a ground that holds at this moment (R37)."""
    there = hospitality.standing(Guest.objects.there().filter(incident=event.incident_id))
    return [Recipient(f"{GUEST}{guest.pk}", guest.address, guest.ground) for guest in there if not acted(guest, event)]


def acted(guest: Guest, event: Event) -> bool:
    return event.verb == "write_as_guest" and bool(event.data["guest"]["key"] == guest.key)


def guest_of(key: str, event: Event) -> Guest | None:
    """The guest of a letter that is sent now: none who is out meanwhile, nor whose ground has lapsed (R37)."""
    theirs = Guest.objects.there().filter(pk=key.removeprefix(GUEST), incident=event.incident_id)
    return next(iter(hospitality.standing(theirs.select_related("incident__area"))), None)


def fellows(event: Event) -> list[Recipient]:
    """Everybody of the customer's but who wrote."""
    return [who for who in customer(event) if who.key != f"user:{event.by_id}"]


def newcomer(event: Event) -> list[Recipient]:
    """The colleague whom somebody else just shared it with."""
    return [who for who in colleagues(event) if who.key == f"user:{event.data['colleague']['id']}"]


def told_unless_spam(event: Event) -> list[Recipient]:
    return [] if event.data["is_spam"] else customer(event)


def asked(event: Event) -> list[Recipient]:
    """Only the question to the customer concerns them; the other flags are ours (R2)."""
    return customer(event) if event.data["flag"] == "customer_action_needed" else []
