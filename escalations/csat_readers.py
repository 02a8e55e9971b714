"""Who is told what of a CSAT request: the SMEs of its rung, who asked, the incident's owner, and the product group."""

from collections.abc import Iterable

from accounts.models import User
from escalations import judges
from escalations.models import CsatRequest, EscalationEvent, Icm, PgMember
from escalations.rota import having

Role = PgMember.Role


def others(people: Iterable[User | None], event: EscalationEvent) -> list[User]:
    """Each once, whoever is there; nobody is told of their own doing."""
    found = {person.pk: person for person in people if person is not None and person.is_active}
    return [person for person in found.values() if person.pk != event.by_id]


def asked_now(event: EscalationEvent, request: CsatRequest) -> list[User]:
    """Whose decision it waits for."""
    return others(judges.asked_on(request, request.rung), event)


def asker_and_owner(event: EscalationEvent, request: CsatRequest) -> list[User]:
    return others([request.asked_by, request.incident.owner], event)


def partners(event: EscalationEvent, request: CsatRequest) -> list[User]:
    """Both sides of the discussion: who asked, and those SMEs who have to do with it."""
    wrote = User.objects.filter(pk__in=request.history.values("by"), role=User.Role.SME)
    return others([request.asked_by, request.sme, request.decided_by, *wrote], event)


def everyone(event: EscalationEvent, request: CsatRequest) -> list[User]:
    """Whoever was asked so far, and whoever asked."""
    reached = [person for rung in range(request.rung + 1) for person in judges.asked_on(request, rung)]
    return others([*asker_and_owner(event, request), *partners(event, request), *reached], event)


def leaders(icm: Icm) -> list[PgMember]:
    """The EM and the PMs of its area: whom the announcement is for (R40)."""
    return list(PgMember.objects.covering(icm.area_id, Role.EM, Role.PM).order_by("role", "name"))


def announced_to(event: EscalationEvent, icm: Icm) -> list[PgMember]:
    """One envelope each."""
    return list({person.pk: person for person in [*leaders(icm), *having(icm)]}.values())


def asker_and_owner_of_icm(event: EscalationEvent, icm: Icm) -> list[User]:
    """On our side, who has to do with the escalation that an ICM's line tells of."""
    request = CsatRequest.objects.with_everything().get(pk=event.data["request"])
    return asker_and_owner(event, request)
