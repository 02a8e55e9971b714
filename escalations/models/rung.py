"""One rung of a consultation's ladder as it was climbed, and where the people of a rung talk (R30)."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from escalations.models.consultation import Consultation


class Rung(models.Model):
    """Who was asked, since when and until when, at whose wish and why, and how it ended; one stands at a time."""

    class Outcome(models.TextChoices):
        ANSWERED = "answered", _("answered")
        MOVED_UP = "moved_up", _("moved up")
        NOBODY = "nobody", _("nobody was there")
        ENDED = "ended", _("ended")

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="rungs")
    audience = models.CharField(max_length=20, choices=Consultation.Audience.choices)
    at = models.DateTimeField()
    until = models.DateTimeField(help_text="When its time is over.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(
        blank=True, help_text="Why it came here: a person's words, or none where it did by itself."
    )
    asked = models.JSONField(default=list, help_text="Who was there, by name, as they were asked.")
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    over_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["consultation"], condition=Q(outcome=""), name="one_rung_stands"),
        ]

    if TYPE_CHECKING:
        consultation_id: int

        def get_audience_display(self) -> str: ...
        def get_outcome_display(self) -> str: ...

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.audience}"


class TeamChannel(models.Model):
    """Where the people of a rung talk, for an area or for all of them; shown beside the rung, never written to."""

    area = models.ForeignKey(
        Area, models.CASCADE, null=True, blank=True, related_name="+", help_text=_("None: all of them.")
    )
    audience = models.CharField(_("rung"), max_length=20, choices=Consultation.Audience.choices)
    url = models.URLField(_("address"), max_length=500, validators=[URLValidator(["https", "http"])])
    label = models.CharField(max_length=100)

    class Meta:
        ordering = ["audience", "area", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["area", "audience"], name="one_channel_an_area_and_rung"),
            models.UniqueConstraint(fields=["audience"], condition=Q(area=None), name="one_channel_for_all_areas"),
        ]

    if TYPE_CHECKING:
        area_id: int | None

        def get_audience_display(self) -> str: ...

    def __str__(self) -> str:
        return f"{self.label} ({self.get_audience_display()})"
