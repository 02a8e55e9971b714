"""Whom a customer shares their problem with, and the way out for who follows it (R17)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from incidents import actions, forms
from incidents.models import Incident
from incidents.views.doors import user_of
from incidents.views.portal.answers import answer
from incidents.views.portal.door import PORTAL
from incidents.views.portal.incident import show


@PORTAL.guard("POST")
def add_colleague(request: HttpRequest, number: str) -> HttpResponse:
    said = _("Shared. We have written to them.")
    return answer(request, number, forms.AddColleagueForm, actions.add_colleague, said)


@PORTAL.guard("POST")
def remove_colleague(request: HttpRequest, number: str) -> HttpResponse:
    """Who stopped following sees it no longer, so they are led home."""
    response = PORTAL.do(request, number, forms.RemoveColleagueForm, actions.remove_colleague, show)
    if response.status_code != 302:
        return response
    if Incident.objects.visible_to(user_of(request)).numbered(number).exists():
        messages.success(request, _("They do not see it any more."))
        return response
    messages.success(request, _("You do not follow %(number)s any more.") % {"number": number})
    return redirect("portal:home")
