"""How a file reads: with its message, or in the list of an incident's files."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from incidents.api.reading import PEOPLE, Choice, Moment, Person
from incidents.models import Attachment, Message
from incidents.models.incident_fields import NUMBERS_FROM


class FileReading(serializers.Serializer[Attachment]):
    """What every reader of its words learns of a file."""

    id = serializers.CharField(source="key")
    name = serializers.CharField()
    size = serializers.IntegerField(help_text=_("Bytes."))
    type = serializers.CharField(help_text=_("What its content says; its name may say something else."))
    sha256 = serializers.CharField()
    url = serializers.SerializerMethodField()

    @extend_schema_field(OpenApiTypes.URI_REF)
    def get_url(self, attachment: Attachment) -> str:
        number = f"INC-{NUMBERS_FROM + attachment.incident_id}"
        return reverse("api:attachment", args=[number, attachment.key])


class AttachmentReading(FileReading):
    """And where it came from."""

    message: Any = serializers.IntegerField(
        allow_null=True, help_text=_("`seq` of the message it came with; null with a report or a solution.")
    )
    visibility = Choice(choices=Message.Visibility.choices)
    by = Person(allow_null=True, help_text=PEOPLE)
    at = Moment()
