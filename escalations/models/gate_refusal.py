"""Who was refused at the gate before the product group, on which reason, and where they were led instead."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from incidents.models import Incident


class NoGround(models.TextChoices):
    """Reasons that bring nothing to the product group: colleagues and SMEs answer these, and faster (R31)."""

    DOCUMENTATION = "documentation", _("The documentation should answer it")
    QUERY = "query", _("It is about writing a query")
    UNSURE_HOW_TO_TROUBLESHOOT = "unsure_how_to_troubleshoot", _("I am not sure how to troubleshoot this")
    BEYOND_MY_SKILLS = "beyond_my_skills", _("It is beyond what I know")


class GateRefusal(models.Model):
    """One press that the gate refused. It is kept although the act left nothing else behind (R31)."""

    CONSULTATION: ClassVar = "consultation"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="gate_refusals")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_index=True)
    way = models.CharField(max_length=10)
    ground = models.CharField(max_length=40, blank=True, help_text="The reason that was given.")
    kind = models.CharField(max_length=20, blank=True)
    fields = models.JSONField(default=list, help_text="Which fields were refused.")
    led_to = models.CharField(max_length=20, blank=True)
    consultation = models.ForeignKey(
        "escalations.Consultation",
        models.PROTECT,
        null=True,
        related_name="gate_refusals",
        help_text="What they asked instead, having followed.",
    )
    press = models.CharField(max_length=64, blank=True, help_text="By what a press is known that is sent twice.")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["by", "press"], condition=~models.Q(press=""), name="a_press_is_refused_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.ground or self.kind}: {', '.join(self.fields)}"
