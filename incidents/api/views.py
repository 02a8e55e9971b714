"""The addresses of the API: find what is visible, ask, read the body, act once, and answer with the record."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.utils import extend_schema, extend_schema_view
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.acting import NotAllowed
from accounts.models import Area
from accounts.once import Answer
from incidents import actions
from incidents.actions.flags import require_flag
from incidents.actions.named import require_what_was_named
from incidents.api import filters, schema, writing
from incidents.api.conversation import LineReading, MessageReading, Said, lines, placed
from incidents.api.doors import ApiView, etag, tags, told
from incidents.api.offers import Offer
from incidents.api.paging import CountedPaging, NamedPaging, OrderedPaging
from incidents.api.reading import read
from incidents.models import Event, Incident, Message
from incidents.policy import may_open, sees_internal
from notifications.moment import at, now


@extend_schema_view(
    get=extend_schema(
        operation_id="list_incidents",
        summary=gettext_lazy("The incidents that you may see"),
        description=gettext_lazy("Newest first. A filter that does not exist for you is refused."),
        responses=schema.answers(200, schema.incident_reading(many=True), schema.READS),
    ),
    post=extend_schema(
        operation_id="open_incident",
        summary=gettext_lazy("Report a problem"),
        description=gettext_lazy("Starts both clocks. The support team says whose problem it is."),
        parameters=[schema.KEY, schema.TAG],
        request=writing.ReportInput,
        responses=schema.answers(201, schema.incident_reading(), schema.CREATES),
    ),
)
class IncidentsView(ApiView, GenericAPIView[Incident]):
    queryset = Incident.objects.none()
    filter_backends = (filters.Filters,)
    filterset_class, customer_filters = filters.StaffFilters, filters.CustomerFilters
    pagination_class = OrderedPaging

    def get(self, request: Request) -> Response:
        rows = self.filter_queryset(Incident.objects.visible_to(self.reader).with_everything())
        page: list[Incident] = self.paginate_queryset(rows) or []
        with at(now()):  # a list is of one moment, and the server's clock is asked once
            return self.get_paginated_response([read(incident, self.reader) for incident in page])

    def post(self, request: Request) -> Response:
        return self.once(self.open)

    def open(self) -> Answer:
        if not may_open(self.reader):
            raise NotAllowed(_("Only customers and the support team can report a problem."))
        incident = actions.open_incident(by=self.reader, **self.sent(writing.ReportInput))
        answer = self.incident_answer(201, incident)
        answer.content["headers"]["Location"] = reverse("api:incident", args=[incident.number])
        return answer


@extend_schema_view(
    get=extend_schema(
        operation_id="read_incident",
        summary=gettext_lazy("One incident"),
        description=gettext_lazy("Customers and the support team read different fields."),
        parameters=[schema.NONE_MATCH, schema.TAG],
        responses={**schema.answers(200, schema.incident_reading(), schema.READS), 304: None},
    ),
    patch=extend_schema(
        operation_id="triage_incident",
        summary=gettext_lazy("Triage"),
        description=gettext_lazy("The same as the action `assign`: owner, area, category, severity; any subset."),
        parameters=[schema.KEY, schema.MATCH, schema.TAG],
        request=writing.TriageInput,
        responses=schema.answers(200, schema.incident_reading(), schema.CHANGES),
    ),
)
class IncidentView(ApiView):
    def get(self, request: Request, number: str) -> Response:
        incident = self.find(number)
        tag = etag(incident, self.reader)
        # What the support team reads has clocks in it, which run while the version stands still: always sent anew.
        unchanged = not sees_internal(self.reader) and tag in tags(request.headers.get("If-None-Match", ""))
        if unchanged:
            return Response(status=304, headers={"ETag": tag})
        return Response(read(incident, self.reader), headers={"ETag": tag})

    def patch(self, request: Request, number: str) -> Response:
        incident = self.find(number)
        return self.once(lambda: self.assign(incident))

    def assign(self, incident: Incident) -> Answer:
        self.require("assign", incident)
        actions.assign(incident, by=self.reader, **self.sent(writing.TriageInput))
        return self.incident_answer(200, incident)


class ActionView(ApiView):
    """One action; each has an address and a view of its own, made from its offer."""

    offer: Offer

    def post(self, request: Request, number: str) -> Response:
        incident = self.find(number)
        return self.once(lambda: self.act(incident))

    def act(self, incident: Incident) -> Answer:
        self.require_flag(incident)
        self.require(self.offer.verb, incident)
        require_what_was_named(self.offer.verb, incident, {name: self.glance(name) for name in self.names()})
        self.offer.act(incident, by=self.reader, **self.sent(self.offer.input))
        return self.incident_answer(200, incident)

    def names(self) -> set[str]:
        """What this action's body names of what stands."""
        return {"solution", "flag"} & set(self.offer.input().fields)

    def require_flag(self, incident: Incident) -> None:
        """Which flag it is narrows who may, which is asked before what the state allows."""
        flag = self.glance("flag")
        if isinstance(flag, str):
            require_flag(self.offer.verb, flag, incident, self.reader)


def view_of(offer: Offer) -> type[ActionView]:
    described = extend_schema(
        operation_id=offer.verb,
        summary=offer.name,
        description=offer.says,
        parameters=[schema.KEY, schema.MATCH, schema.TAG],
        request=offer.input if offer.input().fields else None,
        responses=schema.answers(200, schema.incident_reading(), schema.CHANGES),
        tags=["actions"],
    )
    view = type(f"{offer.verb.title().replace('_', '')}View", (ActionView,), {"offer": offer})
    return extend_schema_view(post=described)(view)


class CountedView(ApiView, GenericAPIView[Any]):
    """A list that is only ever added to."""

    filter_backends = (filters.Filters,)
    pagination_class: type[CountedPaging] = CountedPaging

    def page(self, rows: QuerySet[Any]) -> list[Any]:
        """The rows that were asked for."""
        return self.paginate_queryset(self.filter_queryset(rows)) or []

    def answer(self, kind: type[serializers.Serializer[Any]], rows: Any) -> Response:
        return self.get_paginated_response(kind(rows, many=True, context={"reader": self.reader}).data)


INPUTS = {
    "post_message": writing.CustomerMessageInput,
    "send_update": writing.MessageInput,
    "add_note": writing.NoteInput,
}


@extend_schema_view(
    get=extend_schema(
        operation_id="list_messages",
        summary=gettext_lazy("The conversation"),
        description=gettext_lazy("Oldest first. Internal notes are there for the support team alone."),
        responses=schema.answers(200, MessageReading(many=True), schema.READS),
    ),
    post=extend_schema(
        operation_id="post_message",
        summary=gettext_lazy("Write a message"),
        description=gettext_lazy(
            "The support team says who may read it: `public` goes to the customer (after the owner's first answer), "
            "`internal` never does. A customer's message is public."
        ),
        parameters=[schema.KEY, schema.MATCH],
        request=writing.MessageInput,
        responses=schema.answers(201, MessageReading, schema.CHANGES),
    ),
)
class MessagesView(CountedView):
    queryset = Message.objects.none()
    filterset_class, customer_filters = filters.StaffMessageFilters, filters.MessageFilters

    def get(self, request: Request, number: str) -> Response:
        rows = self.find(number).messages.visible_to(self.reader).select_related("author", "event")
        rows = rows.prefetch_related("event__attachments")
        said = [Said(message.place, message) for message in self.page(placed(rows, "pk"))]
        return self.answer(MessageReading, said)

    def post(self, request: Request, number: str) -> Response:
        incident = self.find(number)
        return self.once(lambda: self.say(incident))

    def say(self, incident: Incident) -> Answer:
        verb = self.verb()
        self.require(verb, incident)
        sent = self.sent(INPUTS[verb])
        sent.pop("visibility", None)
        after = getattr(actions, verb)(incident, by=self.reader, **sent)
        return told(201, self.read_last(after))

    def verb(self) -> str:
        """Known before the body is judged, so that a refusal by state comes before one by form."""
        if not sees_internal(self.reader):
            return "post_message"
        return "send_update" if self.glance("visibility") == Message.Visibility.PUBLIC else "add_note"

    def read_last(self, incident: Incident) -> dict[str, Any]:
        """What was just said, at its place in the conversation."""
        message = Message.objects.select_related("author", "event").get(
            event__incident=incident, event__seq=incident.event_count
        )
        place = incident.messages.visible_to(self.reader).filter(pk__lte=message.pk).count()
        return dict(MessageReading(Said(place, message), context={"reader": self.reader}).data)


@extend_schema_view(
    get=extend_schema(
        operation_id="read_timeline",
        summary=gettext_lazy("What happened"),
        description=gettext_lazy("Oldest first; for a customer, what concerns them."),
        responses=schema.answers(200, LineReading(many=True), schema.READS),
    )
)
class TimelineView(CountedView):
    queryset = Event.objects.none()
    filterset_class = customer_filters = filters.LineFilters

    def get(self, request: Request, number: str) -> Response:
        rows = self.find(number).events.visible_to(self.reader).select_related("by", "message")
        return self.answer(LineReading, lines(self.page(placed(rows, "seq")), self.reader))


class AreaReading(serializers.Serializer[Area]):
    slug = serializers.SlugField()
    name = serializers.CharField()
    description = serializers.CharField()


@extend_schema_view(
    get=extend_schema(
        operation_id="list_areas",
        summary=gettext_lazy("The product areas"),
        description=gettext_lazy("By name; everywhere else an area is named by its slug."),
        responses=schema.answers(200, AreaReading(many=True), schema.READS),
    )
)
class AreasView(CountedView):
    queryset = Area.objects.none()
    filterset_class = customer_filters = filters.AreaFilters
    pagination_class = NamedPaging

    def get(self, request: Request) -> Response:
        return self.answer(AreaReading, self.page(Area.objects.order_by("name", "pk")))


class SchemaView(ApiView, SpectacularAPIView):
    """OpenAPI 3, as JSON unless YAML is asked for."""

    renderer_classes = [OpenApiJsonRenderer2, OpenApiJsonRenderer, OpenApiYamlRenderer2, OpenApiYamlRenderer]


class DocsView(SpectacularSwaggerSplitView):
    """The schema to read and to try, with its scripts in files of their own."""

    template_name = "api/docs.html"
    url_name = "api:schema"
