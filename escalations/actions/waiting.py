"""What becomes of a question that nobody answers: it goes up, and at the top it calls until somebody does (R30)."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction

from accounts.acting import lock
from escalations import ladder
from escalations.actions.climbing import end_rung
from escalations.actions.consulting import rise
from escalations.actions.house import tell_incidents, write_down
from escalations.models import Consultation, Rung
from incidents.models import Incident
from notifications.moment import now

log = logging.getLogger(__name__)
BATCH = 500  # of each, in one sweep; the next one comes seconds later
Sweep = Callable[[Consultation, datetime], bool]


def sweep_consultations(moment: datetime | None = None) -> int:
    """How many went on: ended with their incident, past their time, or left alone by all who were asked.

    Each in its own short transaction, claimed under its incident's lock: any number of sweepers, each exactly once.
    """
    moment = moment or now()
    ended = each(Consultation.objects.left_behind()[:BATCH], end_with_incident, moment)
    moved = each(Consultation.objects.overdue(moment)[:BATCH], go_on, moment)
    return ended + moved + each(ladder.forsaken(moment), leave_empty_rung, moment)


def each(rows: Iterable[Consultation], sweep: Sweep, moment: datetime) -> int:
    """One bad row stops no other."""
    told = 0
    for row in rows:
        try:
            told += sweep(row, moment)
        except Exception:
            log.exception("%s could not be swept", row.number)
    return told


@transaction.atomic
def end_with_incident(row: Consultation, moment: datetime) -> bool:
    """Its incident is closed, so nobody needs the answer any more."""
    consultation = claimed(row)
    if consultation.state != Consultation.State.ASKED or not consultation.incident.is_closed:
        return False
    over(consultation, moment)
    return True


def end_questions_of(incident: Incident, moment: datetime) -> None:
    """The same at once, in the transaction that closes it: the incident is held by whoever closes it."""
    for row in Consultation.objects.filter(incident=incident, state=Consultation.State.ASKED).order_by("pk"):
        over(lock(row), moment)


def over(consultation: Consultation, moment: datetime) -> None:
    consultation.end()
    end_rung(consultation, Rung.Outcome.ENDED, moment)
    keep(consultation)
    write_down(consultation, "end", None, closed=True)


@transaction.atomic
def go_on(row: Consultation, moment: datetime) -> bool:
    """Its rung had its time: up, or a reminder where there is no further rung."""
    consultation = claimed(row)
    if not consultation.is_waiting or consultation.due_at is None or consultation.due_at > moment:
        return False
    return remind(consultation, moment) if consultation.is_on_last_rung else move_on(consultation, moment)


@transaction.atomic
def leave_empty_rung(row: Consultation, moment: datetime) -> bool:
    """All who were asked have gone meanwhile."""
    consultation = claimed(row)
    if not consultation.is_waiting or consultation.is_on_last_rung:
        return False
    if ladder.there(consultation, consultation.audience, moment):
        return False
    return move_on(consultation, moment)


def claimed(row: Consultation) -> Consultation:
    """As it is now: whoever was quicker has moved it on (lock order: incident, then request)."""
    lock(row.incident)
    return lock(row)


def move_on(consultation: Consultation, moment: datetime) -> bool:
    told = rise(consultation, moment, by=None)
    keep(consultation)
    write_down(consultation, "move_up", None, **told)
    tell_incidents([consultation.incident], "move_up", None, consultation=consultation.number, **told)
    return True


def remind(consultation: Consultation, moment: datetime) -> bool:
    """The product group once more, the owner and the managers; and again after the same time."""
    consultation.due_at = ladder.due(consultation.incident, consultation.audience, moment)
    keep(consultation)
    asked_at = consultation.asked_at.isoformat()
    write_down(consultation, "remind", None, asked_at=asked_at)
    tell_incidents(
        [consultation.incident],
        "remind",
        None,
        wants_owner=True,
        consultation=consultation.number,
        audience=consultation.audience,
    )
    return True


def keep(consultation: Consultation) -> None:
    """What nobody did is a change all the same, for whoever looks at an older page."""
    consultation.version += 1
    consultation.save()
