"""The worker's way through the outbox: claim a few letters, compose and send each, write down what came of it."""

import logging
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, OperationalError
from django.utils.module_loading import import_string

from notifications import letters, transport
from notifications.claims import Claims, StaleClaimError
from notifications.letters import Letter
from notifications.models import Attempt, Channel, Notification
from notifications.outcome import Outcome, Phase, Verdict
from notifications.transport import Parcel, Transport

log = logging.getLogger(__name__)
NO_CHANNEL = "no mail channel configured"
State = Notification.State


@dataclass
class Counts:
    """What a drain did; a letter may be counted as delayed and as ambiguous at once."""

    sent: int = 0
    delayed: int = 0
    dead: int = 0
    suppressed: int = 0
    ambiguous: int = 0
    stale: int = 0

    @property
    def handled(self) -> int:
        return self.sent + self.delayed + self.dead + self.suppressed + self.stale

    def note(self, state: Notification.State) -> None:
        self.sent += state == State.SENT
        self.delayed += state == State.PENDING
        self.dead += state == State.DEAD
        self.suppressed += state == State.SUPPRESSED


def deliver(limit: int | None = None, halt: threading.Event | None = None) -> Counts:
    """Sends what is due until nothing is, or `limit` letters are handled, or `halt` is set (R43).

    On `halt` the letter in hand is finished and the others go back at once. Any number of workers may do this at the
    same time. Database faults are raised, as nothing can be written down without it; the leases bring the letters back.
    """
    if settings.OUTBOX_LEASE_SECONDS <= settings.OUTBOX_DEADLINE_SECONDS + settings.OUTBOX_REPLY_SECONDS:
        raise ImproperlyConfigured("OUTBOX_LEASE_SECONDS must exceed the deadline and the wait for the receipt.")
    channel, way = Channel.objects.email(), transport.pick()
    if way is None:
        if channel.reason != NO_CHANNEL:
            channel.trip(NO_CHANNEL)
        return Counts()
    if channel.reason == NO_CHANNEL:
        channel.mend()
    return Drain(channel, way, limit, halt or threading.Event()).run()


class Drain:
    """One worker's passage through what is due."""

    def __init__(self, channel: Channel, way: Transport, limit: int | None, halt: threading.Event) -> None:
        self.channel, self.way, self.limit, self.halt = channel, way, limit, halt
        self.claims, self.counts, self.probing = Claims(), Counts(), False

    def run(self) -> Counts:
        try:
            while (size := self._allowance()) and (rows := self.claims.take(size)):
                self._work_through(rows)
        finally:
            self.way.close()
            self.claims.release()
        return self.counts

    def _allowance(self) -> int:
        """How many letters may be claimed now: a batch, or one as the probe of a broken channel, or none."""
        left = settings.OUTBOX_BATCH if self.limit is None else self.limit - self.counts.handled
        if self.halt.is_set() or left <= 0:
            return 0
        self.channel.refresh_from_db()
        self.probing = self.channel.is_broken
        if not self.probing:
            return int(min(left, settings.OUTBOX_BATCH))
        return int(Notification.objects.due().exists() and self.channel.take_probe())

    def _work_through(self, rows: list[Notification]) -> None:
        for row in rows:
            if self.halt.is_set() or (self.channel.is_broken and not self.probing):
                break
            self._deliver(row)
        self.claims.release()

    def _deliver(self, row: Notification) -> None:
        try:
            attempt = self.claims.begin(row)
            outcome = self._try(row, attempt) if attempt else None
            state = self.claims.settle(row, attempt, outcome) if attempt and outcome else State.DEAD
        except StaleClaimError:
            log.warning("notification %s: claim %s was no longer this worker's", row.pk, row.claim)
            self.counts.stale += 1
            outcome = None
        else:
            self.counts.note(state)
        self._tell_channel(outcome)

    def _try(self, row: Notification, attempt: Attempt) -> Outcome:
        try:
            self._find_reader(row)
            parcel = compose(row) if row.address else None
            if parcel is None:
                return Outcome(Verdict.SUPPRESSED, Phase.COMPOSE, words="its recipient has no right to it any more")
            return self.way.send(parcel, partial(self.claims.at_the_dot, row, attempt))
        except (StaleClaimError, OperationalError, InterfaceError):
            raise
        except Exception as fault:  # whatever is wrong with one letter must not stop the others
            trace = uuid.uuid4().hex[:12]
            log.exception("notification %s could not be sent (trace %s)", row.pk, trace)
            return Outcome(Verdict.MISRENDERED, Phase(attempt.phase), words=f"{type(fault).__name__} (trace {trace})")

    def _find_reader(self, row: Notification) -> None:
        """Who was to be told stays as it was queued; where they are written to is asked now, as it may have changed."""
        asks = settings.OUTBOX_ADDRESSES.get(row.recipient_key.partition(":")[0])
        current: str | None = import_string(asks)(row.recipient_key) if asks else None
        if current is not None and current != row.address:
            self.claims.readdress(row, current)

    def _tell_channel(self, outcome: Outcome | None) -> None:
        if outcome is None or outcome.is_of_the_letter:
            if self.probing:
                self.channel.return_probe()
            return
        self.counts.ambiguous += outcome.verdict is Verdict.UNKNOWN
        if outcome.verdict is Verdict.CHANNEL_BROKEN:
            self.channel.trip(str(outcome))
        elif outcome.is_of_the_channel:
            self.channel.falter(str(outcome))
        else:
            self.channel.mend()


def compose(row: Notification) -> Parcel | None:
    """The letter as it is to be sent now, written by the floor that knows the record; None if it must not be."""
    write: Callable[[Notification], Letter | None] = import_string(settings.OUTBOX_LETTERS[row.kind])
    letter = write(row)
    if letter is None:
        return None
    mail = letters.message(row, letter)
    return Parcel(f"{row.pk}-{row.claim}", letters.envelope(row.address), mail, mail.message().as_bytes())
