"""Filters that live in the query string, so that every view can be shared: forms that add, links that take away."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time

from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Area, Organization, User
from incidents.models import Incident

NONE = "none"
PAGES = ("before", "after")  # a changed filter begins at the first page again
LONGEST = 100  # characters that are typed into a filter
CHOICES, TEXT, DAY = "choices", "text", "day"


@dataclass(frozen=True)
class Filter:
    """One thing to filter by: its key in the query string, what may be chosen, and the rows that the choice means.

    `kind` is CHOICES, of which any number can be chosen, or TEXT or DAY, which are typed.
    """

    key: str
    label: str
    options: list[tuple[str, str]]
    narrow: Callable[[list[str]], Q]
    kind: str = CHOICES


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Link:
    label: str
    href: str
    is_current: bool


@dataclass(frozen=True)
class Pick:
    """A filter as the page shows it: what is chosen in words, its form, and a link that takes it away.

    `others` is what the query says besides, which the form sends along.
    """

    key: str
    label: str
    kind: str
    chosen: str
    value: str
    choices: list[Choice]
    clear: str
    path: str = ""
    others: list[tuple[str, str]] = field(default_factory=list)


def picks(request: HttpRequest, filters: Iterable[Filter]) -> list[Pick]:
    return list(picks_of(request.GET, filters))


def picks_of(query: QueryDict, filters: Iterable[Filter], path: str = "") -> Iterator[Pick]:
    """`path` is where the choices lead, if not to this page."""
    return (pick(query, one, path) for one in filters)


def narrowed(query: QueryDict, filters: Iterable[Filter]) -> Q:
    """What is chosen, all filters together; what is no choice of a filter is passed over."""
    result = Q()
    for one in filters:
        if values := chosen(query, one):
            result &= one.narrow(values)
    return result


def chosen(query: QueryDict, one: Filter) -> list[str]:
    if one.kind == CHOICES:
        known = {value for value, _label in one.options}
        return [value for value in dict.fromkeys(query.getlist(one.key)) if value in known]
    typed = query.get(one.key, "").replace("\x00", "").strip()[:LONGEST]
    return [typed] if typed and (one.kind == TEXT or day(typed)) else []


def day(typed: str) -> datetime | None:
    """The beginning of a day in the reader's zone, or none where it is no day."""
    try:
        found = parse_date(typed)
        return timezone.make_aware(datetime.combine(found, time.min)) if found and 1970 <= found.year < 9999 else None
    except ValueError:
        return None


def pick(query: QueryDict, one: Filter, path: str = "") -> Pick:
    now = chosen(query, one)
    choices = [Choice(value, label, value in now) for value, label in one.options]
    return Pick(
        key=one.key,
        label=one.label,
        kind=one.kind,
        chosen=in_words(one, now, choices),
        value="".join(now[:1]),
        choices=choices,
        clear=href(query, one.key, [], path),
        path=path,
        others=[(key, value) for key, values in query.lists() for value in values if key not in {one.key, *PAGES}],
    )


def in_words(one: Filter, now: list[str], choices: list[Choice]) -> str:
    if one.kind == CHOICES:
        return ", ".join(choice.label for choice in choices if choice.is_chosen)
    began = day(now[0]) if now and one.kind == DAY else None
    return date_format(timezone.localtime(began), "j M Y") if began else "".join(now)


def href(query: QueryDict, key: str, values: list[str], path: str = "") -> str:
    changed = query.copy()
    for page in PAGES:
        changed.pop(page, None)
    changed.setlist(key, values)
    return f"{path}?{changed.urlencode()}"


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


def by_state(*, is_open: bool = False) -> Filter:
    """`is_open`: of a list that holds nothing closed."""
    closed = {Incident.State.CLOSED} if is_open else set()
    options = [(str(value), str(label)) for value, label in Incident.State.choices if value not in closed]
    return Filter("state", _("State"), options, lambda values: Q(state__in=values))


def by_substate() -> Filter:
    options = [(str(value), str(label)) for value, label in Incident.Substate.choices]
    return Filter("substate", _("Waits for"), options, lambda values: Q(substate__in=values))


def by_owner(user: User) -> Filter:
    """Everybody of the support team, the reader first."""
    people = [(str(person.pk), person.name) for person in User.objects.support() if person.pk != user.pk]
    return Filter("owner", _("Owner"), [(str(user.pk), _("me")), (NONE, _("nobody")), *people], owned_by)


def owned_by(values: list[str]) -> Q:
    someone = Q(owner__in=[value for value in values if value != NONE])
    return someone | Q(owner=None) if NONE in values else someone


def by_organization() -> Filter:
    """Part of a name: a list of all customers would only grow."""
    return Filter("organization", _("Organisation"), [], of_organization, TEXT)


def of_organization(values: list[str]) -> Q:
    return Q(organization__in=Organization.objects.filter(name__icontains=values[0]).values("pk"))


def by_opening() -> Filter:
    return Filter("opened_since", _("Opened since"), [], lambda values: Q(opened_at__gte=day(values[0])), DAY)
