"""The product group, and what is asked of them and of experts."""

from escalations.models.consent import Consent
from escalations.models.consultation import Answer, Consultation
from escalations.models.directory import Absence, AllowedDomain, PgMember
from escalations.models.escalating import Doer, EscalationEvent
from escalations.models.icm import Icm, IcmIncident

__all__ = [
    "Absence",
    "AllowedDomain",
    "Answer",
    "Consent",
    "Consultation",
    "Doer",
    "EscalationEvent",
    "Icm",
    "IcmIncident",
    "PgMember",
]
