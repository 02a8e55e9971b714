"""Guests in a customer's conversation: let in on a ground, out at once, and what they say there (R37).

The floor above knows who they are and asks its own policy; here is the incident's side, under the incident's lock.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import NotPossible, NotValid, lock
from accounts.models import User
from incidents import hospitality, policy
from incidents.actions.noting import write_line
from incidents.actions.words import BODY, words
from incidents.models import Event, Guest, Incident


@transaction.atomic
def admit_guest(
    incident: Incident, *, by: User | None, key: str, name: str, address: str, ground: str, zone: str = "UTC"
) -> Guest:
    """Somebody of neither organisation takes part from now on; the customer is told in their own words (R37).

    Nobody as `by`: they let themselves in, as their ground allows. Raises NotPossible where it is closed, or they are
    in already, and NotValid without a ground.
    """
    fresh = lock(incident)
    if fresh.is_closed:
        raise NotPossible(_("This is closed, and nobody joins its conversation any more."))
    if not ground:
        raise NotValid({"ground": [_("Say on which ground they take part.")]})
    if Guest.objects.there().filter(incident=fresh, key=key).exists():
        raise NotPossible(_("%(name)s is in this conversation already.") % {"name": name})
    guest = Guest.objects.create(
        incident=fresh,
        key=key,
        name=name,
        address=address,
        ground=ground,
        zone=zone,
        since=fresh.last_event_at,
        added_by=by,
    )
    event = write_line(fresh, "admit_guest", by=by, data=told_of(guest, by), wants_owner=by is None, public=True)
    guest.since = event.at
    guest.save(update_fields=["since"])
    return guest


def told_of(guest: Guest, by: User | None, **more: Any) -> dict[str, Any]:
    """A guest as the timeline keeps them: by name to the team, by the name that customers know to customers."""
    kept = {"key": guest.key, "name": guest.name, "shown": guest.shown_name()}
    who = {} if by is not None else {"who": {"name": guest.name, "kind": guest.key.partition(":")[0]}}
    return {**more, **who, "guest": kept, "ground": guest.ground}


@transaction.atomic
def dismiss_guest(guest: Guest, *, by: User | None, why: str = "") -> Event | None:
    """Out at once, also for mail that waits to be sent. Of a closed incident too, where no line is written any more.

    Nobody as `by`: they left by themselves, or their ground came to its end. Who is out already stays so.
    """
    fresh = lock(guest.incident)
    there = Guest.objects.there().select_for_update(of=("self",)).filter(pk=guest.pk).first()
    if there is None:
        return None
    if fresh.is_closed:
        end(there, fresh)
        return None
    event = write_line(fresh, "dismiss_guest", by=by, data=told_of(there, by, why=why), public=True)
    end(there, fresh)
    return event


def end(guest: Guest, incident: Incident) -> None:
    guest.until = incident.last_event_at
    guest.save(update_fields=["until"])


@transaction.atomic
def write_as_guest(guest: Guest, body: str) -> Event:
    """A guest's public words, which want the owner: nobody takes the conversation out of their hands (R15, R37)."""
    fresh = lock(guest.incident)
    there = next(iter(hospitality.standing(Guest.objects.there().filter(pk=guest.pk))), None)
    if there is None:
        raise NotPossible(_("You are not in this customer's conversation."))
    if fresh.is_closed:
        raise NotPossible(_("This is closed, and nothing is written to it any more."))
    if fresh.responded_at is None:
        raise NotPossible(_("The owner's first answer comes first."))
    said = words(body, field="body", limit=BODY)
    return write_line(
        fresh, "write_as_guest", by=None, data=told_of(there, None), words=said, wants_owner=True, public=True
    )


@transaction.atomic
def turn_away(incident: Incident, *, by: User | None, address: str, how: str) -> Event | None:
    """Something tried to bring an address into the conversation that has no ground: the owner is told (R37).

    `how` names the way, such as "add_colleague" or "copy". Of a closed incident there is nobody to tell.
    """
    fresh = lock(incident)
    if fresh.is_closed:
        return None
    wants_owner = by is None or not policy.is_owner(by, fresh)  # an owner who tried has read why not
    return write_line(fresh, "turn_away", by=by, data={"address": address, "how": how}, wants_owner=wants_owner)
