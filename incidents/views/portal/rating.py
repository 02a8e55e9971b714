"""What customers say of how it goes: not happy while it is open, and a rating when it is closed (R42)."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.acting import NotAllowed, NotPossible, NotValid, Stale
from incidents import policy
from incidents.actions.rating import rate_incident, rating_hindrance, require_latest, say_unhappy, version_of
from incidents.forms.rating import RateIncidentForm, SayUnhappyForm
from incidents.models import Incident, Rating
from incidents.views.doors import blame, user_of, version_seen
from incidents.views.portal.door import PORTAL


@PORTAL.guard("GET", "POST")
def rate(request: HttpRequest, number: str) -> HttpResponse:
    """The form. Reading it keeps nothing: a letter's link that a mail scanner follows rates nothing (R42)."""
    incident = PORTAL.find(request, number)
    require_ratable(request, incident)
    rating = getattr(incident, "rating", None)
    if request.method != "POST":
        said = {"score": rating.score, "words": rating.words} if rating else {}
        return rating_page(request, incident, RateIncidentForm(initial=said))
    form, seen = RateIncidentForm(request.POST), version_seen(request)

    def kept() -> str:
        require_latest(rating, seen)
        if not form.is_valid():
            raise NotValid({})  # the form itself knows why
        rate_incident(incident, by=user_of(request), seen=seen, **form.cleaned_data)
        return PORTAL.url(incident)

    try:
        place = PORTAL.once(request, kept)
    except NotValid as refusal:
        blame(form, refusal)
        return rating_page(request, incident, form)
    except Stale:
        return both(request, number, form)
    messages.success(request, _("Thank you. We read every one of these."))
    return redirect(place)


def require_ratable(request: HttpRequest, incident: Incident) -> None:
    if not policy.may_rate(user_of(request), incident):
        raise NotAllowed(policy.CUSTOMER.why(incident))
    if hindrance := rating_hindrance(incident, getattr(incident, "rating", None)):
        raise hindrance


def both(request: HttpRequest, number: str, form: Form) -> HttpResponse:
    """What was typed, under what stands now: whoever sends it again changes that knowingly."""
    incident = PORTAL.find(request, number)
    require_ratable(request, incident)
    form.meanwhile = getattr(incident, "rating", None)  # type: ignore[attr-defined]
    response = rating_page(request, incident, form)
    response.status_code = 409
    return response


def rating_page(request: HttpRequest, incident: Incident, form: Form) -> HttpResponse:
    rating: Rating | None = getattr(incident, "rating", None)
    context: dict[str, Any] = {"incident": incident, "form": form, "rating": rating, "version": version_of(rating)}
    return render(request, "portal/rate.html", context, status=422 if form.errors else 200)


@PORTAL.guard("POST")
def sentiment(request: HttpRequest, number: str) -> HttpResponse:
    """“Not happy with how this is going?”: to the owner and the managers."""
    incident = PORTAL.find(request, number)
    form = SayUnhappyForm(request.POST)

    def said() -> str:
        if not policy.may_say_unhappy(user_of(request), incident):
            raise NotAllowed(policy.WRITER.why(incident))
        if incident.is_closed:
            raise NotPossible(_("This is closed. Say it with the rating, where you can."))
        if not form.is_valid():
            raise NotValid({})
        say_unhappy(incident, by=user_of(request), **form.cleaned_data)
        return PORTAL.url(incident)

    try:
        place = PORTAL.once(request, said)
    except NotValid:
        messages.error(request, _("That was too long to keep. Say it in fewer words, or write it as a message."))
        return redirect(PORTAL.url(incident))
    messages.success(request, _("Thank you for telling us. We have passed it on, and action will follow."))
    return redirect(place)
