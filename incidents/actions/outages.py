"""Outages: recorded once, linked with the incidents that tell of them, and told to all their customers (R26)."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import NotPossible, NotValid, Refusal, require
from accounts.models import Area, Region, User
from accounts.once import Answer, OtherContent, Sending
from incidents.actions.answering import send_update
from incidents.actions.archive import KEEP, begin, changed, keeping, require_keeper, said
from incidents.actions.bulk import DATABASE_FAULTS, FAULTS, why
from incidents.actions.repeating import require_fit_for_customer
from incidents.actions.waiting import link_outage
from incidents.actions.words import TITLE, within_reach, words
from incidents.models import Incident, Outage
from incidents.policy import KNOWN_RULES

log = logging.getLogger(__name__)


@dataclass
class Told:
    """Who was told, and who was not and why."""

    told: list[Incident] = field(default_factory=list)
    refused: list[tuple[Incident, str]] = field(default_factory=list)


@transaction.atomic
def open_outage(
    *,
    by: User,
    title: str,
    area: Area | None,
    public_text: str,
    starts_at: datetime | None,
    ends_at: datetime | None = None,
    regions: Iterable[Region] = (),
) -> Outage:
    """Something is down. No regions means everywhere; customers there read the public text at once."""
    require_keeper(by)
    if area is None or starts_at is None:
        missing = {"area": _("Choose an area."), "starts_at": _("Say since when.")}
        raise NotValid(
            {name: [missing[name]] for name in missing if {"area": area, "starts_at": starts_at}[name] is None}
        )
    in_order(starts_at, ends_at)
    outage = Outage(
        title=words(title, field="title", limit=TITLE),
        area=area,
        public_text=words(public_text, field="public_text"),
        starts_at=starts_at,
        ends_at=ends_at,
    )
    begin(outage, "open_outage", by)
    outage.regions.set(regions)
    return outage


def in_order(starts_at: datetime, ends_at: datetime | None) -> None:
    within_reach(starts_at, "starts_at")
    within_reach(ends_at, "ends_at")
    if ends_at is not None and ends_at <= starts_at:
        raise NotValid({"ends_at": [_("An outage ends after it begins.")]})


def edit_outage(
    outage: Outage,
    *,
    by: User,
    title: str = KEEP,
    area: Area = KEEP,
    public_text: str = KEEP,
    starts_at: datetime = KEEP,
    ends_at: datetime | None = KEEP,
    regions: Iterable[Region] = KEEP,
) -> Outage:
    """Any subset; an end that is sent empty is taken away, and no regions means everywhere."""
    with keeping("edit_outage", outage, by) as act:
        act.record.edit_outage()
        given = {
            "title": said(title, field="title", limit=TITLE),
            "area": area or KEEP,
            "public_text": said(public_text, field="public_text"),
            "starts_at": starts_at or KEEP,
            "ends_at": ends_at,
        }
        changed(act, given)
        in_order(act.record.starts_at, act.record.ends_at)
        if regions is not KEEP:
            move(act.record, regions, act.data)
        act.is_nothing = not act.data
    return act.record


def move(outage: Outage, regions: Iterable[Region], data: dict[str, object]) -> None:
    """It is elsewhere, or in more places; the history keeps both."""
    elsewhere = list(regions)
    before, after = slugs(outage.regions.all()), slugs(elsewhere)
    if before == after:
        return
    outage.regions.set(elsewhere)
    data["regions"], data["regions_was"] = after, before


def slugs(regions: Iterable[Region]) -> list[str]:
    return sorted(region.slug for region in regions)


def end_outage(outage: Outage, *, by: User) -> Outage:
    """It is over now, or was at the time it already carries; one that never came ends as it would have begun."""
    with keeping("end_outage", outage, by) as act:
        act.record.end_outage()
        act.record.ends_at = max(min(act.record.ends_at or act.at, act.at), act.record.starts_at)
    return act.record


def tell_outage(
    outage: Outage, *, by: User, body: str, confirm_note: bool = False, sending: Sending | None = None
) -> Answer:
    """The same public words to the customers of all linked incidents; each by the rules of its own incident (R26).

    Each in its own short transaction, so that one that fails stops no other; the history keeps last who was told, and
    of the others why not, and so does the answer. Whoever was stopped half-way sends the same again: nobody hears
    twice. Raises NotValid before anybody is told, by `confirm_note` where the words repeat a note of the team (R17).
    """
    require(KNOWN_RULES, "tell_outage", outage, by)
    text = words(body, field="body")
    linked = list(Incident.objects.filter(outage_links__outage=outage).order_by("pk"))
    if not linked:
        raise NotPossible(_("No incident is linked with this outage."))
    for incident in linked:
        if incident.hindrance("send_update") is None:
            require_fit_for_customer(incident, text, confirm_note=confirm_note, field="body")
    sending = sending or Sending(by)
    told = tell_each(linked, sending, body=text, confirm_note=confirm_note)
    outage.seen = None  # was judged before anybody was told; what was edited meanwhile does not make it untold
    return sending.whole(lambda: Answer(200, record_telling(outage, by, text, told)))


def tell_each(incidents: Iterable[Incident], sending: Sending, **said: Any) -> Told:
    told, faults = Told(), 0
    for incident in incidents:
        if faults >= FAULTS:
            told.refused.append((incident, _("The database failed before, so this one was not tried.")))
            continue
        try:
            tell_one(incident, sending, said)
            told.told.append(incident)
        except OtherContent:
            raise
        except Refusal as refusal:
            told.refused.append((incident, why(incident, refusal)))
        except Exception as fault:  # one that fails for a reason of its own must not stop the others
            log.exception("the customer of %s could not be told with others", incident.number)
            faults += isinstance(fault, DATABASE_FAULTS)
            told.refused.append((incident, _("That failed on our side. Tell them on its own page.")))
    return told


def tell_one(incident: Incident, sending: Sending, said: dict[str, Any]) -> None:
    def tell() -> Answer:
        send_update(incident, by=sending.actor, **said)
        return Answer(200, None)

    sending.part(str(incident.pk), tell)


def record_telling(outage: Outage, by: User, text: str, told: Told) -> dict[str, Any]:
    outcome = {
        "told": [incident.number for incident in told.told],
        "refused": [[incident.number, reason] for incident, reason in told.refused],
    }
    with keeping("tell_outage", outage, by) as act:
        act.record.tell_outage()
        act.data = {"body": text, **outcome}
    return outcome


def link_incidents(outage: Outage, *, by: User, incidents: Iterable[Incident]) -> Told:
    """Each by its own rules, in the order of their keys; what cannot be linked any more is named with its reason."""
    linked = Told()
    for incident in sorted(incidents, key=lambda incident: incident.pk):
        try:
            linked.told.append(link_outage(incident, by=by, outage=outage))
        except Refusal as refusal:
            linked.refused.append((incident, refusal.reason))
    return linked
