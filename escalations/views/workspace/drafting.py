"""Drafts above the incidents at the workspace's door: kept by the script or a button, thrown away by another."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.acting import NotAllowed, NotPossible, NotValid
from escalations.actions.keeping import forget_words, keep_words
from escalations.drafted import PLACES, typed
from escalations.meetings.days import today
from escalations.models import Consultation, CsatRequest, Icm
from escalations.written import FORMS
from incidents.models import Draft, Incident
from incidents.views.doors import NONCE, user_of
from incidents.views.drafting import told, why
from incidents.views.workspace.door import WORKSPACE


@WORKSPACE.guard("POST")
def draft(request: HttpRequest, form: str, key: str) -> HttpResponse:
    """Keep or throw away; a script is answered in JSON, a pressed button with the form's page (D22)."""
    if form not in PLACES:
        raise Http404
    record, on = find(request, FORMS[form].of, key), customer_of(request, form)
    if request.accepts("text/html"):
        messages.success(request, told(write(request, form, record, on)))
        return redirect(page_of(form, record, on))
    try:
        return JsonResponse({"words": told(write(request, form, record, on))})
    except (NotAllowed, NotPossible, NotValid) as refusal:
        # To the script a 403 says that nobody is signed in: who may not do it any more is told why instead.
        status = 422 if isinstance(refusal, NotValid) else 409
        return JsonResponse({"words": _("Not kept: %(why)s") % {"why": why(refusal)}}, status=status)


def find(request: HttpRequest, kind: str, key: str) -> Any:
    """The record, if it exists for this person."""
    user = user_of(request)
    rows: Any
    match kind:
        case "incident":
            return WORKSPACE.glimpse(request, key)
        case "csat":
            pk = CsatRequest.place_of(key)
            rows = CsatRequest.objects.visible_to(user).select_related("incident").filter(pk=pk or 0)
        case "consultation":
            rows = Consultation.objects.visible_to(user).select_related("incident").numbered(key)
        case _:
            rows = Icm.objects.visible_to(user).numbered(key)
    found = rows.first()
    if found is None:
        raise Http404
    return found


def customer_of(request: HttpRequest, form: str) -> Incident | None:
    """The incident that a question to the product group is about, as its form says it."""
    number = request.POST.get("incident", "") if form == "request_consent" else ""
    return WORKSPACE.glimpse(request, number) if number else None


def write(request: HttpRequest, form: str, record: Any, on: Incident | None) -> Draft | None:
    user, nonce = user_of(request), request.POST.get("nonce", "")
    if "discard" in request.POST:
        with transaction.atomic():
            forget_words(form, record, by=user, on=on)
        return None
    fields = typed(PLACES[form], request.POST)
    return keep_words(form, record, fields, by=user, on=on, nonce=nonce if NONCE.fullmatch(nonce) else "")


def page_of(form: str, record: Any, on: Incident | None) -> str:
    """Where the form stands."""
    page = PLACES[form].page
    if form == "review_incident":
        return reverse(page, args=[today().isoformat(), record.number])
    if form == "review_icm":
        return f"{reverse(page)}#{record.number}"
    if on is not None:
        return f"{reverse('escalations:product_group', args=[on.number])}#{record.number}"
    return reverse(page, args=[record.number])
