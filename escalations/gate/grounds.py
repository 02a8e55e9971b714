"""The four grounds, each looked at, and the four that are none (R31)."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from escalations.gate.asking import Asked, Faults
from escalations.gate.experts import is_expert
from escalations.models import Answer, Consultation, Icm
from incidents.actions.words import says_something
from incidents.models import Incident, Solution

Ground, Kind = Icm.Ground, Icm.Kind
SAID_WHERE = 300  # characters
# What each kind may stand on. A quota increase needs no ground, only its facts (R33).
GROUNDS: Mapping[str, tuple[str, ...]] = {
    Kind.BUG: tuple(Ground),
    Kind.FEATURE_REQUEST: (Ground.EXPERT_INDICATED, Ground.PG_INDICATED),
    Kind.RCA: (Ground.EXPERT_INDICATED, Ground.PG_INDICATED, Ground.SEVERITY_1),
}


def ground_faults(asked: Asked) -> Faults:
    """What is wrong with the ground, for this kind; empty where it holds."""
    allowed = GROUNDS.get(asked.kind)
    if allowed is None:
        return {}
    if not asked.ground:
        return {} if wishes_rca(asked) else {"ground": [_("Say on which ground this goes to the product group.")]}
    if asked.ground not in Ground.values:
        return {"ground": [_("Choose one of: %s.") % ", ".join(Ground.values)]}
    if asked.ground not in allowed and not wishes_rca(asked):
        return {"ground": [needed(asked.kind)]}
    return LOOKED_AT[asked.ground](asked)


def needed(kind: str) -> str:
    if kind == Kind.RCA:
        return _("An RCA needs the word of an expert or of the product group, severity 1, or the customer's wish.")
    return _("A feature request needs the word of an expert or of the product group.")


def wishes_rca(asked: Asked) -> bool:
    """The customer said, keeping the incident open, that they want to know the cause."""
    if asked.kind != Kind.RCA:
        return False
    return Solution.objects.filter(incident=asked.incident, wish=Solution.Wish.ROOT_CAUSE_ANALYSIS).exists()


# --- Each of the four ---------------------------------------------------------------------------------------------


def evidence(asked: Asked) -> Faults:
    """The evidence itself: in words, or a file that came with the incident."""
    if says_something(asked.evidence):
        return {}
    if asked.incident.attachments.exists():
        return {}
    return {"evidence": [_("Say what shows that it is a bug, or attach it to the incident.")]}


def expert(asked: Asked) -> Faults:
    """An expert's own act: their answer to a consultation of this incident, or that they open it themselves (R32)."""
    if asked.consultation is None:
        if is_expert(asked.by, asked.incident.area):
            return {}
        return {
            "ground": [_("You are no SME for this and no senior engineer. Ask one: their answer is what opens this.")]
        }
    return consultation_faults(asked, asked.consultation, indicating(asked.consultation, asked))


def product_group(asked: Asked) -> Faults:
    """A PG member's answer, or one named with where they said it: they are written to and may deny it."""
    if asked.consultation is not None:
        answer = last_of_pg(asked.consultation)
        return consultation_faults(asked, asked.consultation, answer is not None and answer.icm_indicated)
    if asked.pg_member is None:
        return {"pg_member": [_("Name who of the product group asked for it, or the consultation they answered.")]}
    found: Faults = {}
    if not asked.pg_member.is_active:
        found["pg_member"] = [_("%(name)s is not there any more.") % {"name": asked.pg_member.name}]
    where = said_where(asked)
    if not says_something(where):
        found["evidence"] = [_("Say where they said it: they are written to, and can deny it.")]
    elif len(where) > SAID_WHERE:
        found["evidence"] = [_("Say where they said it in at most %(n)d characters.") % {"n": SAID_WHERE}]
    return found


def said_where(asked: Asked) -> str:
    """Where the named one said it: in its own field, or as the evidence for it."""
    own = asked.said_where.strip()
    return own if says_something(own) else asked.evidence.strip()


def severity(asked: Asked) -> Faults:
    if asked.incident.severity == Incident.Severity.ONE:
        return {}
    words = _("This incident is severity %(n)d now. If production is down, change its severity first.")
    return {"ground": [words % {"n": asked.incident.severity}]}


LOOKED_AT: Mapping[str, Callable[[Asked], Faults]] = {
    Ground.BUG_EVIDENCE: evidence,
    Ground.EXPERT_INDICATED: expert,
    Ground.PG_INDICATED: product_group,
    Ground.SEVERITY_1: severity,
}


# --- Consultations ------------------------------------------------------------------------------------------------


def consultation_faults(asked: Asked, consultation: Consultation, is_indicated: bool) -> Faults:
    if consultation.incident_id != asked.incident.pk:
        return {"consultation": [_("This consultation is about another incident.")]}
    if consultation.state == Consultation.State.ASKED:
        return {"consultation": [_("Nobody has answered this consultation yet.")]}
    return {} if is_indicated else {"consultation": [_("Nobody said in it that an ICM is right.")]}


def indicating(consultation: Consultation, asked: Asked) -> bool:
    """The last word says so, and is not the asking one's own, unless they are an expert themselves."""
    answers = list(consultation.answers.all())
    if not answers or not answers[-1].icm_indicated or consultation.state == Consultation.State.ASKED:
        return False
    last = answers[-1]
    if last.by is None or last.by_id not in {asked.by.pk, consultation.asked_by_id}:
        return True
    return is_expert(last.by, asked.incident.area)


def last_of_pg(consultation: Consultation) -> Answer | None:
    return consultation.answers.filter(member__isnull=False).order_by("pk").last()
