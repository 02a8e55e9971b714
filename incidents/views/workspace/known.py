"""Known errors, Changes, RCA requests and outages: a list, one record with its history, and a page for each act."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from accounts.acting import NotValid, require
from incidents.actions.outages import link_incidents
from incidents.forms.known import LinkIncidentsForm
from incidents.models import Incident, Known, Outage
from incidents.policy import KNOWN_RULES
from incidents.views.doors import blame, user_of, version_seen
from incidents.views.workspace import filters
from incidents.views.workspace.door import WORKSPACE, page_after, show
from incidents.views.workspace.known_page import facts_of, history_of, incidents_of, page_of, suggested_for
from incidents.views.workspace.shelves import OUTAGES, SHELVES, Doing, Shelf

PAGE = 50


def urls() -> Iterator[URLPattern]:
    """Four addresses a shelf."""
    for shelf in SHELVES:
        kind, options = shelf.kind, {"shelf": shelf}
        yield path(f"{shelf.slug}/", listed, options, name=f"{kind}_list")
        yield path(f"{shelf.slug}/new/", new, options, name=f"{kind}_new")
        yield path(f"{shelf.slug}/<str:key>/", one, options, name=kind)
        if shelf is OUTAGES:
            yield path(f"{shelf.slug}/<str:key>/link/", link, name="link_incidents")
        yield path(f"{shelf.slug}/<str:key>/<slug:address>/", act, options, name=f"{kind}_act")


# --- The list ---------------------------------------------------------------------------------------------------------


@WORKSPACE.guard("GET")
def listed(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Newest first, page after page; words are looked for in the title, a number is a number."""
    chosen = [by_status(shelf), *([filters.by_area()] if shelf.has_area else [])]
    wanted, before = request.GET.get("q", "")[:200].replace("\x00", ""), request.GET.get("before", "")
    rows = shelf.rows().filter(filters.narrowed(request.GET, chosen)).filter(matching(shelf, wanted)).order_by("-pk")
    if before.isascii() and before.isdigit() and len(before) < 18:
        rows = rows.filter(pk__lt=int(before))
    found, last = page_after(rows, PAGE)
    context = {
        "shelf": shelf,
        "rows": [(known, place(shelf, known), facts_of(known)) for known in found],
        "picks": filters.picks(request, chosen),
        "wanted": wanted,
        "older": filters.href(request.GET, "before", [str(last.pk)]) if last else "",
        "is_first": not before,
        "new_url": reverse(f"workspace:{shelf.kind}_new"),
    }
    return show(request, "known/list.html", context)


def by_status(shelf: Shelf) -> filters.Filter:
    statuses: Any = getattr(shelf.model, "Status").choices  # noqa: B009 - each kind has its own
    options = [(str(value), str(label)) for value, label in statuses]
    return filters.Filter("status", _("Status"), options, lambda values: Q(status__in=values))


def matching(shelf: Shelf, words: str) -> Q:
    number = shelf.model.place_of(words)
    found = Q(title__icontains=words) if words else Q()
    return found | Q(pk=number) if words and number is not None else found


def place(shelf: Shelf, known: Known) -> str:
    return reverse(f"workspace:{shelf.kind}", args=[known.number])


# --- One --------------------------------------------------------------------------------------------------------------


@WORKSPACE.guard("GET")
def one(request: HttpRequest, shelf: Shelf, key: str) -> HttpResponse:
    known = find(shelf, key)
    context = {
        **framed(shelf, known),
        "doings": [(doing, doing_url(shelf, known, doing)) for doing in possible(request, shelf, known)],
        "page": page_of(known),
        "history": history_of(known),
        "hit": incidents_of(known),
        "suggested": suggested_for(known, user_of(request)),
        "link_url": reverse("workspace:link_incidents", args=[known.number]) if shelf.kind == "outage" else "",
    }
    return show(request, "known/one.html", context)


def find(shelf: Shelf, key: str) -> Any:
    number = shelf.model.place_of(key)
    rows: QuerySet[Any] = shelf.rows()
    found = rows.filter(pk=number).first() if number is not None else None
    if found is None:
        raise Http404
    return found


def framed(shelf: Shelf, known: Known) -> dict[str, Any]:
    list_url = reverse(f"workspace:{shelf.kind}_list")
    return {"shelf": shelf, "known": known, "list_url": list_url, "url": place(shelf, known)}


def possible(request: HttpRequest, shelf: Shelf, known: Known) -> list[Doing]:
    """What this person can do to it now; hiding what is hidden is nothing to do."""
    user = user_of(request)
    is_idle = {"publish_problem" if getattr(known, "is_published", False) else "hide_problem"}
    return [
        doing
        for doing in (*shelf.doings, shelf.edit)
        if doing.verb not in is_idle and KNOWN_RULES[doing.verb](user, known) and known.hindrance(doing.verb) is None
    ]


def doing_url(shelf: Shelf, known: Known, doing: Doing) -> str:
    return reverse(f"workspace:{shelf.kind}_act", args=[known.number, doing.address])


# --- What is done -----------------------------------------------------------------------------------------------------


@WORKSPACE.guard("GET", "POST")
def new(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    if request.method != "POST":
        return new_page(request, shelf, shelf.form())
    form = shelf.form(request.POST)
    if not form.is_valid():
        return new_page(request, shelf, form)
    try:
        opened = WORKSPACE.once(request, lambda: place(shelf, shelf.open(by=user_of(request), **form.cleaned_data)))
    except NotValid as refusal:
        blame(form, refusal)
        return new_page(request, shelf, form)
    messages.success(request, _("Written down."))
    return redirect(opened)


def new_page(request: HttpRequest, shelf: Shelf, form: forms.Form) -> HttpResponse:
    context = {"shelf": shelf, "form": form, "list_url": reverse(f"workspace:{shelf.kind}_list")}
    return show(request, "known/form.html", context, status=422 if form.errors else 200)


@WORKSPACE.guard("GET", "POST")
def act(request: HttpRequest, shelf: Shelf, key: str, address: str) -> HttpResponse:
    """GET shows the form to who may and can do this now; POST does it."""
    known, doing = find(shelf, key), shelf.doing(address)
    if doing is None:
        raise Http404
    form_class = shelf.form if doing is shelf.edit else doing.form
    if request.method == "POST":
        return done(request, shelf, known, doing, form_class(request.POST))
    require(KNOWN_RULES, doing.verb, known, user_of(request))
    return act_page(request, shelf, known, doing, form_class(initial=initial(known, form_class)))


def done(request: HttpRequest, shelf: Shelf, known: Known, doing: Doing, form: forms.Form) -> HttpResponse:
    known.seen = version_seen(request)
    sending = WORKSPACE.sending(request)
    more = {"sending": sending} if doing.is_for_each else {}

    def judged() -> str:
        require(KNOWN_RULES, doing.verb, known, user_of(request))
        if not form.is_valid():
            raise NotValid({})  # the form itself knows why
        doing.act(known, by=user_of(request), **form.cleaned_data, **more)
        return place(shelf, known)

    try:
        # A repeat is answered before anything is judged anew: the first may have made it impossible.
        if doing.is_for_each:
            location = place(shelf, known) if sending.answered() else judged()
        else:
            location = WORKSPACE.once(request, judged)
    except NotValid as refusal:
        blame(form, refusal)
        return act_page(request, shelf, known, doing, form)
    say_done(request, known, doing)
    return redirect(location)


def say_done(request: HttpRequest, known: Known, doing: Doing) -> None:
    if not doing.is_for_each:
        messages.success(request, _("Saved: %(what)s.") % {"what": str(doing.label).lower()})
        return
    last = known.history.filter(verb=doing.verb).last()
    told, refused = (len(last.data[name]) for name in ("told", "refused")) if last else (0, 0)
    if told:
        messages.success(request, _("Told: %(n)d.") % {"n": told})
    if refused:
        messages.error(request, _("Not told: %(n)d. The history below says which, and why.") % {"n": refused})


def act_page(request: HttpRequest, shelf: Shelf, known: Known, doing: Doing, form: forms.Form) -> HttpResponse:
    context = {**framed(shelf, known), "doing": doing, "act_url": doing_url(shelf, known, doing), "form": form}
    return show(request, "known/form.html", context, status=422 if form.errors else 200)


def initial(known: Known, form_class: type[forms.Form]) -> dict[str, Any]:
    """What stands already, as the form's fields read it."""
    found = {name: getattr(known, name) for name in form_class.base_fields if hasattr(known, name)}
    if "area" in found:
        found["area"] = found["area"].slug
    if "regions" in found:
        found["regions"] = [region.slug for region in found["regions"].all()]
    return found


@WORKSPACE.guard("POST")
def link(request: HttpRequest, key: str) -> HttpResponse:
    """The chosen ones of the incidents that may tell of an outage (R26)."""
    outage = find(OUTAGES, key)
    form = LinkIncidentsForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose at least one incident that is still open."))
        return redirect(place(OUTAGES, outage))
    return redirect(WORKSPACE.once(request, lambda: linked(request, outage, form.cleaned_data["incidents"])))


def linked(request: HttpRequest, outage: Outage, incidents: Iterable[Incident]) -> str:
    result = link_incidents(outage, by=user_of(request), incidents=incidents)
    messages.success(request, _("Linked: %(n)d.") % {"n": len(result.told)})
    for incident, reason in result.refused:
        messages.error(request, f"{incident.number}: {reason}")
    return place(OUTAGES, outage)
