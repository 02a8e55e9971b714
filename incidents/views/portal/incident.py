"""One problem as its customer sees it: where it stands, the one thing asked of them, the conversation."""

from dataclasses import dataclass

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from accounts.models import User
from incidents import forms, markdown, policy
from incidents.actions.rating import rating_hindrance
from incidents.drafted import drafts_of, words_of
from incidents.forms.rating import SayUnhappyForm
from incidents.models import Draft, Event, Incident, Message, Solution
from incidents.stations import stations
from incidents.views.doors import user_of
from incidents.views.drafts import unsent
from incidents.views.portal import living
from incidents.views.portal.door import PORTAL
from incidents.wording import Wording, waits, wording

FORMS: dict[str, type[forms.VerbForm]] = {
    "post_message": forms.PostMessageForm,
    "confirm_problem": forms.ConfirmProblemForm,
    "correct_problem": forms.CorrectProblemForm,
    "accept_solution": forms.AcceptSolutionForm,
    "keep_open": forms.KeepOpenForm,
    "reject_solution": forms.RejectSolutionForm,
    "report_applied": forms.ReportAppliedForm,
    "withdraw": forms.WithdrawForm,
    "add_colleague": forms.AddColleagueForm,
    "remove_colleague": forms.RemoveColleagueForm,
}
# Where on the page each answer is given: a form that comes back with errors is shown there.
SLOTS: dict[type[Form], str] = {
    forms.CorrectProblemForm: "statement",
    forms.AcceptSolutionForm: "solution",
    forms.KeepOpenForm: "solution",
    forms.RejectSolutionForm: "solution",
}


@dataclass(frozen=True)
class Entry:
    """One line of the conversation, with its words where the customer may read them (R17)."""

    event: Event
    message: Message | None


@PORTAL.guard("GET")
def incident(request: HttpRequest, number: str) -> HttpResponse:
    return show(request, PORTAL.find(request, number))


def show(request: HttpRequest, incident: Incident, form: Form | None = None) -> HttpResponse:
    """The page; with a form that could not be read, that form beside what is wrong with it (422)."""
    user = user_of(request)
    entries = conversation(incident, user)
    words = wording(incident)
    drafts = drafts_of(user, incident)
    found = offered(incident, user, form, drafts)
    context = {
        "incident": incident,
        "words": words,
        "waits": waits(incident),
        "stations": stations(incident),
        "slot": slot(words, form),
        "forms": found,
        "drafts": drafts,
        "live": living.of_incident(incident, len(entries)),
        "unsent": unsent(drafts.values(), "portal", incident, found),
        "form": form,
        "entries": entries,
        "latest": latest(entries),
        "standing": incident.standing_solution(),
        "proposal": last(entries, "propose_solution"),
        "stated": last(entries, "state_problem"),
        "earlier": earlier(incident),
        "description": description(incident),
        "reader": user,
        "followers": incident.followers,
        "decides": policy.is_decider(user, incident),
        "staff": False,
        **sentiments(incident, user),
    }
    return render(request, "portal/incident.html", context, status=422 if form is not None else 200)


def sentiments(incident: Incident, user: User) -> dict[str, object]:
    """Where they can say how it goes (R42)."""
    may_rate = policy.may_rate(user, incident) and rating_hindrance(incident, getattr(incident, "rating", None)) is None
    may_tell = not incident.is_closed and policy.may_say_unhappy(user, incident)
    return {"is_ratable": may_rate, "unhappy": SayUnhappyForm(auto_id="unhappy_%s") if may_tell else None}


def conversation(incident: Incident, user: User) -> list[Entry]:
    rows = incident.events.visible_to(user).select_related("by", "message__author")
    rows = rows.prefetch_related("attachments").order_by("seq")
    return [Entry(event, public(event)) for event in rows]


def public(event: Event) -> Message | None:
    """The event's words. An event may be the customer's to see and its words the team's (a transfer's reason)."""
    message = getattr(event, "message", None)
    return message if message is not None and message.visibility == Message.Visibility.PUBLIC else None


def last(entries: list[Entry], verb: str) -> Event | None:
    """The newest of its kind, whose files stand beside what it brought."""
    return next((entry.event for entry in reversed(entries) if entry.event.verb == verb), None)


def latest(entries: list[Entry]) -> Entry | None:
    """The last that the support team said."""
    said = [entry for entry in entries if entry.message and entry.event.by and entry.event.by.is_support]
    return said[-1] if said else None


def slot(words: Wording, form: Form | None) -> str:
    """What stands under the five R's: exactly one of closed, solution, statement, question, latest."""
    if form is not None and type(form) in SLOTS:
        return SLOTS[type(form)]
    if words.stage == "closed":
        return "closed"
    return words.ask or ("solution" if words.stage == "kept_open" else "latest")


def offered(incident: Incident, user: User, given: Form | None, drafts: dict[str, Draft]) -> dict[str, Form]:
    """A form for each thing that this person can do now. Each names its fields apart: they share one page."""
    standing = incident.standing_solution()
    seen = {"solution": standing.pk if standing else None, "statement": incident.statement_id}
    found: dict[str, Form] = {}
    for verb in incident.verbs_for(user):
        if verb in FORMS:
            form = (
                given
                if type(given) is FORMS[verb]
                else FORMS[verb](incident=incident, initial={**seen, **words_of(drafts.get(verb))})
            )
            form.auto_id = f"{verb}_%s"
            found[verb] = form
    return found


def earlier(incident: Incident) -> list[Solution]:
    """The proposals that were answered, oldest first."""
    return [row for row in incident.solutions.all() if row.outcome != Solution.Outcome.PROPOSED]


def description(incident: Incident) -> SafeString:
    return markdown.to_html(incident.description)
