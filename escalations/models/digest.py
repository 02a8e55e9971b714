"""A meeting's letter: that it was written for a day, so that it is written once, however many workers run."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Digest(models.Model):
    """The morning's agenda, or the rows that wait for shiproom tomorrow."""

    class Meeting(models.TextChoices):
        MORNING = "morning_agenda", _("Morning review")
        SHIPROOM = "shiproom_eve", _("Shiproom")

    meeting = models.CharField(max_length=15, choices=Meeting.choices)
    day = models.DateField(help_text="The day of the meeting, where the team is.")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "day"], name="one_digest_a_day")]

    def __str__(self) -> str:
        return f"{self.meeting} {self.day}"
