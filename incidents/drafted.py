"""Which forms keep drafts, what of them is kept, and how a draft comes back into its form (D22)."""

from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import QueryDict
from django.utils.translation import ngettext

from accounts.acting import NotValid
from accounts.models import User
from incidents import forms
from incidents.models import Draft, Incident


@dataclass(frozen=True)
class Place:
    """One form as a draft knows it: whose words are kept, by field, and the page that shows it.

    Only what the writer says is kept. Triage is not: sent with words of yesterday it would undo what others set since.
    """

    door: str
    page: str
    form: type[Form]
    fields: tuple[str, ...]

    def limit(self, name: str) -> int:
        """How many characters of a field are kept."""
        return getattr(self.form.base_fields[name], "max_length", None) or SHORT


PLACES = {
    # Words to the customer are one place, whichever verb sends them by then.
    "to_customer": Place("workspace", "incident", forms.SendUpdateForm, ("body", "next_update_by")),
    "add_note": Place("workspace", "incident", forms.AddNoteForm, ("body",)),
    "state_problem": Place("workspace", "state_problem", forms.StateProblemForm, ("body", "next_update_by")),
    "propose_solution": Place(
        "workspace", "propose_solution", forms.ProposeSolutionForm, ("kind", "body", "next_update_by", "problem")
    ),
    "withdraw_solution": Place("workspace", "withdraw_solution", forms.WithdrawSolutionForm, ("reason",)),
    "delegate_task": Place("workspace", "delegate_task", forms.DelegateTaskForm, ("title", "detail")),
    "report_for_customer": Place(
        "workspace",
        "report_for_customer",
        forms.OnBehalfForm,
        ("customer", "title", "severity", "area", "description"),
    ),
    "post_message": Place("portal", "incident", forms.PostMessageForm, ("body",)),
    "correct_problem": Place("portal", "incident", forms.CorrectProblemForm, ("body",)),
    "reject_solution": Place("portal", "incident", forms.RejectSolutionForm, ("reason",)),
    "report": Place("portal", "report", forms.ReportForm, ("title", "severity", "area", "description")),
}
OF_NO_INCIDENT = {"report", "report_for_customer"}
SENT_FROM = dict.fromkeys(("respond", "take_and_respond", "send_update"), "to_customer")
SHORT = 100  # characters of what is chosen, not written


def place_of(verb: str) -> str:
    """The name of the draft that this verb's form keeps, or nothing."""
    name = SENT_FROM.get(verb, verb)
    return name if name in PLACES else ""


def typed(place: Place, sent: QueryDict) -> dict[str, str]:
    """What of a form is kept, held to the form's own limits; raises NotValid by field."""
    found = {name: sent.get(name, "") for name in place.fields}
    errors = {name: [sentence] for name, text in found.items() if (sentence := too_long(place, name, text))}
    if errors:
        raise NotValid(errors)
    return found


def too_long(place: Place, name: str, text: str) -> str:
    over = len(text) - place.limit(name)
    if over <= 0:
        return ""
    words = ngettext("This is %(n)d character too long.", "This is %(n)d characters too long.", over)
    return words % {"n": over}


def drafts_of(user: User, incident: Incident | None) -> dict[str, Draft]:
    """What this person has not sent yet, by form; one query."""
    return {draft.form: draft for draft in Draft.objects.written_by(user).filter(incident=incident)}


def words_of(draft: Draft | None) -> dict[str, Any]:
    """What a form begins with; nothing where nothing was kept."""
    return {name: text for name, text in draft.fields.items() if text} if draft else {}
