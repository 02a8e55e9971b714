"""Drafts at the doors: kept two seconds after the last key, or by a button; thrown away by another (D22)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.acting import NotPossible, NotValid, Refusal
from incidents.actions.drafting import forget_draft, keep_draft
from incidents.drafted import OF_NO_INCIDENT, PLACES, Place, typed
from incidents.models import Draft, Incident
from incidents.views.doors import NONCE, Door, user_of
from incidents.views.portal.door import PORTAL
from incidents.views.workspace.door import WORKSPACE


@WORKSPACE.guard("POST")
def workspace_draft(request: HttpRequest, number: str, form: str) -> HttpResponse:
    return keep(WORKSPACE, request, form, WORKSPACE.glimpse(request, number))


@WORKSPACE.guard("POST")
def workspace_report_draft(request: HttpRequest) -> HttpResponse:
    return keep(WORKSPACE, request, "report_for_customer")


@PORTAL.guard("POST")
def portal_draft(request: HttpRequest, number: str, form: str) -> HttpResponse:
    return keep(PORTAL, request, form, PORTAL.glimpse(request, number))


@PORTAL.guard("POST")
def portal_report_draft(request: HttpRequest) -> HttpResponse:
    return keep(PORTAL, request, "report")


def keep(door: Door, request: HttpRequest, form: str, incident: Incident | None = None) -> HttpResponse:
    """Keep or throw away; a script is answered in JSON, a pressed button with the form's page."""
    place = PLACES.get(form)
    if place is None or place.door != door.name or (form in OF_NO_INCIDENT) != (incident is None):
        raise Http404
    if request.accepts("text/html"):
        messages.success(request, told(write(request, form, place, incident)))
        return redirect(reverse(f"{door.name}:{place.page}", args=[incident.number] if incident else []))
    try:
        return JsonResponse({"words": told(write(request, form, place, incident))})
    except (NotPossible, NotValid) as refusal:
        status = 422 if isinstance(refusal, NotValid) else 409
        return JsonResponse({"words": _("Not kept: %(why)s") % {"why": why(refusal)}}, status=status)


def write(request: HttpRequest, form: str, place: Place, incident: Incident | None) -> Draft | None:
    user = user_of(request)
    if "discard" in request.POST:
        forget_draft(form, by=user, incident=incident)
        return None
    nonce = request.POST.get("nonce", "")
    return keep_draft(
        form,
        typed(place, request.POST),
        by=user,
        incident=incident,
        nonce=nonce if NONCE.fullmatch(nonce) else "",
    )


def told(draft: Draft | None) -> str:
    if draft is None:
        return _("The draft is discarded.")
    return _("Draft saved %(time)s") % {"time": date_format(timezone.localtime(draft.saved_at), "H:i")}


def why(refusal: Refusal) -> str:
    return " ".join(sentence for sentences in refusal.errors.values() for sentence in sentences) or refusal.reason
