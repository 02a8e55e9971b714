"""Known problems, as customers read them: what it looks like, how to keep working, how far the fix is (R24)."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Area, User
from incidents import markdown, search
from incidents.actions import following
from incidents.models import Outage, Problem
from incidents.views.doors import user_of
from incidents.views.portal.door import PORTAL
from incidents.wording import fix_words

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
    rows = Problem.objects.visible_to(user_of(request)).select_related("area")
    if wanted:
        rows = rows.filter(pk__in=search.matching(user_of(request), wanted, kind=search.PROBLEM.name))
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


def row_of(problem: Problem) -> Row:
    return Row(problem, fix_words(problem), reverse("portal:known_problem", args=[problem.number]))


@PORTAL.guard("GET")
def known_problem(request: HttpRequest, key: str) -> HttpResponse:
    problem = find(request, key)
    context = {
        "problem": problem,
        "symptoms": markdown.to_html(problem.symptoms),
        "workaround": markdown.to_html(problem.workaround),
        "words": fix_words(problem),
        "report_url": f"{reverse('portal:report')}?known={problem.number}",
        "is_followed": problem.followers.filter(customer=user_of(request)).exists(),
        "is_news_to_come": problem.status != Problem.Status.REMOVED,
    }
    return render(request, "portal/known_problem.html", context)


def find(request: HttpRequest, key: str) -> Problem:
    """The Problem, if customers read it."""
    problem = Problem.objects.visible_to(user_of(request)).numbered(key).select_related("area").first()
    if problem is None:
        raise Http404
    return problem


@PORTAL.guard("POST")
def follow_problem(request: HttpRequest, key: str) -> HttpResponse:
    problem = find(request, key)
    following.follow_problem(problem, by=user_of(request))
    messages.success(request, _("We tell you when there is a fix, and when it is gone for good."))
    return redirect("portal:known_problem", problem.number)


@PORTAL.guard("POST")
def unfollow_problem(request: HttpRequest, key: str) -> HttpResponse:
    problem = find(request, key)
    following.unfollow_problem(problem, by=user_of(request))
    messages.success(request, _("You do not hear of it any more."))
    return redirect("portal:known_problem", problem.number)


def outages_for(user: User) -> list[Outage]:
    """What is down now where this customer is (R26)."""
    rows = Outage.objects.visible_to(user).select_related("area")
    return list(rows.order_by("-starts_at", "-pk")[:OUTAGES_SHOWN])
