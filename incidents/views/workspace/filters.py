"""Filters that live in the query string: links that add or take away one value, so that every view can be shared."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from accounts.models import Area, User
from incidents.models import Incident

NONE = "none"
PAGE = "before"  # a changed filter begins at the first page again


@dataclass(frozen=True)
class Filter:
    """One thing to filter by: its key in the query string, what may be chosen, and the rows that the choice means."""

    key: str
    label: str
    options: list[tuple[str, str]]
    narrow: Callable[[list[str]], Q]


@dataclass(frozen=True)
class Choice:
    label: str
    href: str
    is_chosen: bool


@dataclass(frozen=True)
class Pick:
    """A filter as the page shows it: what is chosen in words, a link for each choice, and one that takes it away."""

    key: str
    label: str
    chosen: str
    choices: list[Choice]
    clear: str


def picks(request: HttpRequest, filters: Iterable[Filter]) -> list[Pick]:
    return [pick(request.GET, one) for one in filters]


def narrowed(query: QueryDict, filters: Iterable[Filter]) -> Q:
    """What is chosen, all filters together; what is no choice of a filter is passed over."""
    result = Q()
    for one in filters:
        if values := chosen(query, one):
            result &= one.narrow(values)
    return result


def chosen(query: QueryDict, one: Filter) -> list[str]:
    known = {value for value, _label in one.options}
    return [value for value in query.getlist(one.key) if value in known]


def pick(query: QueryDict, one: Filter) -> Pick:
    now = chosen(query, one)
    choices = [Choice(label, toggled(query, one.key, now, value), value in now) for value, label in one.options]
    words = ", ".join(choice.label for choice in choices if choice.is_chosen)
    return Pick(one.key, one.label, words, choices, href(query, one.key, []))


def toggled(query: QueryDict, key: str, now: list[str], value: str) -> str:
    return href(query, key, [one for one in now if one != value] if value in now else [*now, value])


def href(query: QueryDict, key: str, values: list[str]) -> str:
    changed = query.copy()
    changed.pop(PAGE, None)
    changed.setlist(key, values)
    return f"?{changed.urlencode()}"


# --- What lists of incidents can be filtered by ----------------------------------------------------------------------


def by_severity() -> Filter:
    options = [(str(level), _("Sev %(level)d") % {"level": level}) for level in Incident.Severity.values]
    return Filter("severity", _("Severity"), options, lambda values: Q(severity__in=values))


def by_area() -> Filter:
    options = [(area.slug, area.name) for area in Area.objects.all()]
    return Filter(
        "area",
        _("Area"),
        [*options, (NONE, _("not set"))],
        lambda values: Q(area__slug__in=values) | (Q(area=None) if NONE in values else Q(pk__in=[])),
    )


def by_flag() -> Filter:
    options = [(str(value), str(label)) for value, label in Incident.Flag.choices]
    return Filter("flag", _("Flag"), options, any_flag)


def any_flag(values: list[str]) -> Q:
    result = Q()
    for flag in values:
        result |= Q(**{flag: True})
    return result


def by_following(user: User) -> Filter:
    """What is in an area that the reader follows (R15)."""
    return Filter(
        "following", _("Following"), [("me", _("areas I follow"))], lambda values: Q(area__followers__user=user)
    )


def by_state() -> Filter:
    options = [(str(value), str(label)) for value, label in Incident.State.choices]
    return Filter("state", _("State"), options, lambda values: Q(state__in=values))


def by_owner(user: User) -> Filter:
    """Everybody of the support team, the reader first."""
    people = [(str(person.pk), person.name) for person in User.objects.support() if person.pk != user.pk]
    return Filter("owner", _("Owner"), [(str(user.pk), _("me")), (NONE, _("nobody")), *people], owned_by)


def owned_by(values: list[str]) -> Q:
    someone = Q(owner__in=[value for value in values if value != NONE])
    return someone | Q(owner=None) if NONE in values else someone
