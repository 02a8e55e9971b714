"""Somebody of neither organisation who takes part in the customer's conversation, on a ground that is kept."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q


class GuestQuerySet(models.QuerySet["Guest"]):
    def there(self) -> "GuestQuerySet":
        """Those who take part now."""
        return self.filter(until=None)


class Guest(models.Model):
    """From `since` until they are out again. `key` is their steady name on the floor that let them in (R37)."""

    incident = models.ForeignKey("incidents.Incident", models.PROTECT, related_name="guests")
    key = models.CharField(max_length=60)
    name = models.CharField(max_length=150)
    address = models.EmailField()
    ground = models.CharField(max_length=20, help_text="Why they may be on the customer's mail.")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = GuestQuerySet.as_manager()

    if TYPE_CHECKING:
        incident_id: int

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "key"], condition=Q(until=None), name="a_guest_once"),
            models.CheckConstraint(condition=~Q(ground=""), name="no_guest_without_a_ground"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.ground})"
