"""Write down a problem for a customer who called or came by."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.acting import NotValid
from incidents.actions.drafting import report_once
from incidents.drafted import drafts_of, words_of
from incidents.forms import OnBehalfForm
from incidents.models import Incident
from incidents.pending import offer_again
from incidents.views.doors import blame, user_of
from incidents.views.workspace.door import WORKSPACE, show


@WORKSPACE.guard("GET", "POST")
def report_for_customer(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        begun = words_of(drafts_of(user_of(request), None).get("report_for_customer"))
        return page(request, OnBehalfForm(initial=begun))
    form = OnBehalfForm(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, form)
    try:
        location = WORKSPACE.once(request, lambda: WORKSPACE.url(opened(request, form)))
    except NotValid as refusal:
        blame(form, refusal)
        return page(request, form)
    messages.success(request, _("Reported. Both clocks run."))
    return redirect(location)


def opened(request: HttpRequest, form: Form) -> Incident:
    return report_once(user_of(request), "report_for_customer", **form.cleaned_data)


def page(request: HttpRequest, form: Form) -> HttpResponse:
    offer_again(form, user_of(request))
    draft = drafts_of(user_of(request), None).get("report_for_customer")
    context = {"form": form, "draft": draft}
    return show(request, "report_for_customer.html", context, status=422 if form.errors else 200)
