"""An ICM is opened on evidence, and joined where it is the same one (R31 to R34)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import NotAllowed, NotPossible, lock
from accounts.models import User
from escalations import policy
from escalations.actions.chasing import await_owner
from escalations.actions.house import ICMS, begin, escalating, incidents_of, tell_incidents
from escalations.gate import Asked, check
from escalations.models import Consultation, Icm, IcmIncident, PgMember
from incidents.actions.words import TITLE, words
from incidents.models import Incident


@transaction.atomic
def open_icm(
    incident: Incident,
    *,
    by: User,
    team: str,
    kind: str,
    title: str,
    facts: Mapping[str, Any],
    ground: str = "",
    evidence: str = "",
    consultation: Consultation | None = None,
    pg_member: PgMember | None = None,
    said_where: str = "",
    new_because: str = "",
) -> Icm:
    """Through the gate, to the team that does this kind; nothing about the incident changes but its timeline (R32).

    Raises NotAllowed, NotPossible (closed, or nobody of the team to write to) and NotValid by field; what is no ground
    names where it leads in `led_to`.
    """
    if not policy.may_escalate(by):
        raise NotAllowed(str(policy.SUPPORT.sentence))
    fresh = lock(incident)
    if fresh.is_closed:
        raise NotPossible(_("This is closed, and an ICM is opened for what is not."))
    asked = Asked(
        incident=fresh,
        by=by,
        ground=ground,
        evidence=evidence,
        consultation=consultation,
        pg_member=pg_member,
        said_where=said_where,
        team=team,
        kind=kind,
        facts=facts,
        new_because=new_because,
    )
    passed = check(asked)
    icm = Icm(
        title=words(title, field="title", limit=TITLE),
        ground=ground,
        evidence=evidence.strip(),
        consultation=consultation,
        named_member=pg_member,
        said_where=said_where.strip(),
        team=team,
        kind=kind,
        facts=passed.facts,
        outstanding=passed.outstanding,
        new_because=new_because.strip(),
        area=passed.area,
        severity=fresh.severity,
        opened_by=by,
        opened_at=passed.at,
    )
    icm.last_event_at = passed.at
    await_owner(icm, fresh, passed.at)
    icm.save()
    IcmIncident.objects.create(icm=icm, incident=fresh, by=by, at=passed.at)
    begin(icm, "open_icm", by, incident=fresh.number)
    tell_incidents([fresh], "open_icm", by, icm=icm.number, title=icm.title, ground=ground, kind=kind)
    return icm


def join(icm: Icm, *, by: User, incident: Incident) -> Icm:
    """One more incident that it hits: it is attached, and the product group sees how many there are (R34)."""
    with escalating(ICMS, "join", icm, by, [incident, *incidents_of(icm)]) as act:
        fresh = lock(incident)
        if fresh.is_closed:
            raise NotPossible(_("This is closed, and nothing is attached to it any more."))
        _row, is_new = IcmIncident.objects.get_or_create(
            icm=act.record, incident=fresh, defaults={"by": by, "at": act.at}
        )
        act.is_nothing = not is_new
        if is_new:
            act.record.join()
            act.data = {"incident": fresh.number}
            tell_incidents([fresh], "join", by, icm=icm.number, title=act.record.title)
    return act.record
