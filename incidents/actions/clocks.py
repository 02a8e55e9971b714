"""What the clocks do by themselves: warn at three quarters, and breach; each once, however many workers run (R21)."""

import logging
from datetime import datetime

from django.db import transaction

from accounts.acting import lock
from incidents.actions import house
from incidents.models import Clock, Incident
from notifications.moment import now

log = logging.getLogger(__name__)


def sweep_clocks(moment: datetime | None = None) -> int:
    """Tell of every clock that is due; each in its own short transaction, so that one bad row stops no other."""
    moment = moment or now()
    told = 0
    for pk in Clock.objects.due(moment).order_by("due_at").values_list("pk", flat=True):
        try:
            told += tell_of(pk, moment)
        except Exception:
            log.exception("clock %s could not be swept", pk)
    return told


def tell_of(pk: int, moment: datetime) -> bool:
    clock = Clock.objects.select_related("incident").get(pk=pk)
    return breach(clock, moment) or warn(clock, moment)


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
    if clock.warn_at is None or clock.warn_at > moment:
        return False
    house.mark_warned(incident, clock, moment)
    return True
