"""Colleagues of the customer, added and removed by the owner (R17)."""

from django.http import HttpRequest, HttpResponse

from incidents import actions
from incidents.forms import AddColleagueForm, RemoveColleagueForm
from incidents.views.workspace.door import WORKSPACE
from incidents.views.workspace.verbs import from_incident, on_its_page


@WORKSPACE.guard("GET", "POST")
def add_colleague(request: HttpRequest, number: str) -> HttpResponse:
    return on_its_page(request, number, AddColleagueForm, actions.add_colleague)


@WORKSPACE.guard("GET", "POST")
def remove_colleague(request: HttpRequest, number: str) -> HttpResponse:
    """A button beside each name; there is nothing to fill in."""
    return from_incident(request, number, RemoveColleagueForm, actions.remove_colleague)
