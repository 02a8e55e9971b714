"""What tools send about Problems, Changes, RCA requests and outages. These only read; the rules are the actions'."""

from datetime import UTC
from typing import Any

from django.db.models import Model, TextChoices
from django.utils.translation import gettext_lazy as _
from drf_spectacular.drainage import set_override
from rest_framework import serializers
from rest_framework.fields import empty

from accounts.models import Region, User
from incidents.actions.problems import RELEASE
from incidents.actions.words import BODY, REASON, TITLE
from incidents.api.writing import Find, Reference, Words, area_named, one_of, problem
from incidents.models import Change, Incident, Known, Outage, Problem, RcaRequest


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


class Regions(serializers.Field[Any, Any, Any, Any]):
    """Regions by their slugs."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, help_text=_("Slugs; none means everywhere."), **options)
        set_override(self, "field", {"type": "array", "items": {"type": "string"}})

    def to_internal_value(self, data: Any) -> list[Region]:
        slugs = data if isinstance(data, list) and all(isinstance(slug, str) for slug in data) else [None]
        found = list(Region.objects.filter(slug__in=[slug for slug in slugs if slug and "\x00" not in slug]))
        if {region.slug for region in found} != set(slugs):
            raise serializers.ValidationError(_("Send a list of regions, each by its slug."))
        return found


class MaybeWords(Words):
    """Words that may be left out, which leaves what stands; sent empty they take it away."""

    def run_validation(self, data: Any = empty) -> str:
        if data is empty:
            raise serializers.SkipField
        return super().run_validation(data)


def maybe(limit: int = BODY, **options: Any) -> MaybeWords:
    return MaybeWords(limit, required=False, **options)


def moved_to(status: type[TextChoices]) -> serializers.ChoiceField:
    said = _("Another one than the present is an act of its own, and may come with what it needs.")
    return one_of(status.choices, required=False, help_text=said)


class ProblemInput(serializers.Serializer[Any]):
    title = Words(TITLE)
    symptoms = Words()
    area = area()
    cause = Words(required=False)
    workaround = Words(required=False)


class ProblemChanges(serializers.Serializer[Any]):
    """Any subset."""

    title = maybe(TITLE)
    symptoms = maybe()
    area = area(required=False)
    cause = maybe()
    workaround = maybe()
    status = moved_to(Problem.Status)
    published = serializers.BooleanField(required=False, help_text=_("Whether customers see symptoms and workaround."))
    release = maybe(RELEASE, help_text=_("Where the fix is in: needed for `fix_released`."))
    reason = maybe(REASON, help_text=_("Needed to investigate again."))


class ChangeInput(serializers.Serializer[Any]):
    title = Words(TITLE)
    planned_for = instant(required=False, allow_null=True)


class ChangeChanges(serializers.Serializer[Any]):
    """Any subset."""

    title = maybe(TITLE)
    planned_for = instant(required=False, allow_null=True)
    status = moved_to(Change.Status)
    reason = maybe(REASON, help_text=_("Needed for `cancelled`."))


class RcaInput(serializers.Serializer[Any]):
    title = Words(TITLE)
    due_on = serializers.DateField(required=False, allow_null=True)


class RcaChanges(serializers.Serializer[Any]):
    """Any subset."""

    title = maybe(TITLE)
    due_on = serializers.DateField(required=False, allow_null=True)
    status = moved_to(RcaRequest.Status)
    document = maybe(help_text=_("Needed for `delivered`."))


class OutageInput(serializers.Serializer[Any]):
    title = Words(TITLE)
    area = area()
    regions = Regions()
    public_text = Words(help_text=_("What customers read."))
    starts_at = instant()
    ends_at = instant(required=False, allow_null=True)


class OutageChanges(serializers.Serializer[Any]):
    """Any subset."""

    title = maybe(TITLE)
    area = area(required=False)
    regions = Regions()
    public_text = maybe(help_text=_("What customers read."))
    starts_at = instant(required=False)
    ends_at = instant(required=False, allow_null=True)
    status = moved_to(Outage.Status)


class TellingInput(serializers.Serializer[Any]):
    body = Words(help_text=_("The same public words to the customers of all linked incidents."))
    confirm_note = serializers.BooleanField(
        required=False, help_text=_("Words of a team note go to the customer on purpose.")
    )
