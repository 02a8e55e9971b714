"""When somebody is away: their own word. What waits for them alone goes on by the next sweep (R30)."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.acting import NotAllowed, NotValid
from accounts.models import User
from escalations import policy
from escalations.models import Absence
from incidents.actions.words import FURTHEST
from notifications.moment import now

MOST = 100  # of one person; nobody plans further


def record_absence(*, by: User, since: datetime, until: datetime) -> Absence:
    """Raises NotAllowed, and NotValid by field."""
    if not policy.may_escalate(by):
        raise NotAllowed(str(policy.SUPPORT.sentence))
    moment = now()
    if until <= since:
        raise NotValid({"until": [_("Give a time after the beginning.")]})
    if until <= moment or since > moment + FURTHEST or until > moment + FURTHEST:
        raise NotValid({"until": [_("Give a time that is still to come, and not too far ahead.")]})
    if by.absences.filter(until__gt=moment).count() >= MOST:
        raise NotValid({"since": [_("These are more absences than can be kept. Take one away first.")]})
    return Absence.objects.create(user=by, since=since, until=until)


def forget_absence(absence: Absence, *, by: User) -> None:
    """It is off, or over early."""
    if absence.user_id != by.pk:
        raise NotAllowed(_("Only whose absence it is can take it away."))
    absence.delete()
