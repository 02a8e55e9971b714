"""The morning review: one case after the other, each with a course and a note, kept where the work is done (R28)."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.acting import NotAllowed, NotPossible, NotValid
from accounts.models import User
from escalations import actions
from escalations.actions.keeping import forget_words
from escalations.drafted import begun, drafts_of
from escalations.forms.meetings import ReviewIncidentForm
from escalations.meetings.days import today
from escalations.meetings.morning import MOST, guidance_for
from escalations.models import MorningReview
from escalations.policy import MEETING_RULES
from escalations.views.workspace.morning_stage import Meeting, flow_of, live, meeting, stage
from incidents.models import Incident
from incidents.policy import RULES
from incidents.views.doors import blame, user_of
from incidents.views.workspace.door import WORKSPACE, show

BIG = "big"


@WORKSPACE.guard("GET")
def morning(request: HttpRequest) -> HttpResponse:
    """The board with its first case on the stage."""
    held = meeting(user_of(request))
    first = WORKSPACE.find(request, held.cases[0].incident.number) if held.cases else None
    return page(request, first, held.on(first))


@WORKSPACE.guard("GET")
def morning_day(request: HttpRequest, day: str) -> HttpResponse:
    """What a meeting decided; today's is the board."""
    when = read(day)
    if when == today():
        return redirect("escalations:morning")
    reviews = MorningReview.objects.on(when).select_related("incident__title_mark", "by", "who").order_by("pk")
    return show(request, "meetings/morning_day.html", {"day": when, "reviews": reviews[:MOST]})


@WORKSPACE.guard("GET")
def morning_case(request: HttpRequest, day: str, number: str) -> HttpResponse:
    """One case of today's meeting; of another day's, what that one decided."""
    incident = WORKSPACE.find(request, number)
    if read(day) != today():
        return redirect("escalations:morning_day", day)
    return page(request, incident, meeting(user_of(request)).on(incident))


def read(day: str) -> date:
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise Http404 from None


@WORKSPACE.guard("POST")
def review_incident(request: HttpRequest, day: str, number: str) -> HttpResponse:
    """Record it, and on to the next case; of two who decide at once the later word stands, and hears of the other."""
    incident, user = WORKSPACE.find(request, number), user_of(request)
    form, held = form_for(incident, user, request.POST), meeting(user).on(incident)

    def judged() -> str:
        if not MEETING_RULES["review_incident"](user, incident):
            raise NotAllowed(MEETING_RULES["review_incident"].why(incident))
        if incident.is_closed:
            raise NotPossible(_("This was closed meanwhile, so there is nothing to decide about it any more."))
        if not form.is_valid():
            raise NotValid({})  # the form itself knows why
        with transaction.atomic():
            review = actions.review_incident(incident, by=user, **form.cleaned_data)
            forget_words("review_incident", incident, by=user)
        tell_of_others(request, review)
        return (
            f"{case_url(request, held.after()) or board_url(request)}{'&' if is_big(request) else '?'}done={review.pk}"
        )

    try:
        return redirect(WORKSPACE.once(request, judged))
    except NotValid as refusal:
        form.is_valid()
        blame(form, refusal)
        return page(request, incident, held, form)
    except NotPossible as refusal:
        refusal.stand = WORKSPACE.stand(request, number)
        raise


def tell_of_others(request: HttpRequest, review: MorningReview) -> None:
    """Somebody decided it while this was being written: both are kept, this one stands."""
    seen = request.POST.get("last", "")
    seen_last = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 18 else 0
    between = MorningReview.objects.filter(incident=review.incident, pk__gt=seen_last, pk__lt=review.pk)
    other = between.select_related("by").order_by("pk").last()
    if other is None:
        return
    words = {
        "name": other.by.name,
        "course": other.get_course_display(),
        "time": date_format(timezone.localtime(other.at), "H:i"),
    }
    messages.warning(
        request, _("%(name)s had decided “%(course)s” at %(time)s. Yours is the later, and stands.") % words
    )


# --- The page ---------------------------------------------------------------------------------------------------------


def page(
    request: HttpRequest, incident: Incident | None, held: Meeting, form: ReviewIncidentForm | None = None
) -> HttpResponse:
    user = user_of(request)
    context: dict[str, Any] = {
        "meeting": held,
        "most": MOST,
        "is_big": is_big(request),
        "day": today(),
        "query": query(request),
        "live": live(held),
        "incident": incident,
        "recorded": recorded(request),
    }
    if incident is not None:
        draft = drafts_of(user, incident, ["review_incident"]).get("review_incident")
        context |= stage(incident, user)
        context |= {
            "form": form or form_for(incident, user, initial=begun(draft)),
            "draft": draft,
            "may_review": MEETING_RULES["review_incident"](user, incident) and not incident.is_closed,
            "last": guidance_for(incident),
            "next_url": case_url(request, held.after()),
            "previous_url": case_url(request, held.before()),
        }
    return show(request, "meetings/morning.html", context, status=422 if form is not None else 200)


def form_for(incident: Incident, user: User, data: Any = None, **more: Any) -> ReviewIncidentForm:
    return ReviewIncidentForm(data, incident=incident, may_delegate=RULES["delegate_task"](user, incident), **more)


def is_big(request: HttpRequest) -> bool:
    return BIG in {request.GET.get("screen"), request.POST.get("screen")}


def query(request: HttpRequest) -> str:
    return f"?screen={BIG}" if is_big(request) else ""


def board_url(request: HttpRequest) -> str:
    return reverse("escalations:morning") + query(request)


def case_url(request: HttpRequest, incident: Incident | None) -> str:
    if incident is None:
        return ""
    return reverse("escalations:morning_case", args=[today().isoformat(), incident.number]) + query(request)


def recorded(request: HttpRequest) -> dict[str, Any] | None:
    """What this reader has just recorded, and where its course begins: nothing begins by itself."""
    key = request.GET.get("done", "")
    if not (key.isascii() and key.isdigit() and len(key) < 18):
        return None
    rows = MorningReview.objects.on(today()).filter(pk=int(key), by=user_of(request))
    review = rows.select_related("incident__title_mark", "who").first()
    return {"review": review, "flow": flow_of(review)} if review is not None else None
