"""The product group, what is asked of them and of experts, and how they take part by link."""

from escalations.models.consent import Consent
from escalations.models.consultation import Answer, Consultation
from escalations.models.csat import CsatRequest, leadership_ground
from escalations.models.directory import Absence, AllowedDomain, PgMember
from escalations.models.escalating import Doer, EscalationEvent
from escalations.models.icm import Icm, IcmIncident
from escalations.models.letter_template import LetterTemplate
from escalations.models.risk_dismissal import RiskDismissal

# isort: split
# Participation by link
from escalations.models.access import AccessEvent, PgSubmission, Tally
from escalations.models.link import Grant, Installation, Link
from escalations.models.visit import Code, PgBrowser, PgEntry, PgSession

__all__ = [
    "Absence",
    "AccessEvent",
    "AllowedDomain",
    "Answer",
    "Code",
    "Consent",
    "Consultation",
    "CsatRequest",
    "Doer",
    "EscalationEvent",
    "Grant",
    "Icm",
    "IcmIncident",
    "Installation",
    "LetterTemplate",
    "Link",
    "PgBrowser",
    "PgEntry",
    "PgMember",
    "PgSession",
    "PgSubmission",
    "RiskDismissal",
    "Tally",
    "leadership_ground",
]
