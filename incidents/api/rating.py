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
from incidents.actions.rating import rate_incident, rating_hindrance, require_latest, version_of
from incidents.actions.words import REASON
from incidents.api import schema
from incidents.api.doors import NEVER, ApiView, tags, told
from incidents.api.reading import PEOPLE, Moment, Person
from incidents.api.writing import Words
from incidents.models import Incident, Rating


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
            "changed. A record of its own: the incident stays as it is, and `If-Match` names the rating."
        ),
        parameters=[schema.KEY, schema.MATCH],
        request=RatingInput,
        responses=schema.answers(200, RatingReading, schema.CHANGES),
    ),
)
class RatingView(ApiView):
    def get(self, request: Request, number: str) -> Response:
        incident = self.find(number)
        if not policy.may_read_rating(self.reader, incident):
            raise NotAllowed(policy.may_read_rating.why(incident))
        rating = rating_of(incident)
        return Response(self.read_rating(incident, rating), headers={"ETag": tag(rating)})

    def post(self, request: Request, number: str) -> Response:
        incident = self.find(number)
        return self.once(lambda: self.rate(incident))

    @transaction.atomic
    def rate(self, incident: Incident) -> Answer:
        if not policy.may_rate(self.reader, incident):
            raise NotAllowed(policy.may_rate.why(incident))
        stands = rating_of(incident)
        seen = self.seen(stands)
        require_latest(stands, seen)
        if hindrance := rating_hindrance(incident, stands):
            raise hindrance
        rating = rate_incident(incident, by=self.reader, seen=seen, **self.sent(RatingInput))
        return told(200, self.read_rating(incident, rating), ETag=tag(rating))

    def seen(self, rating: Rating | None) -> int | None:
        """The version that `If-Match` stands for: the present one, or one that never was."""
        match = self.request.headers.get("If-Match")
        if match is None or tags(match) == ["*"]:
            return None
        return version_of(rating) if tag(rating) in tags(match) else NEVER

    def standing(self) -> dict[str, Any]:
        """As of the incident, but for what `If-Match` wants to see here."""
        if self.incident is None:
            return {}
        return {**super().standing(), "version": tag(rating_of(self.incident)).strip('"')}

    def read_rating(self, incident: Incident, rating: Rating | None) -> dict[str, Any]:
        context = {"reader": self.reader, "incident": incident}
        return dict(RatingReading(rating or {}, context=context).data)


def tag(rating: Rating | None) -> str:
    """Names what stands; of no rating yet there is one too, so that a first one overwrites none."""
    return f'"{version_of(rating)}"'


def rating_of(incident: Incident) -> Rating | None:
    return Rating.objects.select_related("by").filter(incident=incident).first()
