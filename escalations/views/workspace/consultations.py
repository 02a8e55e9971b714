"""Consultations: what waits for the reader, what they asked, and one of them with its ladder (R30)."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.acting import NotAllowed, NotValid, Stale, require
from accounts.models import User
from escalations import actions
from escalations.actions.keeping import forget_words
from escalations.drafted import begun, drafts_of
from escalations.forms.consultations import AnswerForm, EndForm, MoveUpForm
from escalations.models import Consultation
from escalations.offered import consultation_verbs
from escalations.policy import CONSULTATION_RULES
from escalations.views.workspace.ladder_rows import of_consultation
from escalations.written import form_of
from incidents import actions as incident_actions
from incidents import markdown
from incidents.forms import AddNoteForm
from incidents.keyset import Order
from incidents.models import Incident
from incidents.views.doors import blame, user_of, version_seen
from incidents.views.workspace import filters, findings
from incidents.views.workspace.door import WORKSPACE, page_after, show

PAGE = 50
MINE, ASKED, ALL = "mine", "asked", "all"
BY_DUE, NEWEST = Order("due", ("due_at",)), Order("newest", ("asked_at",), down=True)

# --- The list ---------------------------------------------------------------------------------------------------------


@WORKSPACE.guard("GET")
def consultations(request: HttpRequest) -> HttpResponse:
    """What waits for the reader comes first, what is due soonest on top."""
    shown = request.GET.get("show", MINE)
    shown = shown if shown in {MINE, ASKED, ALL} else MINE
    chosen = picks(shown)
    order = BY_DUE if shown == MINE else NEWEST
    rows = rows_of(shown, user_of(request)).filter(filters.narrowed(request.GET, chosen))
    rows = rows.select_related("incident__organization", "area", "asked_by")
    found, last = page_after(order.applied(rows, request.GET.get("after", "")), PAGE)
    context = {
        "tabs": [(key, label, key == shown) for key, label in tabs()],
        "shown": shown,
        "rows": found,
        "picks": filters.picks(request, chosen),
        "more": filters.href(request.GET, "after", [order.mark(last)]) if last else "",
        "is_first": "after" not in request.GET,
    }
    return show(request, "consultations/list.html", context)


def tabs() -> list[tuple[str, str]]:
    return [(MINE, _("For me to answer")), (ASKED, _("Asked by me")), (ALL, _("All"))]


def rows_of(shown: str, user: User) -> QuerySet[Consultation]:
    match shown:
        case "mine":
            return Consultation.objects.to_be_answered_by(user)
        case "asked":
            return Consultation.objects.visible_to(user).filter(asked_by=user)
        case _:
            return Consultation.objects.visible_to(user)


def picks(shown: str) -> list[filters.Filter]:
    """What waits for the reader is in one state, and needs no choice of it."""
    rung = filters.Filter("rung", _("Rung"), options(Consultation.Audience), lambda values: Q(audience__in=values))
    state = filters.Filter("state", _("State"), options(Consultation.State), lambda values: Q(state__in=values))
    return [filters.by_area(), rung] if shown == MINE else [state, filters.by_area(), rung]


def options(choices: Any) -> list[tuple[str, str]]:
    return [(str(value), str(label)) for value, label in choices.choices]


# --- One --------------------------------------------------------------------------------------------------------------


@WORKSPACE.guard("GET")
def consultation(request: HttpRequest, key: str) -> HttpResponse:
    return page(request, find(request, key))


def find(request: HttpRequest, key: str) -> Consultation:
    rows = Consultation.objects.visible_to(user_of(request)).numbered(key)
    beside = ("incident__organization__region", "incident__customer", "incident__owner", "incident__area")
    found = rows.select_related(*beside, "area", "asked_by").first()
    if found is None:
        raise Http404
    return found


def place_of(consultation: Consultation) -> str:
    return reverse("escalations:consultation", args=[consultation.number])


def page(
    request: HttpRequest, consultation: Consultation, sent: forms.Form | None = None, status: int = 422, left: str = ""
) -> HttpResponse:
    """The question on top, with the incident to read beside it; `sent` comes back in its place.

    `left`: an answer that its writer may not give any more.
    """
    user, incident = user_of(request), consultation.incident
    draft, can = drafts_of(user, consultation, ["answer"]).get("answer"), consultation_verbs(user, consultation)
    answer_form = sent if isinstance(sent, AnswerForm) else AnswerForm(initial=begun(draft))
    context = {
        "consultation": consultation,
        "incident": incident,
        "description": markdown.to_html(incident.description),
        "answers": consultation.answers.select_related("by", "member"),
        "ladder": of_consultation(consultation),
        "investigation": findings.panel(incident),
        "can": can,
        "draft": draft,
        "left": left or ("" if "answer" in can or incident.is_closed else begun(draft).get("body")),
        "is_refused": bool(left) and sent is None,
        "why_not": CONSULTATION_RULES["answer"].why(consultation) if consultation.is_waiting else "",
        "form": sent,
        "answer_form": answer_form,
        "move_up_form": sent if isinstance(sent, MoveUpForm) else MoveUpForm(auto_id="move_up_%s"),
        "end_form": sent if isinstance(sent, EndForm) else EndForm(auto_id="end_%s"),
    }
    return show(request, "consultations/one.html", context, status=status if sent is not None or left else 200)


# --- What is done -----------------------------------------------------------------------------------------------------


@WORKSPACE.guard("GET", "POST")
def answer(request: HttpRequest, key: str) -> HttpResponse:
    return act(request, key, AnswerForm(request.POST), actions.answer, _("Answered. The owner is told."))


@WORKSPACE.guard("GET", "POST")
def move_up(request: HttpRequest, key: str) -> HttpResponse:
    form = MoveUpForm(request.POST, auto_id="move_up_%s")
    return act(request, key, form, actions.move_up, _("Moved up."))


@WORKSPACE.guard("GET", "POST")
def end(request: HttpRequest, key: str) -> HttpResponse:
    return act(request, key, EndForm(request.POST, auto_id="end_%s"), actions.end, _("Taken back."))


@WORKSPACE.guard("GET", "POST")
def keep_as_note(request: HttpRequest, key: str) -> HttpResponse:
    """An answer that came too late, left with the incident: a note of the team, and with it the end of the draft.

    Of the answer's draft alone: another note may be half-written on the incident's own page (D22).
    """
    found = find(request, key)
    if request.method != "POST":
        return redirect(place_of(found))

    def noted(incident: Incident, *, by: User, **words: Any) -> Incident:
        with transaction.atomic():
            done = incident_actions.add_note(incident, by=by, **words)
            forget_words("answer", found, by=by)
        return done

    def again(request: HttpRequest, incident: Incident, form: forms.Form | None) -> HttpResponse:
        return page(request, found, form, left=form.data.get("body", "") if form is not None else "")

    response = WORKSPACE.do(request, found.incident.number, AddNoteForm, noted, again, "add_note")
    if response.status_code == 302:
        messages.success(request, _("Saved for the team."))
    return response


def act(request: HttpRequest, key: str, form: forms.Form, verb: Callable[..., Consultation], news: str) -> HttpResponse:
    """A verb's address, typed or reloaded, leads to the page where its form stands."""
    found = find(request, key)
    place = place_of(found)
    if request.method != "POST":
        return redirect(place)
    found.seen = version_seen(request)

    def judged() -> str:
        require(CONSULTATION_RULES, verb.__name__, found, user_of(request))
        if not form.is_valid():
            raise NotValid({})  # the form itself knows why
        with transaction.atomic():
            verb(found, by=user_of(request), **form.cleaned_data)
            if kept_as := form_of(verb.__name__):
                forget_words(kept_as, found, by=user_of(request))
        return place

    try:
        # A repeat is answered before anything is judged anew: the first may have made it impossible.
        location = WORKSPACE.once(request, judged)
    except NotValid as refusal:
        blame(form, refusal)
        return page(request, found, form)
    except NotAllowed as refusal:
        return not_theirs_any_more(request, key, form, refusal)
    except Stale as refusal:
        form.add_error(None, refusal.reason)
        return page(request, find(request, key), form, status=409)
    messages.success(request, news)
    return redirect(location)


def not_theirs_any_more(request: HttpRequest, key: str, form: forms.Form, refusal: NotAllowed) -> HttpResponse:
    """It went up while they wrote: what they know comes back, to be left with the incident all the same."""
    words = form.data.get("body", "") if isinstance(form, AnswerForm) else ""
    if not words.strip():
        raise refusal
    return page(request, find(request, key), status=403, left=words)
