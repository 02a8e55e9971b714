"""What an incident waits for, what hit it and what it tells of: one address a verb, and its panel on the page."""

from django.http import HttpRequest, HttpResponse

from incidents import actions, forms
from incidents.views.workspace.door import WORKSPACE
from incidents.views.workspace.verbs import on_its_page


@WORKSPACE.guard("GET", "POST")
def set_substate(request: HttpRequest, number: str) -> HttpResponse:
    return on_its_page(request, number, forms.SetSubstateForm, actions.set_substate)


@WORKSPACE.guard("GET", "POST")
def clear_substate(request: HttpRequest, number: str) -> HttpResponse:
    return on_its_page(request, number, forms.ClearSubstateForm, actions.clear_substate)


@WORKSPACE.guard("GET", "POST")
def match_problem(request: HttpRequest, number: str) -> HttpResponse:
    return beside(request, on_its_page(request, number, forms.MatchProblemForm, actions.match_problem))


@WORKSPACE.guard("GET", "POST")
def unmatch_problem(request: HttpRequest, number: str) -> HttpResponse:
    return on_its_page(request, number, forms.UnmatchProblemForm, actions.unmatch_problem)


@WORKSPACE.guard("GET", "POST")
def link_outage(request: HttpRequest, number: str) -> HttpResponse:
    return beside(request, on_its_page(request, number, forms.LinkOutageForm, actions.link_outage))


@WORKSPACE.guard("GET", "POST")
def unlink_outage(request: HttpRequest, number: str) -> HttpResponse:
    return on_its_page(request, number, forms.UnlinkOutageForm, actions.unlink_outage)


def beside(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Whoever chose from what is similar goes on at the panel where it now stands."""
    if response.status_code == 302 and "beside" in request.POST:
        response["Location"] += "#known"
    return response
