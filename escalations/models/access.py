"""What came in by links: the audit that only grows, the counters of the brakes, and forms that were sent once (R36)."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from escalations.models.directory import PgMember
from notifications.moment import now


class AccessEvent(models.Model):
    """One use of a link, or of what it opened. Numbers instead of keys: it outlives what it tells about."""

    KEPT = timedelta(days=400)

    class What(models.TextChoices):
        OPEN = "open", _("Opened")
        CODE_SENT = "code_sent", _("Code sent")
        CODE_OK = "code_ok", _("Code entered")
        CODE_FAILED = "code_failed", _("Wrong code")
        VIEW = "view", _("Looked at")
        ACTION = "action", _("Acted")
        REFUSE = "refuse", _("Refused")
        REVOKE = "revoke", _("Revoked")
        REISSUE = "reissue", _("New link asked for")
        BRING_IN = "bring_in", _("Brought a colleague in")
        END = "end", _("Left")

    what = models.CharField(max_length=12, choices=What)
    result = models.CharField(max_length=60, blank=True)
    member = models.ForeignKey(PgMember, models.PROTECT, null=True, related_name="+")
    grant_number = models.BigIntegerField(null=True)
    link_number = models.BigIntegerField(null=True)
    session_number = models.BigIntegerField(null=True)
    ip_prefix = models.CharField(max_length=50, blank=True)
    agent_hash = models.CharField(max_length=16, blank=True)
    is_robot_like = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["session_number", "at"], name="uses_of_a_session"),
            models.Index(fields=["grant_number", "at"], name="uses_of_a_grant"),
            models.Index(fields=["at"], name="uses_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.what} by {self.member_id or 'nobody'}"


class Tally(models.Model):
    """How often something was asked for lately: the moments themselves, so that every window is exact (T27)."""

    key = models.CharField(max_length=64, unique=True)
    taken = models.JSONField(default=list)
    touched_at = models.DateTimeField(default=now, db_index=True)

    def __str__(self) -> str:
        return f"{len(self.taken)} times"


class PgSubmission(models.Model):
    """What a PG member sent once: written in the transaction of its effect; a repeat gets the first answer (T31)."""

    KEPT = timedelta(hours=24)

    member = models.ForeignKey(PgMember, models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    location = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(default=now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "key"], name="a_pg_member_sends_once")]

    def __str__(self) -> str:
        return f"{self.member} {self.key}"
