"""An approval and all that it entails, at once or not at all; and how such an escalation ends (R40)."""

from datetime import timedelta
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from accounts.acting import Act, Stale, lock
from accounts.models import User
from escalations import announcement
from escalations.actions.csat import requesting
from escalations.actions.house import incidents_of, tell_incidents, write_down
from escalations.actions.opening import open_icm
from escalations.models import CsatRequest, Doer, Icm
from escalations.offered import csat_hindrance
from incidents import calendars
from incidents.actions.noting import mark_title
from incidents.actions.words import BODY, REASON, words

ENGAGE_WITHIN = timedelta(hours=4)  # of working time


def approve_csat(
    request: CsatRequest, *, by: User, comment: str = "", text: str = "", leadership: bool = True
) -> CsatRequest:
    """The titles, the ICM's details, the announcement and the product group's task, in one transaction (R40).

    `text` is the hash of what the SME read; another one is Stale. `leadership`: of what is asked for as exceptionally
    bad, the SME agrees that EM and PM may be brought into the customer's thread. Raises NotPossible without EM or PM.
    """
    with requesting("approve_csat", request, by) as act:
        csat = act.record
        if text and text != csat.text_hash:
            raise Stale(_("What was asked has been changed since you read it. Read it again, then decide."))
        act.words = words(comment, field="comment", limit=BODY, required=False)
        if hindered := csat_hindrance(csat, act.verb):
            raise hindered
        icm = csat.icm = lock(csat.icm) if csat.icm is not None else opened(csat, by)
        csat.approve_csat(by, act.at, act.words)
        csat.leadership_wanted = csat.exceptionally_bad and leadership
        csat.engage_due_at = csat.engage_chase_at = engage_due(csat, act)
        act.data = {"icm": icm.number, "text": csat.approved_text, "by_fallback": csat.by_fallback}
        mark(icm, csat, by)
        tell_all(icm, csat, "approve_csat", by, act.words)
    return act.record


def opened(csat: CsatRequest, by: User) -> Icm:
    """The approval is the SME's word, by which the ICM is opened in the same step."""
    return open_icm(csat.incident, by=by, ground=Icm.Ground.EXPERT_INDICATED, **csat.opening)


def engage_due(csat: CsatRequest, act: Act[CsatRequest, Doer]) -> Any:
    incident = csat.incident
    return calendars.due(act.at, ENGAGE_WITHIN, incident.promise.hours_at(incident.severity))


def mark(icm: Icm, csat: CsatRequest, by: User) -> None:
    """The mark on both titles, and the line in the ICM's history, whose letter is the announcement.

    Only the title of the incident that was asked about: the others that this ICM hits are other customers', who may
    be quite content. The owners of those read of it in their timelines.
    """
    Icm.objects.filter(pk=icm.pk).update(is_csat_impacting=True, version=F("version") + 1)
    icm.is_csat_impacting = True
    mark_title(csat.incident, Icm.MARK)
    details = {"sentiment": csat.feeling, "why": csat.why, "prevention": csat.prevention}
    due = csat.engage_due_at.isoformat() if csat.engage_due_at else None
    data = {**details, "engage_due_at": due, **announcement.as_approved(csat, icm)}
    write_down(icm, "mark_csat_impacting", by, request=csat.pk, incident=csat.incident.number, **data)


def tell_all(icm: Icm, csat: CsatRequest, verb: str, by: User, said: str) -> None:
    """The words on the incident that it is about; on the others of the ICM, that it happened."""
    for each in incidents_of(icm):
        own = each.pk == csat.incident_id
        tell_incidents([each], verb, by, words=said if own else "", icm=icm.number, request=csat.number)


def end_csat(request: CsatRequest, *, by: User, reason: str) -> CsatRequest:
    """The marks go, unless another escalation still stands; the history stays (R40)."""
    with requesting("end_csat", request, by) as act:
        csat = act.record
        act.words = words(reason, field="reason", limit=REASON)
        csat.end_csat(act.at)
        assert csat.icm is not None  # noqa: S101 - approved with one, says the database
        unmark(lock(csat.icm), csat, by, act.words)
        tell_all(csat.icm, csat, "end_csat", by, act.words)
    return act.record


def unmark(icm: Icm, csat: CsatRequest, by: User, reason: str) -> None:
    others = CsatRequest.objects.approved().exclude(pk=csat.pk)
    if not others.filter(incident=csat.incident).exists():
        mark_title(csat.incident, "")
    if others.filter(icm=icm).exists():
        return
    Icm.objects.filter(pk=icm.pk).update(is_csat_impacting=False, version=F("version") + 1)
    write_down(icm, "unmark_csat_impacting", by, request=csat.pk, incident=csat.incident.number, reason=reason)


def note_shiproom(icm: Icm, *, at: Any) -> None:
    """A review in shiproom, by which an approved escalation may be ended by anybody of the support team (R40, R41)."""
    CsatRequest.objects.approved().filter(icm=icm).update(reviewed_at=at)
