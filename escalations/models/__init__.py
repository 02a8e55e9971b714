"""The product group, and what is asked of them and of experts."""

from escalations.models.consultation import Answer, Consultation
from escalations.models.csat import CsatRequest, leadership_ground
from escalations.models.digest import Digest
from escalations.models.directory import Absence, AllowedDomain, PgMember
from escalations.models.escalating import Doer, EscalationEvent
from escalations.models.icm import Icm, IcmIncident
from escalations.models.letter_template import LetterTemplate
from escalations.models.morning import MorningReview
from escalations.models.risk_dismissal import RiskDismissal
from escalations.models.shiproom import ShiproomReview

__all__ = [
    "Absence",
    "AllowedDomain",
    "Answer",
    "Consultation",
    "CsatRequest",
    "Digest",
    "Doer",
    "EscalationEvent",
    "Icm",
    "IcmIncident",
    "LetterTemplate",
    "MorningReview",
    "PgMember",
    "RiskDismissal",
    "ShiproomReview",
    "leadership_ground",
]
