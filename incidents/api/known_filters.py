"""What the lists of Problems, Changes, RCA requests and outages can be narrowed to."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy
from django_filters import CharFilter, ModelChoiceFilter, MultipleChoiceFilter
from django_filters.rest_framework import FilterSet

from accounts.models import Area
from incidents.api.filters import yes_or_no
from incidents.models import Change, Known, Outage, Problem, RcaRequest


class KnownFilters(FilterSet):  # type: ignore[misc]
    """By number or words; `WORDS` names the columns that everybody reads who reads the record at all."""

    WORDS: tuple[str, ...] = ("title",)
    search = CharFilter(method="found", max_length=200, label=gettext_lazy("Words of it, or a number."))

    class Meta:
        model = Known
        fields: list[str] = []

    def found(self, rows: QuerySet[Any], name: str, words: str) -> QuerySet[Any]:
        place = rows.model.place_of(words)
        wanted = Q(pk=place) if place is not None else Q()
        for column in self.WORDS:
            wanted |= Q(**{f"{column}__icontains": words})
        return rows.filter(wanted)


class AreaFilters(KnownFilters):
    area = ModelChoiceFilter(queryset=Area.objects.all(), to_field_name="slug", label=gettext_lazy("The area's slug."))


class CustomerProblemFilters(AreaFilters):
    WORDS = ("title", "symptoms", "workaround")
    status = MultipleChoiceFilter(choices=Problem.Status.choices)

    class Meta(KnownFilters.Meta):
        model = Problem


class ProblemFilters(CustomerProblemFilters):
    published = yes_or_no(field_name="is_published", label=gettext_lazy("For the support team."))


class ChangeFilters(KnownFilters):
    status = MultipleChoiceFilter(choices=Change.Status.choices)

    class Meta(KnownFilters.Meta):
        model = Change


class RcaFilters(KnownFilters):
    status = MultipleChoiceFilter(choices=RcaRequest.Status.choices)

    class Meta(KnownFilters.Meta):
        model = RcaRequest


class CustomerOutageFilters(AreaFilters):
    WORDS: tuple[str, ...] = ("public_text",)

    class Meta(KnownFilters.Meta):
        model = Outage


class OutageFilters(CustomerOutageFilters):
    WORDS = ("title", "public_text")
    status = MultipleChoiceFilter(choices=Outage.Status.choices, label=gettext_lazy("For the support team."))
