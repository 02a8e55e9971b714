"""What a list of incidents can be narrowed to. Nobody filters by what they may not read: for them it is not there."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import CharFilter, ModelChoiceFilter, MultipleChoiceFilter, TypedChoiceFilter
from django_filters.rest_framework import DjangoFilterBackend, FilterSet
from drf_spectacular.utils import extend_schema_field
from rest_framework.request import Request

from accounts.acting import NotValid
from accounts.models import Area
from incidents.api.readers import is_staff
from incidents.models import Incident

PAGING = {"cursor", "page_size", "ordering"}


def yes_or_no(**options: Any) -> TypedChoiceFilter:
    """Strict: the library's own filter takes what it cannot read for no filter at all."""
    choices = [("true", "true"), ("false", "false")]
    return extend_schema_field(bool)(TypedChoiceFilter(choices=choices, coerce="true".__eq__, **options))


def whole_name(column: str, label: Any) -> CharFilter:
    return CharFilter(field_name=column, lookup_expr="iexact", label=label, max_length=254)


class CustomerFilters(FilterSet):  # type: ignore[misc]
    """Filters by what a customer reads."""

    search = CharFilter(
        method="found", max_length=200, label=gettext_lazy("Words of the title or description, or a number.")
    )
    state = MultipleChoiceFilter(choices=Incident.State.choices)
    severity = MultipleChoiceFilter(choices=Incident.Severity.choices)
    closed_as = MultipleChoiceFilter(choices=Incident.ClosedAs.choices)
    customer = whole_name("customer__email", gettext_lazy("The customer's address."))
    organization = whole_name("organization__name", gettext_lazy("The organisation's name."))
    customer_action_needed = yes_or_no()

    class Meta:
        model = Incident
        fields: list[str] = []

    def found(self, rows: QuerySet[Incident], name: str, words: str) -> QuerySet[Incident]:
        numbered = Incident.objects.numbered(words.strip()).values("pk")
        return rows.filter(Q(title__icontains=words) | Q(description__icontains=words) | Q(pk__in=numbered))


class StaffFilters(CustomerFilters):
    """And by what the support team reads besides."""

    area = ModelChoiceFilter(
        queryset=Area.objects.all(), to_field_name="slug", label=gettext_lazy("The area's slug (support team).")
    )
    category = MultipleChoiceFilter(choices=Incident.Category.choices, label=gettext_lazy("For the support team."))
    owner = whole_name("owner__email", gettext_lazy("The owner's address (support team)."))
    action_needed = yes_or_no(label=gettext_lazy("For the support team."))
    assistance_required = yes_or_no(label=gettext_lazy("For the support team."))


class Filters(DjangoFilterBackend):  # type: ignore[misc]
    """The filters of the reader's kind. A name that is none is refused: a misspelt filter would answer with all."""

    def get_filterset(self, request: Request, queryset: QuerySet[Incident], view: Any) -> FilterSet:
        kind = StaffFilters if is_staff(request) else CustomerFilters
        unknown = sorted(set(request.query_params) - set(kind.base_filters) - PAGING)
        if unknown:
            raise NotValid({name: [_("There is no such filter.")] for name in unknown})
        return kind(request.query_params, queryset, request=request)
