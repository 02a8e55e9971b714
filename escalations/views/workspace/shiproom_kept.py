"""What shiproom has decided, meeting by meeting, and what it learned, under the signs of risk (R41, R38)."""

from datetime import date
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from escalations.models import ShiproomReview
from incidents.views.workspace.door import WORKSPACE, show

MEETINGS, REVIEWS, LESSONS = 30, 200, 20
UNNAMED = "unnamed"  # in the page's address: the lessons without a sign


@WORKSPACE.guard("GET")
def shiproom_meetings(request: HttpRequest) -> HttpResponse:
    """One row a day, the newest first, page after page."""
    rows = ShiproomReview.objects.order_by().values("day").annotate(count=Count("pk"), icms=Count("icm", distinct=True))
    before = request.GET.get("before", "")
    if before:
        rows = rows.filter(day__lt=read(before))
    found = list(rows.order_by("-day")[: MEETINGS + 1])
    older = found[MEETINGS - 1]["day"].isoformat() if len(found) > MEETINGS else ""
    return show(
        request,
        "meetings/shiproom_meetings.html",
        {"meetings": found[:MEETINGS], "older": older, "is_first": not before},
    )


@WORKSPACE.guard("GET")
def shiproom_meeting(request: HttpRequest, day: str) -> HttpResponse:
    """What one meeting decided, whole."""
    when = read(day)
    rows = ShiproomReview.objects.on(when).select_related("icm__area", "by", "member").order_by("pk")
    return show(request, "meetings/shiproom_meeting.html", {"day": when, "reviews": rows[:REVIEWS]})


def read(day: str) -> date:
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise Http404 from None


@WORKSPACE.guard("GET")
def shiproom_lessons(request: HttpRequest) -> HttpResponse:
    """What could have been done differently, most frequent sign first; the newest lessons of each."""
    told = ShiproomReview.objects.exclude(lesson="")
    counts: dict[str, int] = dict(told.order_by().values_list("risk_reason").annotate(Count("pk")))
    counts = {sign or UNNAMED: n for sign, n in counts.items()}
    names: dict[str, Any] = dict(ShiproomReview.RiskReason.choices)
    if UNNAMED in counts:
        names[UNNAMED] = _("No sign named")
    wanted = request.GET.get("sign", "")
    shown = wanted if wanted in names else max(counts, key=lambda each: counts[each], default="")
    sign = "" if shown == UNNAMED else shown
    rows = told.filter(risk_reason=sign).select_related("icm__area", "by", "member").order_by("-pk")
    context: dict[str, Any] = {
        "groups": sorted(((key, names[key], counts.get(key, 0)) for key in names), key=lambda each: -each[2]),
        "shown": shown,
        "name": names.get(shown, ""),
        "count": counts.get(shown, 0),
        "total": sum(counts.values()),
        "lessons": rows[:LESSONS] if shown else [],
        "most": LESSONS,
    }
    return show(request, "meetings/shiproom_lessons.html", context)
