"""What comes by itself: unanswered requests go on to the next SMEs, void ones end, late engagement is told (R40)."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.acting import Act, lock
from escalations import judges, notices
from escalations.actions.csat import answer_due
from escalations.actions.house import record, tell_incidents, write_down
from escalations.models import CsatRequest, Doer
from incidents import calendars
from incidents.models import Incident
from notifications.moment import now

log = logging.getLogger(__name__)
BATCH = 200  # of each, in one sweep; the next one comes seconds later
MANAGERS_AGAIN = timedelta(hours=8)  # of working time: a reminder a day, for as long as nobody answers
Rung = CsatRequest.Rung


def sweep_csat() -> int:
    """Each in its own short transaction, claimed under its own lock; how many were told."""
    moment = now()
    waiting = CsatRequest.objects.waiting()
    gone = waiting.filter(Q(incident__state=Incident.State.CLOSED) | Q(icm__state="closed"))
    told = each(gone[:BATCH], void_csat, moment)
    told += each(waiting.overdue(moment)[:BATCH], remind_csat, moment)
    return told + each(CsatRequest.objects.unengaged(moment)[:BATCH], chase_engagement, moment)


def each(rows: Iterable[CsatRequest], tell: Callable[[CsatRequest, datetime], bool], moment: datetime) -> int:
    """One bad row stops no other."""
    told = 0
    for row in rows:
        try:
            told += tell(row, moment)
        except Exception:
            log.exception("%s could not be swept", row.number)
    return told


@transaction.atomic
def void_csat(request: CsatRequest, moment: datetime) -> bool:
    """Its incident or ICM closed before anybody decided: whoever was asked and whoever asked is told."""
    lock(request.incident)
    csat = lock(request)
    gone = csat.gone()
    if not csat.is_waiting or not gone:
        return False
    csat.void_csat(max(moment, csat.last_event_at))
    happened(csat, "void_csat", moment, why=gone)
    return True


def void_requests_of(incident: Incident, moment: datetime) -> None:
    """The same at once, in the transaction that closes it: the incident is held by whoever closes it."""
    said = _("%(number)s is closed, and so is the time for this request.") % {"number": incident.number}
    for request in CsatRequest.objects.waiting().filter(incident=incident):
        csat = lock(request)
        csat.void_csat(max(moment, csat.last_event_at))
        happened(csat, "void_csat", moment, why=said)


def happened(csat: CsatRequest, verb: str, moment: datetime, **data: object) -> None:
    """A line that nobody wrote, with the record as it is now."""
    csat.version += 1
    act: Act[CsatRequest, Doer] = Act(verb, csat, None, max(moment, csat.last_event_at), data=data)
    event = record(act)
    csat.save()
    notices.tell(event)


@transaction.atomic
def remind_csat(request: CsatRequest, moment: datetime) -> bool:
    """The SME once more, then the region's others, then any SME of the area, then managers; never approved (R40)."""
    incident = lock(request.incident)
    csat = lock(request)
    if csat.state != CsatRequest.State.ASKED or csat.chase_at is None or csat.chase_at > moment or csat.gone():
        return False
    csat.rung = judges.next_rung(csat, min(csat.rung + 1, Rung.MANAGERS))
    hours = incident.promise.hours_at(incident.severity)
    again = csat.rung == Rung.MANAGERS
    csat.chase_at = calendars.due(moment, MANAGERS_AGAIN, hours) if again else answer_due(incident, moment)
    happened(csat, "remind_csat", moment, rung=csat.rung)
    return True


@transaction.atomic
def chase_engagement(request: CsatRequest, moment: datetime) -> bool:
    """The product group has not been in touch with the customer in the time that it had: both sides are told once, and
    the incident's owner is wanted."""
    incident = lock(request.incident)
    icm = lock(request.icm) if request.icm is not None else None
    csat = lock(request)
    if icm is None or csat.engage_chase_at is None or csat.engage_chase_at > moment or csat.engaged_at is not None:
        return False
    csat.engage_chase_at = None
    csat.save(update_fields=["engage_chase_at"])
    if icm.is_closed or incident.is_closed:  # its links open nothing any more; or there is no customer who waits
        return False
    write_down(icm, "chase_engagement", None, request=csat.pk, incident=csat.incident.number)
    told = {"icm": icm.number, "request": csat.number}
    tell_incidents([csat.incident], "chase_engagement", None, wants_owner=True, **told)
    return True
