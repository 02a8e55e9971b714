"""Delegated tasks as lists show them: late or not, and with two forms where the reader is to answer (R16)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.forms import Form

from accounts.models import User
from incidents.forms import DeclineTaskForm, FinishTaskForm, VerbForm
from incidents.models import Incident, Task
from incidents.policy import RULES, is_assignee
from notifications.moment import now


@dataclass(frozen=True)
class Row:
    """One task; `finish` and `decline` are there where it waits for the reader, who as its owner may take it back."""

    task: Task
    is_late: bool
    finish: Form | None
    decline: Form | None
    may_recall: bool = False


def of_incident(incident: Incident, user: User) -> list[Row]:
    """What was handed out on this incident, the open ones first, by due; one query."""
    found = [replace(row, may_recall=may_recall(row.task, user)) for row in rows(tasks_of(incident), user)]
    return sorted(found, key=lambda row: not row.task.is_open)


def tasks_of(incident: Incident) -> Iterable[Task]:
    return incident.tasks.select_related("assignee").by_due()


def may_recall(task: Task, user: User) -> bool:
    return task.is_open and RULES["recall_task"](user, task.incident)


def open_of(incident: Incident, user: User) -> list[Row]:
    """What would be left undone."""
    return rows(incident.tasks.open().select_related("assignee").by_due(), user)


def rows(tasks: Iterable[Task], user: User) -> list[Row]:
    moment = now()
    return [row(task, user, moment) for task in tasks]


def row(task: Task, user: User, moment: datetime) -> Row:
    if not (task.is_open and is_assignee(user, task)):
        return Row(task, task.is_late(moment), None, None)
    return Row(task, task.is_late(moment), answer(FinishTaskForm, task), answer(DeclineTaskForm, task))


def answer(kind: type[VerbForm], task: Task) -> Form:
    form = kind(incident=task.incident)
    form.auto_id = f"{kind.__name__.lower()}_{task.pk}_%s"
    return form
