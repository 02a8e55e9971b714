"""Pieces of work for colleagues: handed out by the owner, finished or declined by whom they were given to (R16)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.acting import Act, NotAllowed, NotPossible, NotValid, acting
from accounts.models import User
from incidents.actions import house
from incidents.actions.words import FURTHEST, REASON, TITLE, able_owner, words
from incidents.models import Incident, Task
from incidents.policy import SUPPORT, is_assignee


def delegate_task(
    incident: Incident, *, by: User, title: str, assignee: User, detail: str = "", due: datetime | None = None
) -> Incident:
    """Hand a piece of work to a colleague, who is told; the owner does not change (R16)."""
    with acting(house.INCIDENTS, "delegate_task", incident, by) as act:
        act.record.delegate_task()
        task = Task.objects.create(
            incident=act.record,
            title=words(title, field="title", limit=TITLE),
            detail=words(detail, field="detail", required=False),
            assignee=colleague(act.record, assignee),
            delegated_by=by,
            delegated_at=act.at,
            due=to_come(due, act.at),
            chase_at=due,
        )
        act.words = task.detail
        act.data = {**kept(task), "due": house.stamp(task.due)}
    return act.record


def colleague(incident: Incident, assignee: User) -> User:
    if assignee.pk == incident.owner_id:
        raise NotValid({"assignee": [_("%(name)s owns this: hand it to a colleague.") % {"name": assignee.name}]})
    return able_owner(assignee, field="assignee")


def to_come(due: datetime | None, at: datetime) -> datetime | None:
    if due is not None and not at < due <= at + FURTHEST:
        raise NotValid({"due": [_("Give a time that is still to come, and not too far ahead.")]})
    return due


def finish_task(incident: Incident, *, by: User, task: int, result: str) -> Incident:
    """Its result lands in the incident for the team, and wants the owner (R15, R16)."""
    with acting(house.narrowed("finish_task", Assignee(task)), "finish_task", incident, by) as act:
        act.record.finish_task()
        settle(act, task, Task.State.DONE, lambda: words(result, field="result"))
    return act.record


def decline_task(incident: Incident, *, by: User, task: int, reason: str) -> Incident:
    """It comes back to the owner with a reason (R15, R16)."""
    with acting(house.narrowed("decline_task", Assignee(task)), "decline_task", incident, by) as act:
        act.record.decline_task()
        settle(act, task, Task.State.DECLINED, lambda: words(reason, field="reason", limit=REASON))
    return act.record


def recall_task(incident: Incident, *, by: User, task: int, reason: str) -> Incident:
    """The owner takes it back with a reason, and whose it was is told (R16)."""
    with acting(house.INCIDENTS, "recall_task", incident, by) as act:
        act.record.recall_task()
        settle(act, task, Task.State.RECALLED, lambda: words(reason, field="reason", limit=REASON))
    return act.record


@dataclass(frozen=True)
class Assignee:
    """Whose task it is narrows who may (403); what is no task of this incident is a mistake, and judged last (R1)."""

    pk: int

    def __call__(self, user: User | None, record: Incident) -> bool:
        task = self.task(record)
        return SUPPORT(user, record) if task is None else is_assignee(user, task)

    def why(self, record: Incident) -> str:
        task = self.task(record)
        if task is None:
            return SUPPORT.why(record)
        return _("Only %(name)s, whose task it is, can do that.") % {"name": task.assignee.name}

    def task(self, incident: Incident) -> Task | None:
        return incident.tasks.select_related("assignee").filter(pk=self.pk).first()


def require_assignee(incident: Incident, pk: int, by: User) -> None:
    """For a door, which asks this before what the state allows; the act asks again. Raises NotAllowed."""
    rule = Assignee(pk)
    if not rule(by, incident):
        raise NotAllowed(rule.why(incident))


def settle(act: Act[Incident], pk: int, state: str, answer: Callable[[], str]) -> None:
    """Asked again under the lock: somebody may have been quicker, or have pressed twice (T30)."""
    task = act.record.tasks.select_related("assignee").filter(pk=pk).first()
    if task is None:
        raise NotValid({"task": [_("This incident has no such task.")]})
    require_open(task)
    act.words = answer()
    task.settle(state, act.words, act.at)
    act.data = kept(task)


def require_open(task: Task) -> None:
    if task.state != Task.State.OPEN:
        raise NotPossible(_("This task is settled already."))


def kept(task: Task) -> dict[str, object]:
    return {"task": task.pk, "title": task.title, "assignee": house.person(task.assignee)}
