"""Following a known problem: a customer is told when its fix is released, and when it is gone for good (R24)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import NotAllowed, NotPossible, lock
from accounts.models import User
from incidents import following_letters
from incidents.models import Follower, Problem
from incidents.policy import may_follow
from notifications.moment import now

NEWS = {Problem.Status.FIX_RELEASED, Problem.Status.REMOVED}


@transaction.atomic
def follow_problem(problem: Problem, *, by: User) -> Follower:
    """From now on they hear of it; whoever follows it already goes on doing so."""
    problem = lock(problem)  # as it is now: what becomes of it next finds who follows
    require_customer(problem, by)
    if problem.status == Problem.Status.REMOVED:
        raise NotPossible(_("It is fixed for good: there is no more news to wait for."))
    follower, _is_new = Follower.objects.get_or_create(
        problem=problem, customer=by, defaults={"at": now(), "told_status": following_letters.step_of(problem)}
    )
    return follower


@transaction.atomic
def unfollow_problem(problem: Problem, *, by: User) -> None:
    """They hear nothing more of it; whoever does not follow it is left as they are."""
    require_customer(problem, by)
    Follower.objects.filter(problem=problem, customer=by).delete()


def require_customer(problem: Problem, by: User) -> None:
    if not may_follow(by, problem):
        raise NotAllowed(_("Only customers follow known problems, and only those that are published."))


@transaction.atomic
def tell_followers(problem: Problem) -> None:
    """One letter a step and follower; of the removal none to whom the removal letter reaches anyhow (R23)."""
    if problem.status not in NEWS:
        return
    step = following_letters.step_of(problem)
    rows = Follower.objects.filter(problem=problem).exclude(told_status=step)
    hears = rows
    if problem.status == Problem.Status.REMOVED:
        reached = problem.notices.filter(at__gte=problem.removed_at)  # a letter of an earlier removal is none of this
        hears = rows.exclude(customer__in=reached.values("customer"))
    for follower in hears.select_related("customer").order_by("pk"):
        following_letters.tell(follower, step)
    rows.update(told_status=step)
