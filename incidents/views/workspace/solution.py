"""Propose a solution on a page of its own: written under headings, looked at as the customer will, then sent (R7)."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.acting import require
from incidents import actions, markdown
from incidents.drafted import words_of
from incidents.forms import ProposeSolutionForm
from incidents.insertions import Audience, shelves
from incidents.models import Incident, Problem, Solution
from incidents.pending import offer_again
from incidents.policy import RULES
from incidents.views.doors import user_of
from incidents.views.drafts import draft_of
from incidents.views.workspace import living, task_rows
from incidents.views.workspace.door import WORKSPACE, show
from incidents.views.workspace.incident import insert_url, verb_url
from incidents.views.workspace.verbs import said
from notifications.moment import now

MARK = "### "


@WORKSPACE.guard("GET", "POST")
def propose_solution(request: HttpRequest, number: str) -> HttpResponse:
    if request.method == "POST":
        request.POST = trimmed(request.POST)  # type: ignore[assignment]
    if request.method == "POST" and "preview" not in request.POST:
        return said(request, WORKSPACE.do(request, number, ProposeSolutionForm, actions.propose_solution, page))
    incident = WORKSPACE.find(request, number)
    require(RULES, "propose_solution", incident, user_of(request))
    if request.method == "POST":
        return preview(request, incident)
    begun = words_of(draft_of(request, incident, "propose_solution")["draft"])
    initial = {**offered_from(request), **({} if "problem" in request.GET else begun)}
    return page(request, incident, ProposeSolutionForm(incident=incident, initial=initial))


def offered_from(request: HttpRequest) -> dict[str, Any]:
    """A known error's workaround under its heading, where one was chosen (R24); else the headings alone."""
    problem = Problem.objects.visible_to(user_of(request)).numbered(request.GET.get("problem", "")).first()
    if problem is None:
        return {"body": offered()}
    heading = offered_headings()[1]
    body = offered().replace(heading, f"{heading}\n{problem.workaround}", 1)
    return {"body": body, "kind": Solution.Kind.WORKAROUND, "problem": problem.number}


def trimmed(sent: QueryDict) -> QueryDict:
    """A heading that was offered and left without words is left out."""
    post = sent.copy()
    post["body"] = without_empty_headings(sent.get("body", ""))
    return post


def without_empty_headings(text: str) -> str:
    """The text without the offered headings that have nothing under them."""
    kept: list[str] = []
    pending: list[str] = []
    for line in text.splitlines():
        if line.strip() in offered_headings():
            pending = [line]
        elif pending and not line.strip():
            pending.append(line)
        else:
            kept += [*pending, line]
            pending = []
    return "\n".join(kept)


def offered_headings() -> list[str]:
    names = [_("What happened"), _("What to do"), _("How long it takes"), _("How to undo it")]
    return [f"{MARK}{name}" for name in names]


def offered() -> str:
    return "\n\n\n".join(offered_headings()) + "\n"


def preview(request: HttpRequest, incident: Incident) -> HttpResponse:
    """The page again with what the customer would see; nothing is sent, so nothing is stale yet."""
    form = ProposeSolutionForm(request.POST, request.FILES, incident=incident)
    offer_again(form, user_of(request))
    if not form.is_valid():
        return page(request, incident, form)
    solution = Solution(incident=incident, kind=form.cleaned_data["kind"], body=form.cleaned_data["body"])
    solution.proposed_by, solution.proposed_at = user_of(request), now()
    return page(request, incident, form, solution)


def page(request: HttpRequest, incident: Incident, form: Form | None, seen_as: Solution | None = None) -> HttpResponse:
    if form is not None:
        form.fields["kind"].choices = [(value, capfirst(label)) for value, label in Solution.Kind.choices]  # type: ignore[attr-defined]
    context = {
        "incident": incident,
        "notes": notes(),
        "form": form,
        "url": verb_url(incident, "propose_solution"),
        "insert_url": insert_url(incident, "propose_solution"),
        "shelf": shelves(incident, [Audience.SOLUTION])[Audience.SOLUTION],
        **draft_of(request, incident, "propose_solution"),
        "live": living.of_form(incident),
        "preview": seen_as,
        "replaces": incident.standing_solution(),
        "open_tasks": task_rows.open_of(incident, user_of(request)),
        "came_back": [solution for solution in incident.solutions.all() if solution.answer],
        "description": markdown.to_html(incident.description),
    }
    return show(request, "propose_solution.html", context, status=422 if form is not None and form.errors else 200)


def notes() -> dict[str, str]:
    """What each kind means to the customer."""
    return {
        Solution.Kind.WORKAROUND: _("Keeps them working; the cause is still there."),
        Solution.Kind.CONCLUSIVE_FIX: _("Takes the cause out of their way."),
    }
