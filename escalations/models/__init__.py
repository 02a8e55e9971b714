"""The product group, and what is asked of them and of experts."""

from escalations.models.consultation import Answer, Consultation
from escalations.models.directory import Absence, AllowedDomain, PgMember
from escalations.models.escalating import Doer, EscalationEvent
from escalations.models.gate_refusal import GateRefusal, NoGround
from escalations.models.icm import Icm, IcmIncident
from escalations.models.icm_draft import IcmDraft
from escalations.models.rung import Rung, TeamChannel

__all__ = [
    "Absence",
    "AllowedDomain",
    "Answer",
    "Consultation",
    "Doer",
    "EscalationEvent",
    "GateRefusal",
    "Icm",
    "IcmDraft",
    "IcmIncident",
    "NoGround",
    "PgMember",
    "Rung",
    "TeamChannel",
]
