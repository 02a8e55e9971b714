"""What the customer says afterwards: 1 to 5 and a word, in a record of its own."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

CHANGEABLE = timedelta(days=14)
LOW = 2  # and below: it reaches the managers, and is a sign of risk for what else the organisation has open


class RatingQuerySet(models.QuerySet["Rating"]):
    def low(self) -> "RatingQuerySet":
        return self.filter(score__lte=LOW)


class Rating(models.Model):
    """Given once, and changed for two weeks by those who decide (R42)."""

    SCORES: ClassVar = (1, 2, 3, 4, 5)

    incident = models.OneToOneField("incidents.Incident", models.PROTECT, related_name="rating")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])
    words = models.TextField(blank=True)
    at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = RatingQuerySet.as_manager()

    if TYPE_CHECKING:
        incident_id: int

    class Meta:
        constraints = [models.CheckConstraint(name="rated_from_1_to_5", condition=models.Q(score__gte=1, score__lte=5))]
        indexes = [models.Index(fields=["at"], condition=models.Q(score__lte=LOW), name="rating_low")]

    def __str__(self) -> str:
        return f"{self.score} of 5"

    @property
    def said_at(self) -> datetime:
        return self.changed_at or self.at

    @property
    def is_low(self) -> bool:
        return self.score <= LOW

    def is_changeable(self, moment: datetime) -> bool:
        return moment < self.at + CHANGEABLE
