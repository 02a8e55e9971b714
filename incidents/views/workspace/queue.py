"""What do I do next: the queue by groups, views that people saved, and the list of everything."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.urls import reverse

from accounts.models import User
from incidents import preview
from incidents.forms.saved_views import RenameViewForm, SaveViewForm
from incidents.models import SavedView
from incidents.policy import may_change_calendars, may_delete_view, may_rename_view
from incidents.views.doors import user_of
from incidents.views.workspace import filters, living, sheet
from incidents.views.workspace.door import WORKSPACE, badges, counted, page_after, show
from incidents.views.workspace.listing import (
    AFTER,
    ALL,
    NEXT_CLOCK,
    QUEUES,
    SORT,
    SORT_NAMES,
    VIEWS,
    filters_of,
    order_of,
    rows_of,
    view_rows,
)
from incidents.views.workspace.rows import Group, grouped, list_rows, listed
from incidents.views.workspace.tabs import Tab
from notifications.moment import now

PAGE = 50


@WORKSPACE.guard("GET")
def queue(request: HttpRequest, view: str = "mine") -> HttpResponseBase:
    """One view of the team's open incidents, grouped by what to do next."""
    if view not in QUEUES:
        raise Http404
    return sheet.of(request, view, request.GET) or queue_page(request, view, request.GET)


def queue_page(
    request: HttpRequest,
    view: str,
    query: QueryDict,
    *,
    saved: SavedView | None = None,
    saving: SaveViewForm | None = None,
    renaming: RenameViewForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """A view, a saved view, or one of them with a form that came back."""
    user = user_of(request)
    is_here = saved is None and request.method != "POST"  # else the filters lead away from this address
    path = "" if is_here else reverse("workspace:queue", args=[view])
    kept = list(SavedView.objects.visible_to(user).select_related("owner"))
    counts = tab_counts(user)
    shown = page_of(request, view, query, path)
    context = {
        **shown,
        **{name: counts[name] for name in ("waiting", "my_tasks")},
        "view": view,
        "title": saved.name if saved else VIEWS[view].label,
        "tabs": [*tabs(counts, None if saved else view), *saved_tabs(kept, saved)],
        "in_customers_hands": counts["solution-proposed"],
        "saved": next((one for one in kept if saved and one.pk == saved.pk), None),
        "saving": saving or SaveViewForm(initial={"view": view, "query": kept_of(query)}),
        "renaming": renaming or RenameViewForm(initial={"name": saved.name if saved else ""}),
        "is_own": saved is not None and may_rename_view(user, saved),
        "may_delete": saved is not None and may_delete_view(user, saved),
        "moment": now(),
        "live": living.of_queue(view, shown["shown"], None if is_here else query),
        "hours_wait": may_change_calendars(user) and preview.outdated().exists(),
    }
    return show(request, "queue.html", context, status)


def page_of(request: HttpRequest, view: str, query: QueryDict, path: str) -> dict[str, Any]:
    """The rows of one page, in their groups where the queue's own order holds, and where it can be gone from here."""
    user, order, after = user_of(request), order_of(view, query), request.GET.get(AFTER, "")
    chosen = filters_of(view, user)
    rows = listed(rows_of(view, query, user, chosen))
    found, last = page_after(order.applied(rows, after), PAGE)
    shown = list_rows(found)
    picks = list(filters.picks_of(query, chosen, path))
    # What came back from a form is not at the address of its list.
    here, place = (query, path) if request.method == "POST" else (request.GET, "")
    return {
        "groups": grouped(shown) if order is NEXT_CLOCK else [Group("", "", shown)] if shown else [],
        "shown": found,
        "picks": picks,
        "is_filtered": any(pick.chosen for pick in picks),
        "sorts": sorts(view, query, path),
        "sort": SORT_NAMES[order.name],
        "next": f"{place}?{changed(here, AFTER, order.mark(last))}" if last else "",
        "first": f"{place}?{changed(here, AFTER)}" if after else "",
        "is_whole": not (last or after),
        "back": path if request.method == "POST" else request.get_full_path(),
        "csv": f"{place}?{changed(without(here, AFTER), sheet.FORMAT, sheet.CSV)}",
        "csv_most": f"{sheet.MOST:,}",
    }


def sorts(view: str, query: QueryDict, path: str) -> list[filters.Link]:
    current = order_of(view, query)
    return [
        filters.Link(str(SORT_NAMES[order.name]), filters.href(query, SORT, [order.name], path), order is current)
        for order in VIEWS[view].orders
    ]


def changed(query: QueryDict, key: str, value: str = "") -> str:
    result = without(query, key)
    if value:
        result[key] = value
    return result.urlencode()


def without(query: QueryDict, key: str) -> QueryDict:
    result = query.copy()
    result.pop(key, None)
    return result


def kept_of(query: QueryDict) -> str:
    """What a saved view keeps of a query string: not the page."""
    return changed(without(query, AFTER), sheet.FORMAT)


# --- Tabs -------------------------------------------------------------------------------------------------------------


def tab_counts(user: User) -> dict[str, str]:
    """How many each view holds and what the menu says, in one query, each counted as far as it is worth."""
    rows = {name: view_rows(name, user) for name, view in QUEUES.items() if view.is_counted}
    return counted(user, {**rows, **badges(user)})


def tabs(counts: dict[str, str], current: str | None) -> list[Tab]:
    return [
        Tab(str(view.label), reverse("workspace:queue", args=[name]), counts.get(name, ""), name == current)
        for name, view in QUEUES.items()
    ]


def saved_tabs(kept: list[SavedView], current: SavedView | None) -> list[Tab]:
    """No counts: what they cost would be whatever people think of."""
    return [
        Tab(one.name, reverse("workspace:saved_view", args=[one.pk]), "", current is not None and one.pk == current.pk)
        for one in kept
    ]


# --- Everything -------------------------------------------------------------------------------------------------------


@WORKSPACE.guard("GET")
def all_incidents(request: HttpRequest) -> HttpResponseBase:
    """Everything visible, newest first, page after page by the last row seen."""
    return sheet.of(request, ALL, request.GET) or show(
        request, "all_incidents.html", page_of(request, ALL, request.GET, "")
    )
