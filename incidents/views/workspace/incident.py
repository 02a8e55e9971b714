"""One incident as the team works on it: what is happening, who has it, what comes next."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from accounts.models import User
from incidents import clockwork, markdown, policy
from incidents.drafted import drafts_of, words_of
from incidents.forms import AddNoteForm, RespondForm, SendUpdateForm, TakeAndRespondForm, VerbForm
from incidents.insertions import Audience, shelves
from incidents.models import Draft, Incident
from incidents.stations import stations
from incidents.views.doors import user_of
from incidents.views.drafts import unsent
from incidents.views.workspace import findings, living, task_rows
from incidents.views.workspace.door import WORKSPACE, show
from incidents.views.workspace.flags import flags
from incidents.views.workspace.history import history
from incidents.views.workspace.knowledge_panel import panel
from incidents.views.workspace.letters import undelivered
from notifications.moment import now

OTHERS = 5
# What has its place on the page; the menu offers the rest.
IN_PLACE = {"respond", "send_update", "add_note", "raise_flag", "lower_flag"}


@dataclass(frozen=True)
class Step:
    """Something to do next: its words and where it is done."""

    verb: str
    label: str
    href: str


@dataclass(frozen=True)
class Composer:
    """Words to one audience: the form, where it goes, and what its button says."""

    verb: str
    form: VerbForm
    url: str
    button: str
    insert_url: str


@WORKSPACE.guard("GET")
def incident(request: HttpRequest, number: str) -> HttpResponse:
    return incident_page(request, WORKSPACE.find(request, number))


def incident_page(
    request: HttpRequest, incident: Incident, form: Form | None = None, status: int = 422
) -> HttpResponse:
    """The page, with `form` in its place where one came back with errors."""
    user = user_of(request)
    verbs = incident.verbs_for(user)
    first = primary(incident, user)
    drafts = drafts_of(user, incident)
    context: dict[str, Any] = {
        "incident": incident,
        "form": form,
        "description": markdown.to_html(incident.description),
        "states": states(incident),
        "stations": stations(incident),
        "clocks": clockwork.faces(incident, now()),
        "primary": first,
        "more": more(incident, verbs, first),
        "history": history(request, incident),
        "undelivered": undelivered(incident),
        "to_customer": to_customer(incident, user, form, drafts),
        "note": note(incident, verbs, form, drafts),
        "drafts": drafts,
        "live": living.of_incident(incident),
        "unsent": unsent(
            drafts.values(), "workspace", incident, {*verbs, *([] if incident.is_closed else ["to_customer"])}
        ),
        "flags": flags(incident, user, verbs, form),
        "tasks": task_rows.of_incident(incident, user),
        "may_delegate": "delegate_task" in verbs,
        "is_owner": policy.is_owner(user, incident),
        "is_covered": incident.is_covered(now()),
        "others": others(incident, user),
        "known": panel(incident, verbs),
        "investigation": findings.panel(incident),
        "may_share": "add_colleague" in verbs,
        "readers": readers(incident),
        "shelves": {} if incident.is_closed else shelves(incident, [Audience.PUBLIC, Audience.INTERNAL]),
    }
    return show(request, "incident.html", context, status=status if form is not None else 200)


def states(incident: Incident) -> list[dict[str, object]]:
    """The four states in order; those left behind are ticked."""
    keys = list(Incident.State.values)
    at = keys.index(incident.state)
    marks = [
        "closed" if place < at else "new" if key == "closed" and place != at else key for place, key in enumerate(keys)
    ]
    return [
        {"label": label, "mark": mark, "is_now": key == incident.state}
        for (key, label), mark in zip(Incident.State.choices, marks, strict=True)
    ]


def primary(incident: Incident, user: User) -> Step | None:
    """The one thing to do in this state, for this person."""
    if incident.is_closed:
        return None
    if incident.responded_at is None and not incident.is_closed:
        return Step("take_and_respond", _("Take it and answer"), "#to-customer")
    if not policy.is_owner(user, incident):
        return Step("add_note", _("Write a team note"), "#team-note")
    if incident.state == Incident.State.SOLUTION_PROPOSED:
        return Step("send_update", _("Add to the conversation"), "#to-customer")
    if incident.recognised_at is None and not incident.is_statement_open:
        return step(incident, "state_problem", _("State the problem"))
    return step(incident, "propose_solution", _("Propose a solution"))


def step(incident: Incident, verb: str, label: str) -> Step:
    return Step(verb, label, verb_url(incident, verb))


def verb_url(incident: Incident, verb: str) -> str:
    return reverse(f"workspace:{verb}", args=[incident.number])


def more(incident: Incident, verbs: list[str], first: Step | None) -> list[Step]:
    """What else can be done now, by a person who may."""
    words = verb_words(incident)
    taken = IN_PLACE | ({first.verb} if first else set())
    return [step(incident, verb, words[verb]) for verb in verbs if verb in words and verb not in taken]


def verb_words(incident: Incident) -> dict[str, str]:
    again = incident.standing_solution() is not None
    return {
        "assign": _("Change the triage"),
        "state_problem": _("State the problem"),
        "propose_solution": _("Propose a newer solution") if again else _("Propose a solution"),
        "withdraw_solution": _("Withdraw the solution"),
        "discard": _("Discard"),
        "delegate_task": _("Delegate a task"),
        "name_deputy": _("Change the deputy") if incident.deputy else _("Name a deputy"),
        "transfer_ownership": _("Transfer ownership"),
        "reopen": _("Reopen"),
        "set_substate": _("Say what it waits for"),
    }


Drafts = dict[str, Draft]


def to_customer(incident: Incident, user: User, sent: Form | None, drafts: Drafts) -> Composer | None:
    """Words to the customer: the first answer while nobody gave one, else an update."""
    if incident.is_closed:
        return None
    begun = drafts.get("to_customer")
    if incident.responded_at is not None:
        button = _("Send to %(names)s") % {"names": addressed(incident)}
        return composer("send_update", sent, incident, button, begun)
    if policy.is_owner(user, incident) and not incident.missing_triage():
        return composer("respond", sent, incident, _("Send and take it on"), begun)
    return composer("take_and_respond", sent, incident, _("Send and take it on"), begun)


def note(incident: Incident, verbs: list[str], sent: Form | None, drafts: Drafts) -> Composer | None:
    if "add_note" not in verbs:
        return None
    return composer("add_note", sent, incident, _("Save for the team"), drafts.get("add_note"))


FORMS: dict[str, type[VerbForm]] = {
    "take_and_respond": TakeAndRespondForm,
    "respond": RespondForm,
    "send_update": SendUpdateForm,
    "add_note": AddNoteForm,
}


def composer(verb: str, sent: Form | None, incident: Incident, button: str, begun: Draft | None) -> Composer:
    initial = {**triage(incident), **words_of(begun), **carried(verb, sent)}
    if sent is not None and carried(verb, sent):
        sent.auto_id = f"{verb}_%s"  # where its words stand now
    form = sent if type(sent) is FORMS[verb] else FORMS[verb](incident=incident, initial=initial)
    form.auto_id = f"{verb}_%s"
    return Composer(verb, form, verb_url(incident, verb), button, insert_url(incident, verb))


def addressed(incident: Incident) -> str:
    """Briefly, as a button says it."""
    more = len(incident.followers)
    return (
        _("%(name)s and %(n)d more") % {"name": incident.customer.name, "n": more} if more else incident.customer.name
    )


def readers(incident: Incident) -> str:
    """Who gets what goes to the customer, by name: seen before it goes (R17)."""
    return get_text_list([incident.customer.name, *(person.name for person in incident.followers)], _("and"))


def insert_url(incident: Incident, verb: str) -> str:
    return reverse("workspace:insert_words", args=[incident.number, verb.replace("_", "-")])


def carried(verb: str, sent: Form | None) -> dict[str, str]:
    """Words to the customer that were sent by a form which somebody else's first answer has put another in place of."""
    if verb == "add_note" or not isinstance(sent, TakeAndRespondForm | RespondForm | SendUpdateForm):
        return {}
    words = sent.data if sent.is_bound else sent.initial  # unbound where something was put in, and nothing sent yet
    return {name: words.get(name) or "" for name in ("body", "next_update_by")}


def triage(incident: Incident) -> dict[str, object]:
    """What stands already, as the triage fields read it."""
    return {
        "owner": incident.owner.email if incident.owner else None,
        "area": incident.area.slug if incident.area else None,
        "category": incident.category,
        "severity": incident.severity,
    }


def others(incident: Incident, user: User) -> QuerySet[Incident]:
    """What else this organisation waits for."""
    rows = Incident.objects.visible_to(user).open().filter(organization=incident.organization_id)
    return rows.exclude(pk=incident.pk).select_related("title_mark").order_by("-pk")[:OTHERS]
