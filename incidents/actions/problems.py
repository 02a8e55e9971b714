"""Known errors: written down, understood, published, fixed, removed (R24)."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import NotPossible, NotValid
from accounts.models import Area, User
from incidents.actions.archive import KEEP, begin, changed, keeping, require_keeper, said
from incidents.actions.spreading import spread_after
from incidents.actions.words import REASON, TITLE, words
from incidents.models import Problem

RELEASE = 100  # characters


@transaction.atomic
def open_problem(
    *, by: User, title: str, symptoms: str, area: Area | None, cause: str = "", workaround: str = ""
) -> Problem:
    """Write down what hits, or may hit, more than one incident."""
    require_keeper(by)
    if area is None:
        raise NotValid({"area": [_("Choose an area.")]})
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
    title: str = KEEP,
    symptoms: str = KEEP,
    area: Area = KEEP,
    cause: str = KEEP,
    workaround: str = KEEP,
) -> Problem:
    """Any subset; what is not sent stays. What customers read of a published one changes at once."""
    with keeping("edit_problem", problem, by) as act:
        act.record.edit_problem()
        given: dict[str, Any] = {
            "title": said(title, field="title", limit=TITLE),
            "symptoms": said(symptoms, field="symptoms"),
            "area": area or KEEP,
            "cause": said(cause, field="cause", required=False),
            "workaround": said(workaround, field="workaround", required=False),
        }
        changed(act, given)
        require_way_to_go_on(act.record)
    return act.record


def require_way_to_go_on(problem: Problem) -> None:
    if problem.is_published and not problem.workaround:
        raise NotValid({"workaround": [_("Customers read this. Hide it first, or leave them a way to go on.")]})


def know_problem(problem: Problem, *, by: User, cause: str = KEEP, workaround: str = KEEP) -> Problem:
    """Its cause is understood: a known error."""
    with keeping("know_problem", problem, by) as act:
        given = {
            "cause": said(cause, field="cause"),
            "workaround": said(workaround, field="workaround", required=False),
        }
        changed(act, given)
        if not act.record.cause:
            raise NotValid({"cause": [_("Say what the cause is.")]})
        require_way_to_go_on(act.record)
        act.is_nothing = False
        act.record.know_problem()
    return act.record


def publish_problem(problem: Problem, *, by: User) -> Problem:
    """Show its title, symptoms and workaround to customers, and how far a fix is; nothing else of it."""
    with keeping("publish_problem", problem, by) as act:
        if not act.record.workaround:
            raise NotPossible(_("Write the workaround first: customers come for a way to keep working."))
        act.is_nothing = act.record.is_published
        act.record.publish_problem()
        act.record.published_at = act.record.published_at or act.at
    return act.record


def hide_problem(problem: Problem, *, by: User) -> Problem:
    """Customers do not see it any more."""
    with keeping("hide_problem", problem, by) as act:
        act.is_nothing = not act.record.is_published
        act.record.hide_problem()
    return act.record


def release_fix(problem: Problem, *, by: User, release: str) -> Problem:
    """A release has the fix: Resolution for every incident it hit, and whoever waits for it is told (R14, R23)."""
    with keeping("release_fix", problem, by) as act:
        act.record.release = words(release, field="release", limit=RELEASE)
        act.data = {"release": act.record.release}
        act.record.release_fix()
        act.record.fix_released_at = act.at
        spread_after(act.record)
    return act.record


def remove_problem(problem: Problem, *, by: User) -> Problem:
    """It will not come back: Removal. Every customer it ever hit is told once, of closed incidents too (R23)."""
    with keeping("remove_problem", problem, by) as act:
        act.record.remove_problem()
        act.record.fix_released_at = act.record.fix_released_at or act.at
        act.record.removed_at = act.at
        spread_after(act.record)
    return act.record


def reinvestigate_problem(problem: Problem, *, by: User, reason: str) -> Problem:
    """It came back, or the cause was another; what customers were told stays told."""
    with keeping("reinvestigate_problem", problem, by) as act:
        act.data = {"reason": words(reason, field="reason", limit=REASON)}
        act.record.reinvestigate_problem()
        spread_after(act.record)
    return act.record
