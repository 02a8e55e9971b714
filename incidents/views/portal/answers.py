"""What a customer can do to their problem: one view a verb."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from incidents import actions, forms
from incidents.models import Incident
from incidents.views.portal.door import PORTAL
from incidents.views.portal.incident import show


@PORTAL.guard("POST")
def post_message(request: HttpRequest, number: str) -> HttpResponse:
    return answer(request, number, forms.PostMessageForm, actions.post_message, _("Your message is sent."))


@PORTAL.guard("POST")
def confirm_problem(request: HttpRequest, number: str) -> HttpResponse:
    said = _("Thank you. We go on from there.")
    return answer(request, number, forms.ConfirmProblemForm, actions.confirm_problem, said)


@PORTAL.guard("POST")
def correct_problem(request: HttpRequest, number: str) -> HttpResponse:
    said = _("Thank you. We read what is different, and write the problem down anew.")
    return answer(request, number, forms.CorrectProblemForm, actions.correct_problem, said)


@PORTAL.guard("POST")
def accept_solution(request: HttpRequest, number: str) -> HttpResponse:
    return answer(request, number, forms.AcceptSolutionForm, actions.accept_solution, _("Closed, on your word."))


@PORTAL.guard("POST")
def keep_open(request: HttpRequest, number: str) -> HttpResponse:
    return answer(request, number, forms.KeepOpenForm, actions.keep_open, _("It stays open."))


@PORTAL.guard("POST")
def reject_solution(request: HttpRequest, number: str) -> HttpResponse:
    said = _("Thank you for trying it. We are working on it again.")
    return answer(request, number, forms.RejectSolutionForm, actions.reject_solution, said)


@PORTAL.guard("POST")
def report_applied(request: HttpRequest, number: str) -> HttpResponse:
    said = _("Noted: it is gone from your side.")
    return answer(request, number, forms.ReportAppliedForm, actions.report_applied, said)


@PORTAL.guard("POST")
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    return answer(request, number, forms.WithdrawForm, actions.withdraw, _("Closed: no longer needed."))


def answer(
    request: HttpRequest, number: str, form_class: type[forms.VerbForm], act: Callable[..., Incident], said: str
) -> HttpResponse:
    """Do it, and say on the page that follows that it was done."""
    response = PORTAL.do(request, number, form_class, act, show)
    if response.status_code == 302:
        messages.success(request, said)
    return response
