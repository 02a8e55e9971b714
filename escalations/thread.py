"""Who of the product group is in a customer's conversation, who was asked, and what can be done about it (R37)."""

from dataclasses import dataclass

from accounts.models import User
from escalations.consent import ground_offered
from escalations.models import Consent, Icm, PgMember
from escalations.policy import ICM_RULES
from incidents.models import Incident


@dataclass(frozen=True)
class Thread:
    """One ICM and one of its open incidents: who is in, who was asked, whom a ground offers, what may be pressed."""

    icm: Icm
    incident: Incident
    inside: list[Consent]
    asked: list[Consent]
    refused: list[Consent]
    offered: list[PgMember]
    may_ask: bool
    may_add: bool
    may_remove: bool


def threads_of(icm: Icm, user: User) -> list[Thread]:
    """Of each open incident that the ICM hits."""
    return [thread(icm, hit.incident, user) for hit in icm.hits.all() if not hit.incident.is_closed]


def threads_about(incident: Incident, user: User) -> list[Thread]:
    """Of each living ICM of an incident."""
    if incident.is_closed:
        return []
    icms = Icm.objects.visible_to(user).live().filter(hits__incident=incident).order_by("pk")
    return [thread(icm, incident, user) for icm in icms.select_related("area", "owner")]


def thread(icm: Icm, incident: Incident, user: User) -> Thread:
    rows = list(Consent.objects.filter(icm=icm, incident=incident).select_related("member", "guest", "asked_by"))
    inside = [row for row in rows if row.is_standing]
    offered = offered_to(icm, incident, {row.member_id for row in inside})
    return Thread(
        icm=icm,
        incident=incident,
        inside=inside,
        asked=[row for row in rows if row.state == Consent.State.ASKED],
        refused=[row for row in rows if row.state == Consent.State.DECLINED],
        offered=offered,
        may_ask=can(icm, "request_consent", user),
        may_add=bool(offered) and can(icm, "add_to_thread", user),
        may_remove=can(icm, "remove_from_thread", user),
    )


def offered_to(icm: Icm, incident: Incident, inside: set[int]) -> list[PgMember]:
    """Whom the support team may add by name as things are now."""
    people = PgMember.objects.covering(icm.area_id).exclude(pk__in=inside)
    return [who for who in people if ground_offered(who, icm, incident) is not None]


def can(icm: Icm, verb: str, user: User) -> bool:
    return ICM_RULES[verb](user, icm) and icm.hindrance(verb) is None
