"""What the list of ICMs, and an ICM's words, can be narrowed to."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ModelChoiceFilter, MultipleChoiceFilter
from django_filters.rest_framework import FilterSet

from accounts.models import Area
from escalations.models import EscalationEvent, Icm
from escalations.models.icm import IcmQuerySet
from incidents.api.filters import whole_name, yes_or_no
from incidents.models import Incident


class IcmFilters(FilterSet):  # type: ignore[misc]
    """By what an ICM reads."""

    search = CharFilter(
        method="found",
        max_length=200,
        label=_("Words of the title or the evidence, all of them; or a number, its own or of an incident it hits."),
    )
    state = MultipleChoiceFilter(choices=Icm.State.choices)
    resolution = MultipleChoiceFilter(choices=Icm.Resolution.choices)
    ground = MultipleChoiceFilter(choices=Icm.Ground.choices)
    team = MultipleChoiceFilter(choices=Icm.Team.choices)
    kind = MultipleChoiceFilter(choices=Icm.Kind.choices)
    severity = MultipleChoiceFilter(choices=Incident.Severity.choices)
    area = ModelChoiceFilter(queryset=Area.objects.all(), to_field_name="slug", label=_("The area's slug."))
    owner = whole_name("owner__email", _("The address of the ICM owner."))
    incident = CharFilter(method="hitting", max_length=20, label=_("An incident that it hits, by number."))
    csat_impacting = yes_or_no(field_name="is_csat_impacting")

    class Meta:
        model = Icm
        fields: list[str] = []

    def found(self, rows: IcmQuerySet, name: str, words: str) -> IcmQuerySet:
        return rows.matching(words)

    def hitting(self, rows: QuerySet[Icm], name: str, number: str) -> QuerySet[Icm]:
        return rows.filter(hits__incident__in=Incident.objects.numbered(number))


class UpdateFilters(FilterSet):  # type: ignore[misc]
    """Filters of what was said on one."""

    search = CharFilter("body", "icontains", max_length=200, label=_("Words of the update."))
    verb = CharFilter(max_length=40, label=_("What was done with the words, as `verb` reads."))
    is_for_support: Any = yes_or_no()

    class Meta:
        model = EscalationEvent
        fields: list[str] = []
