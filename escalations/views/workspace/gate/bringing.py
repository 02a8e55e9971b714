"""From what was typed to what is brought to the gate, or asked of colleagues instead."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from escalations.forms.gate import FACT, NONE_NEEDED, QUESTION, CheckedForm, DetailsForm
from escalations.gate import FACTS, Asked, indicating, judge, team_for
from escalations.gate.questions import label_of
from escalations.models import Consultation, FactTemplate, Icm, Naming, NoGround, PgMember
from escalations.views.workspace.gate.steps import Fault, placed
from incidents.actions.investigating import Finding
from incidents.models import Check, Incident

Fields = Mapping[str, str]
SEPARATORS = re.compile(r"[\n,;]")


def naming_of(fields: Fields, incident: Incident) -> Naming:
    """What the facts of this kind are called here; one query, none before the kind is chosen."""
    return FactTemplate.current(incident.area_id, fields.get("kind", ""))


def asked_of(fields: Fields, incident: Incident, user: User, naming: Naming) -> Asked:
    """What is on its way to the gate. A reason that needs no ground is none; the kind says the team."""
    ground, kind = fields.get("ground", ""), fields.get("kind", "")
    return Asked(
        incident=incident,
        by=user,
        ground="" if ground == NONE_NEEDED else ground,
        evidence=fields.get("evidence", "") if ground == Icm.Ground.BUG_EVIDENCE else "",
        consultation=consultation_of(incident, fields.get("consultation", "")),
        pg_member=PgMember.objects.filter(email=fields.get("pg_member", "").replace("\x00", "")).first(),
        said_where=fields.get("said_where", ""),
        team=team_for(kind),
        kind=kind,
        title=fields.get("title", ""),
        facts=facts_of(fields, kind),
        new_because=fields.get("new_because", ""),
        naming=naming,
    )


def consultation_of(incident: Incident, number: str) -> Consultation | None:
    place = Consultation.place_of(number) if number else None
    return Consultation.objects.filter(incident=incident, pk=place).first() if place is not None else None


def facts_of(fields: Fields, kind: str) -> dict[str, Any]:
    facts: dict[str, Any] = {name: fields.get(FACT + name, "") for name in FACTS.get(kind, ())}
    if "regions" in facts:
        facts["regions"] = [one.strip() for one in SEPARATORS.split(facts["regions"]) if one.strip()]
    return facts


def faults_of(fields: Fields, incident: Incident, user: User, naming: Naming) -> list[Fault]:
    """What the gate would say of it now, step by step; until somebody says what it is, it is taken for a bug."""
    asked = asked_of(fields, incident, user, naming)
    if not asked.kind and fields.get("ground") != NONE_NEEDED:
        fields = {**fields, "kind": Icm.Kind.BUG}
        asked = asked_of(fields, incident, user, naming)
        faults = {**judge(asked).faults, "kind": [_("Choose what it is.")]}
    else:
        faults = judge(asked).faults
    return placed(faults, asked.ground)


def findings_of(fields: Fields) -> list[Finding]:
    """The checks that somebody recorded here, each with what they wrote."""
    found = []
    for kind in Check.Kind.values:
        outcome, evidence = fields.get(f"{kind}_outcome", ""), fields.get(f"{kind}_evidence", "")
        if outcome or evidence.strip():
            found.append(Finding(kind, outcome, evidence))
    return found


def indicated(incident: Incident, user: User) -> list[Consultation]:
    """The answered consultations of this incident whose last word is that an ICM is right."""
    rows = incident.consultations.filter(state=Consultation.State.ANSWERED).prefetch_related("answers__by")
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
