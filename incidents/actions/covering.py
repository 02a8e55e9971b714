"""Cover without hand-over: a deputy for an absence or a shift (R11a)."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.acting import Act, NotValid, acting
from accounts.models import User
from incidents.actions import house
from incidents.actions.words import FURTHEST, REASON, able_owner, words
from incidents.models import Incident


def name_deputy(
    incident: Incident,
    *,
    by: User,
    reason: str,
    deputy: User | None = None,
    begins: datetime | None = None,
    until: datetime | None = None,
) -> Incident:
    """From `begins` (or now) `until` then the deputy may do what the owner may. No deputy ends the cover (R11a)."""
    with acting(house.INCIDENTS, "name_deputy", incident, by) as act:
        act.words = words(reason, field="reason", limit=REASON)
        before, owner = act.record.deputy, act.record.owner
        if deputy is None and before is None:
            raise NotValid({"deputy": [_("Say who stands in.")]})
        deputy = able_deputy(act.record, deputy)
        begins, until = span(act, begins, until) if deputy else (None, None)
        act.record.name_deputy(deputy, begins, until)
        act.data = {
            "covers": house.person(owner) if owner else None,
            "deputy": house.person(deputy) if deputy else None,
            "deputy_was": house.person(before) if before else None,
            "from": house.stamp(begins),
            "until": house.stamp(until),
        }
    return act.record


def able_deputy(incident: Incident, deputy: User | None) -> User | None:
    if deputy is not None and deputy.pk == incident.owner_id:
        raise NotValid({"deputy": [_("%(name)s owns this already.") % {"name": deputy.name}]})
    return able_owner(deputy, field="deputy") if deputy else None


def span(act: Act[Incident], begins: datetime | None, until: datetime | None) -> tuple[datetime, datetime]:
    """A cover has an end that is still to come, else it would be a hand-over; before the report it covers nothing."""
    begins = max(begins or act.at, act.record.opened_at)
    if until is None:
        raise NotValid({"until": [_("Say until when.")]})
    if until <= max(begins, act.at):
        raise NotValid({"until": [_("It ends after it has begun, at a time that is still to come.")]})
    if until > act.at + FURTHEST:
        raise NotValid({"until": [_("That is too far ahead.")]})
    return begins, until
