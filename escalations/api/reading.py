"""How an ICM reads to the support team's tools (R35); the product group's own view is the page behind its link."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import User
from escalations.api.offers import names_for
from escalations.consent import consent_of
from escalations.models import EscalationEvent, Icm
from escalations.offered import around
from incidents.api.reading import Choice, Moment

SUPPORT, PG = "support", "product_group"
CONSENT_STATES = [(word, word) for word in ("none", "asked", "granted", "declined", "ended")]


class ConsentReading(serializers.Serializer[Any]):
    state = Choice(choices=CONSENT_STATES)
    ground = serializers.CharField(allow_null=True)


class UpdateReading(serializers.Serializer[EscalationEvent]):
    """Words of either side, with what they were said with."""

    seq = serializers.IntegerField(help_text=_("Its place in the ICM's history."))
    verb = serializers.CharField()
    by = serializers.EmailField(source="doer.email", default=None, allow_null=True)
    side = serializers.SerializerMethodField()
    at = Moment()
    way = serializers.CharField()
    body = serializers.CharField()
    is_for_support = serializers.BooleanField(help_text=_("The product group does not see it."))

    @extend_schema_field(serializers.ChoiceField(choices=[(SUPPORT, SUPPORT), (PG, PG)]))
    def get_side(self, event: EscalationEvent) -> str:
        return PG if event.member_id else SUPPORT


class IcmReading(serializers.Serializer[Icm]):
    number = serializers.CharField()
    title = serializers.CharField(source="staff_title")
    state = Choice(choices=Icm.State.choices)
    resolution = Choice(choices=Icm.Resolution.choices, allow_null=True)
    insight = serializers.CharField(help_text=_("What a customer may be told where it is by design."))
    duplicate_of = serializers.CharField(source="duplicate_of.number", default=None, allow_null=True)
    ground = Choice(choices=Icm.Ground.choices, allow_null=True)
    evidence = serializers.CharField()
    consultation = serializers.CharField(source="consultation.number", default=None, allow_null=True)
    pg_member = serializers.EmailField(source="named_member.email", default=None, allow_null=True)
    said_where = serializers.CharField()
    denied_at = Moment(allow_null=True, help_text=_("When the named PG member said that they never asked for it."))
    team = Choice(choices=Icm.Team.choices)
    kind = Choice(choices=Icm.Kind.choices)
    facts = serializers.DictField(
        child=serializers.JSONField(),
        help_text=_("By key: the same for all areas, whatever pages and letters call them."),
    )
    outstanding = serializers.ListField(
        source="still_outstanding",
        child=serializers.CharField(),
        help_text=_("Checks that are still to follow."),
    )
    new_because = serializers.CharField()
    incidents = serializers.SerializerMethodField(help_text=_("What it hits, by number, in the order of joining."))
    area = serializers.SlugField(source="area.slug")
    severity = serializers.IntegerField(min_value=1, max_value=4)
    owner = serializers.EmailField(source="owner.email", default=None, allow_null=True)
    csat_impacting = serializers.BooleanField(source="is_csat_impacting")
    opened_by = serializers.EmailField(source="opened_by.email")
    opened_at = Moment()
    acknowledged_at = Moment(allow_null=True)
    mitigated_at = Moment(allow_null=True)
    resolved_at = Moment(allow_null=True)
    closed_at = Moment(allow_null=True)
    updates = serializers.SerializerMethodField()
    consent = serializers.SerializerMethodField()
    available_actions = serializers.SerializerMethodField()
    version = serializers.IntegerField(help_text=_("Counts what people did; the ETag is made of it."))

    def get_incidents(self, icm: Icm) -> list[str]:
        return [incident.number for incident in icm.incidents]

    @extend_schema_field(UpdateReading(many=True))
    def get_updates(self, icm: Icm) -> Any:
        return UpdateReading(self.context["updates"][icm.pk], many=True).data

    @extend_schema_field(ConsentReading)
    def get_consent(self, icm: Icm) -> Any:
        return ConsentReading(consent_of(icm)).data

    def get_available_actions(self, icm: Icm) -> list[str]:
        return names_for(self.context["reader"], icm, self.context["around"][icm.pk])


def read_all(icms: Iterable[Icm], reader: User) -> list[dict[str, Any]]:
    """Each as this person may read it, as plain JSON values; their words in one query."""
    rows = list(icms)
    prefetch_related_objects(rows, "consents__guest")
    prefetch_related_objects([icm for icm in rows if icm.outstanding], "hits__incident__checks")
    context = {"reader": reader, "updates": updates_of(rows), "around": around(rows)}
    return [dict(IcmReading(icm, context=context).data) for icm in rows]


def read(icm: Icm, reader: User) -> dict[str, Any]:
    return read_all([icm], reader)[0]


def updates_of(icms: Iterable[Icm]) -> defaultdict[int, list[EscalationEvent]]:
    """What was said on each, oldest first."""
    found: defaultdict[int, list[EscalationEvent]] = defaultdict(list)
    for event in worded(EscalationEvent.objects.filter(kind=Icm.KIND, record_id__in=[icm.pk for icm in icms])):
        found[event.record_id].append(event)
    return found


def worded(history: Any) -> Any:
    """The acts of a history that came with words."""
    return history.exclude(body="").select_related("by", "member").order_by("record_id", "seq")


def etag(icm: Icm) -> str:
    return f'"{icm.version}"'
