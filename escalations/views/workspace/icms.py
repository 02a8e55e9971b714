"""The list of ICMs: the two teams' queues, what needs the support team, and everything, by what the URL says (R35)."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.models import User
from escalations.models import Icm
from escalations.views.workspace import icm_rows
from escalations.views.workspace.icm_rows import VIEWS, View, view_named
from incidents.views.doors import user_of
from incidents.views.workspace import filters
from incidents.views.workspace.door import WORKSPACE, counted, page_after, show
from incidents.views.workspace.tabs import Tab

PAGE = 50
LONGEST = 200


@WORKSPACE.guard("GET")
def icms(request: HttpRequest) -> HttpResponse:
    """Newest first, page after page."""
    user, view = user_of(request), view_named(request.GET.get("view", ""))
    chosen = icm_rows.filters_of(user)
    wanted, before = request.GET.get("q", "")[:LONGEST].replace("\x00", "").strip(), request.GET.get("before", "")
    found_by = icm_rows.rows_for(user).matching(wanted) if wanted else icm_rows.rows_for(user)
    rows = icm_rows.shown(view.rows(found_by).filter(filters.narrowed(request.GET, chosen)))
    if before.isascii() and before.isdigit() and len(before) < 18:
        rows = rows.filter(pk__lt=int(before))
    found, last = page_after(rows, PAGE)
    picks = filters.picks(request, chosen)
    context = {
        "rows": found,
        "view": view,
        "tabs": tabs(request, user, view),
        "picks": picks,
        "is_narrowed": bool(wanted) or any(pick.chosen for pick in picks),
        "wanted": wanted,
        "others": [(key, value) for key, value in kept(request) if key not in {"q", *filters.PAGES}],
        "older": filters.href(request.GET, "before", [str(last.pk)]) if last else "",
        "first": filters.href(request.GET, "before", []) if before else "",
    }
    return show(request, "icm/list.html", context)


def kept(request: HttpRequest) -> list[tuple[str, str]]:
    return [(key, value) for key, values in request.GET.lists() for value in values]


def tabs(request: HttpRequest, user: User, current: View) -> list[Tab]:
    """Each view with how many it holds, in one query; a view begins unfiltered."""
    counts = counted(user, {view.name: view.rows(icm_rows.rows_for(user)) for view in VIEWS})
    place = reverse("escalations:icms")
    return [Tab(str(view.label), f"{place}?view={view.name}", counts[view.name], view is current) for view in VIEWS]


def url_of(icm: Icm) -> str:
    return reverse("escalations:icm", args=[icm.number])
