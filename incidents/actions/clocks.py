"""What the clocks do by themselves: warn at three quarters, and breach; each once, however many workers run (R21)."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from accounts.acting import lock
from incidents.actions import house
from incidents.actions.reminding import sweep_unanswered
from incidents.models import Clock, Incident
from incidents.models.clock import ClockQuerySet
from notifications.moment import now

log = logging.getLogger(__name__)


def sweep_clocks(moment: datetime | None = None) -> int:
    """Tell of every clock that is due, and of what nobody answered in time; each in its own short transaction.

    So one bad row stops no other.
    """
    moment = moment or now()
    breached = each(Clock.objects.over(moment), breach, moment)
    return breached + each(Clock.objects.near(moment), warn, moment) + sweep_unanswered(moment)


def each(due: ClockQuerySet, tell: Callable[[Clock, datetime], bool], moment: datetime) -> int:
    told = 0
    for clock in due.select_related("incident"):
        try:
            told += tell(clock, moment)
        except Exception:
            log.exception("clock %s could not be swept", clock.pk)
    return told


@transaction.atomic
def breach(clock: Clock, moment: datetime) -> bool:
    """Record that a promise was missed, if it was and nobody recorded it yet."""
    incident = lock(clock.incident)
    clock = Clock.objects.get(pk=clock.pk)
    if clock.breached_at is not None or clock.due_at is None or clock.due_at >= moment:
        return False
    if not clock.is_over(incident, moment):
        return False
    house.mark_breached(incident, clock, moment)
    return True


@transaction.atomic
def warn(clock: Clock, moment: datetime) -> bool:
    """Warn the owner while there is still time; a clock that stopped meanwhile warns nobody (S15)."""
    incident: Incident = lock(clock.incident)
    clock = Clock.objects.get(pk=clock.pk)
    if clock.warned_at is not None or clock.breached_at is not None:
        return False
    if clock.warn_at is None or clock.warn_at > moment or clock.is_over(incident, moment):
        return False
    house.mark_warned(incident, clock, moment)
    return True
