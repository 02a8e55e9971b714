"""CSAT requests by tools: what there is, asking, and the SME's answers (R39, R40)."""

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet, prefetch_related_objects
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django_filters import CharFilter, MultipleChoiceFilter
from django_filters.rest_framework import FilterSet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.once import Answer
from escalations import actions
from escalations.api.csat_reading import ACTIONS, SAYS, CsatInput, CsatReading, WhyInput
from escalations.models import CsatRequest, Icm
from escalations.offered import require_csat, without_leaders
from incidents.api import filters, schema
from incidents.api.doors import NEVER, ApiView, tags, told
from incidents.api.paging import NumberedPaging
from incidents.models import Incident
from incidents.policy import sees_internal

TAG = ["csat-requests"]


class CsatFilters(FilterSet):  # type: ignore[misc]
    """Filters of CSAT requests."""

    search = CharFilter(method="found", max_length=200, label=gettext_lazy("Its number, or words of why or what else."))
    state = MultipleChoiceFilter(choices=CsatRequest.State.choices)
    sentiment = MultipleChoiceFilter(choices=CsatRequest.Sentiment.choices)
    exceptionally_bad = filters.yes_or_no()
    by_fallback = filters.yes_or_no()
    asked_by = filters.whole_name("asked_by__email", gettext_lazy("The address of who asked."))
    sme = filters.whole_name("sme__email", gettext_lazy("The address of who is asked by name."))
    decided_by = filters.whole_name("decided_by__email", gettext_lazy("The address of who decided."))
    icm = CharFilter(method="of_icm", max_length=20, label=gettext_lazy("The ICM's number."))
    incident = CharFilter(method="of_incident", max_length=20, label=gettext_lazy("The incident's number."))

    class Meta:
        model = CsatRequest
        fields: list[str] = []

    def found(self, rows: QuerySet[CsatRequest], name: str, words: str) -> QuerySet[CsatRequest]:
        is_it = Q(pk=CsatRequest.place_of(words) or 0)
        return rows.filter(is_it | Q(why__icontains=words) | Q(prevention__icontains=words))

    def of_icm(self, rows: QuerySet[CsatRequest], name: str, number: str) -> QuerySet[CsatRequest]:
        return rows.filter(icm__in=Icm.objects.numbered(number))

    def of_incident(self, rows: QuerySet[CsatRequest], name: str, number: str) -> QuerySet[CsatRequest]:
        return rows.filter(incident__in=Incident.objects.numbered(number))


class CsatApiView(ApiView):
    """What all addresses share: for a customer there is no such thing (R2)."""

    csat: CsatRequest | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not sees_internal(self.reader):
            raise Http404

    def rows(self) -> QuerySet[CsatRequest]:
        return CsatRequest.objects.visible_to(self.reader).with_everything()

    def find_csat(self, number: str) -> CsatRequest:
        """By id or number, with the version that the caller says they saw."""
        pk = CsatRequest.place_of(number)
        found = self.rows().filter(pk=pk).first() if pk is not None else None
        if found is None:
            raise Http404
        match = self.request.headers.get("If-Match")
        if match is not None and tags(match) != ["*"]:
            found.seen = found.version if f'"{found.version}"' in tags(match) else NEVER
        self.csat = found
        return found

    def read_csat(self, csat: CsatRequest, unled: dict[int, str] | None = None) -> dict[str, Any]:
        return dict(CsatReading(csat, context={"reader": self.reader, "unled": unled}).data)

    def csat_answer(self, status: int, csat: CsatRequest) -> Answer:
        fresh = self.rows().get(pk=csat.pk)
        return told(status, self.read_csat(fresh), ETag=f'"{fresh.version}"')

    def standing(self) -> dict[str, Any]:
        """What a refusal by state says of how things stand (D8)."""
        if self.csat is None:
            return {}
        fresh = self.rows().get(pk=self.csat.pk)
        can = CsatReading(fresh, context={"reader": self.reader}).data["available_actions"]
        return {"current_state": fresh.state, "version": fresh.version, "available_actions": can}


@extend_schema_view(
    get=extend_schema(
        operation_id="list_csat_requests",
        summary=gettext_lazy("CSAT requests"),
        description=gettext_lazy("For the support team. Newest first."),
        responses=schema.answers(200, CsatReading(many=True), schema.READS),
        tags=TAG,
    ),
    post=extend_schema(
        operation_id="request_csat",
        summary=gettext_lazy("Ask for an ICM to be marked CSAT-impacting"),
        description=gettext_lazy("An SME who is not the asker decides. Without an ICM, the approval opens one."),
        parameters=[schema.KEY],
        request=CsatInput,
        responses=schema.answers(201, CsatReading, schema.CREATES),
        tags=TAG,
    ),
)
class CsatRequestsView(CsatApiView, GenericAPIView[CsatRequest]):
    queryset = CsatRequest.objects.none()
    filter_backends = (filters.Filters,)
    filterset_class = customer_filters = CsatFilters
    pagination_class = NumberedPaging

    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.rows())) or []
        prefetch_related_objects([self.reader], "expertise")  # what an SME can do is asked of each
        unled = without_leaders(page)
        return self.get_paginated_response([self.read_csat(csat, unled) for csat in page])

    def post(self, request: Request) -> Response:
        return self.once(self.ask)

    @transaction.atomic
    def ask(self) -> Answer:
        csat = actions.request_csat(by=self.reader, **self.sent(CsatInput))
        answer = self.csat_answer(201, csat)
        answer.content["headers"]["Location"] = reverse("escalations-api:csat_request", args=[csat.number])
        return answer


@extend_schema_view(
    get=extend_schema(
        operation_id="read_csat_request",
        summary=gettext_lazy("One CSAT request"),
        description=gettext_lazy("By number or id."),
        responses=schema.answers(200, CsatReading, schema.READS),
        tags=TAG,
    )
)
class CsatRequestView(CsatApiView):
    def get(self, request: Request, number: str) -> Response:
        csat = self.find_csat(number)
        return Response(self.read_csat(csat), headers={"ETag": f'"{csat.version}"'})


class CsatActionView(CsatApiView):
    """One action; each has an address of its own."""

    verb = ""
    input: type[serializers.Serializer[Any]] = WhyInput

    def post(self, request: Request, number: str) -> Response:
        csat = self.find_csat(number)
        return self.once(lambda: self.act(csat))

    def act(self, csat: CsatRequest) -> Answer:
        require_csat(self.verb, csat, self.reader)
        done = getattr(actions, self.verb)(csat, by=self.reader, **self.sent(self.input))
        return self.csat_answer(200, done)


def action_view(name: str) -> type[CsatActionView]:
    verb, sent = ACTIONS[name]
    described = extend_schema(
        operation_id=verb,
        summary=name,
        description=SAYS[verb],
        parameters=[schema.KEY, schema.MATCH],
        request=sent,
        responses=schema.answers(200, CsatReading, schema.CHANGES),
        tags=TAG,
    )
    view = type(f"{verb.title().replace('_', '')}View", (CsatActionView,), {"verb": verb, "input": sent})
    return extend_schema_view(post=described)(view)
