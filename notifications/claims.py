"""Which worker holds which letters: every write here is fenced, so that a worker that was too slow changes nothing.

Claim, begin and settle are one short transaction each; none is open while a letter is composed or sent.
"""

import logging
import os
import socket
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import BooleanField, Case, Exists, F, QuerySet, Value, When

from notifications import backoff
from notifications.models import Attempt, Notification
from notifications.moment import now
from notifications.outcome import Outcome, Phase, Verdict

log = logging.getLogger(__name__)
State = Notification.State
COMPOSING_TRIES = 3


class StaleClaimError(Exception):
    """Another worker holds the letter now: this one's lease had run out."""


class Claims:
    """The letters that one drain holds, under a name that no other drain has."""

    def __init__(self) -> None:
        self.worker = f"{socket.gethostname()[:60]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self.held: set[int] = set()

    def take(self, limit: int) -> list[Notification]:
        """Up to `limit` due letters, longest due first; another worker never gets the same ones.

        PostgreSQL skips rows that another claim has locked; SQLite has no row locks, but begins IMMEDIATE.
        """
        with transaction.atomic():
            due = Notification.objects.due().order_by("next_at", "pk").select_for_update(skip_locked=True)
            rows = list(due[:limit])
            taken = {"state": State.SENDING, "worker": self.worker, "lease_until": now() + lease()}
            Notification.objects.filter(pk__in=[row.pk for row in rows]).update(claim=F("claim") + 1, **taken)
        for row in rows:
            row.claim += 1
        self.held.update(row.pk for row in rows)
        return rows

    def begin(self, row: Notification) -> Attempt | None:
        """The start of a try, under a lease renewed for it; None if the letter has had its chances and is dead now.

        The try is counted here and given back when the channel was at fault, so that a letter that kills its worker
        is not tried for ever.
        """
        with transaction.atomic():
            moment = now()
            self._write(row, attempts=F("attempts") + 1, lease_until=moment + lease())
            row.attempts += 1
            doubtful = row.claim > 1 and _close_abandoned(row, moment)
            if reason := _no_further(row, doubtful):
                self._lay_down(row, {"state": State.DEAD, "last_error": reason})
                return None
            return Attempt.objects.create(notification=row, claim=row.claim, started_at=moment)

    def readdress(self, row: Notification, address: str) -> None:
        """Its reader has another address by now; one who left has none, and keeps the last for whoever asks later."""
        if address:
            self._write(row, address=address)
        row.address = address

    def at_the_dot(self, row: Notification, attempt: Attempt) -> None:
        """Written before the step after which the letter may have arrived; StaleClaimError forbids that step.

        Whoever reclaims the letter closes this attempt first, and both write the same row: either it is closed and
        nothing is sent here, or it stands at the dot and is recorded as the reason for a second copy.
        """
        still_open = Attempt.objects.filter(Exists(self._mine(row)), pk=attempt.pk, ended_at=None)
        if not still_open.update(phase=Phase.DOT):
            raise StaleClaimError(row.pk)
        attempt.phase = Phase.DOT

    def settle(self, row: Notification, attempt: Attempt, outcome: Outcome) -> Notification.State:
        """The end of a try, and the state that the letter is in now."""
        moment = now()
        fields = AFTER[outcome.verdict](row, outcome, moment)
        doubtful = outcome.verdict is Verdict.UNKNOWN or (outcome.verdict is Verdict.MISRENDERED and _at_dot(attempt))
        if doubtful:
            fields["ambiguous"] = True
        with transaction.atomic():
            Attempt.objects.filter(pk=attempt.pk, ended_at=None).update(
                ended_at=moment, phase=outcome.phase, code=outcome.code, text=outcome.words[:500], ambiguous=doubtful
            )
            self._lay_down(row, fields)
        return State(fields["state"])

    def release(self) -> None:
        """Gives back at once what was claimed and not begun (a graceful stop, a broken channel)."""
        mine = Notification.objects.filter(pk__in=self.held, state=State.SENDING, worker=self.worker)
        if self.held:
            mine.update(state=State.PENDING, lease_until=None, worker="")
        self.held.clear()

    def _mine(self, row: Notification) -> QuerySet[Notification]:
        return Notification.objects.filter(pk=row.pk, state=State.SENDING, claim=row.claim, worker=self.worker)

    def _write(self, row: Notification, **fields: Any) -> None:
        if not self._mine(row).update(**fields):
            self.held.discard(row.pk)
            raise StaleClaimError(row.pk)

    def _lay_down(self, row: Notification, fields: dict[str, Any]) -> None:
        self._write(row, lease_until=None, worker="", **fields)
        self.held.discard(row.pk)
        if fields["state"] == State.DEAD:
            log.error("notification %s (%s) is dead: %s", row.pk, row.verb, fields["last_error"])


def lease() -> timedelta:
    return timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)


def _close_abandoned(row: Notification, moment: datetime) -> bool:
    """Closes what a vanished worker left open; whether the letter may have arrived by it (one statement: the dot)."""
    stood_at_dot = Case(When(phase=Phase.DOT, then=Value(True)), default=Value(False), output_field=BooleanField())
    abandoned = list(row.tries.filter(ended_at=None).values_list("pk", flat=True))
    tries = Attempt.objects.filter(pk__in=abandoned)
    tries.filter(ended_at=None).update(ended_at=moment, text="the worker did not come back", ambiguous=stood_at_dot)
    doubtful = tries.filter(ambiguous=True).exists()
    if doubtful:
        Notification.objects.filter(pk=row.pk).update(ambiguous=True)
    return doubtful


def _no_further(row: Notification, doubtful: bool) -> str:
    if doubtful and _is_held_when_doubtful(row):
        return "held for a person: it may have been delivered"
    if row.attempts > backoff.tries(row.urgency):
        return f"given up: {row.attempts - 1} tries, the last of them ended with their worker"
    return ""


def _is_held_when_doubtful(row: Notification) -> bool:
    return row.urgency in settings.OUTBOX_HOLD_AMBIGUOUS


def _at_dot(attempt: Attempt) -> bool:
    return attempt.phase == Phase.DOT


def _sent(_row: Notification, _outcome: Outcome, moment: datetime) -> dict[str, Any]:
    return {"state": State.SENT, "sent_at": moment, "last_error": ""}


def _suppressed(_row: Notification, outcome: Outcome, _moment: datetime) -> dict[str, Any]:
    return {"state": State.SUPPRESSED, "last_error": outcome.words}


def _dead(_row: Notification, outcome: Outcome, _moment: datetime) -> dict[str, Any]:
    return {"state": State.DEAD, "last_error": str(outcome)[:500]}


def _again(row: Notification, outcome: Outcome, moment: datetime) -> dict[str, Any]:
    if row.attempts >= backoff.tries(row.urgency):
        return _dead(row, outcome, moment)
    next_at = moment + backoff.pause(row.attempts)
    return {"state": State.PENDING, "next_at": next_at, "last_error": str(outcome)[:500]}


def _unknown(row: Notification, outcome: Outcome, moment: datetime) -> dict[str, Any]:
    return (_dead if _is_held_when_doubtful(row) else _again)(row, outcome, moment)


def _misrendered(row: Notification, outcome: Outcome, moment: datetime) -> dict[str, Any]:
    spent = row.misrendered + 1 >= COMPOSING_TRIES
    return {"misrendered": row.misrendered + 1, **(_dead if spent else _again)(row, outcome, moment)}


def _away(row: Notification, outcome: Outcome, moment: datetime) -> dict[str, Any]:
    return {**_broken(row, outcome, moment), "next_at": moment + backoff.pause(1)}


def _broken(_row: Notification, outcome: Outcome, _moment: datetime) -> dict[str, Any]:
    """It stays due: the breaker, not the letter, decides when the channel is tried again."""
    return {"state": State.PENDING, "attempts": F("attempts") - 1, "last_error": str(outcome)[:500]}


AFTER: dict[Verdict, Callable[[Notification, Outcome, datetime], dict[str, Any]]] = {
    Verdict.SENT: _sent,
    Verdict.LATER: _again,
    Verdict.REFUSED: _dead,
    Verdict.UNKNOWN: _unknown,
    Verdict.SERVER_AWAY: _away,
    Verdict.CHANNEL_BROKEN: _broken,
    Verdict.SUPPRESSED: _suppressed,
    Verdict.MISRENDERED: _misrendered,
}
