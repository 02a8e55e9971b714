"""Calls for help as the managers' page shows them: who asks, for what, until when, and who helps already (R15)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Case, IntegerField, Value, When
from django.forms import Form

from accounts.models import User
from escalations.meetings.morning import brought_forward
from incidents import clockwork
from incidents.clockwork import Face
from incidents.models import Event, Incident, Task
from incidents.models.incident_fields import IncidentQuerySet

FLAG = "assistance_required"
MOST = 100  # calls on the page; the rest are less urgent, and stand in the queue's view


@dataclass
class Call:
    """One incident whose owner asks for help. `since` is when the flag went up, `asked` how it was last explained."""

    incident: Incident
    clock: Face | None
    is_moved_up: bool
    since: datetime | None = None
    asked: Event | None = None
    helpers: list[Task] = field(default_factory=list)
    form: Form | None = None  # an answer that came back

    @property
    def by(self) -> User | None:
        return self.asked.by if self.asked else self.incident.owner

    @property
    def helped_by(self) -> set[int]:
        """The keys of those who help already."""
        return {task.assignee_id for task in self.helpers}

    @property
    def needed_by(self) -> datetime | None:
        told = self.asked.data.get("needed_by") if self.asked else None
        return datetime.fromisoformat(told) if told else None

    def take(self, event: Event) -> None:
        """Lowered, it is over; raised anew while it is up, only its words are others."""
        if event.verb == "lower_flag":
            self.since = self.asked = None
            return
        self.since, self.asked = self.since or event.at, event


def calls(user: User) -> IncidentQuerySet:
    rows: Any = Incident.objects.visible_to(user)
    found: IncidentQuerySet = rows.filter(closed_at=None, assistance_required=True)
    return found


def by_urgency(rows: IncidentQuerySet) -> IncidentQuerySet:
    """Severity 1 first, then what is due next."""
    gravest = Case(When(severity=1, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.order_by(gravest, "next_due_at", "pk")


def calls_in(incidents: Sequence[Incident], moment: datetime) -> list[Call]:
    """Each with its history, in a fixed number of queries."""
    moved = brought_forward(incidents)
    found = {each.pk: Call(each, clockwork.nearest(each, moment), each.pk in moved) for each in incidents}
    for event in history(incidents):
        found[event.incident_id].take(event)
    for pk, tasks in helping(incidents).items():
        since = found[pk].since
        found[pk].helpers = [task for task in tasks if since is None or task.delegated_at >= since]
    return list(found.values())


def history(incidents: Iterable[Incident]) -> Iterable[Event]:
    moves = Event.objects.filter(incident__in=incidents, verb__in=("raise_flag", "lower_flag"), data__flag=FLAG)
    return moves.select_related("by").order_by("incident", "seq")


def helping(incidents: Iterable[Incident]) -> dict[int, list[Task]]:
    """What was handed out and is not settled."""
    found: dict[int, list[Task]] = defaultdict(list)
    for task in Task.objects.open().filter(incident__in=incidents).select_related("assignee").order_by("pk"):
        found[task.incident_id].append(task)
    return found
