"""One ICM as the support team reads it: what the product group sees, and beside it what only we do (R2, R35)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.acting import NotValid
from escalations import offered, shown
from escalations.actions.keeping import forget_words
from escalations.drafted import begun, drafts_of
from escalations.forms.icms import UpdateForm
from escalations.models import Icm
from escalations.thread import threads_of
from escalations.views.workspace.icm_doings import DOINGS, UPDATE, address, news, steps
from escalations.views.workspace.icm_letters import letters_of
from escalations.views.workspace.icms import url_of
from escalations.written import form_of
from incidents.models import Check, Draft, Incident
from incidents.views.doors import View, blame, user_of, version_seen
from incidents.views.workspace.door import WORKSPACE, show
from incidents.views.workspace.shelves import Doing


@WORKSPACE.guard("GET")
def icm(request: HttpRequest, key: str) -> HttpResponse:
    return icm_page(request, find(request, key))


def find(request: HttpRequest, key: str) -> Icm:
    """The ICM, if it exists for this person."""
    found: Icm | None = Icm.objects.visible_to(user_of(request)).numbered(key).with_everything().first()
    if found is None:
        raise Http404
    return found


def icm_page(request: HttpRequest, icm: Icm, form: forms.Form | None = None) -> HttpResponse:
    """The page; `form` is an update that came back with errors."""
    history = list(icm.history.select_related("by", "member"))
    known = offered.around([icm])[icm.pk]
    context: dict[str, Any] = {
        "icm": icm,
        "form": form,
        "facts": shown.facts_of(icm),
        "said": shown.said_in(history),
        "history": [shown.line_of(event) for event in reversed(history)],
        "asked": shown.last_question(icm, history),
        "letters": letters_of(history),
        "hits": list(icm.hits.all()),
        "checks": [str(dict(Check.Kind.choices).get(name, name)) for name in icm.still_outstanding],
        "steps": steps(request, icm, known),
        "threads": threads_of(icm, user_of(request), known),
        **composers(request, icm, form),
    }
    return show(request, "icm/one.html", context, status=422 if form is not None else 200)


def composers(request: HttpRequest, icm: Icm, sent: forms.Form | None) -> dict[str, Any]:
    """Words to the product group, and a note that it never sees: two forms that look different (R17)."""
    if not offered.may(user_of(request), icm, "update"):
        return {}
    is_note = sent is not None and bool(sent.data.get("is_for_support"))
    drafts = drafts_of(user_of(request), icm, ["update", "note"])
    to_pg = UpdateForm(initial=begun(drafts.get("update")), auto_id="to_pg_%s")
    note = UpdateForm(initial={"is_for_support": True, **begun(drafts.get("note"))}, auto_id="note_%s")
    if sent is not None:
        sent.auto_id = "note_%s" if is_note else "to_pg_%s"
    return {
        "update_url": address(icm, UPDATE),
        "drafts": drafts,
        "to_pg": sent if sent is not None and not is_note else to_pg,
        "note": sent if is_note else note,
    }


# --- What is done -----------------------------------------------------------------------------------------------------


@WORKSPACE.guard("GET", "POST")
def update(request: HttpRequest, key: str) -> HttpResponse:
    """From the ICM's own page; who comes to its address by a link or a reload is led there."""
    icm = find(request, key)
    if request.method != "POST":
        return redirect(url_of(icm))
    return done(request, icm, UPDATE, UpdateForm(request.POST), lambda form: icm_page(request, icm, form))


def view_of(doing: Doing) -> View:
    """GET shows the form to who may and can do this now; POST does it."""

    @WORKSPACE.guard("GET", "POST")
    def act(request: HttpRequest, key: str) -> HttpResponse:
        icm = find(request, key)

        def page(form: forms.Form) -> HttpResponse:
            return act_page(request, icm, doing, form)

        if request.method == "POST":
            return done(request, icm, doing, doing.form(request.POST), page)
        offered.require(doing.verb, icm, user_of(request))
        return page(doing.form())

    return act


def done(request: HttpRequest, icm: Icm, doing: Doing, form: forms.Form, page: Any) -> HttpResponse:
    icm.seen = version_seen(request)

    def judged() -> str:
        offered.require(doing.verb, icm, user_of(request))
        if not form.is_valid():
            raise NotValid({})  # the form itself knows why
        with transaction.atomic():
            doing.act(icm, by=user_of(request), **form.cleaned_data)
            forget(request, icm, doing.verb, form)
        return url_of(icm)

    try:
        # A repeat is answered before anything is judged anew: the first may have made it impossible.
        location = WORKSPACE.once(request, judged)
    except NotValid as refusal:
        blame(form, refusal)
        response: HttpResponse = page(form)
        return response
    is_note = bool(form.data.get("is_for_support"))
    messages.success(request, _("Saved for the team.") if is_note else str(news()[doing.verb]))
    return redirect(location)


def forget(request: HttpRequest, icm: Icm, verb: str, form: forms.Form) -> None:
    kept_as = "note" if form.data.get("is_for_support") else form_of(verb)
    if kept_as:
        forget_words(kept_as, icm, by=user_of(request), on=form.cleaned_data.get("incident"))


def draft_of(request: HttpRequest, icm: Icm, verb: str, on: Incident | None = None) -> Draft | None:
    return drafts_of(user_of(request), icm, [verb], on).get(verb) if form_of(verb) else None


def act_page(request: HttpRequest, icm: Icm, doing: Doing, form: forms.Form) -> HttpResponse:
    history = list(icm.history.select_related("by", "member"))
    draft = draft_of(request, icm, doing.verb, named_in(form))
    if not form.is_bound:
        form.initial = begun(draft)
    context = {
        "icm": icm,
        "doing": doing,
        "form": form,
        "act_url": address(icm, doing),
        "url": url_of(icm),
        "asked": shown.last_question(icm, history),
        "kept_as": form_of(doing.verb),
        "draft": draft,
    }
    return show(request, "icm/form.html", context, status=422 if form.errors else 200)


def named_in(form: forms.Form) -> Incident | None:
    """Of which customer what came back with errors speaks."""
    found: Incident | None = getattr(form, "cleaned_data", {}).get("incident")
    return found


ACTS = {doing.verb: view_of(doing) for doing in DOINGS}
