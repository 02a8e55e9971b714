"""The letter to who follows a known problem: its fix is released, or it is gone for good (R24)."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.reserved import is_reserved
from incidents.models import Follower, Problem
from incidents.notices import GAPS, fitted
from incidents.recipients import FOLLOWER, addressed
from notifications import outbox
from notifications.letters import Letter
from notifications.models import Notification

KIND = "follower"
STEPS = ("release_fix", "remove_problem")


def step_of(problem: Problem) -> str:
    """How far it is, and by which line of its history: what is fixed once more is news once more."""
    step = problem.history.filter(verb__in=STEPS).last()
    return f"{problem.status}:{step.seq if step else 0}"


def tell(follower: Follower, step: str) -> None:
    """Queue it, in the transaction that keeps what they were told: once a step of the Problem."""
    outbox.queue(KIND, follower.pk, step, addressed([follower.customer], FOLLOWER), audience="customer")


def letter(notification: Notification) -> Letter | None:
    """As it is sent now; none to who left or follows it no more, nor of what customers cannot read or is otherwise."""
    rows = Follower.objects.select_related("problem", "customer")
    follower = rows.filter(pk=notification.record_id, customer__is_active=True).first()
    if follower is None or notification.verb not in told_as(follower.problem) or is_reserved(notification.address):
        return None
    if not Problem.objects.visible_to(follower.customer).filter(pk=follower.problem_id).exists():
        return None
    with timezone.override(follower.customer.own_zone), translation.override(settings.LANGUAGE_CODE):
        return compose(follower)


def told_as(problem: Problem) -> set[str]:
    """A letter that was queued before steps were told apart names the status alone."""
    return {step_of(problem), problem.status}


def compose(follower: Follower) -> Letter:
    context = words_of(follower)
    first, _blank, text = render_to_string("email/followed.txt", context).strip().partition("\n\n")
    subject = fitted(first.removeprefix("Subject:").strip())
    return Letter(
        subject=subject,
        text=GAPS.sub("\n\n", text).strip() + "\n",
        html=render_to_string("email/followed.html", {**context, "subject": subject}),
        from_name="",
        thread=f"problem-{follower.problem_id}",
        language=settings.LANGUAGE_CODE,
    )


def words_of(follower: Follower) -> dict[str, Any]:
    """What is published of the Problem, and nothing else of it."""
    problem = follower.problem
    return {
        "number": problem.number,
        "reference": problem.number,
        "title": " ".join(problem.title.split()),
        "first_name": follower.customer.first_name,
        "is_removed": problem.status == Problem.Status.REMOVED,
        "release": problem.release,
        "action_url": f"{settings.SITE_URL}/portal/known-problems/{problem.number}/",
        "SITE_NAME": settings.SITE_NAME,
    }
