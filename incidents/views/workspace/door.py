"""The workspace's door, and what every page behind it is told."""

from collections.abc import Mapping
from typing import Any

from django.db.models import IntegerField, Model, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import User
from incidents.models import Incident, Task
from incidents.models.task import TaskQuerySet
from incidents.policy import may_change_calendars
from incidents.views.doors import Door, user_of

WORKSPACE = Door("workspace", admits=lambda user: user.is_support)
MANY = 99


def show(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page of the workspace; a form that came back with errors is a 422."""
    user = user_of(request)
    counts = {} if "waiting" in context else counted(user, badges(user))
    context = {**counts, "may_change_calendars": may_change_calendars(user), **context}
    return render(request, f"workspace/{template}", context, status=status)


def badges(user: User) -> dict[str, QuerySet[Any]]:
    """What the menu counts."""
    return {"waiting": wanting(user), "my_tasks": tasks_for(user)}


def wanting(user: User) -> QuerySet[Incident]:
    """What wants this person: theirs, with something to do or nobody's answer yet."""
    wants = Q(action_needed=True) | Q(state=Incident.State.NEW)
    return Incident.objects.visible_to(user).open().held_by(user).filter(wants)


def tasks_for(user: User) -> TaskQuerySet:
    """What colleagues handed to this person, and nobody has settled yet (R16)."""
    visible = Incident.objects.visible_to(user).open()
    return Task.objects.open().filter(assignee=user, incident__in=visible)


def capped(rows: QuerySet[Any]) -> str:
    """How many, as far as it is worth counting: "7", "99+", and nothing for none."""
    return in_words(rows.order_by()[: MANY + 1].count())


def in_words(found: int) -> str:
    return f"{MANY}+" if found > MANY else str(found or "")


class Count(Subquery):
    """How many rows another query finds, as part of a query."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def counted(user: User, rows: Mapping[str, QuerySet[Any]]) -> dict[str, str]:
    """The same of several at once, in one query."""
    counts = [Count(each.order_by().values("pk")[: MANY + 1]) for each in rows.values()]
    (found,) = User.objects.filter(pk=user.pk).values_list(*counts)
    return dict(zip(rows, map(in_words, found), strict=True))


def page_after(rows: QuerySet[Any], size: int) -> tuple[list[Any], Model | None]:
    """One page of a keyset list, and its last row if there are more behind it."""
    found = list(rows[: size + 1])
    return found[:size], found[size - 1] if len(found) > size else None
