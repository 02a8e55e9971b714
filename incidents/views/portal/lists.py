"""The customer's problems: what needs their word, what is open, and all of them page by page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, When, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from incidents import search
from incidents.models import Incident, Solution
from incidents.models.incident_fields import IncidentQuerySet, place_of
from incidents.policy import decided_by, is_decider, shared_with
from incidents.stations import Station, stations
from incidents.views.doors import user_of
from incidents.views.portal import living
from incidents.views.portal.door import PORTAL
from incidents.views.portal.known import outages_for
from incidents.wording import Wording, wording
from notifications.moment import now

PAGE = 25
LONGEST = 200  # characters of a search
CLOSED_SHOWN = 5
OTHERS_COUNTED = 9  # beyond that "more than 9" says as much, and costs no count


@dataclass(frozen=True)
class Row:
    """One problem in a list."""

    incident: Incident
    stations: list[Station]
    words: Wording
    is_own: bool
    decides: bool


@PORTAL.guard("GET")
def home(request: HttpRequest) -> HttpResponse:
    """In five seconds: does anything need me?"""
    user = user_of(request)
    asks, opened, shared, closed = rows_of(user, *shown_at_home(user))
    context = {
        "greeting": greeting(user),
        "ask": asks[0] if asks else None,
        "others": min(len(asks) - 1, OTHERS_COUNTED) if asks else 0,
        "more_others": len(asks) > OTHERS_COUNTED + 1,
        "opened": opened[:PAGE],
        "more_open": len(opened) > PAGE,
        "shared": shared[:PAGE],
        "more_shared": len(shared) > PAGE,
        "closed": closed,
        "outages": outages_for(user),
        "live": living.of_home([row.incident for row in rows] for rows in (asks, opened, shared, closed)),
    }
    return render(request, "portal/home.html", context)


def shown_at_home(user: User) -> list[IncidentQuerySet]:
    """What needs a word, what is open, what a colleague shares, and what was closed last."""
    return [
        needing_word(user)[: OTHERS_COUNTED + 2],
        own_first(visible(user).open().filter(decided_by(user)), user)[: PAGE + 1],
        visible(user).open().filter(shared_with(user)).exclude(decided_by(user)).order_by("-pk")[: PAGE + 1],
        visible(user).filter(state=Incident.State.CLOSED).order_by("-closed_at")[:CLOSED_SHOWN],
    ]


def visible(user: User) -> IncidentQuerySet:
    return Incident.objects.visible_to(user).select_related("customer", "owner")


def needing_word(user: User) -> IncidentQuerySet:
    """What waits for the customer: a solution to try, then a statement to confirm, then a question; own ones first."""
    untried = Exists(Solution.objects.filter(incident=OuterRef("pk"), outcome="proposed", kept_open_at=None))
    kinds = Case(
        When(untried, then=0),
        When(Q(statement__isnull=False, statement_answer=""), then=1),
        When(customer_action_needed=True, then=2),
        output_field=IntegerField(),
    )
    rows = visible(user).open().filter(decided_by(user)).annotate(kind=kinds).filter(kind__isnull=False)
    return rows.order_by("kind", others_last(user), "-pk")


def own_first(rows: IncidentQuerySet, user: User) -> IncidentQuerySet:
    return rows.order_by(others_last(user), "-pk")


def others_last(user: User) -> Case:
    return Case(When(customer=user, then=0), default=1, output_field=IntegerField())


def rows_of(user: User, *lists: Iterable[Incident]) -> list[list[Row]]:
    """With what the rows touch, in three queries for all the lists of a page."""
    read = [list(incidents) for incidents in lists]
    shown = [incident for incidents in read for incident in incidents]
    prefetch_related_objects(shown, "clocks", "solutions", "matches")
    return [[row_of(user, incident) for incident in incidents] for incidents in read]


def row_of(user: User, incident: Incident) -> Row:
    is_own, decides = incident.customer_id == user.pk, is_decider(user, incident)
    return Row(incident, stations(incident), wording(incident), is_own, decides)


def greeting(user: User) -> str:
    """By the time of day where the reader is."""
    hour = timezone.localtime(now()).hour
    name = {"name": user.first_name}
    if 5 <= hour < 12:
        return _("Good morning, %(name)s") % name
    return _("Good afternoon, %(name)s") % name if 12 <= hour < 18 else _("Good evening, %(name)s") % name


@PORTAL.guard("GET")
def incidents(request: HttpRequest) -> HttpResponse:
    """All of them, newest first, a page at a time by the number that the page before ended with."""
    user = user_of(request)
    state = request.GET.get("state", "")
    state = state if state in titles() else ""
    before = request.GET.get("before", "")
    words = request.GET.get("search", "")[:LONGEST].strip()
    found = filtered(user, state)
    if words:
        found = found.filter(pk__in=search.matching(user, words, kind=search.INCIDENT.name))
    [rows] = rows_of(user, page(found, before))
    context: dict[str, Any] = {
        "state": state,
        "words": words,
        "kept": urlencode({name: value for name, value in (("state", state), ("search", words)) if value}),
        "titles": titles(),
        "rows": rows[:PAGE],
        "older": rows[PAGE - 1].incident.number if len(rows) > PAGE else "",
        "is_first": not before,
    }
    return render(request, "portal/incidents.html", context)


def titles() -> dict[str, str]:
    return {"": _("All"), "open": _("Open"), "needs-you": _("Needs you"), "closed": _("Closed")}


def filtered(user: User, state: str) -> IncidentQuerySet:
    match state:
        case "open":
            return visible(user).open()
        case "closed":
            return visible(user).filter(state=Incident.State.CLOSED)
        case "needs-you":
            return needing_word(user)
        case _:
            return visible(user)


def page(rows: IncidentQuerySet, before: str) -> IncidentQuerySet:
    """Those before a number, if one is given. One more than is shown tells that there are older ones; no count does."""
    if before:
        place = place_of(before)  # asked of no table: else it would tell which numbers others have
        rows = rows.none() if place is None else rows.filter(pk__lt=place)
    return rows.order_by("-pk")[: PAGE + 1]
