"""The areas that the reader follows: in these they hear of calls for help (R15)."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from accounts.models import Area
from incidents.actions.area_following import follow_area as follow
from incidents.actions.area_following import unfollow_area as unfollow
from incidents.models import AreaFollower, Incident
from incidents.views.doors import user_of
from incidents.views.workspace.door import WORKSPACE, show


@dataclass(frozen=True)
class Row:
    """One area: whether the reader follows it, and how many ask for help in it."""

    area: Area
    is_followed: bool
    asking: int


@WORKSPACE.guard("GET")
def following(request: HttpRequest) -> HttpResponse:
    """Every area, whether the reader follows it, and where somebody asks for help just now."""
    mine = AreaFollower.objects.filter(area=OuterRef("pk"), user=user_of(request))
    found = Area.objects.annotate(is_followed=Exists(mine)).order_by("name", "pk")
    asking = Counter(calls().values_list("area", flat=True))
    areas = [Row(area, area.is_followed, asking[area.pk]) for area in found]
    return show(request, "following.html", {"areas": areas})


def calls() -> QuerySet[Incident]:
    """As many rows as there are calls for help just now, found by their partial index."""
    return Incident.objects.filter(assistance_required=True).order_by()


@WORKSPACE.guard("POST")
def follow_area(request: HttpRequest, area: str) -> HttpResponse:
    return change(request, area, follow, _("You follow %(area)s."))


@WORKSPACE.guard("POST")
def unfollow_area(request: HttpRequest, area: str) -> HttpResponse:
    return change(request, area, unfollow, _("You do not follow %(area)s any more."))


def change(request: HttpRequest, slug: str, act: Callable[..., None], news: str) -> HttpResponse:
    area = get_object_or_404(Area, slug=slug)
    act(area, by=user_of(request))
    messages.success(request, news % {"area": area.name})
    return redirect("workspace:following")
