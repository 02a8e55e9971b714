"""How Problems, Changes, RCA requests and outages read: all of it to the support team, to customers what is theirs."""

import hashlib
import json
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import User
from incidents.api.reading import PEOPLE, Choice, Moment, Person
from incidents.models import Change, Known, Outage, Problem, RcaRequest
from incidents.policy import sees_internal


class KnownReading(serializers.Serializer[Any]):
    number = serializers.CharField()
    title = serializers.CharField()
    version = serializers.IntegerField(help_text=_("Counts what people did; the ETag is made of it."))


class CustomerProblemReading(serializers.Serializer[Problem]):
    """What is published of a Problem."""

    number = serializers.CharField()
    title = serializers.CharField()
    area = serializers.SlugField(source="area.slug")
    symptoms = serializers.CharField()
    workaround = serializers.CharField()
    status = Choice(choices=Problem.Status.choices)
    release = serializers.CharField(help_text=_("Where the fix is in."))


class StaffProblemReading(CustomerProblemReading):
    cause = serializers.CharField()
    published = serializers.BooleanField(source="is_published")
    published_at = Moment(allow_null=True)
    fix_released_at = Moment(allow_null=True)
    removed_at = Moment(allow_null=True)
    incidents = serializers.IntegerField(source="hits", help_text=_("How many it hit."))
    version = serializers.IntegerField(help_text=_("Counts what people did; the ETag is made of it."))


class ChangeReading(KnownReading):
    status = Choice(choices=Change.Status.choices)
    planned_for = Moment(allow_null=True)
    done_at = Moment(allow_null=True)


class RcaReading(KnownReading):
    status = Choice(choices=RcaRequest.Status.choices)
    asked_by = Person(help_text=PEOPLE)
    due_on = serializers.DateField(allow_null=True)
    document = serializers.CharField()
    delivered_at = Moment(allow_null=True)


class CustomerOutageReading(serializers.Serializer[Outage]):
    """What customers read of an outage: the public text, and where and when."""

    number = serializers.CharField()
    area = serializers.SlugField(source="area.slug")
    regions = serializers.SerializerMethodField(help_text=_("Slugs; none means everywhere."))
    public_text = serializers.CharField()
    starts_at = Moment()
    ends_at = Moment(allow_null=True)

    def get_regions(self, outage: Outage) -> list[str]:
        return [region.slug for region in outage.regions.all()]


class StaffOutageReading(CustomerOutageReading):
    title = serializers.CharField()
    status = Choice(choices=Outage.Status.choices)
    incidents = serializers.IntegerField(source="hits", help_text=_("How many are linked with it."))
    version = serializers.IntegerField(help_text=_("Counts what people did; the ETag is made of it."))


class UntoldReading(serializers.Serializer[Any]):
    number = serializers.CharField()
    reason = serializers.CharField()


class TellingReading(serializers.Serializer[Any]):
    """Of which linked incidents the customers were told, and of the others why not."""

    told = serializers.ListField(child=serializers.CharField())
    refused = UntoldReading(many=True)


Reading = type[serializers.Serializer[Any]]
READINGS: dict[str, tuple[Reading, Reading | None]] = {
    Problem.KIND: (StaffProblemReading, CustomerProblemReading),
    Change.KIND: (ChangeReading, None),
    RcaRequest.KIND: (RcaReading, None),
    Outage.KIND: (StaffOutageReading, CustomerOutageReading),
}


def read(known: Known, reader: User) -> dict[str, Any]:
    """The record as this person may read it, as plain JSON values."""
    staffs, customers = READINGS[known.KIND]
    kind = staffs if sees_internal(reader) or customers is None else customers
    return dict(kind(known, context={"reader": reader}).data)


def etag(known: Known, reader: User) -> str:
    """To the support team the version; a customer's is made of what they read (T13)."""
    if sees_internal(reader):
        return f'"{known.version}"'
    words = json.dumps(read(known, reader), sort_keys=True).encode()
    return f'"{hashlib.sha256(words).hexdigest()[:32]}"'
