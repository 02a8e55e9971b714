"""The product group, what is asked of them and of experts, and how they take part by link."""

from escalations.models.consent import Consent
from escalations.models.consultation import Answer, Consultation
from escalations.models.csat import CsatRequest
from escalations.models.digest import Digest
from escalations.models.directory import Absence, AllowedDomain, PgMember
from escalations.models.escalating import Doer, EscalationEvent
from escalations.models.fact_template import FactTemplate, Naming
from escalations.models.facts_asked import FACTS, REQUIRED
from escalations.models.gate_refusal import GateRefusal, NoGround
from escalations.models.icm import Icm
from escalations.models.icm_draft import IcmDraft
from escalations.models.icm_incident import IcmIncident
from escalations.models.letter_template import LetterTemplate
from escalations.models.morning import MorningReview
from escalations.models.risk_dismissal import RiskDismissal
from escalations.models.rung import Rung, TeamChannel
from escalations.models.shiproom import ShiproomReview
from escalations.models.shiproom_seat import ShiproomSeat

# isort: split
# Participation by link
from escalations.models.access import AccessEvent, PgSubmission, Tally
from escalations.models.link import Grant, Installation, Link
from escalations.models.visit import Code, PgBrowser, PgEntry, PgSession

__all__ = [
    "FACTS",
    "REQUIRED",
    "Absence",
    "AccessEvent",
    "AllowedDomain",
    "Answer",
    "Code",
    "Consent",
    "Consultation",
    "CsatRequest",
    "Digest",
    "Doer",
    "EscalationEvent",
    "FactTemplate",
    "GateRefusal",
    "Grant",
    "Icm",
    "IcmDraft",
    "IcmIncident",
    "Installation",
    "LetterTemplate",
    "Link",
    "MorningReview",
    "Naming",
    "NoGround",
    "PgBrowser",
    "PgEntry",
    "PgMember",
    "PgSession",
    "PgSubmission",
    "RiskDismissal",
    "Rung",
    "ShiproomReview",
    "ShiproomSeat",
    "Tally",
    "TeamChannel",
]
