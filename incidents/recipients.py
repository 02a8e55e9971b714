"""Whose are the letters of a customer's incident: the reporter's, and those colleagues' whom it is shared with."""

from accounts.models import User
from incidents.models import Colleague, Event


def customer(event: Event) -> list[User]:
    """The reporter, and the colleagues, who are told nothing of their own doing.

    Every address of a customer's letter is computed here, and nowhere else.
    """
    return [event.incident.customer, *colleagues(event)]


def reporter(event: Event) -> list[User]:
    """The reporter alone: what only their word can answer is no colleague's to be reminded of (R10)."""
    return [event.incident.customer]


def colleagues(event: Event) -> list[User]:
    """As long as they are there and of the customer's organisation (R17)."""
    incident = event.incident
    rows = Colleague.objects.filter(incident=incident, user__organization=incident.organization_id)
    there = rows.filter(user__is_active=True, user__role=User.Role.CUSTOMER).select_related("user")
    return [row.user for row in there if row.user_id != event.by_id]


def fellows(event: Event) -> list[User]:
    """Everybody of the customer's but who wrote."""
    return [person for person in customer(event) if person.pk != event.by_id]


def newcomer(event: Event) -> list[User]:
    """The colleague whom somebody else just shared it with."""
    return [person for person in colleagues(event) if person.pk == event.data["colleague"]["id"]]


def told_unless_spam(event: Event) -> list[User]:
    return [] if event.data["is_spam"] else customer(event)


def asked(event: Event) -> list[User]:
    """Only the question to the customer concerns them; the other flags are ours (R2)."""
    return customer(event) if event.data["flag"] == "customer_action_needed" else []
