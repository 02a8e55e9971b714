"""What do I do next: the queue by groups, and the list of everything."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from incidents import clockwork, preview
from incidents.clockwork import Face
from incidents.models import Clock, Incident
from incidents.policy import may_change_calendars
from incidents.stations import Station, stations
from incidents.views.doors import user_of
from incidents.views.workspace import filters, living
from incidents.views.workspace.door import WORKSPACE, capped, page_after, show
from incidents.views.workspace.tabs import Tab
from notifications.moment import now

LIVE_ROWS = ROWS = 200
PAGE = 50
Rows = QuerySet[Incident]

VIEWS: dict[str, Callable[[Rows, User], Rows]] = {
    "mine": lambda rows, user: rows.open().held_by(user),  # type: ignore[attr-defined]
    "unassigned": lambda rows, user: rows.open().unowned(),  # type: ignore[attr-defined]
    "assistance-required": lambda rows, user: rows.filter(assistance_required=True),
    "solution-proposed": lambda rows, user: rows.filter(state=Incident.State.SOLUTION_PROPOSED),
}


@dataclass(frozen=True)
class Row:
    """One incident in a list: the nearest clock, how far the customer has got, and how long ago it changed."""

    incident: Incident
    clock: Face | None
    stations: list[Station]
    changed: timedelta
    group: str


@dataclass(frozen=True)
class Group:
    key: str
    label: str
    rows: list[Row]


@WORKSPACE.guard("GET")
def queue(request: HttpRequest, view: str = "mine") -> HttpResponse:
    """One view of the team's open incidents, grouped by what to do next."""
    chosen, visible = offered(user_of(request)), Incident.objects.visible_to(user_of(request))
    rows = list_rows(listed(rows_of(view, request.GET, user_of(request), chosen))[: ROWS + 1])
    found_picks = filters.picks(request, chosen)
    found_tabs = tabs(visible, user_of(request), view)
    context = {
        "view": view,
        "title": view_names()[view],
        "tabs": found_tabs,
        "in_customers_hands": found_tabs[-1].count,
        "picks": found_picks,
        "groups": grouped(rows[:ROWS]),
        "is_cut": len(rows) > ROWS,
        "limit": ROWS,
        "is_filtered": any(pick.chosen for pick in found_picks),
        "moment": now(),
        "live": living.of_queue(view, [row.incident for row in rows[:ROWS]]),
        "hours_wait": may_change_calendars(user_of(request)) and preview.outdated().exists(),
    }
    return show(request, "queue.html", context)


def offered(user: User) -> list[filters.Filter]:
    return [filters.by_severity(), filters.by_area(), filters.by_flag(), filters.by_following(user)]


def rows_of(view: str, query: QueryDict, user: User, chosen: list[filters.Filter] | None = None) -> Rows:
    """What a view shows to somebody under a query's filters, in its order."""
    if view not in VIEWS:
        raise Http404
    rows: Rows = Incident.objects.visible_to(user)
    return by_next_clock(VIEWS[view](rows, user).filter(filters.narrowed(query, chosen or offered(user))))


def view_names() -> dict[str, str]:
    return {
        "mine": _("Mine"),
        "unassigned": _("Unassigned"),
        "assistance-required": _("Assistance required"),
        "solution-proposed": _("Solution proposed"),
    }


def tabs(visible: Rows, user: User, current: str) -> list[Tab]:
    return [
        Tab(label, reverse("workspace:queue", args=[name]), capped(VIEWS[name](visible, user)), name == current)
        for name, label in view_names().items()
    ]


def by_next_clock(rows: Rows) -> Rows:
    """What presses comes first, so that a cut after so many rows never hides it."""
    first_due = Clock.objects.filter(incident=OuterRef("pk"), due_at__isnull=False).order_by("due_at")
    pressing = Case(When(Q(action_needed=True) | Q(state=Incident.State.NEW), then=Value(0)), default=Value(1))
    rows = rows.annotate(next_due=Subquery(first_due.values("due_at")[:1]), pressing=pressing)
    return rows.order_by("pressing", F("next_due").asc(nulls_last=True), "pk")


def listed(rows: Rows) -> Rows:
    """With what a row says, in a fixed number of queries."""
    return rows.select_related("owner", "area", "organization").prefetch_related("clocks", "solutions", "matches")


def list_rows(incidents: Rows) -> list[Row]:
    moment = now()
    return [row(incident, moment) for incident in incidents]


def row(incident: Incident, moment: datetime) -> Row:
    clock = clockwork.nearest(incident, moment)
    changed = moment - incident.last_event_at
    return Row(incident, clock, stations(incident), changed, group_of(incident, clock, moment))


def group_of(incident: Incident, clock: Face | None, moment: datetime) -> str:
    if incident.action_needed or incident.state == Incident.State.NEW or presses(incident, moment):
        return "now"
    if incident.state == Incident.State.SOLUTION_PROPOSED:
        return "customer"
    if clock is not None and clock.is_running and is_today(clock.due, moment):
        return "today"
    return "later"


def presses(incident: Incident, moment: datetime) -> bool:
    """Any of its clocks is late or soon will be, also one that a row does not show."""
    return any(face.is_pressing for face in clockwork.faces(incident, moment))


def is_today(due: datetime | None, moment: datetime) -> bool:
    return due is not None and timezone.localdate(due) <= timezone.localdate(moment)


def grouped(rows: list[Row]) -> list[Group]:
    names = {
        "now": _("Act now"),
        "today": _("Today"),
        "customer": _("In the customer's hands"),
        "later": _("Later"),
    }
    groups = [Group(key, label, sort(one for one in rows if one.group == key)) for key, label in names.items()]
    return [group for group in groups if group.rows]


def sort(rows: object) -> list[Row]:
    """By the next clock that runs; what has none comes last."""
    far = datetime.max.replace(tzinfo=timezone.get_current_timezone())
    return sorted(rows, key=lambda one: one.clock.due if one.clock and one.clock.is_running else far)  # type: ignore


@WORKSPACE.guard("GET")
def all_incidents(request: HttpRequest) -> HttpResponse:
    """Everything visible, newest first, page after page by the last number seen."""
    user = user_of(request)
    chosen = [filters.by_state(), filters.by_severity(), filters.by_area(), filters.by_owner(user)]
    rows = Incident.objects.visible_to(user).filter(filters.narrowed(request.GET, chosen)).order_by("-pk")
    last_seen = Incident.objects.visible_to(user).numbered(request.GET.get("before", "")).first()
    if last_seen is not None:
        rows = rows.filter(pk__lt=last_seen.pk)
    found, last = page_after(listed(rows), PAGE)
    context = {
        "rows": list_rows(found),  # type: ignore[arg-type]
        "picks": filters.picks(request, chosen),
        "older": older(request, last),
        "first": filters.href(request.GET, filters.PAGE, []) if last_seen else "",
    }
    return show(request, "all_incidents.html", context)


def older(request: HttpRequest, last: object) -> str:
    if not isinstance(last, Incident):
        return ""
    query = request.GET.copy()
    query[filters.PAGE] = last.number
    return f"?{query.urlencode()}"
