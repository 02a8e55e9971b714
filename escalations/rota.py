"""Who of the product group has an ICM, and who is asked to take one that nobody has (R35)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from escalations.models import EscalationEvent, Grant, Icm, PgMember


def having(icm: Icm) -> list[PgMember]:
    """Its owner; while nobody has acknowledged it, whoever is asked to (R40)."""
    return [icm.owner] if icm.owner and icm.owner.is_active else asked_to_take(icm)


def asked_to_take(icm: Icm) -> list[PgMember]:
    """Whoever its letters ask at this moment, by `asked_among`."""
    handed = last_handed([icm]).get(icm.pk)
    return asked_among(icm, handed, team_of(handed, icm), named_in(handed, icm))


def handed_to(event: EscalationEvent, icm: Icm) -> list[PgMember]:
    """Who is to acknowledge it now that it was handed over, or given back (R35)."""
    return asked_among(icm, event, team_of(event, icm), named_in(event, icm))


def last_handed(icms: Iterable[Icm]) -> dict[int, EscalationEvent]:
    """The last hand-over of each that was ever handed over; one question for all of them."""
    rows = EscalationEvent.objects.filter(kind=Icm.KIND, record_id__in=[icm.pk for icm in icms], verb="hand_over")
    return {event.record_id: event for event in rows.order_by("seq")}


def asked_among(
    icm: Icm, handed: EscalationEvent | None, team: list[PgMember], named: list[PgMember]
) -> list[PgMember]:
    """The rule: the team, but never who handed it over, who reads no more than the mail said (R36), or is gone.

    Somebody who was named is alone in it, until the time is over and the team is called; or until they are not there
    any more, or their link was taken away. `team`, `named`: of those, who is there and let in.
    """
    if handed is None:
        return team
    if named and not icm.is_team_chased:
        return named
    before = {handed.member_id, handed.data.get("gone", {}).get("id")}
    others = [member for member in team if member.pk not in before]
    return list({member.pk: member for member in [*named, *others]}.values())


def team_of(event: EscalationEvent | None, icm: Icm) -> list[PgMember]:
    """Whoever may take it: the area's PG engineers, or its Livesite DRI (R35); nobody whose link was taken away."""
    return list(PgMember.objects.covering(icm.area_id, role_of_team(icm)).exclude(pk__in=shut_out(icm)))


def role_of_team(icm: Icm) -> str:
    is_livesite = icm.team == Icm.Team.LIVESITE_DRI
    return (PgMember.Role.LIVESITE_DRI if is_livesite else PgMember.Role.ENGINEER).value


def named_in(handed: EscalationEvent | None, icm: Icm) -> list[PgMember]:
    """Whom it was handed over to by name, where they are there; nobody whose link was taken away."""
    key = named_key(handed)
    return list(PgMember.objects.there().filter(pk=key).exclude(pk__in=shut_out(icm))) if key else []


def named_key(handed: EscalationEvent | None) -> int | None:
    return handed.data["to"].get("id") if handed else None


def shut_out(icm: Icm) -> QuerySet[Grant, Any]:
    return Grant.objects.taken_away([icm.pk]).values("member")
