"""The judgement: all that is wrong is named at once, and what is no ground leads elsewhere (R31 to R34)."""

from django.utils.translation import gettext as _

from accounts.acting import NotValid
from escalations.gate.asking import Asked, Faults, Judged, Passed
from escalations.gate.facts import clean_facts, team_faults
from escalations.gate.grounds import SAID_WHERE, ground_faults, said_where
from escalations.gate.likeness import similar_icms
from escalations.gate.refused import GateRefused
from escalations.gate.titles import naming_faults
from escalations.models import FactTemplate, GateRefusal, Icm, Naming, NoGround
from incidents.actions.words import BODY, REASON, TITLE, says_something, words
from incidents.models import Check, Incident
from notifications.moment import now

# On these the investigation may follow (R32).
MAY_FOLLOW = (Icm.Ground.SEVERITY_1, Icm.Ground.PG_INDICATED)


def check(asked: Asked) -> Passed:
    """Raises GateRefused by field."""
    judged = judge(asked)
    if judged.passed is None:
        raise GateRefused(judged.faults, judged.led_to)
    return judged.passed


def judge(asked: Asked) -> Judged:
    """Nothing is written and nothing is raised: a page asks it of what is still being brought together."""
    if asked.ground in NoGround.values:
        return Judged({"ground": [no_ground(asked.ground)]}, GateRefusal.CONSULTATION)
    naming = asked.naming or FactTemplate.current(asked.incident.area_id, asked.kind)
    facts, malformed = clean_facts(asked.kind, asked.facts, naming)
    outstanding = still_to_check(asked)
    faults: Faults = {
        **area_faults(asked),
        **ground_faults(asked),
        **investigation_faults(asked, outstanding),
        **team_faults(asked.team, asked.kind),
        **title_faults(asked.title, asked.incident),
        **malformed,
        **newness_faults(asked),
    }
    if asked.evidence:
        faults = {**worded(asked.evidence, "evidence", BODY), **faults}
    if faults or asked.incident.area is None:
        return Judged(faults)
    return Judged({}, passed=passing(asked, facts, outstanding, naming))


def no_ground(ground: str) -> str:
    return {
        NoGround.DOCUMENTATION: _("What the documentation answers is no ground: colleagues know where it stands."),
        NoGround.QUERY: _("How to write a query is no ground: the SMEs for it answer that."),
        NoGround.UNSURE_HOW_TO_TROUBLESHOOT: _("Not knowing how to go on is no ground: colleagues do, then an SME."),
        NoGround.BEYOND_MY_SKILLS: _("That it is beyond you is no ground: an SME helps, and may take a task."),
    }[NoGround(ground)]


def still_to_check(asked: Asked) -> list[str]:
    """Of a bug: which of the four checks nobody has made (R29)."""
    return asked.incident.outstanding_checks() if asked.kind == Icm.Kind.BUG else []


def area_faults(asked: Asked) -> Faults:
    if asked.incident.area is not None:
        return {}
    return {"incident": [_("Choose the incident's area first: it says whom to write to.")]}


def investigation_faults(asked: Asked, outstanding: list[str]) -> Faults:
    if not outstanding or asked.ground in MAY_FOLLOW:
        return {}
    names = ", ".join(str(Check.Kind(kind).label) for kind in outstanding)
    return {"investigation": [_("Nobody has recorded this yet: %(names)s.") % {"names": names}]}


def require_title(title: str, incident: Incident) -> str:
    """As it would be kept; raises NotValid, whatever else stands against the opening."""
    if faults := title_faults(title, incident):
        raise NotValid(faults)
    return cleaned(title, TITLE)


def title_faults(title: str, incident: Incident) -> Faults:
    """The mark heads a title once an SME has approved it; typed, it would say so before, and twice after (R40)."""
    if f"[{Icm.MARK}]".casefold() in title.casefold():
        return {"title": [_("Leave the mark out: it heads the title by itself once an SME has approved it.")]}
    if not says_something(title):
        return {"title": [_("Give it a title: symptom, trigger, where.")]}
    return worded(title, "title", TITLE) or naming_faults(title, incident)


def newness_faults(asked: Asked) -> Faults:
    """Where others are like it: join one, or say why this is none of them (R34)."""
    said = worded(asked.new_because, "new_because", REASON)
    if said or says_something(asked.new_because):
        return said
    found = similar_icms(asked.incident, asked.by) if asked.alike is None else asked.alike
    if not found:
        return {}
    names = ", ".join(hit.record.number for hit in found)
    return {"new_because": [_("Join one of these, or say why this is none of them: %(names)s.") % {"names": names}]}


def worded(text: str, field: str, limit: int) -> Faults:
    try:
        words(text, field=field, limit=limit, required=False)
    except NotValid as refusal:
        return dict(refusal.errors)
    return {}


def passing(asked: Asked, facts: dict[str, object], outstanding: list[str], naming: Naming) -> Passed:
    """A quota increase stands on its facts: whatever ground was named with it was not looked at, so none is kept."""
    ground = "" if asked.kind == Icm.Kind.QUOTA_INCREASE else asked.ground
    speaks = ground in {Icm.Ground.EXPERT_INDICATED, Icm.Ground.PG_INDICATED}
    named = asked.pg_member if ground == Icm.Ground.PG_INDICATED and asked.consultation is None else None
    assert asked.incident.area is not None  # noqa: S101 - judged before
    return Passed(
        area=asked.incident.area,
        title=cleaned(asked.title, TITLE),
        ground=ground,
        evidence=cleaned(asked.evidence, BODY),
        consultation=asked.consultation if speaks else None,
        pg_member=named,
        said_where=cleaned(said_where(asked), SAID_WHERE) if named else "",
        facts=facts,
        fact_names=naming.to_keep(asked.kind),
        new_because=cleaned(asked.new_because, REASON),
        outstanding=outstanding,
        at=now(),
    )


def cleaned(text: str, limit: int) -> str:
    """As it is kept: what turns round whatever stands behind it is left out, in other people's lists too."""
    return words(text, field="it", limit=limit, required=False)
