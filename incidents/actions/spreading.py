"""What became of a Problem, Change or RCA, told to the incidents that wait for it or were hit by it (R14, R23).

Each incident hears of it in its own short transaction, after the record's act: a crash in between leaves rows that
still wait, and the sweep goes on with them.
"""

import logging
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from accounts.acting import Act, lock
from incidents import notices
from incidents.actions import house
from incidents.models import Change, Incident, Known, Match, Problem, RcaRequest, RemovalNotice
from notifications.moment import now

log = logging.getLogger(__name__)
DONE = {
    "problem": {Problem.Status.FIX_RELEASED, Problem.Status.REMOVED},
    "change": {Change.Status.DONE, Change.Status.CANCELLED},
    "rca": {RcaRequest.Status.DELIVERED},
}


def spread(known: Known) -> int:
    """Tell every incident that this record concerns and that has not heard of it yet; how many heard."""
    heard = each(waiting_for(known), known)
    if isinstance(known, Problem):
        heard += each(hit_by(known), known)
        tell_of_removal(known)
    return heard


def sweep_knowledge() -> int:
    """What a crash left untold, told now (R43)."""
    return sum(spread(known) for known in untold())


def untold() -> Iterable[Known]:
    yield from Problem.objects.filter(waiting__isnull=False, status__in=DONE["problem"]).distinct()
    yield from Change.objects.filter(waiting__isnull=False, status__in=DONE["change"]).distinct()
    yield from RcaRequest.objects.filter(waiting__isnull=False, status__in=DONE["rca"]).distinct()
    behind = Match.objects.exclude(told_status=F("problem__status")).values("problem")
    yield from Problem.objects.filter(pk__in=behind, status__in=DONE["problem"])


def waiting_for(known: Known) -> Iterable[Incident]:
    if known.status not in DONE[known.KIND]:  # type: ignore[attr-defined]
        return Incident.objects.none()
    return Incident.objects.filter(**{f"waits_for_{known.KIND}": known.pk})


def hit_by(problem: Problem) -> Iterable[Incident]:
    """Whose match has not heard of the Problem's present status; closed ones hear nothing, they are only counted."""
    if problem.status not in DONE["problem"]:
        return Incident.objects.none()
    behind = problem.matches.exclude(told_status=problem.status)
    return Incident.objects.filter(matches__in=behind).distinct()


def each(incidents: Iterable[Incident], known: Known) -> int:
    heard = 0
    for incident in incidents:
        try:
            heard += hear(incident, known)
        except Exception:
            log.exception("incident %s could not hear of %s %s", incident.pk, known.KIND, known.pk)
    return heard


@transaction.atomic
def hear(incident: Incident, known: Known) -> bool:
    """One incident hears of it: the wait is over, action is needed, the owner is told; a closed one is not touched."""
    fresh = lock(incident)
    matches = Match.objects.filter(incident=fresh, problem_id=known.pk) if isinstance(known, Problem) else None
    if matches is not None:
        matches.update(told_status=known.status)  # type: ignore[attr-defined]
    if fresh.is_closed:
        return False
    moment = max(now(), fresh.last_event_at)
    house.settle(fresh, moment)
    act = Act("note_progress", fresh, None, moment)
    act.data = {"kind": known.KIND, known.KIND: known.pk, "number": known.number, "status": known.status}  # type: ignore[attr-defined]
    if getattr(fresh, f"waits_for_{known.KIND}_id") == known.pk:
        fresh.wait_for_nothing()
        act.data |= {"substate": ""}
    fresh.action_needed = True
    fresh.version += 1
    event = house.record(act)
    fresh.save()
    notices.tell(event)
    return True


@transaction.atomic
def tell_of_removal(problem: Problem) -> None:
    """One letter a customer, for all incidents of theirs that it ever hit, closed or not; never a second one (R23)."""
    if problem.status != Problem.Status.REMOVED:
        return
    told = problem.notices.values("customer")
    hit = Incident.objects.filter(matches__problem=problem).exclude(customer__in=told).order_by("customer", "-pk")
    for incident in {incident.customer_id: incident for incident in hit.select_related("customer")}.values():
        notice, is_new = RemovalNotice.objects.get_or_create(
            problem=problem, customer=incident.customer, defaults={"incident": incident, "at": now()}
        )
        if is_new:
            notices.tell_of_removal(notice)
