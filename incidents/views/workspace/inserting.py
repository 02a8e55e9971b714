"""Putting a template or a known error into what is being written; what was typed stays, and nothing is sent."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.acting import require
from incidents import forms, placeholders
from incidents.insertions import Audience, Insertion, chosen
from incidents.models import Incident, Solution
from incidents.pending import offer_again
from incidents.policy import RULES
from incidents.views.doors import user_of
from incidents.views.workspace.door import WORKSPACE
from incidents.views.workspace.incident import FORMS, incident_page
from incidents.views.workspace.solution import offered_headings
from incidents.views.workspace.solution import page as solution_page

AUDIENCES = {
    "take-and-respond": Audience.PUBLIC,
    "respond": Audience.PUBLIC,
    "send-update": Audience.PUBLIC,
    "add-note": Audience.INTERNAL,
    "propose-solution": Audience.SOLUTION,
}


@WORKSPACE.guard("POST")
def insert_words(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """The page again with the words put in below what was typed; in place where there is script."""
    incident = WORKSPACE.find(request, number)
    if verb not in AUDIENCES:
        raise Http404
    name = verb_now(incident, verb.replace("-", "_"))
    require(RULES, "assign" if name == "take_and_respond" else name, incident, user_of(request))
    insertion = chosen(incident, AUDIENCES[verb], request.POST.get("insert", ""))
    form = typed(request, incident, forms.ProposeSolutionForm if verb == "propose-solution" else FORMS[name])
    put_in(form, insertion)
    if verb == "propose-solution":
        return solution_page(request, incident, form)
    return incident_page(request, incident, form, status=200)


def verb_now(incident: Incident, name: str) -> str:
    """Words of a first answer go on as an update where somebody else answered first: nothing typed is lost."""
    is_late = name in {"take_and_respond", "respond"} and incident.responded_at is not None
    return "send_update" if is_late else name


def typed(request: HttpRequest, incident: Incident, form_class: type[forms.VerbForm]) -> Any:
    """The form as it was filled in so far, judged by nobody yet; files that were chosen are offered again."""
    sent: Any = form_class(request.POST, request.FILES, incident=incident)
    offer_again(sent, user_of(request))
    form: Any = form_class(incident=incident, initial={name: request.POST.get(name) for name in sent.fields})
    form.initial.pop("files", None)
    form.offers = sent.offers
    return form


def put_in(form: Any, insertion: Insertion | None) -> None:
    if insertion is None:
        form.put_in = _("Choose a template or a known error first.")
        return
    form.initial["body"] = together(form.initial["body"] or "", insertion)
    if insertion.problem is not None and "problem" in form.fields:
        form.initial |= {"problem": insertion.problem.number, "kind": Solution.Kind.WORKAROUND}
    if insertion.said is not None:
        form.put_in = _("Put in, as the product group wrote it. Say it in your own words: as it stands it is not sent.")
        return
    left = placeholders.left_open(insertion.text)
    said = {"names": ", ".join(left)}
    form.put_in = _("Put in. Before you send it, put words in place of %(names)s.") % said if left else _("Put in.")


def together(text: str, insertion: Insertion) -> str:
    """Below what was typed; why it is so, and a workaround, under the heading that is there for it."""
    heading = offered_headings()[0 if insertion.said else 1]
    if (insertion.problem or insertion.said) and f"{heading}\n" in f"{text}\n":
        text = text.replace("\r\n", "\n")
        return text.replace(heading, f"{heading}\n{insertion.text}", 1)
    return f"{text.rstrip()}\n\n{insertion.text}".lstrip()
