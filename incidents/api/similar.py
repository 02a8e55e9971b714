"""What is similar to an incident, for the support team's tools (R25)."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.acting import NotAllowed
from incidents import search
from incidents.api import schema
from incidents.api.doors import ApiView
from incidents.policy import sees_internal
from incidents.search import Hit


class SimilarReading(serializers.Serializer[Hit]):
    """Something that has words in common with the incident."""

    kind = serializers.CharField(source="kind.name", help_text=gettext_lazy("What it is: `incident`, say."))
    id = serializers.IntegerField(source="record.pk")
    number = serializers.CharField(source="shown.reference", help_text=gettext_lazy("What people call it."))
    title = serializers.CharField(source="shown.title")
    state = serializers.CharField(source="shown.state")
    score = serializers.FloatField(help_text=gettext_lazy("The higher the more alike; comparable within one answer."))
    matched = serializers.ListField(
        source="why", child=serializers.CharField(), help_text=gettext_lazy("Words of both, the most telling first.")
    )


class SimilarList(serializers.Serializer[Any]):
    """All of them at once: there is no next page."""

    results = SimilarReading(many=True)


@extend_schema_view(
    get=extend_schema(
        operation_id="list_similar",
        summary=gettext_lazy("What is similar"),
        description=gettext_lazy("For the support team; best first, never more than twenty."),
        responses=schema.answers(200, SimilarList, schema.READS),
    )
)
class SimilarView(ApiView):
    def get(self, request: Request, number: str) -> Response:
        incident = self.find(number)
        if not sees_internal(self.reader):
            raise NotAllowed(_("Only the support team can do that."))
        return Response(SimilarList({"results": search.similar(self.reader, incident)}).data)
