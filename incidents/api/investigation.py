"""The initial investigation by tools: what the four checks found, and recording any of them (R29)."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.once import Answer
from incidents.actions.investigating import Finding, record_checks
from incidents.actions.words import REASON
from incidents.api import schema
from incidents.api.doors import etag, told
from incidents.api.known_writing import numbered
from incidents.api.reading import PEOPLE, Choice, Moment, Person
from incidents.api.tasks import TeamView
from incidents.api.writing import Reference, Words
from incidents.models import Check, Incident, Outage

LOOKED = ", ".join(Check.OUTCOMES[Check.Kind.DIAGNOSTICS])
RULED = ", ".join(Check.OUTCOMES[Check.Kind.OUTAGE])


class CheckInput(serializers.Serializer[Any]):
    outcome = Words(20, help_text=_("One of: %s.") % LOOKED)
    evidence = Words(help_text=_("What was found; of what was not possible, why."))


class IcmSearchInput(CheckInput):
    query = Words(REASON, required=False, help_text=_("The words to search for; else what is like the incident."))


class OutageCheckInput(CheckInput):
    outcome = Words(20, help_text=_("One of: %s.") % RULED)
    outage = Reference(
        numbered(Outage),
        _("There is no such outage."),
        required=False,
        allow_null=True,
        help_text=_("OUT-…: one that is ruled in; the incident is linked with it."),
    )


class InvestigationInput(serializers.Serializer[Any]):
    """Any subset; all of it is recorded or none."""

    diagnostics = CheckInput(required=False)
    guides = CheckInput(required=False)
    icm_search = IcmSearchInput(required=False)
    outage = OutageCheckInput(required=False)


class FindingReading(serializers.Serializer[Check]):
    outcome = Choice(choices=Check.Outcome.choices)
    evidence = serializers.CharField()
    by = Person(help_text=PEOPLE)
    at = Moment()


class FoundReading(serializers.Serializer[Any]):
    reference = serializers.CharField()
    title = serializers.CharField()
    state = serializers.CharField()


class SearchReading(FindingReading):
    query = serializers.CharField(help_text=_("The words that were searched for."))
    found = FoundReading(many=True, help_text=_("What that showed then, best first."))


class OutageFindingReading(FindingReading):
    outage = serializers.CharField(source="outage.number", default=None, allow_null=True)


class InvestigationReading(serializers.Serializer[Incident]):
    """The newest finding of each check; null where nobody made it yet."""

    diagnostics = serializers.SerializerMethodField()
    guides = serializers.SerializerMethodField()
    icm_search = serializers.SerializerMethodField()
    outage = serializers.SerializerMethodField()
    complete = serializers.BooleanField(source="investigation_complete")
    outstanding = serializers.ListField(
        source="outstanding_checks", child=serializers.CharField(), help_text=_("The checks that nobody made yet.")
    )

    @extend_schema_field(FindingReading(allow_null=True))
    def get_diagnostics(self, incident: Incident) -> Any:
        return self.standing(incident, Check.Kind.DIAGNOSTICS, FindingReading)

    @extend_schema_field(FindingReading(allow_null=True))
    def get_guides(self, incident: Incident) -> Any:
        return self.standing(incident, Check.Kind.GUIDES, FindingReading)

    @extend_schema_field(SearchReading(allow_null=True))
    def get_icm_search(self, incident: Incident) -> Any:
        return self.standing(incident, Check.Kind.ICM_SEARCH, SearchReading)

    @extend_schema_field(OutageFindingReading(allow_null=True))
    def get_outage(self, incident: Incident) -> Any:
        return self.standing(incident, Check.Kind.OUTAGE, OutageFindingReading)

    def standing(self, incident: Incident, kind: str, reading: type[FindingReading]) -> Any:
        check = incident.standing_checks().get(kind)
        return None if check is None else reading(check, context=self.context).data


@extend_schema_view(
    get=extend_schema(
        operation_id="read_investigation",
        summary=_("Its initial investigation"),
        description=_("For the support team. What each of the four checks found."),
        responses=schema.answers(200, InvestigationReading, schema.READS),
    ),
    put=extend_schema(
        operation_id="record_check",
        summary=_("Record checks"),
        description=_(
            "Any of the four; each replaces its finding before, which stays in the timeline. Relief makes the search "
            "for ICMs itself and keeps what it showed."
        ),
        parameters=[schema.KEY, schema.MATCH, schema.TAG],
        request=InvestigationInput,
        responses=schema.answers(200, InvestigationReading, schema.CHANGES),
    ),
)
class InvestigationView(TeamView):
    queryset = Check.objects.none()

    def get(self, request: Request, number: str) -> Response:
        return Response(self.read(self.find(number)))

    def put(self, request: Request, number: str) -> Response:
        incident = self.find(number)
        return self.once(lambda: self.record(incident))

    def record(self, incident: Incident) -> Answer:
        self.require("record_check", incident)
        sent = self.sent(InvestigationInput)
        after = record_checks(incident, by=self.reader, findings=[Finding(kind, **said) for kind, said in sent.items()])
        return told(200, self.read(after), ETag=etag(after, self.reader))

    def read(self, incident: Incident) -> dict[str, Any]:
        rows = Incident.objects.prefetch_related("checks__by", "checks__outage")
        return dict(InvestigationReading(rows.get(pk=incident.pk), context={"reader": self.reader}).data)
