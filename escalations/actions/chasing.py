"""An ICM that nobody has, or whose owner is gone, calls once more: those who may take it, then the area's EM (R35)."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.acting import lock
from escalations.actions.consenting import part
from escalations.actions.house import carry_out, incidents_of, lock_all, tell_incidents, tell_of_icm, write_down
from escalations.models import Icm
from incidents import calendars
from incidents.models import Incident
from notifications.moment import now

log = logging.getLogger(__name__)
BATCH = 500  # in one sweep; the next one comes seconds later
TEAM, EM = "team", "em"


def await_owner(icm: Icm, incident: Incident, since: datetime) -> None:
    """From `since` nobody has it; the caller saves. A person is to, in the time that the customer's plan gives for a
    first answer: working time of their calendar, of severity 1 all time (R19)."""
    icm.unowned_since, icm.is_team_chased = since, False
    icm.chase_at = target_from(icm, incident, since)


def due_of(icm: Icm) -> str | None:
    """By when somebody is to have it, as its letters say; nothing once somebody has, or nobody is left to call."""
    return icm.chase_at.isoformat() if icm.state == Icm.State.OPEN and icm.chase_at else None


def target_from(icm: Icm, incident: Incident, since: datetime) -> datetime:
    target = incident.plan_version.target("response", icm.severity)
    return calendars.due(since, target, incident.promise.hours_at(icm.severity))


def sweep_icms(moment: datetime | None = None) -> int:
    """How many called once more, or went back to the rota.

    Each in its own short transaction, claimed under the locks of its incidents: any number of sweepers, each once.
    """
    moment = moment or now()
    given_back = each(Icm.objects.orphaned(), give_back, moment)
    return given_back + each(Icm.objects.unacknowledged(moment), chase_icm, moment)


def each(rows: QuerySet[Icm], act: Callable[[Icm, datetime], bool], moment: datetime) -> int:
    told = 0
    for row in rows[:BATCH]:
        try:
            told += act(row, moment)
        except Exception:  # one bad row stops no other
            log.exception("%s could not be swept", row.number)
    return told


@transaction.atomic
def give_back(row: Icm, moment: datetime) -> bool:
    """Who has it is gone, or is let in no more: it goes back to the rota, as by a hand-over (R35, R36)."""
    incidents = incidents_of(row)
    lock_all(incidents)
    icm = lock(row)
    before = icm.owner
    if before is None or not Icm.objects.orphaned().filter(pk=icm.pk).exists():
        return False
    icm.hand_over()
    await_owner(icm, incidents[0], moment)
    part(icm, moment, before)
    gone = {"id": before.pk, "name": before.name}
    carry_out(icm, "hand_over", to={}, gone=gone, due=due_of(icm))
    tell_of_icm(icm, incidents, "hand_over", None, wants_owner=True, to="", gone=gone)
    return True


@transaction.atomic
def chase_icm(row: Icm, moment: datetime) -> bool:
    """Whoever was quicker has chased it, or taken it."""
    incidents = incidents_of(row)
    lock_all(incidents)
    icm = lock(row)
    if icm.state != Icm.State.OPEN or icm.chase_at is None or icm.chase_at > moment:
        return False
    called = whom(icm)
    go_on(icm, incidents[0], called, moment)
    told: dict[str, Any] = {"called": called, "since": (icm.unowned_since or icm.opened_at).isoformat()}
    write_down(icm, "chase_icm", None, **told, due=due_of(icm))
    tell_incidents(incidents, "chase_icm", None, wants_owner=EM in called, icm=icm.number, **told)
    return True


def whom(icm: Icm) -> list[str]:
    """The team, and the next time the EM; severity 1 has no time for two steps."""
    if icm.severity == Incident.Severity.ONE:
        return [TEAM, EM]
    return [EM] if icm.is_team_chased else [TEAM]


def go_on(icm: Icm, incident: Incident, called: list[str], moment: datetime) -> None:
    """The next step after as much time again; above the EM there is nobody, and the incidents' owners know."""
    icm.chase_at = None if EM in called else target_from(icm, incident, moment)
    icm.is_team_chased = True
    icm.version += 1
    icm.save()
