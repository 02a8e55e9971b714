"""Reporting a problem, and the page that says what happens now: the only receipt there is (R3)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.acting import NotValid
from accounts.models import User
from incidents.actions.drafting import report_once
from incidents.drafted import drafts_of, words_of
from incidents.forms.reporting import OwnReportForm
from incidents.models import Incident, Problem
from incidents.pending import offer_again
from incidents.stations import Station
from incidents.suggestions import suggestions
from incidents.views.doors import blame, user_of
from incidents.views.portal.door import PORTAL
from incidents.views.portal.known import outages_for
from incidents.wording import promises, wording

MUCH = 4_000  # characters of a description by which something like it is looked for


@PORTAL.guard("GET", "POST")
def report(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    if request.method != "POST":
        begun = words_of(drafts_of(user, None).get("report"))
        return ask(request, OwnReportForm(initial=again(request) or too(request) or begun, user=user))
    form = OwnReportForm(request.POST, request.FILES, user=user)
    return look(request, form) if "look" in request.POST else send(request, form)


def look(request: HttpRequest, form: OwnReportForm) -> HttpResponse:
    """What is known already, asked for by a button where no script asks by itself; nothing is sent, nothing is lost."""
    form.full_clean()
    form.errors.clear()
    return ask(request, form)


def send(request: HttpRequest, form: OwnReportForm) -> HttpResponse:
    if not form.is_valid():
        return ask(request, form)
    try:
        location = PORTAL.once(request, lambda: opened(user_of(request), form.cleaned_data))
    except NotValid as refusal:
        blame(form, refusal)
        return ask(request, form)
    return redirect(location)


def opened(user: User, data: dict[str, Any]) -> str:
    incident = report_once(user, "report", **data)
    return reverse("portal:reported", args=[incident.number])


def ask(request: HttpRequest, form: OwnReportForm) -> HttpResponse:
    user = user_of(request)
    offer_again(form, user)
    plan = user.organization.plan.current  # type: ignore[union-attr]
    context = {
        "form": form,
        "draft": drafts_of(user, None).get("report"),
        "promises": promises(plan, plan.calendar.current.hours),
        "stations": to_come(),
        "outages": outages_for(user),
        "known": form.named(),
        "found": suggestions(user, form.data.get("title", ""), form.data.get("description", "")[:MUCH]),
        "is_asked": "look" in form.data,
    }
    return render(request, "portal/report.html", context, status=422 if form.errors else 200)


def again(request: HttpRequest) -> dict[str, Any]:
    """A closed problem that came back, told as a new one. How bad it is now is not for us to guess."""
    rows = Incident.objects.visible_to(user_of(request)).numbered(request.GET.get("again", ""))
    before = rows.filter(state=Incident.State.CLOSED).first()
    if before is None:
        return {}
    words = _("This is %(number)s again.") % {"number": before.number}
    return {"title": before.title, "area": before.area_id, "description": f"{words}\n\n{before.description}"}


def too(request: HttpRequest) -> dict[str, Any]:
    """A known problem that they have too, named so that whoever takes it knows which (R24)."""
    known = Problem.objects.visible_to(user_of(request)).numbered(request.GET.get("known", "")).first()
    if known is None:
        return {}
    words = _("We have the known problem %(number)s too.") % {"number": known.number}
    return {
        "title": known.title,
        "area": known.area_id,
        "description": f"{words}\n\n",
        "problem": known.number,
    }


def to_come() -> list[Station]:
    """The five R's, all of them ahead."""
    notes = [
        ("response", _("Heard"), _("A named engineer takes your problem and writes to you. Not a robot.")),
        ("recognition", _("Understood"), _("You tell us whether we have grasped it.")),
        ("relief", _("Relief"), _("We bring a fix, or a way to keep working.")),
        ("resolution", _("Resolved"), _("Gone from your side. You decide when.")),
        ("removal", _("Prevented"), _("We remove the cause and let you know.")),
    ]
    return [Station(key, label, None, "now" if key == "response" else "todo", note) for key, label, note in notes]


@PORTAL.guard("GET")
def reported(request: HttpRequest, number: str) -> HttpResponse:
    incident = PORTAL.find(request, number)
    return render(request, "portal/reported.html", {"incident": incident, "words": wording(incident)})
