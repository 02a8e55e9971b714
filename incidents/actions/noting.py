"""What happens on the floor above and belongs on the incident: kept under the incident's own lock, in its timeline."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.acting import Act, lock
from accounts.models import User
from incidents import notices
from incidents.actions import house
from incidents.models import Event, Incident, TitleMark
from notifications.moment import now


@transaction.atomic
def note(
    incident: Incident,
    verb: str,
    *,
    by: User | None,
    data: Mapping[str, Any],
    words: str = "",
    wants_owner: bool = False,
) -> Event | None:
    """A line of the timeline for the support team; the floor above has asked its own policy already.

    `words` are for the team. `wants_owner` raises action needed (R15). Nothing is written to a closed incident, as the
    floor above has a history of its own; the answer is None then. The state stays whatever it is.
    """
    fresh = lock(incident)
    if fresh.is_closed:
        return None
    return write_line(fresh, verb, by=by, data=data, words=words, wants_owner=wants_owner)


def write_line(
    fresh: Incident,
    verb: str,
    *,
    by: User | None,
    data: Mapping[str, Any],
    words: str = "",
    wants_owner: bool = False,
    public: bool = False,
) -> Event:
    """The line of an incident that is locked and open. `public`: the customer reads it, and the words with it."""
    read = now()
    moment = max(read, fresh.last_event_at)
    house.settle(fresh, moment)
    kept = {**data, "noted": {"wants_owner": wants_owner}}
    act = Act(verb, fresh, by, moment, clamped=read < moment, public=public, words=words, data=kept)
    if wants_owner:
        fresh.action_needed = True
    fresh.version += 1
    event = house.record(act)
    fresh.save()
    notices.tell(event)
    return event


@transaction.atomic
def mark_title(incident: Incident, words: str) -> None:
    """What heads its title for staff; no words, no mark. Of a closed incident too: the mark is no part of it."""
    lock(incident)
    if words:
        TitleMark.objects.update_or_create(incident=incident, defaults={"words": words})
    else:
        TitleMark.objects.filter(incident=incident).delete()
