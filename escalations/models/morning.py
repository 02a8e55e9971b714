"""What the morning review decided about an incident: rows that stay beside it, also once it is closed (R28)."""

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from incidents.models import Incident


class MorningReviewQuerySet(models.QuerySet["MorningReview"]):
    def on(self, day: date) -> "MorningReviewQuerySet":
        """Of one day's meeting."""
        return self.filter(day=day)

    def standing(self) -> "MorningReviewQuerySet":
        """The last decision about each incident: of several, it is the one that counts."""
        later = MorningReview.objects.filter(
            incident=models.OuterRef("incident"), day=models.OuterRef("day"), pk__gt=models.OuterRef("pk")
        )
        return self.filter(~models.Exists(later))


class MorningReview(models.Model):
    """One decision of one meeting. Nothing ever changes it: a second thought is a second row."""

    class Course(models.TextChoices):
        INVESTIGATE = "investigate", _("Investigate first")
        KNOWN_ERROR = "known_error", _("Use a known error")
        COLLEAGUES = "colleagues", _("Consult colleagues")
        SME = "sme", _("Consult an SME")
        ICM = "icm", _("Open an ICM")
        ASSISTANCE = "assistance", _("Request assistance")

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="morning_reviews")
    day = models.DateField(help_text="The day of the meeting, where the team is.")
    course = models.CharField(max_length=12, choices=Course.choices)
    guidance = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    who = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by_when = models.DateTimeField(null=True, help_text="When it comes back, if nothing else brings it back before.")
    at = models.DateTimeField()
    through = models.PositiveIntegerField(help_text="How far the timeline went, this decision included.")
    reasons = models.JSONField(default=list, help_text="Why it was on the board.")
    risk_marks = models.JSONField(default=list, help_text="The signs of risk that were seen by then (R38).")

    objects = MorningReviewQuerySet.as_manager()

    if TYPE_CHECKING:
        by_id: int
        who_id: int | None
        incident_id: int

        def get_course_display(self) -> str: ...

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["incident", "-id"], name="morning_last"),
            models.Index(fields=["day", "-id"], name="morning_day"),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} on {self.day}: {self.course}"
