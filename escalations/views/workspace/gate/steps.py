"""The five steps: how they are called, where they stand, and which of the gate's findings belongs to which."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from escalations.forms.gate import FACT
from escalations.models import Icm
from incidents.models import Incident


@dataclass(frozen=True)
class Step:
    key: str
    name: str
    label: str | Promise
    button: str | Promise

    def url(self, incident: Incident) -> str:
        return reverse(f"escalations:{self.name}", args=[incident.number])


REASON = Step("reason", "open_icm_start", _("Reason"), _("What you checked"))
CHECKED = Step("checked", "open_icm_checked", _("What you checked"), _("Who takes it"))
TEAM = Step("team", "open_icm_team", _("Who takes it"), _("Details"))
DETAILS = Step("details", "open_icm_details", _("Details"), _("Read it as they will"))
READ = Step("read", "open_icm_read", _("Read it as they will"), _("Open the ICM"))
STEPS = (REASON, CHECKED, TEAM, DETAILS, READ)
BY_KEY = {step.key: step for step in STEPS}
# A finding's field -> its step, and the form's field that it stands beside (none: above the form).
PLACES: dict[str, tuple[Step, str]] = {
    "incident": (REASON, ""),
    "ground": (REASON, "ground"),
    "consultation": (REASON, "consultation"),
    "pg_member": (REASON, "pg_member"),
    "said_where": (REASON, "said_where"),
    "evidence": (CHECKED, "evidence"),
    "investigation": (CHECKED, ""),
    "new_because": (CHECKED, "new_because"),
    "kind": (TEAM, "kind"),
    "team": (TEAM, "kind"),
    "title": (DETAILS, "title"),
    "facts": (DETAILS, ""),
}


# How a step stands that somebody has come to, and what is said of it.
DONE, NEEDS, FOLLOWS = "done", "needs", "follows"
WORDS: Mapping[str, str | Promise] = {
    DONE: _("done"),
    NEEDS: _("needs attention"),
    FOLLOWS: _("checks to follow"),
}


@dataclass(frozen=True)
class Fault:
    """One thing to put right: its step, the form's field that it is about, and the sentence."""

    step: Step
    field: str
    sentence: str


def placed(faults: Mapping[str, list[str]], ground: str) -> list[Fault]:
    """In the order of the steps. On the product group's word, the evidence is where it was said."""
    found = [Fault(*place_of(name, ground), sentence) for name, said in faults.items() for sentence in said]
    return sorted(found, key=lambda fault: STEPS.index(fault.step))


def place_of(name: str, ground: str) -> tuple[Step, str]:
    if name == "evidence" and ground == Icm.Ground.PG_INDICATED:
        return PLACES["said_where"]
    if name.startswith("facts."):
        return DETAILS, FACT + name.removeprefix("facts.")
    return PLACES[name]


@dataclass(frozen=True)
class Mark:
    """A step in the row of steps: how it stands, and `word` says it in words."""

    step: Step
    place: int
    url: str
    is_now: bool
    is_done: bool
    word: str | Promise


def marks(incident: Incident, now: Step, stands: Mapping[str, str]) -> list[Mark]:
    """`stands`: of each step that somebody has come to, how it stands."""
    found = []
    for place, step in enumerate(STEPS, start=1):
        stand = stands.get(step.key, "")
        found.append(Mark(step, place, step.url(incident), step is now, stand == DONE, WORDS.get(stand, "")))
    return found


def standing(gone: list[str], faults: list[Fault], outstanding: list[str]) -> dict[str, str]:
    """`gone`: the steps that were gone through, by key; `outstanding`: checks that this ground lets follow.

    Only what was gone through is done or needs attention; but checks that are all made are made, by whatever page.
    """
    blamed = {fault.step.key for fault in faults}
    found = {key: NEEDS if key in blamed else DONE for key in gone}
    if outstanding and found.get(CHECKED.key) == DONE:
        found[CHECKED.key] = FOLLOWS
    return found


def following(step: Step) -> Step:
    return STEPS[STEPS.index(step) + 1]


def before(step: Step) -> Step | None:
    place = STEPS.index(step)
    return STEPS[place - 1] if place else None
