"""What nobody answered in time: customers are reminded of a solution, and late tasks are told; each once (R10, R16)."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import models, transaction

from accounts.acting import Act, lock
from accounts.models import User
from incidents import notices
from incidents.actions import house
from incidents.models import ImportedIncident, Incident, Solution, Task

log = logging.getLogger(__name__)
BATCH = 500  # of each, in one sweep; the next one comes seconds later
Row = TypeVar("Row", Solution, Task)


def sweep_unanswered(moment: datetime) -> int:
    """Each in its own short transaction, found by an index and claimed under its incident's lock (S14, S15)."""
    reminded = each(Solution.objects.unanswered(moment)[:BATCH], remind_customer, moment)
    return reminded + each(Task.objects.overdue(moment)[:BATCH], chase_task, moment)


def each(due: "models.QuerySet[Row]", tell: Callable[[Row, datetime], bool], moment: datetime) -> int:
    """One bad row stops no other."""
    told = 0
    for row in due.select_related("incident"):
        try:
            told += tell(row, moment)
        except Exception:
            log.exception("%s %s could not be swept", type(row).__name__, row.pk)
    return told


@transaction.atomic
def remind_customer(solution: Solution, moment: datetime) -> bool:
    """One friendly letter that it is there. Nothing closes, whatever they do with it (R10)."""
    incident = lock(solution.incident)
    solution = Solution.objects.get(pk=solution.pk)
    if incident.is_closed or solution.outcome != Solution.Outcome.PROPOSED:
        return False
    if solution.remind_at is None or solution.remind_at > moment:
        return False
    is_wanted = is_to_be_reminded(incident, solution)
    solution.remind_at = solution.next_reminder(moment) if is_wanted else None
    solution.save(update_fields=["remind_at"])
    if is_wanted:
        house.mark(incident, "remind_customer", moment, {"solution": solution.pk, "kind": solution.kind}, public=True)
    return is_wanted


def is_to_be_reminded(incident: Incident, solution: Solution) -> bool:
    """Whoever has said anything since, in whatever way, has seen it; who cannot be written to is not."""
    if solution.kept_open_at is not None or not incident.customer.is_active:
        return False
    if ImportedIncident.objects.filter(incident=incident).exists():
        return False
    proposed = incident.events.filter(verb="propose_solution").order_by("-seq").values("seq")[:1]
    return not incident.events.filter(seq__gt=proposed, by__role=User.Role.CUSTOMER).exists()


@transaction.atomic
def chase_task(task: Task, moment: datetime) -> bool:
    """It is past its time: whoever has it and the owner are told, and it wants the owner (R15, R16)."""
    incident = lock(task.incident)
    task = Task.objects.select_related("assignee").get(pk=task.pk)
    if incident.is_closed or task.state != Task.State.OPEN or task.chase_at is None or task.chase_at >= moment:
        return False
    task.chase_at = None
    task.save(update_fields=["chase_at"])
    act = Act("chase_task", incident, house.SYSTEM, max(moment, incident.last_event_at))
    house.settle(incident, act.at)
    act.data = {
        "task": task.pk,
        "title": task.title,
        "assignee": house.person(task.assignee),
        "due": house.stamp(task.due),
    }
    incident.action_needed = True
    incident.version += 1
    event = house.record(act)
    incident.save()
    notices.tell(event)
    return True
