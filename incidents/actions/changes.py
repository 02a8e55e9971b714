"""Changes that are planned and RCAs that are asked for: what an incident can wait for beside a Problem (R27)."""

from datetime import date, datetime

from django.db import transaction

from accounts.acting import acting
from accounts.models import User
from incidents.actions.archive import KNOWLEDGE, begin, changed
from incidents.actions.spreading import spread
from incidents.actions.words import TITLE, words
from incidents.models import Change, RcaRequest


@transaction.atomic
def open_change(*, by: User, title: str, planned_for: datetime | None = None) -> Change:
    """Write down what will be changed, and when."""
    return begin(Change(title=words(title, field="title", limit=TITLE), planned_for=planned_for), "open_change", by)


def edit_change(change: Change, *, by: User, title: str | None = None, planned_for: datetime | None = None) -> Change:
    with acting(KNOWLEDGE, "edit_change", change, by) as act:
        act.record.edit_change()
        named = None if title is None else words(title, field="title", limit=TITLE)
        changed(act, {"title": named, "planned_for": planned_for})
    return act.record


def finish_change(change: Change, *, by: User) -> Change:
    """Done: the owners of what waited for it are told, and action is needed (R14)."""
    with acting(KNOWLEDGE, "finish_change", change, by) as act:
        act.record.finish_change()
        act.record.done_at = act.at
    spread(act.record)
    return act.record


def cancel_change(change: Change, *, by: User, reason: str) -> Change:
    """It will not come; nobody goes on waiting for it."""
    with acting(KNOWLEDGE, "cancel_change", change, by) as act:
        act.data = {"reason": words(reason, field="reason")}
        act.record.cancel_change()
    spread(act.record)
    return act.record


@transaction.atomic
def open_rca(*, by: User, title: str, due_on: date | None = None) -> RcaRequest:
    """Ask for an explanation of the cause, in writing."""
    return begin(RcaRequest(title=words(title, field="title", limit=TITLE), due_on=due_on, asked_by=by), "open_rca", by)


def edit_rca(rca: RcaRequest, *, by: User, title: str | None = None, due_on: date | None = None) -> RcaRequest:
    with acting(KNOWLEDGE, "edit_rca", rca, by) as act:
        act.record.edit_rca()
        named = None if title is None else words(title, field="title", limit=TITLE)
        changed(act, {"title": named, "due_on": due_on})
    return act.record


def deliver_rca(rca: RcaRequest, *, by: User, document: str) -> RcaRequest:
    """The document: the owners of what waited for it are told, and action is needed (R14)."""
    with acting(KNOWLEDGE, "deliver_rca", rca, by) as act:
        act.record.document = words(document, field="document")
        act.record.deliver_rca()
        act.record.delivered_at = act.at
    spread(act.record)
    return act.record
