"""Relief: what the owner proposes, and the customer's three answers to it (R7 to R10)."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from accounts.acting import Act, NotPossible, NotValid, acting
from accounts.models import User
from incidents.actions import house
from incidents.actions.files import Uploads, keeping
from incidents.actions.repeating import for_customer, require_fit_for_customer
from incidents.actions.words import REASON, promised, words
from incidents.models import Incident, Problem, Solution

LONG_BEFORE = timedelta(days=366)  # no problem was gone for so long before it was reported


def propose_solution(
    incident: Incident,
    *,
    by: User,
    kind: str,
    body: str,
    next_update_by: datetime | None = None,
    files: Uploads = (),
    problem: Problem | None = None,
    confirm_note: bool = False,
) -> Incident:
    """A workaround or a conclusive fix; a newer one replaces the older. The Relief clock pauses (R7).

    `problem` is the known error that it was taken from (R24).
    """
    with keeping(files, by) as kept, acting(house.INCIDENTS, "propose_solution", incident, by) as act:
        act.files = kept
        if kind not in Solution.Kind.values:
            raise NotValid({"kind": [_("Say whether this is a workaround or a conclusive fix.")]})
        text = for_customer(act.record, body, confirm_note=confirm_note)
        answer(act, Solution.Outcome.REPLACED)
        act.public = True
        act.record.propose_solution(act.at)
        solution = Solution(
            incident=act.record, kind=kind, body=text, proposed_by=by, proposed_at=act.at, problem=problem
        )
        solution.remind_at = solution.next_reminder(act.at)
        solution.save()
        act.data = {"solution": solution.pk, "kind": kind}
        if problem is not None:
            act.data["known_error"] = problem.number
        house.promise_update(act, promised(next_update_by, act.at))
    return act.record


def withdraw_solution(incident: Incident, *, by: User, reason: str, confirm_note: bool = False) -> Incident:
    """We found it wrong: the Relief clock resumes where it stood. The customer reads why (R17)."""
    with acting(house.INCIDENTS, "withdraw_solution", incident, by) as act:
        act.words, act.public = words(reason, field="reason", limit=REASON), True
        require_fit_for_customer(act.record, act.words, confirm_note=confirm_note, field="reason")
        answer(act, Solution.Outcome.WITHDRAWN, act.words)
        act.record.withdraw_solution()
    return act.record


def accept_solution(
    incident: Incident, *, by: User, solution: int | None = None, applied_on: date | None = None
) -> Incident:
    """It works, and we are done: closes (R8). Accepting a conclusive fix is also Resolution (R23)."""
    with acting(house.INCIDENTS, "accept_solution", incident, by) as act:
        accepted = the_one_seen(act, solution)
        begun(act, applied_on)
        answer(act, Solution.Outcome.ACCEPTED)
        act.public = True
        act.data["applied_on"] = applied_on.isoformat() if applied_on else None
        if not accepted.is_workaround or applied_on is not None:
            act.record.resolved_at = act.record.resolved_at or act.at
            act.record.applied_on = applied_on or act.record.applied_on
        act.record.accept_solution(act.at)
    return act.record


def reject_solution(
    incident: Incident, *, by: User, reason: str, solution: int | None = None, files: Uploads = ()
) -> Incident:
    """It does not work: the Relief clock resumes where it stood, and action is needed (R9)."""
    with keeping(files, by) as kept, acting(house.INCIDENTS, "reject_solution", incident, by) as act:
        act.files = kept
        the_one_seen(act, solution)
        act.words, act.public = words(reason, field="reason", limit=REASON), True
        answer(act, Solution.Outcome.REJECTED, act.words)
        act.record.reject_solution()
    return act.record


def keep_open(incident: Incident, *, by: User, wish: str = "", solution: int | None = None) -> Incident:
    """It works for now. A wish says what for; silence means the same, and nothing closes by itself (R10)."""
    with acting(house.INCIDENTS, "keep_open", incident, by) as act:
        kept = the_one_seen(act, solution)
        if wish and wish not in Solution.Wish.values:
            raise NotValid({"wish": [_("Choose the permanent fix, or an explanation of the cause.")]})
        kept.kept_open_at, kept.wish = act.at, wish
        kept.save(update_fields=["kept_open_at", "wish"])
        act.public = True
        act.data = {"solution": kept.pk, "wish": wish}
        act.record.keep_open()
    return act.record


def report_applied(incident: Incident, *, by: User, applied_on: date) -> Incident:
    """The customer has it applied in their environment: Resolution (R23)."""
    with acting(house.INCIDENTS, "report_applied", incident, by) as act:
        begun(act, applied_on)
        act.public = True
        act.data = {"applied_on": applied_on.isoformat()}
        act.record.report_applied(act.at)
        act.record.applied_on = applied_on
    return act.record


def begun(act: Act[Incident], day: date | None) -> None:
    """A day that has begun where the customer is, and not one of another age: what is applied has happened."""
    if day is not None and day < (act.record.opened_at - LONG_BEFORE).date():
        raise NotValid({"applied_on": [_("That is long before you reported this. Look at the year.")]})
    if day is not None and act.by is not None and day > act.at.astimezone(act.by.own_zone).date():
        raise NotValid({"applied_on": [_("Give a day that has begun already.")]})


def the_one_seen(act: Act[Incident], seen: int | None) -> Solution:
    """The solution that stands; one that the person did not see is not theirs to answer (D9)."""
    return require_standing(act.record, seen)


def require_standing(incident: Incident, seen: int | None) -> Solution:
    standing = incident.standing_solution()
    if standing is None or (seen is not None and seen != standing.pk):
        raise NotPossible(_("A newer solution has been proposed since. Read it first, then answer."))
    return standing


def answer(act: Act[Incident], outcome: str, reason: str = "") -> None:
    """What became of the solution that stood, if one did."""
    standing = act.record.standing_solution()
    if standing is None:
        return
    standing.outcome, standing.answer = outcome, reason
    standing.answered_by, standing.answered_at = act.by, act.at
    standing.save(update_fields=["outcome", "answer", "answered_by", "answered_at"])
    act.data["solution"] = standing.pk
