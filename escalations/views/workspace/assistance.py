"""Assistance required: the calls for help that the managers answer; the owner stays the owner (R15)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.acting import NotAllowed, NotPossible, lock
from accounts.models import User
from escalations import actions
from escalations.forms.assistance import AnswerForm, TakeTaskForm
from escalations.policy import may_answer_calls
from escalations.views.workspace.assistance_rows import FLAG, MOST, Call, by_urgency, calls, calls_in
from incidents import actions as incidents
from incidents.actions.tasking import help_wanted
from incidents.forms import VerbForm
from incidents.models import Incident
from incidents.views.doors import user_of
from incidents.views.live import Live, changed_since, marks, row_mark
from incidents.views.live import answer as live_answer
from incidents.views.workspace import filters
from incidents.views.workspace.door import WORKSPACE, show
from incidents.views.workspace.living import RAIL
from notifications.moment import now

Act = Callable[..., Incident]


@WORKSPACE.guard("GET")
def assistance(request: HttpRequest) -> HttpResponse:
    """Severity 1 first, then by the next clock."""
    require_manager(user_of(request))
    return page(request)


@WORKSPACE.guard("GET")
def live_assistance(request: HttpRequest) -> HttpResponse:
    """The same list."""
    user = user_of(request)
    require_manager(user)
    rows = by_urgency(calls(user).filter(filters.narrowed(request.GET, offered()))).values_list("pk", "event_count")
    current = marks(row_mark(*row) for row in rows[:MOST])
    return live_answer(request, changed=changed_since(request.GET.get("since", ""), current))


@WORKSPACE.guard("POST")
def take_task(request: HttpRequest, number: str) -> HttpResponse:
    """ "I take it": helping is a task."""
    return done(request, number, TakeTaskForm, take, "delegate_task", _("You help. The owner is told."))


@transaction.atomic
def take(incident: Incident, *, by: User) -> Incident:
    """Once a call: pressed again from an older page it makes no second task."""
    if by.pk in calls_in([lock(incident)], now())[0].helped_by:
        raise NotPossible(_("You help with this already: it is among your tasks."))
    return incidents.delegate_task(incident, by=by, title=help_wanted(incident), assignee=by)


@WORKSPACE.guard("POST")
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """Words for the owner; the call stands until somebody says that it is settled."""
    return done(request, number, AnswerForm, incidents.add_note, "add_note", _("Sent to the owner."))


@WORKSPACE.guard("POST")
def lower_flag(request: HttpRequest, number: str) -> HttpResponse:
    """Settled, with how."""
    return done(request, number, AnswerForm, settle, "lower_flag", _("Settled. The owner is told how."))


def settle(incident: Incident, *, by: User, body: str) -> Incident:
    return incidents.lower_flag(incident, by=by, flag=FLAG, reason=body)


@WORKSPACE.guard("POST")
def bring_forward(request: HttpRequest, number: str) -> HttpResponse:
    """To the head of the next morning review."""
    incident = WORKSPACE.find(request, number)

    def judged() -> str:
        actions.bring_forward(incident, by=user_of(request))
        return reverse("escalations:assistance")

    try:
        place = WORKSPACE.once(request, judged)
    except NotPossible as refusal:
        refusal.stand = WORKSPACE.stand(request, number)
        raise
    messages.success(request, _("It is the next morning review's first."))
    return redirect(place)


def done(request: HttpRequest, number: str, form_class: type[VerbForm], act: Act, verb: str, news: str) -> HttpResponse:
    """One verb of the incident's, and back to the calls."""
    require_manager(user_of(request))

    def again(request: HttpRequest, incident: Incident, form: Form | None) -> HttpResponse:
        return page(request, incident, form)

    response = WORKSPACE.do(request, number, form_class, act, again, verb)
    if response.status_code != 302:
        return response
    messages.success(request, news)
    return redirect("escalations:assistance")


def require_manager(user: User) -> None:
    if not may_answer_calls(user):
        raise NotAllowed(_("Only a manager answers calls for help here. The queue shows them to everybody."))


def page(request: HttpRequest, incident: Incident | None = None, form: Form | None = None) -> HttpResponse:
    """With `form` in the row of its incident, where one came back."""
    user, narrowed = user_of(request), offered()
    rows = by_urgency(calls(user).filter(filters.narrowed(request.GET, narrowed)))
    shown = rows.select_related("owner", "area", "organization", "title_mark").prefetch_related("clocks")
    found = list(shown[: MOST + 1])
    picks = filters.picks(request, narrowed)
    context: dict[str, Any] = {
        "calls": [with_form(call, incident, form) for call in calls_in(found[:MOST], now())],
        "is_cut": len(found) > MOST,
        "most": MOST,
        "picks": picks,
        "is_filtered": any(pick.chosen for pick in picks),
        "live": live(request, found[:MOST]),
        "form": form,
        "here": reverse("escalations:assistance"),
    }
    return show(request, "assistance.html", context, status=422 if form is not None else 200)


def offered() -> list[filters.Filter]:
    return [filters.by_area(), filters.by_organization()]


def with_form(call: Call, incident: Incident | None, form: Form | None) -> Call:
    if incident is not None and call.incident.pk == incident.pk:
        call.form = form
        if form is not None:
            form.auto_id = f"answer_{incident.pk}_%s"
    return call


def live(request: HttpRequest, rows: list[Incident]) -> Live:
    shown = marks(row_mark(row.pk, row.event_count) for row in rows)
    narrowed = f"?{request.GET.urlencode()}" if request.GET else ""
    return Live(reverse("live_meetings:assistance") + narrowed, shown, f"#main|{RAIL}")
