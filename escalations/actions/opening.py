"""An ICM is opened on evidence, and joined where it is the same one (R31 to R34)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import NotAllowed, NotPossible, lock
from accounts.models import User
from escalations import notices, policy
from escalations.actions.chasing import await_owner, due_of
from escalations.actions.house import ICMS, begin, escalating, incidents_of, tell_of_icm, write_down
from escalations.actions.refusing import counting_refusals
from escalations.gate import Asked, Passed, check
from escalations.models import Consultation, EscalationEvent, Icm, IcmDraft, IcmIncident, PgMember
from incidents.models import Incident


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

    Raises NotAllowed, NotPossible (closed, or nobody of the team to write to) and GateRefused by field; what is no
    ground names where it leads in `led_to`. What the gate refuses is counted, though nothing else of it is kept.
    """
    asked = Asked(
        incident=incident,
        by=by,
        ground=ground,
        evidence=evidence,
        consultation=consultation,
        pg_member=pg_member,
        said_where=said_where,
        team=team,
        kind=kind,
        title=title,
        facts=facts,
        new_because=new_because,
    )
    with counting_refusals(asked), transaction.atomic():
        return opened(asked)[0]


def opened(asked: Asked, key: int | None = None) -> tuple[Icm, EscalationEvent]:
    """In the caller's transaction: the ICM and the first line of its history. `key`: only of what is not to stay."""
    if not policy.may_escalate(asked.by):
        raise NotAllowed(str(policy.SUPPORT.sentence))
    fresh = lock(asked.incident)
    if fresh.is_closed:
        raise NotPossible(_("This is closed, and an ICM is opened for what is not."))
    passed = check(replace(asked, incident=fresh))
    icm = new_icm(asked, passed, fresh, key)
    if not notices.team_of(None, icm):
        raise NotPossible(_("Nobody of the product group is there for this area. Tell the administrator."))
    await_owner(icm, fresh, passed.at)
    icm.save(force_insert=True)
    IcmIncident.objects.create(icm=icm, incident=fresh, by=asked.by, at=passed.at)
    event = begin(icm, "open_icm", asked.by, incident=fresh.number, due=due_of(icm))
    if passed.pg_member is not None:
        write_down(icm, "cite", asked.by, member={"id": passed.pg_member.pk, "name": passed.pg_member.name})
    tell_of_icm(icm, [fresh], "open_icm", asked.by, title=icm.title, ground=icm.ground, kind=icm.kind)
    IcmDraft.objects.filter(person=asked.by, incident=fresh).delete()
    return icm, event


def new_icm(asked: Asked, passed: Passed, incident: Incident, key: int | None) -> Icm:
    return Icm(
        pk=key,
        title=passed.title,
        ground=passed.ground,
        evidence=passed.evidence,
        consultation=passed.consultation,
        named_member=passed.pg_member,
        said_where=passed.said_where,
        team=asked.team,
        kind=asked.kind,
        facts=passed.facts,
        fact_names=passed.fact_names,
        outstanding=passed.outstanding,
        new_because=passed.new_because,
        area=passed.area,
        severity=incident.severity,
        opened_by=asked.by,
        opened_at=passed.at,
        last_event_at=passed.at,
    )


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
            tell_of_icm(act.record, [fresh], "join", by, title=act.record.title)
    return act.record
