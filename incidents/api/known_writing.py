"""What tools send about Problems, Changes, RCA requests and outages. These only read; the rules are the actions'."""

from datetime import UTC
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import Region, User
from incidents.actions.problems import RELEASE
from incidents.actions.words import REASON, TITLE
from incidents.api.writing import Find, Reference, Words, area_named, one_of, problem
from incidents.models import Change, Incident, Known, Outage, RcaRequest


def numbered(kind: type[Known]) -> Find:
    """The support team's records, by number or id; the actions that take them are the support team's too."""

    def find(reader: User, number: str) -> Model | None:
        place = kind.place_of(number)
        return None if place is None else kind._default_manager.filter(pk=place).first()

    return find


class SubstateInput(serializers.Serializer[Any]):
    """The sub-state, and the one record that it waits for."""

    substate = one_of(Incident.Substate.choices)
    problem = problem(required=False, allow_null=True)
    change = Reference(
        numbered(Change), _("There is no such Change."), required=False, allow_null=True, help_text="CHG-…"
    )
    rca = Reference(
        numbered(RcaRequest), _("There is no such RCA request."), required=False, allow_null=True, help_text="RCA-…"
    )


class MatchInput(serializers.Serializer[Any]):
    problem = problem()


class LinkInput(serializers.Serializer[Any]):
    outage = Reference(numbered(Outage), _("There is no such outage."), help_text="OUT-…")


def instant(**options: Any) -> serializers.DateTimeField:
    said = _("Without an offset it is read as UTC.")
    return serializers.DateTimeField(default_timezone=UTC, help_text=said, **options)


def area(**options: Any) -> Reference:
    return Reference(area_named, _("There is no such area."), **options)


def region_named(reader: User, slug: str) -> Region | None:
    return Region.objects.filter(slug=slug).first()


def regions() -> serializers.ListField:
    said = _("Slugs; none means everywhere.")
    return serializers.ListField(
        child=Reference(region_named, _("There is no such region.")), required=False, help_text=said
    )


class ProblemInput(serializers.Serializer[Any]):
    title = Words(TITLE)
    symptoms = Words()
    area = area()
    cause = Words(required=False)
    workaround = Words(required=False)


class ProblemChanges(serializers.Serializer[Any]):
    """Any subset. A `status` other than the present one is an act of its own, and may come with what it needs."""

    title = Words(TITLE, required=False)
    symptoms = Words(required=False)
    area = area(required=False)
    cause = Words(required=False)
    workaround = Words(required=False)
    status = serializers.CharField(required=False)
    published = serializers.BooleanField(required=False, help_text=_("Whether customers see symptoms and workaround."))
    release = Words(RELEASE, required=False, help_text=_("Where the fix is in: needed for `fix_released`."))
    reason = Words(REASON, required=False, help_text=_("Needed to investigate again."))


class ChangeInput(serializers.Serializer[Any]):
    title = Words(TITLE)
    planned_for = instant(required=False, allow_null=True)


class ChangeChanges(serializers.Serializer[Any]):
    """Any subset."""

    title = Words(TITLE, required=False)
    planned_for = instant(required=False, allow_null=True)
    status = serializers.CharField(required=False)
    reason = Words(REASON, required=False, help_text=_("Needed for `cancelled`."))


class RcaInput(serializers.Serializer[Any]):
    title = Words(TITLE)
    due_on = serializers.DateField(required=False, allow_null=True)


class RcaChanges(serializers.Serializer[Any]):
    """Any subset."""

    title = Words(TITLE, required=False)
    due_on = serializers.DateField(required=False, allow_null=True)
    status = serializers.CharField(required=False)
    document = Words(required=False, help_text=_("Needed for `delivered`."))


class OutageInput(serializers.Serializer[Any]):
    title = Words(TITLE)
    area = area()
    regions = regions()
    public_text = Words(help_text=_("What customers read."))
    starts_at = instant()
    ends_at = instant(required=False, allow_null=True)


class OutageChanges(serializers.Serializer[Any]):
    """Any subset."""

    title = Words(TITLE, required=False)
    area = area(required=False)
    regions = regions()
    public_text = Words(required=False, help_text=_("What customers read."))
    starts_at = instant(required=False)
    ends_at = instant(required=False, allow_null=True)
    status = serializers.CharField(required=False)


class TellingInput(serializers.Serializer[Any]):
    body = Words(help_text=_("The same public words to the customers of all linked incidents."))
