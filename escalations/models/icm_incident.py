"""Which incidents an ICM is about (R34)."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from incidents.models import Incident


class IcmIncident(models.Model):
    """An incident that an ICM is about. A record of its own: closed incidents keep theirs."""

    icm = models.ForeignKey("escalations.Icm", models.PROTECT, related_name="hits")
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="icm_hits")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["icm", "incident"], name="an_incident_joins_once")]

    if TYPE_CHECKING:
        incident_id: int
        icm_id: int

    def __str__(self) -> str:
        return f"{self.icm_id} hits {self.incident_id}"
