"""Outages: recorded once, linked with the incidents that tell of them, and told to all their customers (R26)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import NotAllowed, NotPossible, NotValid, Refusal, acting
from accounts.models import Area, Region, User
from incidents.actions.answering import send_update
from incidents.actions.archive import KNOWLEDGE, begin, changed
from incidents.actions.words import TITLE, words
from incidents.models import Incident, Outage
from incidents.policy import may_keep_knowledge


@dataclass(frozen=True)
class Told:
    """Who was told, and who was not and why."""

    told: list[Incident]
    refused: list[tuple[Incident, str]]


@transaction.atomic
def open_outage(
    *,
    by: User,
    title: str,
    area: Area,
    public_text: str,
    starts_at: datetime,
    ends_at: datetime | None = None,
    regions: Iterable[Region] = (),
) -> Outage:
    """Something is down. No regions means everywhere; customers there read the public text at once."""
    if not may_keep_knowledge(by):
        raise NotAllowed(_("Only the support team can write this down."))
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
    if ends_at is not None and ends_at <= starts_at:
        raise NotValid({"ends_at": [_("An outage ends after it begins.")]})


def edit_outage(
    outage: Outage,
    *,
    by: User,
    title: str | None = None,
    area: Area | None = None,
    public_text: str | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    regions: Iterable[Region] | None = None,
) -> Outage:
    with acting(KNOWLEDGE, "edit_outage", outage, by) as act:
        act.record.edit_outage()
        given = {
            "title": None if title is None else words(title, field="title", limit=TITLE),
            "area": area,
            "public_text": None if public_text is None else words(public_text, field="public_text"),
            "starts_at": starts_at,
            "ends_at": ends_at,
        }
        changed(act, given)
        in_order(act.record.starts_at, act.record.ends_at)
        if regions is not None:
            act.record.regions.set(regions)
            act.data["regions"] = sorted(region.slug for region in regions)
            act.is_nothing = False
    return act.record


def end_outage(outage: Outage, *, by: User) -> Outage:
    """It is over now, or was at the time it already carries."""
    with acting(KNOWLEDGE, "end_outage", outage, by) as act:
        act.record.end_outage()
        act.record.ends_at = min(act.record.ends_at or act.at, act.at)
    return act.record


def tell_outage(outage: Outage, *, by: User, body: str) -> Told:
    """The same public words to the customers of all linked incidents; each by the rules of its own incident (R26)."""
    with acting(KNOWLEDGE, "tell_outage", outage, by) as act:
        act.record.tell_outage()
        act.data = {"body": words(body, field="body")}
    told: list[Incident] = []
    refused: list[tuple[Incident, str]] = []
    for link in outage.links.select_related("incident"):
        try:
            told.append(send_update(link.incident, by=by, body=body))
        except Refusal as refusal:
            refused.append((link.incident, refusal.reason))
    if not told and not refused:
        raise NotPossible(_("No incident is linked with this outage."))
    return Told(told, refused)
