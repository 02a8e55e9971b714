"""The consent rule: who of the product group may be on a customer's mail at this moment, and on which ground (R37)."""

from collections.abc import Collection, Iterable
from typing import TypedDict

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from escalations import notices
from escalations.models import Consent, CsatRequest, Grant, Icm, PgMember
from escalations.models.consent import ConsentQuerySet
from incidents.models import Guest, Incident
from incidents.models.guest import GuestQuerySet
from notifications.models import Notification

Role = PgMember.Role
KEY = "pg:"  # how the guests of this floor are called below


class Standing(TypedDict):
    """An ICM's consent as it reads to tools."""

    state: str
    ground: str | None


# --- Asked by the floor below, wherever an address of a customer's letter is computed, and again when it is sent -----


def standing(guests: GuestQuerySet) -> GuestQuerySet:
    """Those of them whose ground still stands: the same consent does, on this very ground; one query.

    Whoever has another address by now comes in anew: no customer's words go to the one that they had.
    """
    name = Concat(Value(KEY), Cast("member_id", CharField()))
    theirs = granted().alias(name=name).filter(name=OuterRef("key"), member__email=OuterRef("address"))
    return guests.filter(Exists(theirs.filter(incident=OuterRef("incident"), ground=OuterRef("ground"))))


def granted() -> ConsentQuerySet:
    """What lets somebody in: of a living ICM, to who is still there."""
    rows = Consent.objects.filter(state=Consent.State.GRANTED, member__is_active=True)
    return rows.exclude(icm__state=Icm.State.CLOSED)


def place(guest: Guest, letter: Notification) -> str:
    """Where a guest reads and writes: the ICM by which they are there, at their own link."""
    row = Consent.objects.filter(guest=guest).select_related("icm", "member").first()
    return notices.address(row.icm, row.member, letter) if row is not None else ""


def is_address_of_ours(address: str) -> bool:
    """Whether this reaches somebody of the product group, there or gone; `pia+orders@` is Pia's as well."""
    local, at, domain = address.strip().lower().rpartition("@")
    if not at:
        return False
    mailbox = local.partition("+")[0]
    variants = Q(email__startswith=f"{mailbox}+", email__endswith=f"@{domain}")
    return PgMember.objects.filter(variants | Q(email=f"{mailbox}@{domain}")).exists()


# --- Before somebody is let in ----------------------------------------------------------------------------------------


def ground_offered(member: PgMember, icm: Icm, incident: Incident) -> str | None:
    """On which ground the support team may add this member by name, as things are at this moment; none: on no one."""
    return grounds_offered(icm, incident).get(member)


def grounds_offered(icm: Icm, incident: Incident) -> dict[PgMember, str]:
    """Of all who cover its area, those whom a ground offers now: at severity 1 everybody, else who leads, if asked;
    nobody whose link to it was taken away."""
    led = CsatRequest.objects.leadership_wanted().filter(incident=incident).values_list("icm__area", flat=True)
    shut_out = Grant.objects.taken_away([icm.pk]).values("member")
    people = PgMember.objects.covering(icm.area_id).exclude(pk__in=shut_out)
    return grounds_among(people.prefetch_related("areas"), incident, set(led))


def grounds_among(people: Iterable[PgMember], incident: Incident, led: Collection[int]) -> dict[PgMember, str]:
    """The rule, of people who cover the ICM's area; `led`: whose leadership approved escalations bring in (R40)."""
    if incident.severity == Incident.Severity.ONE:
        return dict.fromkeys(people, Guest.Ground.SEVERITY_1.value)
    leaders = [who for who in people if who.role in {Role.EM, Role.PM} and any(who.covers(area) for area in led)]
    return dict.fromkeys(leaders, Guest.Ground.CSAT_LEADERSHIP.value)


# --- How it stands ----------------------------------------------------------------------------------------------------


def consent_of(icm: Icm) -> Standing:
    """The furthest that anybody of the product group has come: in, asked, or how it last ended."""
    rows = list(icm.consents.all())
    for row in rows:
        if row.is_standing:
            return {"state": Consent.State.GRANTED.value, "ground": row.ground}
    if any(row.state == Consent.State.ASKED for row in rows):
        return {"state": Consent.State.ASKED.value, "ground": None}
    return {"state": rows[-1].state, "ground": rows[-1].ground or None} if rows else {"state": "none", "ground": None}
