"""Known errors: written down, understood, published, fixed, removed (R24)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import NotPossible, acting
from accounts.models import Area, User
from incidents.actions.archive import KNOWLEDGE, begin, changed
from incidents.actions.spreading import spread
from incidents.actions.words import BODY, TITLE, words
from incidents.models import Problem


@transaction.atomic
def open_problem(*, by: User, title: str, symptoms: str, area: Area, cause: str = "", workaround: str = "") -> Problem:
    """Write down what hits, or may hit, more than one incident."""
    problem = Problem(
        title=words(title, field="title", limit=TITLE),
        symptoms=words(symptoms, field="symptoms"),
        area=area,
        cause=words(cause, field="cause", required=False),
        workaround=words(workaround, field="workaround", required=False),
    )
    return begin(problem, "open_problem", by)


def edit_problem(
    problem: Problem,
    *,
    by: User,
    title: str | None = None,
    symptoms: str | None = None,
    area: Area | None = None,
    cause: str | None = None,
    workaround: str | None = None,
) -> Problem:
    """Any subset; none leaves as it is. What customers read of a published one changes at once."""
    with acting(KNOWLEDGE, "edit_problem", problem, by) as act:
        act.record.edit_problem()
        given = {
            "title": None if title is None else words(title, field="title", limit=TITLE),
            "symptoms": None if symptoms is None else words(symptoms, field="symptoms", limit=BODY),
            "area": area,
            "cause": None if cause is None else words(cause, field="cause", required=False),
            "workaround": None if workaround is None else words(workaround, field="workaround", required=False),
        }
        changed(act, given)
        if act.record.is_published and not act.record.workaround:
            raise NotPossible(_("Customers read this. Hide it first, or leave them a way to keep working."))
    return act.record


def know_problem(problem: Problem, *, by: User, cause: str = "", workaround: str = "") -> Problem:
    """Its cause is understood: a known error."""
    with acting(KNOWLEDGE, "know_problem", problem, by) as act:
        changed(
            act,
            {
                "cause": words(cause or act.record.cause, field="cause"),
                "workaround": words(workaround, field="workaround", required=False) or None,
            },
        )
        act.is_nothing = False
        act.record.know_problem()
    return act.record


def publish_problem(problem: Problem, *, by: User) -> Problem:
    """Show its symptoms and workaround to customers, and nothing else of it."""
    with acting(KNOWLEDGE, "publish_problem", problem, by) as act:
        if not act.record.workaround.strip():
            raise NotPossible(_("Write the workaround first: customers come for a way to keep working."))
        act.is_nothing = act.record.is_published
        act.record.publish_problem()
        act.record.published_at = act.record.published_at or act.at
    return act.record


def hide_problem(problem: Problem, *, by: User) -> Problem:
    """Customers do not see it any more."""
    with acting(KNOWLEDGE, "hide_problem", problem, by) as act:
        act.is_nothing = not act.record.is_published
        act.record.hide_problem()
    return act.record


def release_fix(problem: Problem, *, by: User, release: str) -> Problem:
    """A release has the fix: Resolution for every incident it hit, and whoever waits for it is told (R14, R23)."""
    with acting(KNOWLEDGE, "release_fix", problem, by) as act:
        act.record.release = words(release, field="release", limit=100)
        act.data = {"release": act.record.release}
        act.record.release_fix()
        act.record.fix_released_at = act.at
    spread(act.record)
    return act.record


def remove_problem(problem: Problem, *, by: User) -> Problem:
    """It will not come back: Removal. Every customer it ever hit is told once, of closed incidents too (R23)."""
    with acting(KNOWLEDGE, "remove_problem", problem, by) as act:
        act.record.remove_problem()
        act.record.fix_released_at = act.record.fix_released_at or act.at
        act.record.removed_at = act.at
    spread(act.record)
    return act.record


def reinvestigate_problem(problem: Problem, *, by: User, reason: str) -> Problem:
    """It came back, or the cause was another; what customers were told stays told."""
    with acting(KNOWLEDGE, "reinvestigate_problem", problem, by) as act:
        act.data = {"reason": words(reason, field="reason")}
        act.record.reinvestigate_problem()
    return act.record
