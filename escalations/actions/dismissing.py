"""Somebody looked at a risk that is seen, and says that it is none: kept with the reason (R38)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import NotAllowed, NotPossible, NotValid, lock
from accounts.models import User
from escalations import policy, risk
from escalations.models import RiskDismissal
from incidents.actions.noting import note
from incidents.actions.words import REASON, words
from incidents.models import Incident
from notifications.moment import now


@transaction.atomic
def dismiss_risk(incident: Incident, *, by: User, reason: str) -> RiskDismissal:
    """The prompt goes until there is another reason for it. Raises NotAllowed, NotPossible and NotValid by field."""
    if not policy.may_dismiss_risk(by):
        raise NotAllowed(str(policy.SUPPORT.sentence))
    fresh = lock(incident)
    if fresh.is_closed:
        raise NotPossible(_("This is closed."))
    said = words(reason, field="reason", limit=REASON)
    moment = now()
    seen = [each.mark for each in risk.risk_of(fresh, moment).reasons]
    if not seen:
        raise NotValid({"reason": [_("There is nothing to dismiss any more.")]})
    dismissal = RiskDismissal.objects.create(incident=fresh, by=by, at=moment, reason=said, reasons=seen)
    note(fresh, "dismiss_risk", by=by, data={"reasons": seen}, words=said)
    return dismissal
