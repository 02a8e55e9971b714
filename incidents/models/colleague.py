"""Somebody of the customer's organisation whom an incident was shared with: they read and write, and decide nothing."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from accounts.models import User

if TYPE_CHECKING:
    from incidents.models.incident_fields import IncidentFields


class Colleague(models.Model):
    """One person who follows one incident (R17). Who left the organisation meanwhile is none of them any more."""

    incident = models.ForeignKey("incidents.Incident", models.PROTECT, related_name="colleagues")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="follows")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    if TYPE_CHECKING:
        incident_id: int
        user_id: int

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["incident", "user"], name="a_colleague_once")]

    def __str__(self) -> str:
        return f"{self.user_id} follows {self.incident_id}"


def is_of_customer(person: User, incident: "IncidentFields") -> bool:
    """An active customer of the organisation that the incident belongs to."""
    return person.is_active and person.is_customer and person.organization_id == incident.organization_id
