"""The outbox's front door: write a letter to be sent, and see to those that could not be."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta

from celery import current_app
from django.db import connection, transaction
from django.db.models import Case, F, Min, QuerySet, When
from django.db.transaction import TransactionManagementError
from prometheus_client import Counter

from notifications.delivery import Counts, deliver
from notifications.models import HISTORY, Attempt, Notification
from notifications.moment import now

__all__ = ["Counts", "Recipient", "deliver", "oldest_due_age", "purge", "queue", "retry", "silenced"]

log = logging.getLogger(__name__)
nudge_failures = Counter("relief_outbox_nudge_failures", "Commits after which no worker could be told of new letters")
# A broker that is away costs a request 0.2 s at most; with the library's own patience it was 6 s.
IMPATIENT = {"socket_connect_timeout": 0.2, "socket_timeout": 0.2, "connect_retries_timeout": 0.2, "max_retries": 0}
KEEP_NOTIFICATIONS = timedelta(days=400)
KEEP_ATTEMPTS = timedelta(days=90)
PURGE_BATCH = 1000
_silent: ContextVar[bool] = ContextVar("outbox_silenced", default=False)


@dataclass(frozen=True)
class Recipient:
    """Who is written to: a steady key of the person, such as "user:5", the address as it is now, and why it is one."""

    key: str
    address: str
    ground: str = ""


def queue(
    kind: str,
    record_id: int,
    verb: str,
    recipients: Iterable[Recipient],
    *,
    audience: str,
    urgency: str = Notification.Urgency.NORMAL,
) -> None:
    """Writes one notification for each recipient in the caller's transaction, and wakes a worker when it commits (R43).

    A recipient who has this verb of this record queued already is not written to again. Outside a transaction it
    raises TransactionManagementError: a letter stands or falls with what it tells about.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("A letter is queued in the transaction of what it tells about.")
    about = {"kind": kind, "record_id": record_id, "verb": verb, "audience": audience, "urgency": urgency}
    moment = now()
    then = {"queued_at": moment, "next_at": moment, **_state()}
    rows = [
        Notification(**about, **then, recipient_key=who.key, address=who.address, ground=who.ground)
        for who in recipients
    ]
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    if rows and not _silent.get():
        _ring_on_commit()


def _state() -> dict[str, str]:
    if _silent.get():
        return {"state": Notification.State.SUPPRESSED, "last_error": HISTORY}
    return {"state": Notification.State.PENDING}


def _ring_on_commit() -> None:
    """Once a transaction, however many letters it writes (a rolled-back savepoint takes its bell with it)."""
    if any(entry[1] is ring for entry in connection.run_on_commit):
        return
    # A function, not a partial: Django's robust handling fails on a callable without a name.
    transaction.on_commit(ring, robust=True)


def ring() -> None:
    """Wakes a worker; whether that works never matters to the caller, as the sweep finds the row anyway."""
    try:
        with current_app.connection_for_write(connect_timeout=0.2, transport_options=IMPATIENT) as broker:
            current_app.send_task(
                "notifications.tasks.deliver", kwargs={"nudged": True}, expires=30, retry=False, connection=broker
            )
    except Exception as fault:  # the broker may fail in any way it likes
        nudge_failures.inc()
        log.warning("no worker could be told of new letters: %s", type(fault).__name__)


@contextmanager
def silenced() -> Iterator[None]:
    """What is queued inside is history: recorded, never sent (the demo world, imports)."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def oldest_due_age() -> timedelta:
    """How long the letter that waits longest has been due: since its turn came, or since its worker's lease ran out."""
    due_since = Case(When(state=Notification.State.SENDING, then=F("lease_until")), default=F("next_at"))
    oldest: datetime | None = Notification.objects.due().aggregate(oldest=Min(due_since))["oldest"]
    return max(now() - oldest, timedelta()) if oldest else timedelta()


def retry(notification: Notification) -> bool:
    """Gives a dead letter all its tries again, from now; False if it is not dead (any more)."""
    with transaction.atomic():
        revived = Notification.objects.dead().filter(pk=notification.pk)
        if not revived.update(state=Notification.State.PENDING, attempts=0, misrendered=0, next_at=now()):
            return False
        _ring_on_commit()
    return True


def purge() -> int:
    """Deletes settled notifications after 400 days and attempts after 90, in small transactions; how many rows went."""
    settled = Notification.objects.settled().filter(queued_at__lt=now() - KEEP_NOTIFICATIONS)
    # Open attempts explain a copy that may still be sent, whatever their age.
    attempts = Attempt.objects.filter(started_at__lt=now() - KEEP_ATTEMPTS, ended_at__isnull=False)
    return _delete_in_batches(attempts) + _delete_in_batches(settled)


def _delete_in_batches(rows: QuerySet[Attempt] | QuerySet[Notification]) -> int:
    gone = 0
    while batch := list(rows.values_list("pk", flat=True)[:PURGE_BATCH]):
        gone += rows.model._default_manager.filter(pk__in=batch).delete()[0]
    return gone
