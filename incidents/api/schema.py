"""What the schema says beyond the fields: problem documents, and the headers of calls that change something."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, PolymorphicProxySerializer
from rest_framework import serializers

from accounts.api import BearerAuthentication
from incidents.api.reading import CustomerIncidentReading, StaffIncidentReading

JSON, PROBLEM = "application/json", "application/problem+json"


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """What the schema says of tokens; it registers itself by being defined."""

    target_class = BearerAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        said = _("A token from `manage.py create_api_token`.")
        return {"type": "http", "scheme": "bearer", "description": str(said)}


class ProblemReading(serializers.Serializer[Any]):
    """A refusal in words. Nothing has changed."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()), required=False, help_text=_("Sentences by field.")
    )
    led_to = serializers.CharField(required=False, help_text=_("Where this belongs instead, if the refusal knows."))


class ConflictReading(ProblemReading):
    """A refusal by how things stand, and how they do."""

    current_state = serializers.CharField(required=False)
    version = serializers.SerializerMethodField(help_text=_("What `If-Match` wants to see now."))
    available_actions = serializers.ListField(child=serializers.CharField(), required=False)

    def get_version(self, document: Any) -> int | str:
        """A number to the support team, a word to a customer."""
        version: int | str = document["version"]
        return version


SAYS = {
    400: _("Not well formed; `errors` says what, by field."),
    401: _("Not signed in, or with a token that opens nothing."),
    403: _("You see it, yet this is not yours to do."),
    404: _("There is nothing here, or it is not yours to see."),
    409: _("The incident's state forbids it."),
    412: _("The incident is no longer the one that `If-Match` names."),
    413: _("This is more than can be taken in one call."),
    415: _("The body is not `application/json`, or with files not `multipart/form-data`."),
    422: _("This `Idempotency-Key` was used for other content."),
    429: _("Too many calls; `Retry-After` says for how many seconds."),
    503: _("The database was busy; `Retry-After` says for how many seconds."),
}
READS, CREATES = (400, 401, 404, 429, 503), (400, 401, 403, 415, 422, 429, 503)
CHANGES = (400, 401, 403, 404, 409, 412, 415, 422, 429, 503)


def answers(status: int, reading: Any, refusals: tuple[int, ...]) -> dict[Any, Any]:
    """All answers of one operation."""
    problems = {(code, PROBLEM): problem(code) for code in refusals}
    return {(status, JSON): reading, **problems}


def problem(code: int) -> OpenApiResponse:
    return OpenApiResponse(ConflictReading if code in {409, 412} else ProblemReading, description=str(SAYS[code]))


def incident_reading(*, many: bool = False) -> PolymorphicProxySerializer:
    """The support team's view or the customer's, by who asks."""
    return PolymorphicProxySerializer(
        component_name="Incident",
        serializers=[StaffIncidentReading, CustomerIncidentReading],
        resource_type_field_name=None,
        many=many,
    )


KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description=_(
        "Sent twice within a day, the call is done once: the repeat gets the first answer, with `Idempotent-Replay: "
        "true`. A refused call keeps no key."
    ),
)
MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description=_("The `ETag` of the incident that you looked at; refused (412) if it changed since."),
)
TAG = OpenApiParameter(
    "ETag",
    str,
    OpenApiParameter.HEADER,
    description=_("Names this state of the incident, for `If-Match`."),
    response=[200, 201],
)
NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    str,
    OpenApiParameter.HEADER,
    description=_(
        "Answered with 304 to customers alone: the support team's view holds clocks that run while nothing changes."
    ),
)
