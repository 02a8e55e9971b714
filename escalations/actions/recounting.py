"""An incident's working time has changed: what it asked of others keeps what was counted, and goes on by the new."""

from datetime import datetime

from accounts.acting import lock
from accounts.hours import Hours
from escalations.actions.house import write_down
from escalations.models import Consultation
from incidents import calendars
from incidents.models import Incident


def recount_rungs(incident: Incident, at: datetime, before: Hours | None) -> None:
    """A new severity, or new hours of the calendar, move the time at which a waiting rung goes on (R30, S11).

    Called within the change, under the incident's lock. `before`: the hours that were counted by, none for round the
    clock. What is left of the rung's time is left; a rung whose time is over already goes on by the next sweep.
    """
    after = incident.promise.hours_at(incident.severity)
    if after == before:
        return
    for row in Consultation.objects.waiting().filter(incident=incident, due_at__gt=at).order_by("pk"):
        recount_rung(row, at, before, after)


def recount_rung(row: Consultation, at: datetime, before: Hours | None, after: Hours | None) -> None:
    consultation = lock(row)
    if consultation.due_at is None:
        return
    was, left = consultation.due_at, calendars.elapsed(at, consultation.due_at, before)
    consultation.due_at = calendars.due(at, left, after)
    consultation.save(update_fields=["due_at"])
    consultation.rungs.filter(outcome="").update(until=consultation.due_at)
    write_down(consultation, "recount", None, due_at=consultation.due_at.isoformat(), due_at_was=was.isoformat())
