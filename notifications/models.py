"""What the outbox keeps: letters to be sent, the tries made to send them, the channel's state and the heartbeat."""

import base64
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from notifications.moment import now

HISTORY = "history"  # why a letter about what was only written down was not sent


def fresh_message_id() -> str:
    """`<26 characters>@<host>`: random, so it tells no volume and no order; the row keeps it for retries."""
    name = base64.b32encode(secrets.token_bytes(17)).decode().lower()[:26]
    return f"{name}@{mail_host()}"


def mail_host() -> str:
    return str(settings.MAIL_FROM_ADDRESS).rpartition("@")[2]


class NotificationQuerySet(models.QuerySet["Notification"]):
    """The outbox in adjectives."""

    def due(self) -> "NotificationQuerySet":
        """What a worker may take: its turn has come, or the lease of the worker that had it has run out."""
        moment = now()
        waiting = Q(state=Notification.State.PENDING, next_at__lte=moment)
        abandoned = Q(state=Notification.State.SENDING, lease_until__lte=moment)
        return self.filter(waiting | abandoned)

    def dead(self) -> "NotificationQuerySet":
        """What will not be tried again until a person says so."""
        return self.filter(state=Notification.State.DEAD)

    def bouncing(self) -> "NotificationQuerySet":
        """Dead because the receiving server refused the address itself."""
        refused = Attempt.objects.filter(phase=Attempt.Phase.RCPT, code__gte=500)
        return self.dead().filter(tries__in=refused).distinct()

    def settled(self) -> "NotificationQuerySet":
        """Nothing more will happen to these by itself."""
        return self.exclude(state__in=[Notification.State.PENDING, Notification.State.SENDING])

    def meant(self) -> "NotificationQuerySet":
        """Without those of history, which nobody ever meant to send."""
        return self.exclude(state=Notification.State.SUPPRESSED, last_error=HISTORY)


class Notification(models.Model):
    """One letter about one record to one person: never sent before its record is committed, never lost after (R43).

    It keeps names and ids only; the text is composed at the moment of sending, when the right to it is asked again.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        DEAD = "dead", _("not delivered")
        SUPPRESSED = "suppressed", _("not sent")

    class Urgency(models.TextChoices):
        CRITICAL = "critical", _("critical")
        NORMAL = "normal", _("normal")
        DIGEST = "digest", _("digest")

    class Medium(models.TextChoices):
        EMAIL = "email", _("email")

    kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    verb = models.CharField(max_length=60)
    audience = models.CharField(max_length=20)
    recipient_key = models.CharField(max_length=100)
    address = models.CharField(max_length=320)
    # Why this address is on the letter, in the word of the floor that named it; kept as it was when it was queued.
    ground = models.CharField(max_length=20, blank=True, default="")
    channel = models.CharField(max_length=20, choices=Medium, default=Medium.EMAIL)
    urgency = models.CharField(max_length=10, choices=Urgency, default=Urgency.NORMAL)

    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    ambiguous = models.BooleanField(default=False)
    message_id = models.CharField(max_length=320, unique=True, default=fresh_message_id)
    queued_at = models.DateTimeField(default=now)
    next_at = models.DateTimeField(default=now)
    lease_until = models.DateTimeField(null=True, blank=True)
    claim = models.PositiveIntegerField(default=0)
    worker = models.CharField(max_length=100, blank=True, default="")
    attempts = models.PositiveIntegerField(default=0)
    misrendered = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True, default="")
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "record_id", "verb", "audience", "recipient_key", "channel"], name="told_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(lease_until__isnull=False), name="sending_under_a_lease"
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state="pending"), name="outbox_pending"),
            models.Index(fields=["lease_until"], condition=Q(state="sending"), name="outbox_sending"),
            models.Index(fields=["queued_at"], condition=Q(state="dead"), name="outbox_dead"),
            models.Index(fields=["queued_at"], name="outbox_queued"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} to {self.recipient_key} ({self.state})"

    @property
    def delivery(self) -> str:
        """How the delivery stands, for a person to read; what may have arrived is never called undelivered."""
        if self.state == self.State.DEAD and self.ambiguous:
            return gettext("may have been delivered")
        return str(self.State(self.state).label)


class Attempt(models.Model):
    """One try to send one notification: how far it came and what the server said.

    `ambiguous` means that the server may have accepted the letter although nobody heard it say so. Only the step
    to `dot` is written before it is taken: an attempt left open there is one whose worker died in that window.
    """

    class Phase(models.TextChoices):
        COMPOSE = "compose", _("composing")
        CONNECT = "connect", _("connecting")
        MAIL = "mail", _("naming the sender")
        RCPT = "rcpt", _("naming the recipient")
        DATA = "data", _("handing over the letter")
        DOT = "dot", _("waiting for the receipt")
        REPLY = "reply", _("answered")

    notification = models.ForeignKey(Notification, models.CASCADE, related_name="tries")
    claim = models.PositiveIntegerField()
    started_at = models.DateTimeField(default=now, db_index=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    phase = models.CharField(max_length=10, choices=Phase, default=Phase.COMPOSE)
    code = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(max_length=500, blank=True, default="")
    ambiguous = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.phase} {self.code} {self.text}".strip()


class ChannelManager(models.Manager["Channel"]):
    def email(self) -> "Channel":
        return self.get_or_create(name=Notification.Medium.EMAIL)[0]


class Channel(models.Model):
    """The breaker of one way out: while it has a reason it is open, and one letter a minute probes."""

    PATIENCE = 3  # faults in a row before a server counts as down
    PROBE_EVERY = timedelta(minutes=1)

    name = models.CharField(max_length=20, primary_key=True)
    open_until = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True, default="")
    failures = models.PositiveIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)

    objects = ChannelManager()

    def __str__(self) -> str:
        return f"{self.name}: {self.reason or 'open for mail'}"

    @property
    def is_broken(self) -> bool:
        return bool(self.reason)

    def trip(self, reason: str) -> None:
        """Nothing leaves by this channel until a probe succeeds."""
        self._change(reason=reason[:500], open_until=now() + self.PROBE_EVERY, failures=F("failures") + 1)

    def falter(self, reason: str) -> None:
        """The server was not there; after PATIENCE times in a row the breaker opens."""
        self._change(failures=F("failures") + 1)
        self.refresh_from_db()
        if self.is_broken or self.failures >= self.PATIENCE:
            self._change(reason=reason[:500], open_until=now() + self.PROBE_EVERY)

    def mend(self) -> None:
        """The server talks to us again."""
        if self.is_broken or self.failures:
            self._change(reason="", open_until=None, failures=0)

    def take_probe(self) -> bool:
        """Whether this caller is the one to try the broken channel now: one a minute, whoever comes first."""
        moment = now()
        ready = Channel.objects.filter(pk=self.pk, open_until__lte=moment).exclude(reason="")
        return bool(ready.update(open_until=moment + self.PROBE_EVERY, tried_at=moment))

    def return_probe(self) -> None:
        """The probe never reached the server, so another may be made at once."""
        Channel.objects.filter(pk=self.pk).exclude(reason="").update(open_until=now())

    def _change(self, **fields: object) -> None:
        Channel.objects.filter(pk=self.pk).update(tried_at=now(), **fields)
        self.refresh_from_db()


class PulseManager(models.Manager["Pulse"]):
    def beat(self, name: str) -> None:
        self.update_or_create(name=name, defaults={"beaten_at": now()})

    def age(self, name: str) -> timedelta | None:
        """How long ago `name` last beat; None if it never did."""
        last: datetime | None = self.filter(name=name).values_list("beaten_at", flat=True).first()
        return now() - last if last else None


class Pulse(models.Model):
    """A heartbeat: something periodic was alive at this moment; readiness reads it."""

    name = models.CharField(max_length=40, primary_key=True)
    beaten_at = models.DateTimeField()

    objects = PulseManager()

    def __str__(self) -> str:
        return f"{self.name} at {self.beaten_at:%Y-%m-%d %H:%M:%S}"
