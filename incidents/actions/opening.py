"""How an incident begins: reported, triaged, or discarded because it is none."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import Act, NotAllowed, NotPossible, NotValid, acting
from accounts.models import Area, User
from incidents.actions import house
from incidents.actions.files import Kept, Uploads, keeping
from incidents.actions.repeating import require_fit_for_customer
from incidents.actions.waiting import match_reported
from incidents.actions.words import REASON, TITLE, able_owner, words
from incidents.models import Incident, Problem
from incidents.policy import may_open
from notifications.moment import now


@transaction.atomic
def open_incident(
    *,
    by: User,
    title: str,
    description: str,
    severity: int,
    customer: User | None = None,
    area: Area | None = None,
    files: Uploads = (),
    problem: Problem | None = None,
) -> Incident:
    """Report a problem: both clocks start, and no automatic mail goes out (R3). Staff name the customer.

    `problem`: the known one that the reporter says it is, of those that they may read (R24).
    """
    if not may_open(by):
        raise NotAllowed(_("Only customers and the support team can report a problem."))
    require_readable(by, problem)
    customer = whose(by, customer)
    plan = customer.organization.plan.current  # type: ignore[union-attr]
    moment = now()
    incident = Incident(
        title=words(title, field="title", limit=TITLE),
        description=words(description, field="description"),
        severity=asked(severity),
        severity_asked=severity,
        area=area,
        customer=customer,
        organization=customer.organization,
        plan_version=plan,
        calendar_version=plan.calendar.current,
        opened_at=moment,
        last_event_at=moment,
    )
    with keeping(files, by) as kept:
        incident.save()
        begin(incident, by, kept)
    if problem is not None:
        match_reported(incident, problem, by)
    return incident


def require_readable(by: User, problem: Problem | None) -> None:
    if problem is not None and not Problem.objects.visible_to(by).filter(pk=problem.pk).exists():
        raise NotValid({"problem": [_("There is nothing with the number %(number)s.") % {"number": problem.number}]})


def whose(by: User, customer: User | None) -> User:
    if by.is_customer:
        if customer not in {None, by}:
            raise NotValid({"customer": [_("You can only report for yourself.")]})
        return by
    if customer is None:
        raise NotValid({"customer": [_("Say whose problem this is.")]})
    if not (customer.is_active and customer.is_customer):
        raise NotValid({"customer": [_("%(name)s is not an active customer.") % {"name": customer.name}]})
    return customer


def asked(severity: int) -> int:
    if severity not in Incident.Severity.values:
        raise NotValid({"severity": [_("Choose a severity from 1 to 4.")]})
    return severity


def begin(incident: Incident, by: User, kept: Sequence[Kept] = ()) -> None:
    """The first event of the timeline; there is nothing to lock before it."""
    act = Act("open_incident", incident, by, incident.opened_at, public=True, files=kept)
    act.data = {
        "severity": incident.severity,
        "plan_version": incident.plan_version.pk,
        "calendar_version": incident.calendar_version.pk,
    }
    house.record(act)
    incident.save()


def assign(
    incident: Incident,
    *,
    by: User,
    owner: User | None = None,
    area: Area | None = None,
    category: str = "",
    severity: int | None = None,
) -> Incident:
    """Triage: any subset. After the first response a new owner is a transfer, which this is not (R4, R11)."""
    with acting(house.INCIDENTS, "assign", incident, by) as act:
        act.record.assign()
        if owner is not None:
            give(act, owner)
        if area is not None and area != act.record.area:
            change(act, "area", area, area.slug)
        if category and category != act.record.category:
            change(act, "category", named(category), category)
        if severity is not None and severity != act.record.severity:
            change(act, "severity", asked(severity), severity)
            act.public = True
        act.is_nothing = not act.data
    return act.record


def give(act: Act[Incident], owner: User) -> None:
    """Name the incident's owner, while nobody has answered yet."""
    if owner.pk == act.record.owner_id:
        return
    able = able_owner(owner)  # first, as every door reads it: who can own nothing is no new owner
    if act.record.responded_at is not None:
        raise NotPossible(_("The owner stays from the first answer to the end. A manager can transfer ownership."))
    before = act.record.owner
    act.data["owner_was"] = house.person(before) if before else None
    house.show_both(act)
    act.record.give_to(able)
    act.data["owner"] = house.person(owner)


def change(act: Act[Incident], field: str, value: Any, stored: Any) -> None:
    before = getattr(act.record, field)
    act.data[f"{field}_was"] = before.slug if isinstance(before, Area) else before
    setattr(act.record, field, value)
    act.data[field] = stored


def named(category: str) -> str:
    if category not in Incident.Category.values:
        raise NotValid({"category": [_("Choose one of the categories.")]})
    return category


def discard(
    incident: Incident,
    *,
    by: User,
    reason: str,
    duplicate_of: Incident | None = None,
    is_spam: bool = False,
    confirm_note: bool = False,
) -> Incident:
    """Spam, a duplicate, or no incident at all; a spammer is not told. Impossible after the first response.

    Whoever is told reads why: not a team note's words by a slip (R17).
    """
    with acting(house.INCIDENTS, "discard", incident, by) as act:
        if duplicate_of is not None and duplicate_of.pk == incident.pk:
            raise NotValid({"duplicate_of": [_("An incident cannot be a duplicate of itself.")]})
        act.words = words(reason, field="reason", limit=REASON)
        act.public = not is_spam
        if act.public:
            require_fit_for_customer(act.record, act.words, confirm_note=confirm_note, field="reason")
        act.record.discard(act.at)
        act.record.duplicate_of = duplicate_of
        act.data = {"is_spam": is_spam, "duplicate_of": duplicate_of.number if duplicate_of else None}
    return act.record
