"""What pages of the workspace show of customers' satisfaction beside what they are about (R38 to R40)."""

from django import template

from accounts.models import User
from escalations import risk
from escalations.forms.csat import DismissRiskForm
from escalations.models import CsatRequest, Icm
from incidents.models import Incident
from incidents.policy import is_owner
from incidents.views.workspace.door import capped
from notifications.moment import now

register = template.Library()
WORTH_A_WORD = 3  # one sign of weight, or several light ones
COUNTED = "_csat_approvals"  # the menu stands on a page twice


@register.simple_tag
def approvals_waiting(user: User) -> str:
    """How many requests wait for this SME's word; of nobody else anything is asked, nor counted."""
    if user.role != User.Role.SME:
        return ""
    if not hasattr(user, COUNTED):
        setattr(user, COUNTED, capped(CsatRequest.objects.for_decision_of(user)))
    return str(getattr(user, COUNTED))


@register.simple_tag
def csat_of(incident: Incident) -> CsatRequest | None:
    """The request that waits or stands for it, the newest."""
    rows = CsatRequest.objects.filter(incident=incident, state__in=("asked", "more_asked", "approved"))
    return rows.select_related("icm", "asked_by", "decided_by", "incident").order_by("-pk").first()


@register.simple_tag
def escalations_of(icm: Icm) -> list[CsatRequest]:
    """What was approved of its customers, and has not ended; nothing is asked of an ICM that is not marked."""
    if not icm.is_csat_impacting:
        return []
    return list(icm.csat_requests.approved().select_related("incident").order_by("pk"))


@register.simple_tag
def risk_to_tell(incident: Incident, user: User, csat: CsatRequest | None) -> risk.Risk | None:
    """For the owner's eyes, as long as nobody has asked for anything or looked at it (R38)."""
    if csat is not None or incident.is_closed or not is_owner(user, incident):
        return None
    found = risk.risk_of(incident, now())
    return found if found.weight >= WORTH_A_WORD and not found.is_dismissed else None


@register.simple_tag
def dismiss_risk_form() -> DismissRiskForm:
    return DismissRiskForm(auto_id="risk_%s")
