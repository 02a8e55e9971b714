"""What only one of the five steps shows: who answers faster, what is like it, each kind's team, the letter to come."""

from datetime import timedelta
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from escalations.actions.previewing import preview_opening
from escalations.forms.gate import FACT, LEFT, NONE_NEEDED, RIGHT
from escalations.gate import FACTS, KINDS_OF_TEAM, experts_for, questions
from escalations.models import Icm, Naming, NoGround
from escalations.views.workspace.gate.bringing import asked_of
from escalations.views.workspace.gate.steps import CHECKED, DETAILS, READ, REASON, TEAM, Fault
from incidents import search
from incidents.models import Incident
from incidents.search import PROBLEM
from incidents.views.workspace import findings

MATCHES, FILES = 3, 10
Fields = dict[str, str]
Extra = dict[str, Any]


# --- 1: the reason ------------------------------------------------------------------------------------------------


def for_reason(incident: Incident, user: User, fields: Fields, faults: list[Fault], naming: Naming) -> Extra:
    chosen = fields.get("ground", "")
    return {
        "left": [(value, label_of(value), note) for value, note in zip(LEFT, notes_left(incident), strict=True)],
        "right": [(value, label_of(value), note) for value, note in zip(RIGHT, notes_right(), strict=True)],
        "chosen": chosen,
        "is_elsewhere": chosen in RIGHT,
        "experts": experts(incident, user),
        "matches": known_errors(incident, user),
    }


def label_of(ground: str) -> str:
    if ground == NONE_NEEDED:
        return _("A quota increase, or an RCA that the customer wished for")
    labels = {**dict(Icm.Ground.choices), **dict(NoGround.choices)}
    return str(labels.get(ground, ""))


def notes_left(incident: Incident) -> list[str]:
    return [
        _("In words or attached to the incident, in step 2"),
        _("Their own answer to a consultation, or you are one yourself"),
        _("Their answer to a consultation, or their name and where they said it"),
        _("It is severity %(n)d now") % {"n": incident.severity},
        _("Needs its facts only"),
    ]


def notes_right() -> list[str]:
    return [
        _("Goes to known errors, then to colleagues"),
        _("Goes to the SMEs for it"),
        _("Goes to colleagues, then to an SME"),
        _("Goes to an SME, who may take a task"),
    ]


def experts(incident: Incident, user: User) -> list[tuple[Any, str]]:
    """The SMEs, with who of them is there and how long they usually take."""
    if incident.area is None:
        return []
    return [(one, usual(one.usually)) for one in experts_for(incident.area, incident.organization.region, but=user)]


def usual(time: timedelta | None) -> str:
    if time is None:
        return ""
    minutes = max(round(time.total_seconds() / 60), 1)
    if minutes < 120:
        return ngettext("usually answers in %(n)d minute", "usually answers in %(n)d minutes", minutes) % {"n": minutes}
    return _("usually answers in %(n)d hours") % {"n": round(minutes / 60)}


def known_errors(incident: Incident, user: User) -> list[search.Hit]:
    found = search.similar(user, incident, kinds=[PROBLEM.name], limit=MATCHES)
    return [hit for hit in found if hit.is_telling]


# --- 2: what was checked ------------------------------------------------------------------------------------------


def for_checked(incident: Incident, user: User, fields: Fields, faults: list[Fault], naming: Naming) -> Extra:
    """Beside the similar ones, which the page has looked up: what is asked here, on this ground."""
    ground = fields.get("ground", "")
    wants_evidence = ground == Icm.Ground.BUG_EVIDENCE or (not ground and bool(fields.get("evidence")))
    return {
        "checks": findings.panel(incident).rows,
        "files": list(incident.attachments.all()[:FILES]) if wants_evidence else [],
        "wants_evidence": wants_evidence,
        "may_follow": ground in {Icm.Ground.SEVERITY_1, Icm.Ground.PG_INDICATED},
    }


# --- 3: who takes it ----------------------------------------------------------------------------------------------


def for_team(incident: Incident, user: User, fields: Fields, faults: list[Fault], naming: Naming) -> Extra:
    words = {
        Icm.Team.LIVESITE_DRI: _("Quota increases only"),
        Icm.Team.CSS_ESCALATION: _("Bugs, feature requests and causes"),
    }
    teams = [(team.label, said, kinds_of(team)) for team, said in words.items()]
    return {"teams": teams, "chosen": fields.get("kind", "")}


def kinds_of(team: str) -> list[tuple[str, Any, str]]:
    notes = {
        Icm.Kind.BUG: _("Stands on a reason and on the investigation"),
        Icm.Kind.FEATURE_REQUEST: _("Stands on the word of an expert or of the product group"),
        Icm.Kind.RCA: _("As a feature request; or severity 1, or the customer's wish"),
        Icm.Kind.QUOTA_INCREASE: _("Stands on its facts: subscription, regions, amounts and why"),
    }
    return [(kind, Icm.Kind(kind).label, notes[Icm.Kind(kind)]) for kind in KINDS_OF_TEAM[team]]


def team_words(kind: str) -> str:
    return next((str(Icm.Team(team).label) for team, kinds in KINDS_OF_TEAM.items() if kind in kinds), "")


# --- 4 and 5: the details, and what they make -----------------------------------------------------------------------


def for_details(incident: Incident, user: User, fields: Fields, faults: list[Fault], naming: Naming) -> Extra:
    """Field, label and words, as the product group will see them."""
    names = naming.ordered(FACTS.get(fields.get("kind", ""), ()))
    shown = [(FACT + name, questions.label_of(name, naming), fields.get(FACT + name, "")) for name in names]
    return {"shown": shown, "team_label": team_words(fields.get("kind", ""))}


def for_read(incident: Incident, user: User, fields: Fields, faults: list[Fault], naming: Naming) -> Extra:
    """The letter as it will be sent, and to whom; nothing to read while there is something to put right."""
    left = [(fault, fault.step.url(incident)) for fault in faults]
    if left:
        return {"left": left, "letter": None}
    found = preview_opening(asked_of(fields, incident, user, naming))
    told = get_text_list([reader.first_name for reader in found.readers], _("and"))
    return {"letter": found.letter, "readers": found.readers, "named": found.named, "told": told}


EXTRAS = {
    REASON.key: for_reason,
    CHECKED.key: for_checked,
    TEAM.key: for_team,
    DETAILS.key: for_details,
    READ.key: for_read,
}
