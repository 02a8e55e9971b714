"""Somebody asked for a letter about their account: what the outbox row points at."""

from datetime import timedelta

from django.db import models

from accounts.models.user import User
from notifications.moment import now


class LetterRequest(models.Model):
    """Holds no secret: the link is derived when the letter is sent."""

    GOOD_FOR = timedelta(hours=1)

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.user}, {self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def is_fresh(self) -> bool:
        return now() - self.asked_at < self.GOOD_FOR
