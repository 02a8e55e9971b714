"""A PG member goes, moves to another address, or has lost their mailbox: out of every customer's conversation (R37)."""

from django.db import transaction

from accounts.acting import lock
from escalations.actions.consenting import part
from escalations.actions.house import lock_all, write_down
from escalations.models import Consent, Icm, IcmIncident, PgMember

OPEN = [Consent.State.ASKED, Consent.State.GRANTED]


@transaction.atomic
def save_member(member: PgMember) -> None:
    """As the administration changes a person; who goes, or has another address from now on, agrees anew.

    What they take part in is held before their row, as by their own acts (lock order).
    """
    before = PgMember.objects.filter(pk=member.pk).first()
    if before is not None:
        hold_all_of(before)
    member.save()
    if not member.is_active:
        part_with(member, gone=True)
    elif before is not None and before.email != member.email:
        part_with(member, moved=True)


def hold_all_of(member: PgMember) -> None:
    """The living ICMs in which this person can act or is asked, after their incidents, each by id (lock order)."""
    taken = Icm.objects.filter(grants__member=member) | Icm.objects.filter(consents__member=member)
    icms = list(taken.exclude(state=Icm.State.CLOSED).distinct())
    hits = IcmIncident.objects.filter(icm__in=icms).select_related("incident")
    lock_all({hit.incident for hit in hits})
    for icm in sorted(icms, key=lambda each: each.pk):
        lock(icm)


def part_with(member: PgMember, **why: bool) -> None:
    """What they were asked is void and what they agreed to is over, with a line of `why` for each ICM.

    In a transaction of the caller's, which holds the ICMs.
    """
    rows = Consent.objects.filter(member=member, state__in=OPEN)
    for icm in Icm.objects.filter(pk__in=rows.values("icm")).order_by("pk"):
        fresh = lock(icm)
        line = write_down(fresh, "leave", member, **why)
        part(fresh, line.at, member)
