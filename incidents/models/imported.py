"""Which incidents came from another system's log, so that a second import finds them again."""

from typing import TYPE_CHECKING

from django.db import models

NAME_LENGTH = 100


class ImportedIncident(models.Model):
    """An incident of a log, under the name that it has there. Written in the transaction that writes its history."""

    name = models.CharField(max_length=NAME_LENGTH, unique=True)
    incident = models.OneToOneField("incidents.Incident", models.PROTECT, related_name="imported")
    digest = models.CharField(max_length=64, help_text="SHA-256 of what its lines say.")

    if TYPE_CHECKING:
        incident_id: int

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
