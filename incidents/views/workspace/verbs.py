"""One address a verb: what is sent is done once, and refused in words."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.acting import NotValid, require
from accounts.models import User
from incidents import actions, forms, markdown, policy
from incidents.drafted import words_of
from incidents.models import Incident
from incidents.policy import RULES
from incidents.views.doors import Act, user_of
from incidents.views.drafts import draft_of
from incidents.views.workspace import living, task_rows
from incidents.views.workspace.door import WORKSPACE, show
from incidents.views.workspace.going_back import back_of, back_to
from incidents.views.workspace.incident import incident_page, triage, verb_url
from incidents.views.workspace.verb_words import words

# --- From the incident's own page: the composer and the flags ---------------------------------------------------------


@WORKSPACE.guard("GET", "POST")
def take_and_respond(request: HttpRequest, number: str) -> HttpResponse:
    return from_incident(request, number, forms.TakeAndRespondForm, take_then_respond, verb="assign")


def take_then_respond(
    incident: Incident,
    *,
    by: User,
    body: str,
    next_update_by: Any,
    files: Any,
    confirm_note: bool = False,
    **triaged: Any,
) -> Incident:
    """Take it, set the triage and answer: two acts, and both or neither."""
    with transaction.atomic():
        owner = incident.owner if policy.stands_in(by, incident) else by
        taken = actions.assign(incident, by=by, owner=owner, **triaged)
        taken.seen = None  # the first act has just moved it on
        if missing := missing_triage(taken):
            raise missing
        words: dict[str, Any] = {"body": body, "next_update_by": next_update_by, "files": files}
        return actions.respond(taken, by=by, confirm_note=confirm_note, **words)


def missing_triage(incident: Incident) -> NotValid | None:
    """What the form left open of the triage, by its fields."""
    words = {
        "area": _("Set the area before the first answer."),
        "category": _("Set the category before the first answer."),
    }
    missing = {name: [words[name]] for name in incident.missing_triage() if name in words}
    return NotValid(missing) if missing and incident.responded_at is None else None


@WORKSPACE.guard("GET", "POST")
def respond(request: HttpRequest, number: str) -> HttpResponse:
    return from_incident(request, number, forms.RespondForm, actions.respond)


@WORKSPACE.guard("GET", "POST")
def send_update(request: HttpRequest, number: str) -> HttpResponse:
    return from_incident(request, number, forms.SendUpdateForm, actions.send_update)


@WORKSPACE.guard("GET", "POST")
def add_note(request: HttpRequest, number: str) -> HttpResponse:
    return from_incident(request, number, forms.AddNoteForm, actions.add_note)


@WORKSPACE.guard("GET", "POST")
def raise_flag(request: HttpRequest, number: str) -> HttpResponse:
    return from_incident(request, number, forms.RaiseFlagForm, actions.raise_flag)


@WORKSPACE.guard("GET", "POST")
def lower_flag(request: HttpRequest, number: str) -> HttpResponse:
    return from_incident(request, number, forms.LowerFlagForm, actions.lower_flag)


def from_incident(
    request: HttpRequest, number: str, form_class: type[forms.VerbForm], act: Act, verb: str = ""
) -> HttpResponse:
    """A form of the incident's page; who comes to its address by a link or a reload is led to the page."""
    if request.method != "POST":
        return redirect(WORKSPACE.url(WORKSPACE.find(request, number)))
    return said(request, WORKSPACE.do(request, number, form_class, act, incident_page, verb))


def said(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """News that also stands in the timeline: what was sent has arrived."""
    if response.status_code == 302 and request.resolver_match:
        messages.success(request, news().get(request.resolver_match.url_name or "", _("Done.")))
    return response


def news() -> dict[str, str]:
    return {
        "take_and_respond": _("Sent. This is yours now."),
        "respond": _("Sent. This is yours now."),
        "send_update": _("Sent to the customer."),
        "add_note": _("Saved for the team."),
        "state_problem": _("Sent. The customer says whether it is right."),
        "propose_solution": _("Sent. The solution is in the customer's hands."),
        "withdraw_solution": _("The solution is withdrawn, and the Relief clock runs again."),
        "raise_flag": _("The flag is up."),
        "lower_flag": _("The flag is down."),
        "assign": _("The triage is saved."),
        "discard": _("Discarded."),
        "transfer_ownership": _("Ownership is transferred."),
        "name_deputy": _("Done. The owner stays the owner."),
        "delegate_task": _("Handed over. It comes back with a result or a reason."),
        "finish_task": _("Finished. The owner has the result."),
        "decline_task": _("Declined. The owner has the reason."),
        "recall_task": _("Taken back. Whose it was is told."),
        "record_check": _("Recorded."),
        "reopen": _("Open again, and the Relief clock runs."),
        "add_colleague": _("Shared, and told by mail."),
        "remove_colleague": _("They do not see it any more."),
        "set_substate": _("Saved. The clocks go on."),
        "clear_substate": _("It waits for nothing any more."),
        "match_problem": _("Matched."),
        "unmatch_problem": _("The match is taken back."),
        "link_outage": _("Linked."),
        "unlink_outage": _("The link is taken back."),
    }


# --- Each on a page of its own ----------------------------------------------------------------------------------------


@WORKSPACE.guard("GET", "POST")
def assign(request: HttpRequest, number: str) -> HttpResponse:
    return back_to(request, number, on_its_page(request, number, forms.AssignForm, actions.assign))


@WORKSPACE.guard("GET", "POST")
def state_problem(request: HttpRequest, number: str) -> HttpResponse:
    return on_its_page(request, number, forms.StateProblemForm, actions.state_problem)


@WORKSPACE.guard("GET", "POST")
def withdraw_solution(request: HttpRequest, number: str) -> HttpResponse:
    return on_its_page(request, number, forms.WithdrawSolutionForm, actions.withdraw_solution)


@WORKSPACE.guard("GET", "POST")
def discard(request: HttpRequest, number: str) -> HttpResponse:
    return on_its_page(request, number, forms.DiscardForm, actions.discard)


@WORKSPACE.guard("GET", "POST")
def transfer_ownership(request: HttpRequest, number: str) -> HttpResponse:
    return on_its_page(request, number, forms.TransferOwnershipForm, actions.transfer_ownership)


@WORKSPACE.guard("GET", "POST")
def name_deputy(request: HttpRequest, number: str) -> HttpResponse:
    return on_its_page(request, number, forms.NameDeputyForm, actions.name_deputy)


@WORKSPACE.guard("GET", "POST")
def reopen(request: HttpRequest, number: str) -> HttpResponse:
    return on_its_page(request, number, forms.ReopenForm, actions.reopen)


def on_its_page(request: HttpRequest, number: str, form_class: type[forms.VerbForm], act: Act) -> HttpResponse:
    """GET shows the form to who may and can do this now; POST does it."""

    def page(request: HttpRequest, incident: Incident, form: Form | None) -> HttpResponse:
        return verb_page(request, incident, act.__name__, form, status=422)

    if request.method == "POST":
        return said(request, WORKSPACE.do(request, number, form_class, act, page))
    incident = WORKSPACE.find(request, number)
    require(RULES, act.__name__, incident, user_of(request))
    initial = prefilled(request, incident, act)
    return verb_page(request, incident, act.__name__, form_class(incident=incident, initial=initial))


# What the address of a form may bring along.
NAMED_BY_LINK = {"discard": ("duplicate_of",), "set_substate": ("substate",)}


def prefilled(request: HttpRequest, incident: Incident, act: Act) -> dict[str, object]:
    """What stands already, or what the link that led here names."""
    if act is actions.assign:
        return triage(incident)
    named = {name: request.GET.get(name, "")[:20] for name in NAMED_BY_LINK.get(act.__name__, ())}
    return {**named, **begun(request, incident, act.__name__)}


def verb_page(
    request: HttpRequest, incident: Incident, verb: str, form: Form | None, status: int = 200
) -> HttpResponse:
    if form is not None and verb == "assign" and incident.responded_at is not None:
        form.fields.pop("owner", None)  # from the first answer on only a manager's transfer changes the owner (R11)
    context = {
        "incident": incident,
        "form": form,
        "verb": verb,
        "url": verb_url(incident, verb),
        **draft_of(request, incident, verb),
        "live": living.of_form(incident),
        "words": words(verb, incident),
        "description": markdown.to_html(incident.description) if verb == "state_problem" else "",
        "back": back_of(request),
        "open_tasks": task_rows.open_of(incident, user_of(request)) if verb == "discard" else [],
    }
    return show(request, "verb.html", context, status=status)


def begun(request: HttpRequest, incident: Incident, verb: str) -> dict[str, Any]:
    """What was being written, where this form keeps drafts."""
    return words_of(draft_of(request, incident, verb).get("draft"))
