"""Consultations by tools: those that there are, asking, and what is done with one (R30). Customers have none (R2)."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import CharFilter, ModelChoiceFilter, MultipleChoiceFilter
from django_filters.rest_framework import FilterSet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.acting import NotPossible, require
from accounts.models import Area
from accounts.once import Answer
from escalations import actions
from escalations.api.consultation_reading import BESIDE, WITH, ConsultationReading, read
from escalations.models import Consultation
from escalations.policy import CONSULTATION_RULES, may_escalate
from incidents.actions.words import REASON
from incidents.api import filters, schema
from incidents.api.doors import NEVER, ApiView, tags, told
from incidents.api.filters import whole_name, yes_or_no
from incidents.api.paging import NumberedPaging
from incidents.api.writing import Reference, Words, area_named, incident_numbered, one_of
from incidents.models import Incident


class QuestionInput(serializers.Serializer[Any]):
    incident = Reference(incident_numbered, gettext_lazy("There is no such incident."))
    area = Reference(area_named, gettext_lazy("There is no such area."))
    audience = one_of(Consultation.Audience.choices)
    question = Words()
    reason = Words(REASON, required=False, help_text=gettext_lazy("Required where a lower rung is skipped."))


class ConsultationAnswerInput(serializers.Serializer[Any]):
    body = Words(help_text=gettext_lazy("What to do next."))
    icm_indicated = serializers.BooleanField(help_text=gettext_lazy("Whether an ICM is right."))


class MoveUpInput(serializers.Serializer[Any]):
    reason = Words(REASON)


class EndInput(serializers.Serializer[Any]):
    reason = Words(REASON, required=False)


class ConsultationFilters(FilterSet):  # type: ignore[misc]
    """Filters of the consultations."""

    state = MultipleChoiceFilter(choices=Consultation.State.choices)
    audience = MultipleChoiceFilter(choices=Consultation.Audience.choices)
    area = ModelChoiceFilter(queryset=Area.objects.all(), to_field_name="slug", label=gettext_lazy("The area's slug."))
    incident = CharFilter(method="about", max_length=30, label=gettext_lazy("The incident's number."))
    asked_by = whole_name("asked_by__email", gettext_lazy("The address of who asked."))
    waits_for_me = yes_or_no(
        method="waiting", label=gettext_lazy("Whether its rung asks you, and nobody answered yet.")
    )
    search = CharFilter("question", "icontains", max_length=200, label=gettext_lazy("Words of the question."))

    class Meta:
        model = Consultation
        fields: list[str] = []

    def about(self, rows: QuerySet[Consultation], name: str, number: str) -> QuerySet[Consultation]:
        return rows.filter(incident__in=Incident.objects.numbered(number))

    def waiting(self, rows: QuerySet[Consultation], name: str, wanted: bool) -> QuerySet[Consultation]:
        mine = Consultation.objects.to_be_answered_by(self.request.user).values("pk")
        return rows.filter(pk__in=mine) if wanted else rows.exclude(pk__in=mine)


class ConsultationApiView(ApiView):
    """What its addresses share: for whoever is not of the support team there is nothing here."""

    consultation: Consultation | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not may_escalate(self.reader):
            raise Http404
        prefetch_related_objects([self.reader], "expertise")  # each row asks whether they can answer it

    def rows(self) -> QuerySet[Consultation]:
        return Consultation.objects.visible_to(self.reader).select_related(*BESIDE).prefetch_related(*WITH)

    def find_consultation(self, number: str) -> Consultation:
        """By number or id, with the version that they say they saw."""
        found = self.rows().filter(pk__in=Consultation.objects.numbered(number).values("pk")).first()
        if found is None:
            raise Http404
        match = self.request.headers.get("If-Match")
        if match is not None and tags(match) != ["*"]:
            found.seen = found.version if etag(found) in tags(match) else NEVER
        self.consultation = found
        return found

    def consultation_answer(self, status: int, consultation: Consultation) -> Answer:
        fresh = self.rows().get(pk=consultation.pk)
        return told(status, read(fresh, self.reader), ETag=etag(fresh))

    def standing(self) -> dict[str, Any]:
        """What a refusal by state says of how things stand (D8)."""
        if self.consultation is None:
            return super().standing()
        fresh = read(self.rows().get(pk=self.consultation.pk), self.reader)
        return {
            "current_state": fresh["state"],
            "version": fresh["version"],
            "available_actions": fresh["available_actions"],
        }


def etag(consultation: Consultation) -> str:
    return f'"{consultation.version}"'


@extend_schema_view(
    get=extend_schema(
        operation_id="list_consultations",
        summary=gettext_lazy("Every consultation"),
        description=gettext_lazy("For the support team. Newest first. A filter that does not exist is refused."),
        responses=schema.answers(200, ConsultationReading(many=True), schema.READS),
        tags=["consultations"],
    ),
    post=extend_schema(
        operation_id="ask",
        summary=gettext_lazy("Ask"),
        description=gettext_lazy(
            "A question to colleagues, the area's SMEs or the product group. Where nobody of a rung is there, it goes "
            "on to the next at once."
        ),
        parameters=[schema.KEY, schema.TAG],
        request=QuestionInput,
        responses=schema.answers(201, ConsultationReading, (*schema.CREATES, 404, 409)),
        tags=["consultations"],
    ),
)
class ConsultationsView(ConsultationApiView, GenericAPIView[Any]):
    queryset = Consultation.objects.none()
    filter_backends = (filters.Filters,)
    filterset_class = customer_filters = ConsultationFilters
    pagination_class = NumberedPaging

    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.rows())) or []
        return self.get_paginated_response([read(each, self.reader) for each in page])

    def post(self, request: Request) -> Response:
        return self.once(self.ask)

    def ask(self) -> Answer:
        self.require_open()
        sent = self.sent(QuestionInput)
        asked = actions.ask(sent.pop("incident"), by=self.reader, **sent)
        answer = self.consultation_answer(201, asked)
        answer.content["headers"]["Location"] = reverse("escalations-api:consultation", args=[asked.number])
        return answer

    def require_open(self) -> None:
        """What the incident's state forbids is said before what is missing in the body (R1)."""
        named = self.glance("incident")
        self.incident = incident_numbered(self.reader, named.strip()) if isinstance(named, str) else None
        if self.incident is not None and self.incident.is_closed:
            raise NotPossible(_("This is closed, and nobody is asked about it any more."))


@extend_schema_view(
    get=extend_schema(
        operation_id="read_consultation",
        summary=gettext_lazy("One consultation"),
        description=gettext_lazy("By number or id."),
        parameters=[schema.NONE_MATCH, schema.TAG],
        responses={**schema.answers(200, ConsultationReading, schema.READS), 304: None},
        tags=["consultations"],
    )
)
class ConsultationView(ConsultationApiView):
    def get(self, request: Request, number: str) -> Response:
        found = self.find_consultation(number)
        return Response(read(found, self.reader), headers={"ETag": etag(found)})


class ConsultationActView(ConsultationApiView):
    """One verb, by its body."""

    act: Callable[..., Consultation]
    input: type[serializers.Serializer[Any]]

    def post(self, request: Request, number: str) -> Response:
        found = self.find_consultation(number)
        return self.once(lambda: self.do(found))

    def do(self, consultation: Consultation) -> Answer:
        act = type(self).act
        require(CONSULTATION_RULES, act.__name__, consultation, self.reader)
        return self.consultation_answer(200, act(consultation, by=self.reader, **self.sent(self.input)))


def described(
    act: Callable[..., Consultation], summary: Any, says: Any, kind: type[serializers.Serializer[Any]]
) -> Any:
    operation = extend_schema(
        operation_id=f"{act.__name__}_consultation",
        summary=summary,
        description=says,
        parameters=[schema.KEY, schema.MATCH, schema.TAG],
        request=kind,
        responses=schema.answers(200, ConsultationReading, schema.CHANGES),
        tags=["consultations"],
    )
    name = f"{act.__name__.title().replace('_', '')}ConsultationView"
    view = type(name, (ConsultationActView,), {"act": staticmethod(act), "input": kind})
    return extend_schema_view(post=operation)(view)


AnswerView = described(
    actions.answer,
    gettext_lazy("Answer"),
    gettext_lazy("Whoever its rung asks: what to do next, and whether an ICM is right. It wants the incident's owner."),
    ConsultationAnswerInput,
)
MoveUpView = described(
    actions.move_up,
    gettext_lazy("Move up"),
    gettext_lazy("To the next rung before its time, or because the answer did not settle it."),
    MoveUpInput,
)
EndView = described(
    actions.end,
    gettext_lazy("Take back"),
    gettext_lazy("Who asked, the incident's owner or a manager: nobody needs the answer any more."),
    EndInput,
)
