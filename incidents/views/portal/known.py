"""Known problems, as customers read them: what it looks like, how to keep working, how far the fix is (R24)."""

from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Area, User
from incidents import markdown
from incidents.models import Outage, Problem
from incidents.views.doors import user_of
from incidents.views.portal.door import PORTAL

PAGE = 25
OUTAGES_SHOWN = 5


@dataclass(frozen=True)
class Row:
    """A published Problem in a list."""

    problem: Problem
    words: str
    url: str


@PORTAL.guard("GET")
def known_problems(request: HttpRequest) -> HttpResponse:
    """By part of the product and by words, newest first."""
    wanted, area = request.GET.get("q", "")[:200].replace("\x00", ""), request.GET.get("area", "")
    rows = Problem.objects.visible_to(user_of(request)).select_related("area").filter(matching(wanted))
    areas = list(Area.objects.filter(problems__is_published=True).distinct())
    chosen = next((one for one in areas if one.slug == area), None)
    rows = rows.filter(area=chosen) if chosen else rows
    before = request.GET.get("before", "")
    if before:
        place = Problem.place_of(before)
        rows = rows.none() if place is None else rows.filter(pk__lt=place)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    context = {
        "rows": [row_of(problem) for problem in found[:PAGE]],
        "older": found[PAGE - 1].number if len(found) > PAGE else "",
        "wanted": wanted,
        "areas": areas,
        "area": chosen,
        "is_first": not before,
    }
    return render(request, "portal/known_problems.html", context)


def matching(words: str) -> Q:
    """What customers read; the cause is not among it."""
    found = Q()
    if words:
        for column in ("title", "symptoms", "workaround"):
            found |= Q(**{f"{column}__icontains": words})
    return found


def row_of(problem: Problem) -> Row:
    return Row(problem, fix_words(problem), reverse("portal:known_problem", args=[problem.number]))


@PORTAL.guard("GET")
def known_problem(request: HttpRequest, key: str) -> HttpResponse:
    problem = Problem.objects.visible_to(user_of(request)).numbered(key).select_related("area").first()
    if problem is None:
        raise Http404
    context = {
        "problem": problem,
        "symptoms": markdown.to_html(problem.symptoms),
        "workaround": markdown.to_html(problem.workaround),
        "words": fix_words(problem),
        "report_url": f"{reverse('portal:report')}?known={problem.number}",
    }
    return render(request, "portal/known_problem.html", context)


def fix_words(problem: Problem) -> str:
    """How far the permanent fix is, in plain words."""
    release = {"release": problem.release}
    match problem.status:
        case Problem.Status.REMOVED if problem.removed_at:
            return _("Fixed for good since %(day)s.") % {"day": date_format(problem.removed_at, "j F Y")}
        case Problem.Status.FIX_RELEASED if problem.release:
            return _("A fix is released: %(release)s.") % release
        case Problem.Status.FIX_RELEASED | Problem.Status.REMOVED:
            return _("A fix is released.")
        case Problem.Status.KNOWN_ERROR:
            return _("We know the cause, and a permanent fix is being built.")
        case _:
            return _("We are looking for the cause.")


def outages_for(user: User) -> list[Outage]:
    """What is down now where this customer is (R26)."""
    rows = Outage.objects.visible_to(user).select_related("area")
    return list(rows.order_by("-starts_at", "-pk")[:OUTAGES_SHOWN])
