"""The customer's conversation as its mail tells of it: who is in it, and who is written to."""

from escalations import actions
from escalations.models import Icm, PgMember
from incidents.models import Guest, Incident
from notifications.models import Notification
from tests.people import People

EXHAUSTED = "We replayed the job twice with the customer, read the traces and tried both workarounds."


def inside(incident: Incident) -> dict[str, str]:
    """Who of the product group is in the conversation, by first name, and on which ground."""
    return {guest.first_name.lower(): guest.ground for guest in Guest.objects.there().filter(incident=incident)}


def mailed(verb: str) -> dict[str, str]:
    """To whom a customer's letter of this verb was queued, by the name before the @, and on which ground."""
    rows = Notification.objects.filter(verb=verb, audience="customer")
    return {address.partition("@")[0]: ground for address, ground in rows.values_list("address", "ground")}


def asked(icm: Icm, people: People) -> Icm:
    return actions.request_consent(icm, by=people.eva, exhausted=EXHAUSTED)


def joined(icm: Icm, people: People, member: PgMember) -> Icm:
    """Asked, and agreed."""
    return actions.consent(asked(icm, people), by=member)
