"""Who of the product group has an ICM, and who is asked to take one that nobody has (R35)."""

from escalations.models import EscalationEvent, Grant, Icm, PgMember


def having(icm: Icm) -> list[PgMember]:
    """Its owner; while nobody has acknowledged it, whoever is asked to (R40)."""
    return [icm.owner] if icm.owner and icm.owner.is_active else asked_to_take(icm)


def asked_to_take(icm: Icm) -> list[PgMember]:
    """Those whom its last letter asked: never who handed it over, who reads no more than the mail said (R36).

    Somebody who was named is alone in it, until the time is over and the team is called.
    """
    handed = icm.history.filter(verb="hand_over").last()
    if handed is None:
        return team_of(None, icm)
    asked = handed_to(handed, icm)
    if asked and not icm.is_team_chased:
        return asked
    return list({member.pk: member for member in [*asked, *others_of_team(handed, icm)]}.values())


def handed_to(event: EscalationEvent, icm: Icm) -> list[PgMember]:
    """Who is to acknowledge it now: the one who was named, and the others have nothing to do with that; or the rota,
    without who gave it back, or is gone (R35)."""
    if not event.data["to"]:
        return others_of_team(event, icm)
    return list(PgMember.objects.there().filter(pk=event.data["to"]["id"]))


def others_of_team(event: EscalationEvent, icm: Icm) -> list[PgMember]:
    before = {event.member_id, event.data.get("gone", {}).get("id")}
    return [member for member in team_of(event, icm) if member.pk not in before]


def team_of(event: EscalationEvent | None, icm: Icm) -> list[PgMember]:
    """Whoever may take it: the area's PG engineers, or its Livesite DRI (R35); nobody whose link was taken away."""
    shut_out = Grant.objects.taken_away([icm.pk]).values("member")
    return list(PgMember.objects.covering(icm.area_id, role_of_team(icm)).exclude(pk__in=shut_out))


def role_of_team(icm: Icm) -> str:
    is_livesite = icm.team == Icm.Team.LIVESITE_DRI
    return (PgMember.Role.LIVESITE_DRI if is_livesite else PgMember.Role.ENGINEER).value
