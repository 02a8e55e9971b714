"""From what was typed to what is brought to the gate, or asked of colleagues instead."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Prefetch
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from accounts.models import User
from escalations.forms.gate import FACT, LEFT, NONE_NEEDED, QUESTION, RIGHT, CheckedForm, DetailsForm
from escalations.gate import FACTS, Asked, indicating, judge, team_for
from escalations.gate.questions import label_of
from escalations.models import Answer, Consultation, FactTemplate, Icm, Naming, NoGround, PgMember
from escalations.views.workspace.gate.steps import CHECKED, Fault, placed
from incidents.actions.investigating import Finding
from incidents.models import Check, Incident
from incidents.search import Hit

Fields = Mapping[str, str]
SEPARATORS = re.compile(r"[\n,;]")


def naming_of(fields: Fields, incident: Incident) -> Naming:
    """What the facts of this kind are called here; one query, none before the kind is chosen."""
    return FactTemplate.current(incident.area_id, fields.get("kind", ""))


def asked_of(
    fields: Fields, incident: Incident, user: User, naming: Naming, alike: Sequence[Hit] | None = None
) -> Asked:
    """What is on its way to the gate. A reason that needs no ground is none; the kind says the team."""
    ground, kind = fields.get("ground", ""), fields.get("kind", "")
    return Asked(
        incident=incident,
        by=user,
        ground="" if ground == NONE_NEEDED else ground,
        evidence=fields.get("evidence", "") if ground == Icm.Ground.BUG_EVIDENCE else "",
        consultation=consultation_of(incident, fields.get("consultation", "")),
        pg_member=member_of(fields.get("pg_member", "").replace("\x00", "")),
        said_where=fields.get("said_where", ""),
        team=team_for(kind),
        kind=kind,
        title=fields.get("title", ""),
        facts=facts_of(fields, kind),
        new_because=fields.get("new_because", ""),
        alike=alike,
        naming=naming,
    )


def member_of(email: str) -> PgMember | None:
    return PgMember.objects.filter(email=email).first() if email else None


def consultation_of(incident: Incident, number: str) -> Consultation | None:
    place = Consultation.place_of(number) if number else None
    return Consultation.objects.filter(incident=incident, pk=place).first() if place is not None else None


def facts_of(fields: Fields, kind: str) -> dict[str, Any]:
    facts: dict[str, Any] = {name: fields.get(FACT + name, "") for name in FACTS.get(kind, ())}
    if "regions" in facts:
        facts["regions"] = [one.strip() for one in SEPARATORS.split(facts["regions"]) if one.strip()]
    return facts


def faults_of(
    fields: Fields, incident: Incident, user: User, naming: Naming, alike: Sequence[Hit] | None = None
) -> list[Fault]:
    """What the gate would say of it now, step by step; until somebody says what it is, it is taken for a bug."""
    asked = asked_of(fields, incident, user, naming, alike)
    if not asked.kind and fields.get("ground") != NONE_NEEDED:
        bug = Icm.Kind.BUG
        asked = replace(asked, kind=bug, team=team_for(bug), facts=facts_of(fields, bug))
        faults = {**judge(asked).faults, "kind": [_("Choose what it is.")]}
    else:
        faults = judge(asked).faults
    return placed(in_words(faults, fields), asked.ground)


def in_words(faults: Mapping[str, list[str]], fields: Fields) -> dict[str, list[str]]:
    """A tool is told the names of what it may choose; a person sees the choices."""
    found = dict(faults)
    if "kind" in found and fields.get("kind", "") not in Icm.Kind.values:
        found["kind"] = [_("Choose what it is.")]
    if "ground" in found and fields.get("ground", "") not in {*LEFT, *RIGHT, ""}:
        found["ground"] = [_("Choose one of the reasons.")]
    return found


def findings_of(fields: Fields) -> list[Finding]:
    """The checks that somebody recorded here, each with what they wrote."""
    found = []
    for kind in Check.Kind.values:
        outcome, evidence = fields.get(f"{kind}_outcome", ""), fields.get(f"{kind}_evidence", "")
        if outcome or evidence.strip():
            found.append(Finding(kind, outcome, evidence))
    return found


def blamed_checks(errors: Mapping[str, list[str]]) -> list[Fault]:
    """What is wrong with a finding, beside its field, and by the check's name where all of it stands together."""
    found = []
    for name, said in errors.items():
        kind, _dot, part = name.partition(".")
        found += [Fault(CHECKED, f"{kind}_{part}", of_check(kind, part, sentence)) for sentence in said]
    return found


def of_check(kind: str, part: str, sentence: str) -> str:
    if part == "outcome":
        outcomes = get_text_list([str(outcome.label) for outcome in Check.OUTCOMES[kind]], _("or"))
        sentence = _("Say what came of it: %(outcomes)s.") % {"outcomes": outcomes}
    return _("%(check)s: %(sentence)s") % {"check": Check.Kind(kind).label, "sentence": sentence}


def indicated(incident: Incident, user: User) -> list[Consultation]:
    """The answered consultations of this incident whose last word is that an ICM is right."""
    answers = Prefetch("answers", Answer.objects.select_related("by"))
    rows = incident.consultations.filter(state=Consultation.State.ANSWERED).prefetch_related(answers)
    return [one for one in rows if indicating(one, Asked(incident=incident, by=user))]


def ground_by(consultation: Consultation) -> str:
    """On whose word it opens: the product group's, or an expert's."""
    last = consultation.answers.order_by("pk").last()
    return Icm.Ground.PG_INDICATED if last is not None and last.member_id is not None else Icm.Ground.EXPERT_INDICATED


# --- What goes along with a question ------------------------------------------------------------------------------


def question_of(fields: Fields, incident: Incident) -> str:
    """The question, and under it everything that was typed on the way to an ICM: nothing is lost (R31)."""
    reason = str(NoGround(fields["ground"]).label) if fields.get("ground") in NoGround.values else ""
    asked = fields.get(QUESTION, "").strip() or incident.title
    along = [f"**{label}**\n\n{text}" for label, text in typed(fields, naming_of(fields, incident))]
    return "\n\n".join([asked, f"*{reason}*" if reason else "", *along]).strip().replace("\n\n\n\n", "\n\n")


def typed(fields: Fields, naming: Naming) -> list[tuple[str, str]]:
    labels = {"said_where": _("Where it was said"), **checked_labels(), **detail_labels(naming)}
    return [(label, fields[name].strip()) for name, label in labels.items() if fields.get(name, "").strip()]


def checked_labels() -> dict[str, str]:
    own = {name: str(field.label) for name, field in CheckedForm.base_fields.items()}
    return {**own, **{f"{kind}_evidence": str(Check.Kind(kind).label) for kind in Check.Kind.values}}


def detail_labels(naming: Naming) -> dict[str, str]:
    facts = naming.ordered(dict.fromkeys(name for names in FACTS.values() for name in names))
    own = {name: str(field.label) for name, field in DetailsForm.base_fields.items()}
    return {**own, **{FACT + name: label_of(name, naming) for name in facts}}
