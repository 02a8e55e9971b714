"""Which ICMs a list shows: a view by its name, and what the query string narrows it to."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from escalations.models import Icm, PgMember
from escalations.models.icm import IcmQuerySet
from incidents.views.workspace.filters import NONE, Filter, by_area, owned_by

Words = str | Promise
Rows = QuerySet[Icm]


@dataclass(frozen=True)
class View:
    """One view of the list: its tab, what it says of itself where it is empty, and its rows."""

    name: str
    label: Words
    rows: Callable[[Rows], Rows]


VIEWS = (
    View("needs-us", gettext_lazy("Needs us"), lambda rows: rows.filter(state__in=Icm.WAITS_FOR_SUPPORT)),
    View("with-pg", gettext_lazy("With the product group"), lambda rows: rows.filter(state__in=Icm.WAITS_FOR_PG)),
    View(
        "css-escalation",
        gettext_lazy("CSS Escalation queue"),
        lambda rows: rows.filter(team=Icm.Team.CSS_ESCALATION).exclude(state=Icm.State.CLOSED),
    ),
    View(
        "livesite-dri",
        gettext_lazy("Livesite DRI queue"),
        lambda rows: rows.filter(team=Icm.Team.LIVESITE_DRI).exclude(state=Icm.State.CLOSED),
    ),
    View("all", gettext_lazy("All"), lambda rows: rows),
)
FIRST = "all"


def view_named(name: str) -> View:
    return next((view for view in VIEWS if view.name == name), next(view for view in VIEWS if view.name == FIRST))


def rows_for(user: User) -> IcmQuerySet:
    return Icm.objects.visible_to(user)


def shown(rows: Rows) -> Rows:
    """With what a row of the list shows."""
    return rows.select_related("area", "owner").annotate(affected=Count("hits")).order_by("-pk")


def filters_of(user: User) -> list[Filter]:
    return [by_team(), by_state(), by_kind(), by_area(), by_owner()]


def by_team() -> Filter:
    return choice("team", _("Team"), Icm.Team.choices)


def by_state() -> Filter:
    return choice("state", _("State"), Icm.State.choices)


def by_kind() -> Filter:
    return choice("kind", _("Kind"), Icm.Kind.choices)


def choice(column: str, label: str, choices: Iterable[tuple[str, Words]]) -> Filter:
    options = [(str(value), str(words)) for value, words in choices]
    return Filter(column, label, options, lambda values: Q(**{f"{column}__in": values}))


def by_owner() -> Filter:
    """Everybody of the product group who is there, and nobody."""
    people = [(str(member.pk), member.name) for member in PgMember.objects.there()]
    return Filter("owner", _("Owner"), [(NONE, _("nobody")), *people], owned_by)
