"""What is meant to happen seldom, counted and with its reasons: discarded incidents, and reopened ones (R12)."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from incidents.models import Event, Incident
from incidents.views.doors import user_of
from incidents.views.workspace.door import WORKSPACE, page_after, show
from incidents.views.workspace.tabs import Tab
from notifications.moment import now

PAGE = 50
RECENT = timedelta(days=30)
LATEST = 10**18  # further than any event's number


@WORKSPACE.guard("GET")
def discarded(request: HttpRequest) -> HttpResponse:
    """Every discarding: who, when and why."""
    return listing(request, "discard")


@WORKSPACE.guard("GET")
def reopened(request: HttpRequest) -> HttpResponse:
    """Every reopening of what was closed in error: who, when and why."""
    return listing(request, "reopen")


def listing(request: HttpRequest, verb: str) -> HttpResponse:
    """Newest first, page after page by the last event seen."""
    rows = told(Incident.objects.visible_to(user_of(request)), verb)
    counts = rows.order_by().aggregate(all=Count("pk"), recent=Count("pk", filter=Q(at__gte=now() - RECENT)))
    before = request.GET.get("before", "")
    is_later = before.isascii() and before.isdigit() and int(before[:19]) < LATEST
    found, last = page_after(rows.filter(pk__lt=int(before)) if is_later else rows, PAGE)
    context = {
        "verb": verb,
        "heading": headings()[verb],
        "tabs": tabs(verb),
        "rows": found,
        "counts": counts,
        "older": f"?before={last.pk}" if last else "",
        "first": reverse(f"workspace:{places()[verb]}") if is_later else "",
    }
    return show(request, "exceptions.html", context)


def told(visible: Any, verb: str) -> QuerySet[Event]:
    """The events of one verb that the reader may see, newest first, with the reason that was given."""
    rows = Event.objects.filter(verb=verb, incident__in=visible).order_by("-pk")
    return rows.select_related("by", "message", "incident__organization", "incident__owner", "incident__title_mark")


def headings() -> dict[str, str]:
    return {"discard": _("Discarded"), "reopen": _("Reopened")}


def places() -> dict[str, str]:
    return {"discard": "discarded", "reopen": "reopened"}


def tabs(current: str) -> list[Tab]:
    return [
        Tab(label, reverse(f"workspace:{places()[verb]}"), "", verb == current) for verb, label in headings().items()
    ]
