"""Which incidents a list shows: a view by its name, what the query string narrows it to, and in which order."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from incidents.keyset import Order
from incidents.models import Incident
from incidents.models.incident_fields import IncidentQuerySet
from incidents.views.workspace import filters
from incidents.views.workspace.filters import Filter

Rows = IncidentQuerySet
SORT, AFTER = "sort", "after"

# What presses first, then the next clock; both are stored beside the incident, so an index serves this at any moment.
NEXT_CLOCK = Order("next-clock", ("presses_at", "next_due_at"))
CHANGED = Order("changed", ("last_event_at",), down=True)
OPENED = Order("opened", ("opened_at",), down=True)
SORT_NAMES = {NEXT_CLOCK.name: _("next clock"), CHANGED.name: _("last changed"), OPENED.name: _("newest")}


@dataclass(frozen=True)
class View:
    """One list: its rows among the visible ones, its orders (the first unless another is asked for), its filters."""

    label: str | Promise
    rows: Callable[[Rows, User], Rows]
    without: frozenset[str] = frozenset()  # filters that would say again, or contradict, what the view says
    orders: tuple[Order, ...] = (NEXT_CLOCK, CHANGED, OPENED)
    is_open: bool = True
    is_counted: bool = True  # not where counting would cost as much as looking


def from_above(name: str) -> Callable[[Rows, User], Rows]:
    """Rows of which the floor above knows the reason: the setting names the function that tells them."""

    def rows(found: Rows, user: User) -> Rows:
        told: Rows = import_string(settings.QUEUE_ROWS[name])(found, user)
        return told

    return rows


QUEUES: dict[str, View] = {
    "mine": View(_("Mine"), lambda rows, user: rows.held_by(user), frozenset({"owner"})),
    "unassigned": View(_("Unassigned"), lambda rows, user: rows.unowned(), frozenset({"owner"})),
    "assistance-required": View(_("Assistance required"), lambda rows, user: rows.filter(assistance_required=True)),
    "csat-at-risk": View(_("CSAT at risk"), from_above("csat-at-risk"), is_counted=False),
    "solution-proposed": View(
        _("Solution proposed"),
        lambda rows, user: rows.filter(state=Incident.State.SOLUTION_PROPOSED),
        frozenset({"state"}),
    ),
    "waiting-on-product-group": View(_("Waiting on product group"), from_above("waiting-on-product-group")),
    "waiting": View(_("Waiting"), lambda rows, user: rows.exclude(substate="")),
    "open": View(_("All open"), lambda rows, user: rows),
}
ALL = "all"
# What is closed has no clock to be ordered by.
VIEWS = {**QUEUES, ALL: View(_("All incidents"), lambda rows, user: rows, orders=(OPENED, CHANGED), is_open=False)}


def rows_of(view: str, query: QueryDict, user: User, offered: list[Filter] | None = None) -> Rows:
    """What this person sees in a view with these filters, in no order; KeyError for a view that is none.

    `offered` are the view's filters, where they are known already.
    """
    return view_rows(view, user).filter(filters.narrowed(query, offered or filters_of(view, user)))


def view_rows(view: str, user: User) -> Rows:
    """A view without filters."""
    visible: Any = Incident.objects.visible_to(user)
    shown = VIEWS[view]
    # Open by the moment of closing: the condition of the queue's indexes, word for word.
    found: Rows = shown.rows(visible.filter(closed_at=None) if shown.is_open else visible, user)
    return found


def filters_of(view: str, user: User) -> list[Filter]:
    shown = VIEWS[view]
    offered = {
        "severity": filters.by_severity,
        "area": filters.by_area,
        "flag": filters.by_flag,
        "following": lambda: filters.by_following(user),
        "state": lambda: filters.by_state(is_open=shown.is_open),
        "substate": filters.by_substate,
        "owner": lambda: filters.by_owner(user),
        "organization": filters.by_organization,
        "opened_since": filters.by_opening,
    }
    return [make() for key, make in offered.items() if key not in shown.without]


def order_of(view: str, query: QueryDict) -> Order:
    """The order that is asked for, else the view's own."""
    orders = VIEWS[view].orders
    return next((order for order in orders if order.name == query.get(SORT)), orders[0])
