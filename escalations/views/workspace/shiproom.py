"""Shiproom: every CSAT-impacting ICM that waits for a decision, and the recording of one (R41)."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.acting import NotValid, Stale, require
from accounts.models import Area
from escalations import actions
from escalations.actions.keeping import forget_words
from escalations.drafted import begun, drafts_among
from escalations.forms.meetings import ReviewIcmForm
from escalations.meetings import shiproom as board
from escalations.meetings.days import next_shiproom, today
from escalations.meetings.shiproom import MOST, Row
from escalations.models import Grant, Icm, ShiproomReview
from escalations.models.icm import IcmQuerySet
from escalations.models.shiproom import to_review
from escalations.policy import ICM_RULES
from escalations.views.workspace.shiproom_out import as_csv, summary
from incidents.models import Draft
from incidents.views.doors import blame, user_of, version_seen
from incidents.views.live import Live, marks, row_mark
from incidents.views.workspace.door import WORKSPACE, show

ALL, TO_REVIEW = "all", "to-review"
LATELY = 20  # of this month's, folded under the list


@WORKSPACE.guard("GET")
def shiproom(request: HttpRequest) -> HttpResponseBase:
    """What waits, or all; as a page, or as a file."""
    rows = board.dressed(icms_of(request))
    if request.GET.get("format") == "csv":
        return as_csv(rows[:MOST], is_cut=len(rows) > MOST)
    return page(request, rows)


def icms_of(request: HttpRequest) -> IcmQuerySet:
    """Those that the page's address asks for, in no order."""
    area = area_of(request)
    within = Q(area__slug=area) if area else Q()
    return board.impacting(within) if is_all(request) else to_review(today()).filter(within)


def area_of(request: HttpRequest) -> str:
    return request.GET.get("area", "").replace("\x00", "")


def is_all(request: HttpRequest) -> bool:
    return request.GET.get("show") == ALL


def page(
    request: HttpRequest, rows: list[Row], sent: dict[int, ReviewIcmForm] | None = None, status: int = 200
) -> HttpResponse:
    """`sent`: forms that came back, by their ICM."""
    shown = rows[:MOST]
    user, forms = user_of(request), sent or {}
    drafts = drafts_among(user, [row.icm for row in shown], "review_icm")
    this_month = ShiproomReview.objects.filter(day__gte=today().replace(day=1))
    context: dict[str, Any] = {
        "entries": [entry(row, forms.get(row.icm.pk), drafts.get(row.icm.pk)) for row in shown],
        "customers": len({row.incident.organization_id for row in shown if row.incident}),
        "is_cut": len(rows) > MOST,
        "most": MOST,
        "day": today(),
        "next_day": next_shiproom(today()),
        "areas": list(Area.objects.order_by("name")),
        "area": area_of(request),
        "is_all": is_all(request),
        "done": list(this_month.select_related("icm", "by", "member").order_by("-pk")[: LATELY + 1]),
        "done_count": this_month.count(),
        "summary": summary(shown, today()),
        "board": {"links_told": Grant.objects.filter(is_shiproom=True).told().order_by("member__name")},
        "live": live(request, rows),
        "may_review": user.is_support,
        "form": next(iter(forms.values()), None),
    }
    return show(request, "meetings/shiproom.html", context, status=status)


def live(request: HttpRequest, rows: list[Row]) -> Live:
    """Asked with the page's own filters; of a list that is cut, also the row that does not fit on the page."""
    narrowed = f"?{request.GET.urlencode()}" if request.GET else ""
    current = marks(row_mark(row.icm.pk, row.icm.event_count) for row in rows)
    return Live(reverse("live_meetings:shiproom") + narrowed, current, "#waiting|.shiproom-count")


def entry(row: Row, sent: ReviewIcmForm | None, draft: Draft | None) -> tuple[Row, ReviewIcmForm, Draft | None]:
    """A row, its form, and what the reader has begun to write into it."""
    return row, sent or form_for(row, draft=draft), draft


def form_for(row: Row, data: Any = None, draft: Draft | None = None) -> ReviewIcmForm:
    """The asker's own words on what could have been done are there to begin with."""
    first = {"lesson": row.prevention if row.last is None else ""}
    first |= begun(draft)
    return ReviewIcmForm(data, auto_id=f"{row.icm.number}-%s", initial=first, is_alive=row.icm.is_alive)


@WORKSPACE.guard("POST")
def review_icm(request: HttpRequest, key: str) -> HttpResponse:
    """Record what was decided. Where something happened meanwhile, the words come back beside it."""
    icm, user = find(key), user_of(request)
    icm.seen = version_seen(request)
    row = board.row_of(icm)
    if row is None:
        raise Http404
    form = form_for(row, request.POST)

    def judged() -> str:
        require(ICM_RULES, "review_icm", icm, user)
        if not form.is_valid():
            raise NotValid({})  # the form itself knows why
        with transaction.atomic():
            actions.review_icm(icm, by=user, **form.cleaned_data)
            forget_words("review_icm", icm, by=user)
        return reverse("escalations:shiproom")

    try:
        where = WORKSPACE.once(request, judged)
    except NotValid as refusal:
        form.is_valid()
        blame(form, refusal)
        return page(request, with_row(request, row), {icm.pk: form}, status=422)
    except Stale as refusal:
        messages.warning(request, refusal.reason)
        return page(request, with_row(request, row), {icm.pk: form}, status=409)
    messages.success(request, _("Recorded for %(number)s. Its owners are told.") % {"number": icm.number})
    return redirect(where)


def find(key: str) -> Icm:
    found = Icm.objects.numbered(key).first()
    if found is None:
        raise Http404
    return found


def with_row(request: HttpRequest, row: Row) -> list[Row]:
    """The list as it is now; a row whose form came back stays on the page, first if it has left the list."""
    rows = board.dressed(icms_of(request))
    return rows if any(each.icm.pk == row.icm.pk for each in rows) else [row, *rows]
