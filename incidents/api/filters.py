"""What a list can be narrowed to. Nobody filters by what they may not read: for them it is not there."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import CharFilter, ChoiceFilter, ModelChoiceFilter, MultipleChoiceFilter, TypedChoiceFilter
from django_filters.rest_framework import DjangoFilterBackend, FilterSet
from drf_spectacular.utils import extend_schema_field
from rest_framework.request import Request

from accounts.acting import NotValid
from accounts.models import Area
from incidents import search
from incidents.api.readers import is_staff, reader_of
from incidents.models import Event, Incident, Message

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
        method="found",
        max_length=200,
        label=gettext_lazy("Words or parts of words, all of which an incident has; a number, or an error code."),
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
        """Among what this reader may find by words: a customer never by a note of ours (T13)."""
        return rows.filter(pk__in=search.matching(reader_of(self.request), words, kind=search.INCIDENT.name))


class StaffFilters(CustomerFilters):
    """And by what the support team reads besides."""

    area = ModelChoiceFilter(
        queryset=Area.objects.all(), to_field_name="slug", label=gettext_lazy("The area's slug (support team).")
    )
    category = MultipleChoiceFilter(choices=Incident.Category.choices, label=gettext_lazy("For the support team."))
    owner = whole_name("owner__email", gettext_lazy("The owner's address (support team)."))
    action_needed = yes_or_no(label=gettext_lazy("For the support team."))
    assistance_required = yes_or_no(label=gettext_lazy("For the support team."))


class MessageFilters(FilterSet):  # type: ignore[misc]
    """Filters of a conversation."""

    search = CharFilter("body", "icontains", max_length=200, label=gettext_lazy("Words of the message."))

    class Meta:
        model = Message
        fields: list[str] = []


class StaffMessageFilters(MessageFilters):
    """And by who may read a message, which for a customer is always themself."""

    visibility = ChoiceFilter(choices=Message.Visibility.choices, label=gettext_lazy("For the support team."))


class LineFilters(FilterSet):  # type: ignore[misc]
    """Filters of a timeline."""

    verb = CharFilter(max_length=40, label=gettext_lazy("What was done, as `verb` reads."))

    class Meta:
        model = Event
        fields: list[str] = []


class AreaFilters(FilterSet):  # type: ignore[misc]
    """Filters of the areas."""

    search = CharFilter(method="found", max_length=200, label=gettext_lazy("Part of the name or the slug."))

    class Meta:
        model = Area
        fields: list[str] = []

    def found(self, rows: QuerySet[Area], name: str, words: str) -> QuerySet[Area]:
        return rows.filter(Q(name__icontains=words) | Q(slug__icontains=words))


class Filters(DjangoFilterBackend):  # type: ignore[misc]
    """The filters of the reader's kind. A name that is none is refused: a misspelt filter would answer with all."""

    def get_filterset(self, request: Request, queryset: QuerySet[Any], view: Any) -> FilterSet:
        kind = view.filterset_class if is_staff(request) else view.customer_filters
        unknown = sorted(set(request.query_params) - set(kind.base_filters) - PAGING)
        if unknown:
            raise NotValid({name: [_("There is no such filter.")] for name in unknown})
        return kind(request.query_params, queryset, request=request)
