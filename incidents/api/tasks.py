"""Delegated tasks by tools: what was handed out, handing out, and the assignee's two answers (R16)."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy
from django_filters import CharFilter, ChoiceFilter
from django_filters.rest_framework import FilterSet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.once import Answer
from incidents import actions
from incidents.actions.tasking import require_assignee, require_open
from incidents.actions.words import TITLE
from incidents.api import schema
from incidents.api.conversation import placed
from incidents.api.doors import told
from incidents.api.filters import whole_name
from incidents.api.reading import PEOPLE, Choice, Moment, Person
from incidents.api.views import CountedView
from incidents.api.writing import ReasonInput, Reference, Words, supporter
from incidents.models import Incident, Task
from incidents.policy import sees_internal
from notifications.moment import at, now

STATES = [*Task.State.choices, (Task.OVER, gettext_lazy("over: the incident was closed before"))]


class DueField(serializers.DateTimeField):
    """A moment, or a day, which means until its end where the caller is."""

    def to_internal_value(self, value: Any) -> datetime:
        day = day_of(value)
        if day is None:
            return super().to_internal_value(value)
        try:
            return datetime.combine(day + timedelta(days=1), time(), self.context["reader"].own_zone)
        except OverflowError:
            self.fail("overflow")


def day_of(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


class TaskInput(serializers.Serializer[Any]):
    title = Words(TITLE)
    detail = Words(required=False)
    assignee = Reference(supporter, gettext_lazy("No active member of the support team has this address."), "email")
    due = DueField(required=False, allow_null=True, help_text=gettext_lazy("A moment, or a day: until its end."))


class ResultInput(serializers.Serializer[Any]):
    result = Words()


class TaskReading(serializers.Serializer[Task]):
    id = serializers.IntegerField()
    title = serializers.CharField()
    detail = serializers.CharField()
    assignee = Person(help_text=PEOPLE)
    due = Moment(allow_null=True)
    is_late = serializers.SerializerMethodField()
    state = Choice(source="standing", choices=STATES)
    result = serializers.SerializerMethodField()
    reason = serializers.SerializerMethodField()
    delegated_by = Person(help_text=PEOPLE)
    delegated_at = Moment()
    settled_at = Moment(allow_null=True)

    def get_is_late(self, task: Task) -> bool:
        return task.is_late(now())

    def get_result(self, task: Task) -> str:
        """What the assignee found, once it is done."""
        return task.answer if task.state == Task.State.DONE else ""

    def get_reason(self, task: Task) -> str:
        """Why the assignee declined, or the owner took it back."""
        return task.answer if task.state in {Task.State.DECLINED, Task.State.RECALLED} else ""


class TaskFilters(FilterSet):  # type: ignore[misc]
    """Filters of an incident's tasks."""

    search = CharFilter(method="found", max_length=200, label=gettext_lazy("Words of the title or detail."))
    state = ChoiceFilter(method="standing", choices=STATES)
    assignee = whole_name("assignee__email", gettext_lazy("The assignee's address."))

    class Meta:
        model = Task
        fields: list[str] = []

    def found(self, rows: QuerySet[Task], name: str, words: str) -> QuerySet[Task]:
        return rows.filter(Q(title__icontains=words) | Q(detail__icontains=words))

    def standing(self, rows: QuerySet[Task], name: str, state: str) -> QuerySet[Task]:
        """As a task reads: those that were open when their incident was closed are over."""
        if state not in {Task.State.OPEN, Task.OVER}:
            return rows.filter(state=state)
        is_closed = Q(incident__state=Incident.State.CLOSED)
        return rows.filter(is_closed if state == Task.OVER else ~is_closed, state=Task.State.OPEN)


class TeamView(CountedView):
    """What the support team has among itself: for a customer it does not exist (R2)."""

    def find(self, number: str) -> Incident:
        if not sees_internal(self.reader):
            raise Http404
        return super().find(number)

    def read_task(self, pk: int) -> dict[str, Any]:
        task = Task.objects.select_related("incident", "assignee", "delegated_by").get(pk=pk)
        return dict(TaskReading(task, context={"reader": self.reader}).data)


@extend_schema_view(
    get=extend_schema(
        operation_id="list_tasks",
        summary=gettext_lazy("Its delegated tasks"),
        description=gettext_lazy("For the support team. Oldest first."),
        responses=schema.answers(200, TaskReading(many=True), schema.READS),
    ),
    post=extend_schema(
        operation_id="delegate_task",
        summary=gettext_lazy("Delegate a task"),
        description=gettext_lazy("The owner hands a piece of work to a colleague, and stays the owner."),
        parameters=[schema.KEY, schema.MATCH],
        request=TaskInput,
        responses=schema.answers(201, TaskReading, schema.CHANGES),
    ),
)
class TasksView(TeamView):
    queryset = Task.objects.none()
    filterset_class = customer_filters = TaskFilters

    def get(self, request: Request, number: str) -> Response:
        rows = self.find(number).tasks.select_related("incident", "assignee", "delegated_by")
        with at(now()):  # a list is of one moment, and the clock is asked once
            return self.answer(TaskReading, self.page(placed(rows, "pk")))

    def post(self, request: Request, number: str) -> Response:
        incident = self.find(number)
        return self.once(lambda: self.delegate(incident))

    def delegate(self, incident: Incident) -> Answer:
        self.require("delegate_task", incident)
        after = actions.delegate_task(incident, by=self.reader, **self.sent(TaskInput))
        return told(201, self.read_task(after.events.get(seq=after.event_count).data["task"]))


class SettleView(TeamView):
    """The assignee's answer, or the owner's word that none is wanted any more."""

    is_for_assignee = True
    act: Callable[..., Incident]
    input: type[serializers.Serializer[Any]]

    def post(self, request: Request, number: str, task: int) -> Response:
        incident = self.find(number)
        found = incident.tasks.select_related("assignee").filter(pk=task).first()
        if found is None:
            raise Http404
        return self.once(lambda: self.settle(incident, found))

    def settle(self, incident: Incident, task: Task) -> Answer:
        act = type(self).act
        if self.is_for_assignee:
            require_assignee(incident, task.pk, self.reader)
        self.require(act.__name__, incident)
        require_open(task)
        act(incident, by=self.reader, task=task.pk, **self.sent(self.input))
        return told(200, self.read_task(task.pk))


def described(verb: str, summary: Any, says: Any, kind: type[serializers.Serializer[Any]]) -> Any:
    return extend_schema_view(
        post=extend_schema(
            operation_id=verb,
            summary=summary,
            description=says,
            parameters=[schema.KEY, schema.MATCH],
            request=kind,
            responses=schema.answers(200, TaskReading, schema.CHANGES),
        )
    )


@described("finish_task", gettext_lazy("Finish a task"), gettext_lazy("The assignee: its result."), ResultInput)
class FinishTaskView(SettleView):
    act, input = staticmethod(actions.finish_task), ResultInput


@described("decline_task", gettext_lazy("Decline a task"), gettext_lazy("The assignee: why not."), ReasonInput)
class DeclineTaskView(SettleView):
    act, input = staticmethod(actions.decline_task), ReasonInput


@described("recall_task", gettext_lazy("Take a task back"), gettext_lazy("The owner: why."), ReasonInput)
class RecallTaskView(SettleView):
    is_for_assignee = False
    act, input = staticmethod(actions.recall_task), ReasonInput
