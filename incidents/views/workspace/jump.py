"""Search and jump: what Ctrl or Cmd and K shows while somebody types; every page of the workspace can ask (D32)."""

from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import Area, User
from incidents import search
from incidents.search.finding import asked_words, closeness
from incidents.search.marking import mark
from incidents.search.words import fold
from incidents.views.doors import user_of
from incidents.views.workspace.door import WORKSPACE
from incidents.views.workspace.listing import QUEUES
from incidents.views.workspace.shelves import SHELVES

LONGEST = 200  # characters
SHOWN = 5  # of a group


@dataclass(frozen=True)
class Place:
    """Somewhere to go: what it is called, what tells it from others of that name, and its address."""

    label: str | SafeString
    note: str
    url: str


@dataclass(frozen=True)
class Group:
    key: str
    label: str | Promise
    places: list[Place]


@WORKSPACE.guard("GET")
def jump(request: HttpRequest) -> HttpResponse:
    """A list of links by kind; without words, the pages that there are."""
    words = request.GET.get("q", "")[:LONGEST].replace("\x00", "").strip()
    found = [Group("pages", _("Pages"), pages(words))]
    if words:
        found += [*records(user_of(request), words), *lists(words)]
    groups = [group for group in found if group.places]
    context = {"groups": groups, "words": words, "count": sum(len(group.places) for group in groups)}
    return render(request, "workspace/_jump_results.html", context)


def pages(words: str) -> list[Place]:
    """The pages of the workspace that are called so, or by what their records' numbers begin with."""
    queues = [
        Place(_("Queue: %(view)s") % {"view": label}, "", reverse("workspace:queue", args=[view]))
        for view, label in ((name, str(queue.label)) for name, queue in QUEUES.items())
    ]
    others = {
        _("All incidents"): "all_incidents",
        _("Tasks for me"): "my_tasks",
        _("Ownership"): "ownership",
        _("Report for a customer"): "report_for_customer",
        _("Undelivered letters"): "letters",
        _("Discarded"): "discarded",
        _("Reopened"): "reopened",
    }
    named = [Place(label, "", reverse(f"workspace:{name}")) for label, name in others.items()]
    shelves = [
        Place(str(shelf.title), f"{shelf.model.PREFIX}-…", reverse(f"workspace:{shelf.kind}_list")) for shelf in SHELVES
    ]
    sought = fold(words)
    fits = [
        place
        for place in [*queues, *named, *shelves]
        if sought in fold(place.label) or place.note.lower().startswith(f"{sought.removesuffix('-')}-")
    ]
    return fits[:SHOWN] if words else fits


def records(user: User, words: str) -> list[Group]:
    """Incidents and what is known beside them, the best of each first."""
    test = closeness(asked_words(words), mistyped_too=True)
    hits = search.search(user, words, limit=SHOWN)
    return [
        Group(
            kind.name,
            kind.label,
            [
                Place(mark(shown.title, test), f"{shown.reference}, {shown.state_label}", shown.url)
                for shown in (hit.shown for hit in some)
            ],
        )
        for kind, some in groupby(hits, key=lambda hit: hit.kind)
    ]


def lists(words: str) -> list[Group]:
    """The incidents of an area, or of somebody of the team."""
    everything = reverse("workspace:all_incidents")
    areas = Area.objects.filter(name__icontains=words).order_by("name")[:SHOWN]
    people = User.objects.support().filter(name__icontains=words).order_by("name")[:SHOWN]
    return [
        Group("areas", _("Incidents of an area"), [Place(a.name, "", f"{everything}?area={a.slug}") for a in areas]),
        Group("people", _("Incidents of a person"), [Place(p.name, "", f"{everything}?owner={p.pk}") for p in people]),
    ]
