"""The addresses of Problems, Changes, RCA requests and outages: one list and one record a kind, made from its Kind."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema, extend_schema_view
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.acting import NotAllowed, require
from accounts.once import Answer, Sending
from incidents.actions.outages import tell_outage
from incidents.api import filters, schema
from incidents.api.doors import NEVER, PREFIX, ApiView, readable, tags, told
from incidents.api.known_kinds import KINDS, Kind, standing
from incidents.api.known_reading import READINGS, TellingReading, etag, read
from incidents.api.known_writing import TellingInput
from incidents.api.paging import NumberedPaging
from incidents.models import Known, Outage
from incidents.policy import KNOWN_RULES, may_keep_knowledge, sees_internal


class KnownApiView(ApiView):
    """What both addresses of a kind share."""

    kind: Kind
    known: Known | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.kind.customer_filters is None and not sees_internal(self.reader):
            raise Http404

    def find_known(self, number: str) -> Known:
        """The record, if it exists for this person, with the version that they say they saw."""
        place = self.kind.model.place_of(number)
        found: Known | None = self.kind.rows(self.reader).filter(pk=place).first() if place is not None else None
        if found is None:
            raise Http404
        match = self.request.headers.get("If-Match")
        if match is not None and tags(match) != ["*"]:
            found.seen = found.version if etag(found, self.reader) in tags(match) else NEVER
        self.known = found
        return found

    def known_answer(self, status: int, known: Known) -> Answer:
        """The record as it is now and as this person may read it."""
        fresh = self.kind.rows(self.reader).get(pk=known.pk)
        return told(status, read(fresh, self.reader), ETag=etag(fresh, self.reader))

    def standing(self) -> dict[str, Any]:
        """What a refusal by status says of how things stand (D8)."""
        if self.known is None:
            return {}
        fresh = self.kind.rows(self.reader).get(pk=self.known.pk)
        return {"current_state": standing(fresh), "version": fresh.version}


class KnownListView(KnownApiView, GenericAPIView[Any]):
    filter_backends = (filters.Filters,)
    pagination_class = NumberedPaging

    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.kind.rows(self.reader))) or []
        return self.get_paginated_response([read(known, self.reader) for known in page])

    def post(self, request: Request) -> Response:
        return self.once(self.open)

    def open(self) -> Answer:
        if not may_keep_knowledge(self.reader):
            raise NotAllowed(_("Only the support team can write this down."))
        known = self.kind.open(by=self.reader, **self.sent(self.kind.input))
        answer = self.known_answer(201, known)
        answer.content["headers"]["Location"] = reverse(f"api:{self.kind.model.KIND}", args=[known.number])
        return answer


class KnownView(KnownApiView):
    def get(self, request: Request, number: str) -> Response:
        known = self.find_known(number)
        tag = etag(known, self.reader)
        if tag in tags(request.headers.get("If-None-Match", "")):
            return Response(status=304, headers={"ETag": tag})
        return Response(read(known, self.reader), headers={"ETag": tag})

    def patch(self, request: Request, number: str) -> Response:
        known = self.find_known(number)
        return self.once(lambda: self.change(known))

    @transaction.atomic
    def change(self, known: Known) -> Answer:
        require(KNOWN_RULES, self.kind.verb(known, self.glance("status")), known, self.reader)
        changed = self.kind.change(known, self.sent(self.kind.changes), self.reader)
        return self.known_answer(200, changed)


@extend_schema_view(
    post=extend_schema(
        operation_id="tell_outage",
        summary=gettext_lazy("Tell the customers of all linked incidents"),
        description=gettext_lazy("Each by the rules of its own incident; the answer names who was not told, and why."),
        parameters=[schema.KEY, schema.MATCH, schema.TAG],
        request=TellingInput,
        responses=schema.answers(200, TellingReading, schema.CHANGES),
        tags=["outages"],
    )
)
class TellOutageView(KnownApiView):
    kind = next(kind for kind in KINDS if kind.model is Outage)

    def post(self, request: Request, number: str) -> Response:
        """Each customer in a transaction of their own: a repeat goes on where the first was cut off (T31)."""
        outage = self.find_known(number)
        key = request.headers.get("Idempotency-Key")
        sending = Sending(self.reader) if key is None else Sending(self.reader, PREFIX + readable(key), self.mark())
        answer = sending.answered() or self.tell(outage, sending)
        refused = [{"number": number, "reason": reason} for number, reason in answer.content["refused"]]
        fresh = self.kind.rows(self.reader).get(pk=outage.pk)
        response = Response(
            {"told": answer.content["told"], "refused": refused}, headers={"ETag": etag(fresh, self.reader)}
        )
        if answer.is_repeat:
            response["Idempotent-Replay"] = "true"
        return response

    def tell(self, outage: Known, sending: Sending) -> Answer:
        require(KNOWN_RULES, "tell_outage", outage, self.reader)
        return tell_outage(outage, by=self.reader, sending=sending, **self.sent(TellingInput))  # type: ignore[arg-type]


# --- Made from each kind ----------------------------------------------------------------------------------------------


def reading(kind: Kind, *, many: bool = False) -> Any:
    """The support team's view, or the customer's where there is one, by who asks."""
    staffs, customers = READINGS[kind.model.KIND]
    if customers is None:
        return staffs(many=many)
    return PolymorphicProxySerializer(
        component_name=kind.model.__name__, serializers=[staffs, customers], resource_type_field_name=None, many=many
    )


def list_view(kind: Kind) -> type[KnownListView]:
    name = {"called": kind.called}
    described = extend_schema_view(
        get=extend_schema(
            operation_id=f"list_{kind.path}",
            summary=gettext_lazy("Each %(called)s that you may see") % name,
            description=gettext_lazy("Newest first. A filter that does not exist for you is refused."),
            responses=schema.answers(200, reading(kind, many=True), schema.READS),
            tags=[kind.path],
        ),
        post=extend_schema(
            operation_id=f"open_{kind.model.KIND}",
            summary=gettext_lazy("A new %(called)s") % name,
            description=gettext_lazy("The support team's to write down."),
            parameters=[schema.KEY, schema.TAG],
            request=kind.input,
            responses=schema.answers(201, reading(kind), schema.CREATES),
            tags=[kind.path],
        ),
    )
    fields = {
        "kind": kind,
        "queryset": kind.model._default_manager.none(),
        "filterset_class": kind.filters,
        "customer_filters": kind.customer_filters,
    }
    return described(type(f"{kind.model.__name__}sView", (KnownListView,), fields))


def one_view(kind: Kind) -> type[KnownView]:
    name = {"called": kind.called}
    described = extend_schema_view(
        get=extend_schema(
            operation_id=f"read_{kind.model.KIND}",
            summary=gettext_lazy("One %(called)s") % name,
            description=gettext_lazy("By number or id."),
            parameters=[schema.NONE_MATCH, schema.TAG],
            responses={**schema.answers(200, reading(kind), schema.READS), 304: None},
            tags=[kind.path],
        ),
        patch=extend_schema(
            operation_id=f"change_{kind.model.KIND}",
            summary=gettext_lazy("Change a %(called)s") % name,
            description=gettext_lazy("The support team's. Another `status` is the act that leads there."),
            parameters=[schema.KEY, schema.MATCH, schema.TAG],
            request=kind.changes,
            responses=schema.answers(200, reading(kind), schema.CHANGES),
            tags=[kind.path],
        ),
    )
    return described(type(f"{kind.model.__name__}View", (KnownView,), {"kind": kind}))


VIEWS: list[tuple[str, str, Callable[..., Any]]] = [
    *((f"{kind.path}/", kind.path, list_view(kind).as_view()) for kind in KINDS),
    *((f"{kind.path}/<str:number>/", kind.model.KIND, one_view(kind).as_view()) for kind in KINDS),
    ("outages/<str:number>/actions/tell/", "tell_outage", TellOutageView.as_view()),
]
