"""What is done to a CSAT request from its page: one address a verb (R39, R40)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.acting import NotValid
from escalations import actions
from escalations.actions.keeping import forget_words
from escalations.drafted import begun, drafts_of
from escalations.forms.csat import DecideCsatForm, DiscussCsatForm, EndCsatForm, ReviseCsatForm
from escalations.models import CsatRequest
from escalations.offered import require_csat
from escalations.views.workspace.csat import find, place, request_page
from escalations.written import form_of
from incidents.models import Draft, Incident
from incidents.views.doors import blame, user_of
from incidents.views.workspace.door import WORKSPACE, show

Read = Callable[[HttpRequest, CsatRequest, Form], dict[str, Any]]
Again = Callable[[HttpRequest, CsatRequest, Form], HttpResponse]
STANDS = (
    *("sentiment", "sentiment_words", "why", "prevention", "exceptionally_bad"),
    "exceptional_because",
    "quotes",
    "title",
)
LEADERSHIP = gettext_lazy("Say whether EM and PM may be brought in.")


def do(
    request: HttpRequest,
    key: str,
    verb: str,
    form_class: type[Form],
    read: Read,
    again: Again,
    said: str,
) -> HttpResponse:
    """One verb by its form. Refusals of policy and state go up; what is not well formed comes back by its field."""
    csat, user = find(request, key), user_of(request)
    form = bound(form_class, request, csat)

    def done() -> str:
        require_csat(verb, csat, user)
        if not form.is_valid():
            raise NotValid({})  # the form itself knows why
        with transaction.atomic():
            getattr(actions, verb)(csat, by=user, **read(request, csat, form))
            if kept_as := form_of(verb):
                forget_words(kept_as, csat, by=user)
        return place(csat)

    try:
        where = WORKSPACE.once(request, done)
    except NotValid as refusal:
        form.is_valid()
        blame(form, NotValid({in_words(form, name): what for name, what in refusal.errors.items()}))
        return again(request, csat, form)
    messages.success(request, said)
    return redirect(where)


def bound(form_class: type[Form], request: HttpRequest, csat: CsatRequest) -> Form:
    if issubclass(form_class, ReviseCsatForm):
        return form_class(request.POST, incident=csat.incident, opens=csat.icm is None)
    return form_class(request.POST)


def in_words(form: Form, name: str) -> str:
    """The three answers share one text, whatever the action calls it."""
    return "words" if "words" in form.fields and name in {"comment", "reason", "body"} else name


def shown_in(slot: str) -> Again:
    return lambda request, csat, form: request_page(request, csat, {slot: form})


@WORKSPACE.guard("POST")
def approve_csat(request: HttpRequest, key: str) -> HttpResponse:
    said = _("Approved. The titles are marked, and the letter is on its way.")
    return do(request, key, "approve_csat", DecideCsatForm, approval, shown_in("decide"), said)


def approval(request: HttpRequest, csat: CsatRequest, form: Form) -> dict[str, Any]:
    """With the hash of the text that the page showed: a page without one has shown none."""
    found = {"comment": form.cleaned_data["words"], "text": request.POST.get("text", "") or "none"}
    if not csat.exceptionally_bad:
        return found
    if not form.cleaned_data["leadership"]:
        raise NotValid({"leadership": [str(LEADERSHIP)]})
    return {**found, "leadership": form.cleaned_data["leadership"] == "yes"}


@WORKSPACE.guard("POST")
def ask_for_more(request: HttpRequest, key: str) -> HttpResponse:
    said = _("Asked. It waits for their answer, and then for you.")
    return do(request, key, "ask_for_more", DecideCsatForm, as_("body"), shown_in("decide"), said)


@WORKSPACE.guard("POST")
def decline_csat(request: HttpRequest, key: str) -> HttpResponse:
    said = _("Declined. Who asked reads why.")
    return do(request, key, "decline_csat", DecideCsatForm, as_("reason"), shown_in("decide"), said)


def as_(name: str) -> Read:
    return lambda request, csat, form: {name: form.cleaned_data["words"]}


@WORKSPACE.guard("POST")
def discuss_csat(request: HttpRequest, key: str) -> HttpResponse:
    return do(request, key, "discuss_csat", DiscussCsatForm, cleaned, shown_in("discuss"), _("Kept with the request."))


@WORKSPACE.guard("POST")
def end_csat(request: HttpRequest, key: str) -> HttpResponse:
    said = _("Ended. The marks are gone, the history stays.")
    return do(request, key, "end_csat", EndCsatForm, cleaned, shown_in("end"), said)


def cleaned(request: HttpRequest, csat: CsatRequest, form: Form) -> dict[str, Any]:
    return form.cleaned_data


@WORKSPACE.guard("GET", "POST")
def revise_csat(request: HttpRequest, key: str) -> HttpResponse:
    """What was asked, to be said anew."""
    if request.method == "POST":
        said = _("Asked anew. Only the new text can be approved.")
        return do(request, key, "revise_csat", ReviseCsatForm, revised, revising_again, said)
    csat = find(request, key)
    require_csat("revise_csat", csat, user_of(request))
    draft = draft_of(request, csat)
    initial = {**{name: getattr(csat, name) for name in STANDS}, **begun(draft)}
    form = ReviseCsatForm(incident=csat.incident, opens=csat.icm is None, initial=initial)
    return revising(request, csat, form, draft)


def draft_of(request: HttpRequest, csat: CsatRequest) -> Draft | None:
    return drafts_of(user_of(request), csat, ["revise_csat"]).get("revise_csat")


def revised(request: HttpRequest, csat: CsatRequest, form: Form) -> dict[str, Any]:
    assert isinstance(form, ReviseCsatForm)  # noqa: S101 - that is the form given
    return {**form.said(), "title": form.cleaned_data.get("title", ""), "body": form.cleaned_data["body"]}


def revising_again(request: HttpRequest, csat: CsatRequest, form: Form) -> HttpResponse:
    return revising(request, csat, form, draft_of(request, csat))


def revising(request: HttpRequest, csat: CsatRequest, form: Form, draft: Draft | None) -> HttpResponse:
    incident = Incident.objects.with_everything().get(pk=csat.incident_id)
    context = {"csat": csat, "incident": incident, "form": form, "draft": draft, "cancel_url": place(csat)}
    return show(request, "csat/revise.html", context, status=422 if form.errors else 200)
