"""What became of a Problem, Change or RCA, told to the incidents that wait for it or were hit by it (R14, R23).

Each incident hears of it in its own short transaction, after the record's act has committed: a few of them at once,
the others by the sweep, as nobody waits for a Problem that hit a thousand. What is untold stands in the record.
"""

import logging
from collections.abc import Callable

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.acting import Act, lock
from incidents import notices, removal_letters
from incidents.actions import house
from incidents.actions.following import tell_followers
from incidents.models import Change, Follower, Incident, Known, Match, Problem, RcaRequest, RemovalNotice
from notifications.models import Notification
from notifications.moment import now

AT_ONCE = 20  # who hear of it before the page of whoever pressed is answered
BATCH = 500  # who hear of one record in one sweep; the next one comes half a minute later
log = logging.getLogger(__name__)
KINDS: tuple[type[Problem] | type[Change] | type[RcaRequest], ...] = (Problem, Change, RcaRequest)
# What ends a wait.
DONE: dict[str, set[str]] = {
    "problem": {Problem.Status.FIX_RELEASED, Problem.Status.REMOVED},
    "change": {Change.Status.DONE, Change.Status.CANCELLED},
    "rca": {RcaRequest.Status.DELIVERED},
}


def spread_after(known: Known) -> None:
    """Tell of it when the act has committed. In the act: what is not told yet stands in the record, come what may."""
    known.is_untold = True
    transaction.on_commit(teller(type(known), known.pk), robust=True)


def teller(kind: type[Known], pk: int) -> Callable[[], None]:
    def tell() -> None:
        for known in kind._default_manager.filter(pk=pk, is_untold=True):
            spread_few(known)

    return tell


def spread_few(known: Known) -> None:
    """All of it where it reaches few; else the first of those whom it concerns, and the sweep goes on."""
    if reach(known) <= AT_ONCE:
        spread(known)
        return
    for incident in list(concerned(known)[:AT_ONCE]):
        hears(incident, known)


def reach(known: Known) -> int:
    """How many incidents, or how many letters, if that is more; closed incidents' customers get theirs too (R23)."""
    readers = (Match, Follower) if isinstance(known, Problem) else ()
    letters = sum(kind._default_manager.filter(problem=known.pk).count() for kind in readers)
    return max(concerned(known).count(), letters)


def sweep_knowledge() -> int:
    """What is still to be told is told now; how many heard (R43). One bad record stops no other."""
    return sum(spreads(known) for kind in KINDS for known in kind._default_manager.filter(is_untold=True))


def spreads(known: Known) -> int:
    """Nobody heard where it failed: what is untold stands in the record, and the next sweep comes back to it."""
    try:
        return spread(known)
    except Exception:
        log.exception("what became of %s %s could not be told", known.KIND, known.pk)
        return 0


def spread(known: Known) -> int:
    """Tell every incident that this record concerns and that has not heard of it yet; how many heard."""
    incidents = list(concerned(known)[:BATCH])
    heard = [hears(incident, known) for incident in incidents]
    if isinstance(known, Problem):
        tell_of_removal(known)
        tell_followers(known)
    if None not in heard and len(incidents) < BATCH:  # unless something became of it once more meanwhile
        type(known)._default_manager.filter(pk=known.pk, version=known.version).update(is_untold=False)
    return sum(map(bool, heard))


def concerned(known: Known) -> "QuerySet[Incident]":
    """Whose wait ends with it, and those hit whose match has not heard of its status. Closed ones hear nothing."""
    rows = Incident.objects.open().order_by("pk")
    waiting = Q(**{f"waits_for_{known.KIND}": known.pk}) if is_done(known) else Q(pk__in=[])
    if not isinstance(known, Problem) or known.status == Problem.Status.KNOWN_ERROR:
        return rows.filter(waiting)
    behind = Match.objects.filter(problem=known.pk).exclude(told_status=known.status).values("incident")
    return rows.filter(waiting | Q(pk__in=behind))


def is_done(known: Known) -> bool:
    return status_of(known) in DONE[known.KIND]


def status_of(known: Known) -> str:
    return str(getattr(known, known.STATE))


def hears(incident: Incident, known: Known) -> bool | None:
    """None where it could not be told: the others are, and the sweep comes back to this one."""
    try:
        return hear(incident, known)
    except Exception:
        log.exception("%s could not hear of %s %s", incident.number, known.KIND, known.pk)
        return None


@transaction.atomic
def hear(incident: Incident, known: Known) -> bool:
    """One incident hears of it: its wait is over, action is needed, the owner is told; a closed one is not touched."""
    fresh = lock(incident)
    known = lock(known)  # as it is now, not as it was when the sweep began
    if fresh.is_closed or not concerned(known).filter(pk=fresh.pk).exists():
        return False
    moment = max(now(), fresh.last_event_at)
    house.settle(fresh, moment)
    act = Act("note_progress", fresh, None, moment, data=progress(known))
    if is_done(known) and getattr(fresh, f"waits_for_{known.KIND}_id") == known.pk:
        fresh.wait_for_nothing()
        act.data["substate"] = ""
    if isinstance(known, Problem):
        Match.objects.filter(incident=fresh, problem=known).update(told_status=known.status)
    fresh.action_needed = True
    fresh.version += 1
    event = house.record(act)
    fresh.save()
    notices.tell(event)
    return True


def progress(known: Known) -> dict[str, object]:
    """What the timeline keeps of it, readable without the record."""
    return {"kind": known.KIND, "number": known.number, "title": known.title, "status": status_of(known)}


@transaction.atomic
def tell_of_removal(problem: Problem) -> None:
    """One letter a customer, for all incidents of theirs that it ever hit, closed or not; never a second one (R23)."""
    if problem.status != Problem.Status.REMOVED:
        return
    forget_unsent(problem)
    told = problem.notices.values("customer")
    before = Q(matches__problem=problem, matches__at__lte=problem.removed_at)  # what it hit since then, it came back to
    hit = Incident.objects.filter(before).exclude(closed_as=Incident.ClosedAs.DISCARDED)
    hit = hit.exclude(customer__in=told).order_by("customer", "pk")
    for incident in {incident.customer_id: incident for incident in hit.select_related("customer")}.values():
        notice, is_new = RemovalNotice.objects.get_or_create(
            problem=problem, customer=incident.customer, defaults={"incident": incident, "at": now()}
        )
        if is_new:
            removal_letters.tell(notice)


def forget_unsent(problem: Problem) -> None:
    """A letter that was held back, as the cause was looked for once more before it went, told nobody."""
    kept = {"kind": removal_letters.KIND, "state": Notification.State.SUPPRESSED}
    unsent = Notification.objects.meant().filter(**kept, record_id__in=problem.notices.values("pk"))
    problem.notices.filter(pk__in=unsent.values("record_id")).delete()
