"""What was sent once: the nonce of a form or the Idempotency-Key of a call, with the answer it got."""

from datetime import timedelta

from django.db import models

from notifications.moment import now


class Submission(models.Model):
    """Written in the transaction of its effect, so that both stand or neither; a repeat gets the first answer."""

    KEPT = timedelta(hours=24)

    actor = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.JSONField(default=dict)  # a JSON text, whose order stays as it was said
    sent_at = models.DateTimeField(default=now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="sent_once")]

    def __str__(self) -> str:
        return f"{self.actor} {self.key}"
