"""The customer's rating by tools: given once an incident is closed, changed for two weeks, read by who may (R42)."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.acting import NotAllowed
from accounts.once import Answer
from incidents import policy
from incidents.actions.rating import rate_incident, rating_hindrance
from incidents.actions.words import REASON
from incidents.api import schema
from incidents.api.doors import ApiView, told
from incidents.api.reading import PEOPLE, Moment, Person
from incidents.api.writing import Words
from incidents.models import Incident, Rating

CHANGES = (400, 401, 403, 404, 409, 415, 422, 429, 503)


class RatingInput(serializers.Serializer[Any]):
    score = serializers.IntegerField(min_value=1, max_value=5)
    words = Words(REASON, required=False)


class RatingReading(serializers.Serializer[Any]):
    """Null where nobody has rated."""

    score = serializers.IntegerField(min_value=1, max_value=5, allow_null=True, default=None)
    words = serializers.CharField(default="")
    by = Person(allow_null=True, default=None, help_text=PEOPLE)
    at = Moment(allow_null=True, default=None)
    changed_at = Moment(allow_null=True, default=None)
    can_rate = serializers.SerializerMethodField(help_text=_("Whether you can give it, or change it, now."))

    def get_can_rate(self, rating: Any) -> bool:
        incident, reader = self.context["incident"], self.context["reader"]
        kept = rating if isinstance(rating, Rating) else None
        return policy.may_rate(reader, incident) and rating_hindrance(incident, kept) is None


@extend_schema_view(
    get=extend_schema(
        operation_id="read_rating",
        summary=_("The customer's rating"),
        description=_("For who decides on the customer's side, and the support team."),
        responses=schema.answers(200, RatingReading, (*schema.READS, 403)),
    ),
    post=extend_schema(
        operation_id="rate_incident",
        summary=_("Rate it"),
        description=_(
            "Once it is closed: by the customer, or a lead of their organisation. Sent again within two weeks, it is "
            "changed. A record of its own: the incident stays as it is."
        ),
        parameters=[schema.KEY],
        request=RatingInput,
        responses=schema.answers(200, RatingReading, CHANGES),
    ),
)
class RatingView(ApiView):
    def get(self, request: Request, number: str) -> Response:
        incident = self.find(number)
        if not policy.may_read_rating(self.reader, incident):
            raise NotAllowed(policy.may_read_rating.why(incident))
        return Response(self.read_rating(incident, rating_of(incident)))

    def post(self, request: Request, number: str) -> Response:
        incident = self.find(number)
        return self.once(lambda: self.rate(incident))

    @transaction.atomic
    def rate(self, incident: Incident) -> Answer:
        if not policy.may_rate(self.reader, incident):
            raise NotAllowed(policy.may_rate.why(incident))
        if hindrance := rating_hindrance(incident, rating_of(incident)):
            raise hindrance
        rating = rate_incident(incident, by=self.reader, **self.sent(RatingInput))
        return told(200, self.read_rating(incident, rating))

    def read_rating(self, incident: Incident, rating: Rating | None) -> dict[str, Any]:
        context = {"reader": self.reader, "incident": incident}
        return dict(RatingReading(rating or {}, context=context).data)


def rating_of(incident: Incident) -> Rating | None:
    return Rating.objects.select_related("by").filter(incident=incident).first()
