"""Asking about an incident, and what was asked about it so far (R30)."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.acting import NotPossible, NotValid
from accounts.models import Area
from escalations import actions
from escalations.actions.keeping import forget_words
from escalations.drafted import begun, drafts_of
from escalations.forms.consultations import NOTES, AskForm
from escalations.models import Consultation
from escalations.views.workspace.ladder_rows import to_ask
from incidents.models import Draft, Incident
from incidents.views.doors import blame, user_of
from incidents.views.workspace.door import WORKSPACE, show

LONGEST = 4_000  # characters that an address may bring along
SHOWN = 20


@WORKSPACE.guard("GET", "POST")
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """GET shows the form, with what another page brought along in the address; POST asks."""
    incident = WORKSPACE.glimpse(request, number)
    if request.method != "POST":
        require_open(incident)
        draft = draft_of(request, incident)
        initial = {**usual(incident), **begun(draft), **brought(request)}
        return page(request, incident, AskForm(initial=initial), draft)
    form = AskForm(request.POST)

    def judged() -> str:
        require_open(incident)
        if not form.is_valid():
            raise NotValid({})  # the form itself knows why
        with transaction.atomic():
            asked = actions.ask(incident, by=user_of(request), **form.cleaned_data)
            forget_words("ask", incident, by=user_of(request))
        return reverse("escalations:consultation", args=[asked.number])

    try:
        place = WORKSPACE.once(request, judged)
    except NotValid as refusal:
        blame(form, refusal)
        return page(request, incident, form, draft_of(request, incident))
    messages.success(request, _("Asked. It goes on by itself if nobody answers in time."))
    return redirect(place)


def require_open(incident: Incident) -> None:
    if incident.is_closed:
        raise NotPossible(_("This is closed, and nobody is asked about it any more."))


def draft_of(request: HttpRequest, incident: Incident) -> Draft | None:
    return drafts_of(user_of(request), incident, ["ask"]).get("ask")


def usual(incident: Incident) -> dict[str, Any]:
    return {"audience": Consultation.Audience.COLLEAGUES, "area": incident.area.slug if incident.area else ""}


def brought(request: HttpRequest) -> dict[str, str]:
    """What was typed or chosen elsewhere is not typed again (R31); it is newer than what was kept here."""
    names = ("question", "reason", "audience", "area")
    sent = {name: request.GET.get(name, "").replace("\x00", "")[:LONGEST] for name in names}
    if sent["audience"] not in Consultation.Audience.values:
        del sent["audience"]
    return {name: text for name, text in sent.items() if text}


def page(request: HttpRequest, incident: Incident, form: AskForm, draft: Draft | None) -> HttpResponse:
    area = Area.objects.filter(slug=str(form["area"].value() or "").replace("\x00", "")).first()
    context = {
        "incident": incident,
        "form": form,
        "draft": draft,
        "notes": NOTES,
        "area": area,
        "rows": to_ask(incident, area, user_of(request)),
    }
    return show(request, "consultations/ask.html", context, status=422 if form.errors else 200)


@WORKSPACE.guard("GET")
def of_incident(request: HttpRequest, number: str) -> HttpResponse:
    """What was asked about it, newest first: the panel of the incident's page, and a page of its own."""
    incident = WORKSPACE.glimpse(request, number)
    rows = incident.consultations.select_related("area", "asked_by").prefetch_related("answers__by", "answers__member")
    context = {"incident": incident, "rows": rows.order_by("-pk")[:SHOWN]}
    return show(request, "consultations/of_incident.html", context)
