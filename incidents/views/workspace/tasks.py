"""Delegated tasks on pages: handing one out, what waits for the reader, and the two answers to a task (R16)."""

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.acting import require
from accounts.models import User
from incidents import actions
from incidents.actions.tasking import require_assignee, require_open
from incidents.forms import DeclineTaskForm, DelegateTaskForm, FinishTaskForm, RecallTaskForm, VerbForm
from incidents.models import Incident, Task
from incidents.policy import RULES
from incidents.views.doors import Act, user_of
from incidents.views.workspace.door import WORKSPACE, show, tasks_for
from incidents.views.workspace.going_back import back_to
from incidents.views.workspace.task_rows import rows
from incidents.views.workspace.verb_words import Words
from incidents.views.workspace.verbs import on_its_page, said

ROWS = 200
MY_TASKS = "tasks"  # what a form of the list says, to come back to it


@WORKSPACE.guard("GET", "POST")
def delegate_task(request: HttpRequest, number: str) -> HttpResponse:
    return back_to(request, number, on_its_page(request, number, DelegateTaskForm, actions.delegate_task))


@WORKSPACE.guard("GET")
def my_tasks(request: HttpRequest) -> HttpResponse:
    """What colleagues handed to the reader, by due."""
    user = user_of(request)
    found = tasks_for(user).select_related(
        "incident__organization", "incident__owner", "incident__title_mark", "assignee", "delegated_by"
    )
    shown = rows(found.by_due()[: ROWS + 1], user)
    return show(request, "tasks.html", {"rows": shown[:ROWS], "is_cut": len(shown) > ROWS, "limit": ROWS})


@WORKSPACE.guard("GET", "POST")
def finish_task(request: HttpRequest, number: str, task: int) -> HttpResponse:
    return settle(request, number, task, FinishTaskForm, actions.finish_task)


@WORKSPACE.guard("GET", "POST")
def decline_task(request: HttpRequest, number: str, task: int) -> HttpResponse:
    return settle(request, number, task, DeclineTaskForm, actions.decline_task)


@WORKSPACE.guard("GET", "POST")
def recall_task(request: HttpRequest, number: str, task: int) -> HttpResponse:
    return settle(request, number, task, RecallTaskForm, actions.recall_task)


def settle(request: HttpRequest, number: str, pk: int, form_class: type[VerbForm], verb: Act) -> HttpResponse:
    """GET shows the form to who may settle it; POST does, and leads back to where the form stood."""
    incident = WORKSPACE.find(request, number)
    task = incident.tasks.select_related("assignee", "delegated_by").filter(pk=pk).first()
    if task is None:
        raise Http404
    if verb is not actions.recall_task:
        require_assignee(incident, pk, user_of(request))

    def act(incident: Incident, *, by: User, **words: str) -> Incident:
        return verb(incident, by=by, task=pk, **words)

    def page(request: HttpRequest, incident: Incident, form: Form | None) -> HttpResponse:
        return settle_page(request, task, form, verb.__name__, status=422)

    if request.method == "POST":
        return back(request, said(request, WORKSPACE.do(request, number, form_class, act, page, verb.__name__, pk)))
    require(RULES, verb.__name__, incident, user_of(request))
    require_open(task)
    return settle_page(request, task, form_class(incident=incident), verb.__name__)


def back(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    is_from_list = request.POST.get("back") == MY_TASKS and response.status_code == 302
    return redirect("workspace:my_tasks") if is_from_list else response


def settle_page(request: HttpRequest, task: Task, form: Form | None, verb: str, status: int = 200) -> HttpResponse:
    context = {
        "incident": task.incident,
        "task": task,
        "form": form,
        "url": reverse(f"workspace:{verb}", args=[task.incident.number, task.pk]),
        "words": words(task)[verb],
        "back": request.POST.get("back", ""),
    }
    return show(request, "settle_task.html", context, status=status)


def words(task: Task) -> dict[str, Words]:
    who = {"owner": task.incident.owner.name if task.incident.owner else _("nobody")}
    follows = _("It goes back to %(owner)s, who owns the incident, as a note for the team.") % who
    return {
        "finish_task": Words(_("Finish the task"), follows, _("Finish it")),
        "decline_task": Words(_("Decline the task"), follows, _("Decline it")),
        "recall_task": Words(
            _("Take the task back"),
            _("%(name)s is told why, and need not do anything for it any more.") % {"name": task.assignee.name},
            _("Take it back"),
        ),
    }
