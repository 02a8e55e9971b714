"""Changes that are planned and RCAs that are asked for: what an incident can wait for beside a Problem (R27)."""

from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from incidents.actions.archive import KEEP, begin, changed, keeping, require_keeper, said
from incidents.actions.spreading import spread_after
from incidents.actions.words import REASON, TITLE, within_reach, within_reach_of_day, words
from incidents.models import Change, RcaRequest


@transaction.atomic
def open_change(*, by: User, title: str, planned_for: datetime | None = None) -> Change:
    """Write down what will be changed, and when."""
    require_keeper(by)
    named, planned_for = words(title, field="title", limit=TITLE), within_reach(planned_for, "planned_for")
    return begin(Change(title=named, planned_for=planned_for), "open_change", by)


def edit_change(change: Change, *, by: User, title: str = KEEP, planned_for: datetime | None = KEEP) -> Change:
    """Any subset; a time that is sent empty is taken away."""
    with keeping("edit_change", change, by) as act:
        act.record.edit_change()
        changed(act, {"title": said(title, field="title", limit=TITLE), "planned_for": planned_for})
        within_reach(act.record.planned_for, "planned_for")
    return act.record


def finish_change(change: Change, *, by: User) -> Change:
    """Done: the owners of what waited for it are told, and action is needed (R14)."""
    with keeping("finish_change", change, by) as act:
        act.record.finish_change()
        act.record.done_at = act.at
        spread_after(act.record)
    return act.record


def cancel_change(change: Change, *, by: User, reason: str) -> Change:
    """It will not come; nobody goes on waiting for it."""
    with keeping("cancel_change", change, by) as act:
        act.data = {"reason": words(reason, field="reason", limit=REASON)}
        act.record.cancel_change()
        spread_after(act.record)
    return act.record


@transaction.atomic
def open_rca(*, by: User, title: str, due_on: date | None = None) -> RcaRequest:
    """Ask for an explanation of the cause, in writing."""
    require_keeper(by)
    named = words(title, field="title", limit=TITLE)
    day = within_reach_of_day(due_on, "due_on")
    return begin(RcaRequest(title=named, due_on=day, asked_by=by), "open_rca", by)


def edit_rca(rca: RcaRequest, *, by: User, title: str = KEEP, due_on: date | None = KEEP) -> RcaRequest:
    """Any subset; a day that is sent empty is taken away."""
    with keeping("edit_rca", rca, by) as act:
        act.record.edit_rca()
        day = due_on if due_on is KEEP else within_reach_of_day(due_on, "due_on")
        changed(act, {"title": said(title, field="title", limit=TITLE), "due_on": day})
    return act.record


def deliver_rca(rca: RcaRequest, *, by: User, document: str) -> RcaRequest:
    """The document: the owners of what waited for it are told, and action is needed (R14)."""
    with keeping("deliver_rca", rca, by) as act:
        act.record.document = words(document, field="document")
        act.record.deliver_rca()
        act.record.delivered_at = act.at
        spread_after(act.record)
    return act.record
