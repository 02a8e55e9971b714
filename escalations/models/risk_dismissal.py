"""What somebody who looked said of a risk that was seen: it is none, and why. Kept, and asked again on new reasons."""

from django.conf import settings
from django.db import models

from incidents.models import Incident


class RiskDismissal(models.Model):
    """`reasons` are the marks of those that were seen then; another one brings the prompt back (R38)."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="risk_dismissals")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField()
    reasons = models.JSONField(default=list)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.reason[:60]
