"""The initial investigation on a page of its own: the four checks, each with its evidence and its form (R29)."""

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from incidents import actions
from incidents.actions.investigating import icms_like
from incidents.actions.words import REASON
from incidents.forms import RecordCheckForm
from incidents.models import Check, Incident
from incidents.views.doors import user_of
from incidents.views.workspace import findings
from incidents.views.workspace.door import WORKSPACE, show
from incidents.views.workspace.verbs import said


@WORKSPACE.guard("GET")
def investigation(request: HttpRequest, number: str) -> HttpResponse:
    return investigation_page(request, WORKSPACE.find(request, number))


@WORKSPACE.guard("GET", "POST")
def record_check(request: HttpRequest, number: str) -> HttpResponse:
    """Who comes to its address by a link or a reload is led to the page of all four."""
    if request.method == "POST":
        response = WORKSPACE.do(request, number, RecordCheckForm, actions.record_check, investigation_page)
        if response.status_code != 302:
            return response
        said(request, response)
    return redirect("workspace:investigation", WORKSPACE.find(request, number).number)


def investigation_page(request: HttpRequest, incident: Incident, form: Form | None = None) -> HttpResponse:
    """The page, with `form` in its place where one came back with errors."""
    user = user_of(request)
    query = request.POST.get("query", request.GET.get("q", ""))[:REASON].replace("\x00", "").strip()
    may_record = "record_check" in incident.verbs_for(user)
    forms = findings.blank_forms(incident, query) if may_record else {}
    if form is not None and str(form["check"].value()) in Check.Kind.values:
        kind = str(form["check"].value())
        form.auto_id = f"{kind}_%s"
        forms[kind] = form
    context = {
        "incident": incident,
        "form": form,
        "investigation": findings.whole(incident, forms),
        "query": query,
        "hits": icms_like(incident, user, query),
    }
    return show(request, "investigation.html", context, status=422 if form is not None else 200)
