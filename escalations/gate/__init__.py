"""The gate before the product group: on which grounds, with which evidence and facts, and where else it leads (R31)."""

from escalations.gate.asking import Asked, Judged, Passed
from escalations.gate.experts import Expert, experts_for, is_expert
from escalations.gate.facts import KINDS_OF_TEAM, team_for
from escalations.gate.grounds import GROUNDS, indicating
from escalations.gate.judging import check, judge, require_title
from escalations.gate.likeness import SHOWN, similar_icms
from escalations.gate.refused import GateRefused
from escalations.models import FACTS, REQUIRED

__all__ = [
    "FACTS",
    "GROUNDS",
    "KINDS_OF_TEAM",
    "REQUIRED",
    "SHOWN",
    "Asked",
    "Expert",
    "GateRefused",
    "Judged",
    "Passed",
    "check",
    "experts_for",
    "indicating",
    "is_expert",
    "judge",
    "require_title",
    "similar_icms",
    "team_for",
]
