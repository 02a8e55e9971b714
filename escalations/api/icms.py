"""The addresses of ICMs: the list and the gate, one of them, what was said on it, and what is done to it (R35)."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.acting import NotPossible
from accounts.once import Answer
from escalations import actions, offered
from escalations.api import filters, writing
from escalations.api.offers import OFFERS, IcmOffer, names_for
from escalations.api.reading import IcmReading, UpdateReading, etag, read, read_all, worded
from escalations.models import EscalationEvent, Icm
from escalations.policy import may_escalate
from incidents.api import schema
from incidents.api.doors import NEVER, ApiView, tags, told
from incidents.api.filters import Filters
from incidents.api.paging import CountedPaging, OrderedPaging
from incidents.api.writing import incident_numbered
from incidents.models import Incident

READS = (400, 401, 404, 429, 503)
CREATES = (400, 401, 404, 409, 415, 422, 429, 503)


class IcmApiView(ApiView):
    """What all addresses share: for a customer there is no such thing (R2)."""

    icm: Icm | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not may_escalate(self.reader):
            raise Http404

    def find_icm(self, number: str) -> Icm:
        """The ICM, if it exists for this person, with the version that they say they saw."""
        found: Icm | None = Icm.objects.visible_to(self.reader).numbered(number).with_everything().first()
        if found is None:
            raise Http404
        match = self.request.headers.get("If-Match")
        if match is not None and tags(match) != ["*"]:
            found.seen = found.version if etag(found) in tags(match) else NEVER
        self.icm = found
        return found

    def require(self, verb: str, icm: Any) -> None:
        offered.require(verb, icm, self.reader)

    def icm_answer(self, status: int, icm: Icm) -> Answer:
        """The ICM as it is now."""
        fresh = Icm.objects.with_everything().get(pk=icm.pk)
        return told(status, read(fresh, self.reader), ETag=etag(fresh))

    def standing(self) -> dict[str, Any]:
        """What a refusal by status says of how things stand (D8)."""
        if self.icm is None:
            return super().standing()
        fresh = Icm.objects.get(pk=self.icm.pk)
        return {
            "current_state": fresh.state,
            "version": fresh.version,
            "available_actions": names_for(self.reader, fresh),
        }


@extend_schema_view(
    get=extend_schema(
        operation_id="list_icms",
        summary=gettext_lazy("The ICMs"),
        description=gettext_lazy("For the support team. Newest first."),
        responses=schema.answers(200, IcmReading(many=True), READS),
        tags=["icms"],
    ),
    post=extend_schema(
        operation_id="open_icm",
        summary=gettext_lazy("Open an ICM"),
        description=gettext_lazy(
            "Through the gate: on grounds and evidence, to the team that does its kind. A refusal names what is "
            "missing by field, and for what is no ground where it belongs instead, as `led_to`."
        ),
        parameters=[schema.KEY, schema.TAG],
        request=writing.OpeningInput,
        responses=schema.answers(201, IcmReading, CREATES),
        tags=["icms"],
    ),
)
class IcmsView(IcmApiView, GenericAPIView[Icm]):
    queryset = Icm.objects.none()
    filter_backends = (Filters,)
    filterset_class = customer_filters = filters.IcmFilters
    pagination_class = OrderedPaging

    def get(self, request: Request) -> Response:
        rows = self.filter_queryset(Icm.objects.visible_to(self.reader).with_everything())
        page: list[Icm] = self.paginate_queryset(rows) or []
        return self.get_paginated_response(read_all(page, self.reader))

    def post(self, request: Request) -> Response:
        return self.once(self.open)

    def open(self) -> Answer:
        self.require_open()
        icm = actions.open_icm(by=self.reader, **self.sent(writing.OpeningInput))
        answer = self.icm_answer(201, icm)
        answer.content["headers"]["Location"] = reverse("escalations-api:icm", args=[icm.number])
        return answer

    def require_open(self) -> None:
        """What its incident's state forbids is said before how it is asked for (R1)."""
        number = self.glance("incident")
        incident = incident_numbered(self.reader, number) if isinstance(number, str) else None
        if isinstance(incident, Incident) and incident.is_closed:
            raise NotPossible(_("This is closed, and an ICM is opened for what is not."))


@extend_schema_view(
    get=extend_schema(
        operation_id="read_icm",
        summary=gettext_lazy("One ICM"),
        description=gettext_lazy("For the support team."),
        parameters=[schema.NONE_MATCH, schema.TAG],
        responses={**schema.answers(200, IcmReading, READS), 304: None},
        tags=["icms"],
    )
)
class IcmView(IcmApiView):
    def get(self, request: Request, number: str) -> Response:
        icm = self.find_icm(number)
        if etag(icm) in tags(request.headers.get("If-None-Match", "")):
            return Response(status=304, headers={"ETag": etag(icm)})
        return Response(read(icm, self.reader), headers={"ETag": etag(icm)})


@extend_schema_view(
    get=extend_schema(
        operation_id="list_icm_updates",
        summary=gettext_lazy("What was said on it"),
        description=gettext_lazy("By either side, and by the support team among itself. Oldest first."),
        responses=schema.answers(200, UpdateReading(many=True), READS),
        tags=["icms"],
    ),
    post=extend_schema(
        operation_id="update_icm",
        summary=gettext_lazy("Send an update"),
        description=gettext_lazy("To the product group; or, with `is_for_support`, a note that it never sees."),
        parameters=[schema.KEY, schema.MATCH],
        request=writing.UpdateInput,
        responses=schema.answers(201, UpdateReading, schema.CHANGES),
        tags=["icms"],
    ),
)
class IcmUpdatesView(IcmApiView, GenericAPIView[EscalationEvent]):
    queryset = EscalationEvent.objects.none()
    filter_backends = (Filters,)
    filterset_class = customer_filters = filters.UpdateFilters
    pagination_class = CountedPaging

    def get(self, request: Request, number: str) -> Response:
        rows = self.filter_queryset(worded(self.find_icm(number).history))
        page: Any = self.paginate_queryset(rows) or []
        return self.get_paginated_response(UpdateReading(page, many=True).data)

    def post(self, request: Request, number: str) -> Response:
        icm = self.find_icm(number)
        return self.once(lambda: self.say(icm))

    def say(self, icm: Icm) -> Answer:
        self.require("update", icm)
        after = actions.update(icm, by=self.reader, **self.sent(writing.UpdateInput))
        said = worded(after.history).get(seq=after.event_count)
        return told(201, dict(UpdateReading(said).data), ETag=etag(after))


class IcmActionView(IcmApiView):
    """One action; each has an address and a view of its own, made from its offer."""

    offer: IcmOffer

    def post(self, request: Request, number: str) -> Response:
        icm = self.find_icm(number)
        return self.once(lambda: self.act(icm))

    def act(self, icm: Icm) -> Answer:
        self.require(self.offer.verb, icm)
        self.offer.act(icm, by=self.reader, **self.sent(self.offer.input))
        return self.icm_answer(200, icm)


def view_of(offer: IcmOffer) -> type[IcmActionView]:
    described = extend_schema(
        operation_id=f"icm_{offer.verb}",
        summary=offer.name,
        description=offer.says,
        parameters=[schema.KEY, schema.MATCH, schema.TAG],
        request=offer.input if offer.input().fields else None,
        responses=schema.answers(200, IcmReading, schema.CHANGES),
        tags=["icms"],
    )
    view = type(f"Icm{offer.verb.title().replace('_', '')}View", (IcmActionView,), {"offer": offer})
    return extend_schema_view(post=described)(view)


ACTIONS = {offer: view_of(offer) for offer in OFFERS}
