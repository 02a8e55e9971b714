"""What pages show of drafts: the one of a form, and those that no form can send any more (D22)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from incidents.drafted import PLACES
from incidents.models import Draft, Incident
from incidents.views.doors import user_of


@dataclass(frozen=True)
class Unsent:
    """A draft that this page has no form for any more: to be read, copied and thrown away."""

    name: str
    label: str
    texts: list[str]
    draft: Draft
    url: str


def draft_of(request: HttpRequest, incident: Incident, verb: str) -> dict[str, Any]:
    """For a page of one form: its draft, and where it is kept; nothing where it keeps none."""
    if verb not in PLACES:
        return {}
    draft = Draft.objects.written_by(user_of(request)).filter(incident=incident, form=verb).first()
    return {"draft": draft, "draft_url": reverse("workspace:draft", args=[incident.number, verb])}


def unsent(drafts: Iterable[Draft], door: str, incident: Incident, placed: Iterable[str]) -> list[Unsent]:
    """Those without a form that could send them: the incident is closed, or somebody else's turn.

    What is written to those above the incidents has its form on another page.
    """
    return [
        Unsent(
            draft.form,
            label_of(draft.form),
            [text for text in draft.fields.values() if text],
            draft,
            reverse(f"{door}:draft", args=[incident.number, draft.form]),
        )
        for draft in drafts
        if draft.form in PLACES and draft.form not in placed and PLACES[draft.form].door == door
    ]


def label_of(form: str) -> str:
    return {
        "to_customer": _("To the customer"),
        "add_note": _("Team note"),
        "state_problem": _("The problem in our words"),
        "propose_solution": _("A solution"),
        "withdraw_solution": _("Why the solution is withdrawn"),
        "delegate_task": _("A task"),
        "post_message": _("Your message"),
        "correct_problem": _("What is different"),
        "reject_solution": _("Why it does not work"),
    }[form]
