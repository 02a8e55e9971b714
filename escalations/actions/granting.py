"""Whose link opens what: taken away, given back, sent anew, and passed on to a colleague (R36)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.acting import NotAllowed, NotPossible, NotValid, lock
from accounts.models import User
from escalations import audit, brakes, link_letters, links, policy
from escalations.actions.consenting import part
from escalations.actions.departing import hold_all_of, part_with
from escalations.actions.house import (
    CONSULTATIONS,
    FOR_SUPPORT,
    ICMS,
    escalating,
    incident_of,
    incidents_of,
    lock_all,
    require_nobody_joined,
    write_down,
)
from escalations.audit import Traces, What
from escalations.models import AccessEvent, AllowedDomain, Grant, Icm, PgMember, ShiproomSeat
from escalations.policy import BY_LINK
from incidents.actions.words import words
from notifications.moment import now

NOBODY = Traces()


# --- The support team ------------------------------------------------------------------------------------------------


@transaction.atomic
def revoke_link(grant: Grant, *, by: User, reason: str) -> None:
    """This person's links and sessions of this record die at once; no letter brings them back. Raises NotAllowed."""
    require_support(by)
    because = words(reason, field="reason", limit=Grant.WHY)
    record = held(grant.record)
    own = Grant.objects.filter(pk=grant.pk, revoked_at=None)
    if own.update(revoked_at=now(), revoked_by=by, revoked_because=because, epoch=F("epoch") + 1):
        audit.keep(What.REVOKE, NOBODY, grant=grant, result="grant")
        tell(record, "revoke_link", by, grant.member, reason=because)
        if isinstance(record, Icm):
            part(record, now(), grant.member)


def held(record: Any) -> Any:
    """Locked, after the incidents whose conversations it may touch (lock order)."""
    incidents = incidents_of(record) if isinstance(record, Icm) else []
    lock_all(incidents)
    found = held_alone(record)
    require_nobody_joined(found, incidents)
    return found


def held_alone(record: Any) -> Any:
    """Shiproom is nothing to lock: who changes a grant of it does so in one statement."""
    return record if isinstance(record, ShiproomSeat) else lock(record)


def tell(record: Any, verb: str, by: User, member: PgMember, **data: Any) -> None:
    """A line for the support team alone; shiproom has no history, so its grant and the audit tell it."""
    if not isinstance(record, ShiproomSeat):
        write_down(record, verb, by, **{FOR_SUPPORT: True}, to={"id": member.pk, "name": member.name}, **data)


@transaction.atomic
def revoke_links(record: Any, *, by: User, reason: str) -> None:
    """Everybody's of this record."""
    require_support(by)
    held(record)
    for grant in Grant.objects.of(record).filter(revoked_at=None).select_related("member", "icm", "consultation"):
        revoke_link(grant, by=by, reason=reason)


@transaction.atomic
def revoke_person(member: PgMember, *, by: User) -> None:
    """All links, sessions and remembered browsers of one person die at once; what is mailed later opens again.

    No customer's words go to their mailbox from now on, until they agree anew (R37).
    """
    require_support(by)
    hold_all_of(member)
    for grant in standing_of(member):
        tell(held_alone(grant.record), "revoke_link", by, member, reason="")
    PgMember.objects.filter(pk=member.pk).update(epoch=F("epoch") + 1)
    audit.keep(What.REVOKE, NOBODY, member=member, result="person")
    part_with(member, revoked=True)


def standing_of(member: PgMember) -> list[Grant]:
    rows = Grant.objects.standing().filter(member=member).select_related("member", "icm", "consultation")
    return list(rows.order_by("icm_id", "consultation_id"))


@transaction.atomic
def restore_link(grant: Grant, *, by: User) -> None:
    """Whoever was put out is written to again; what was mailed before stays dead."""
    require_support(by)
    record = held_alone(grant.record)
    if Grant.objects.filter(pk=grant.pk).exclude(revoked_at=None).update(revoked_at=None, revoked_by=None):
        audit.keep(What.REVOKE, NOBODY, grant=grant, result="given back")
        tell(record, "restore_link", by, grant.member)


def require_support(by: User) -> None:
    if not policy.may_escalate(by):
        raise NotAllowed(str(policy.SUPPORT.sentence))


# --- The product group -----------------------------------------------------------------------------------------------


def send_new_link(token: str, traces: Traces) -> None:
    """A fresh link to the address on file, if this one was ever ours and what it opened still stands.

    It says nothing, raises nothing and answers nobody: whoever asks is told the same whatever comes of it (T26).
    """
    if not brakes.take(brakes.REISSUE_FROM_A_PLACE, traces.household):
        return
    link = links.presented(token).link
    if link is None or not Grant.objects.standing().filter(pk=link.grant_id).exists():
        audit.keep(What.REISSUE, traces, link=link, result="nothing sent")
        return
    if not brakes.take(brakes.REISSUE_A_GRANT, str(link.grant_id)):
        return
    with transaction.atomic():
        asked = audit.keep(What.REISSUE, traces, grant=link.grant, link=link, result="sent")
        link_letters.queue_new_link(asked, link.grant)


def bring_in(record: Any, *, by: PgMember, email: str) -> PgMember:
    """A colleague gets a link of their own: one who is registered, or of a domain that is allowed; the owners are told.

    Raises NotAllowed, NotPossible and NotValid by field.
    """
    house, incidents = (ICMS, incidents_of(record)) if isinstance(record, Icm) else (CONSULTATIONS, incident_of(record))
    with escalating(house, "bring_in", record, by, incidents) as act:
        require_measure(by)
        colleague = colleague_at(email.strip().lower(), by)
        fresh = {"verbs": BY_LINK[record.KIND], "reason": "bring_in", "brought_in_by": by}
        fresh |= {"created_at": act.at, "expires_at": act.at + Grant.LIFE}
        grant, _new = Grant.objects.get_or_create(member=colleague, **{record.KIND: act.record}, defaults=fresh)
        if grant.revoked_at:
            raise NotValid({"email": [_("The support team has taken this person out. Ask them.")]})
        act.data = {"to": {"id": colleague.pk, "name": colleague.name}}
        audit.keep(What.BRING_IN, NOBODY, grant=grant, member=by, result=f"person {colleague.pk}")
    return colleague


def require_measure(by: PgMember) -> None:
    lately = AccessEvent.objects.filter(what=What.BRING_IN, member=by, at__gt=now() - brakes.DAY)
    if lately.count() >= brakes.MOST_BROUGHT_IN:
        raise NotPossible(_("You have brought in many people today. Ask the support team for more."))


def colleague_at(email: str, by: PgMember) -> PgMember:
    """Who has this address, known from now on where their domain is allowed. Raises NotValid."""
    try:
        validate_email(email)
    except ValidationError:
        raise NotValid({"email": [_("That is not an address that mail can go to.")]}) from None
    known = PgMember.objects.filter(email=email).first()
    is_possible = known.is_active if known else AllowedDomain.objects.filter(name=email.rpartition("@")[2]).exists()
    if not is_possible or email == by.email or links.is_customers(email):
        raise NotValid({"email": [_("Name a colleague whom we know, or who has an address of your organisation.")]})
    fresh = {"name": name_in(email), "is_registered": False}
    return known or PgMember.objects.get_or_create(email=email, defaults=fresh)[0]  # by two ICMs at once, too


def name_in(email: str) -> str:
    """What people call them, as far as an address tells: "jane.doe@…" is Jane Doe."""
    parts = email.partition("@")[0].replace("_", ".").replace("-", ".").split(".")
    return " ".join(part.capitalize() for part in parts if part)[:150]
