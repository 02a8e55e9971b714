"""A word that heads an incident's title wherever staff read it, and nowhere else."""

from django.db import models


class TitleMark(models.Model):
    """A record of its own: what a customer reads never holds it, and it can be taken off a closed incident too."""

    incident = models.OneToOneField("incidents.Incident", models.PROTECT, related_name="title_mark", primary_key=True)
    words = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"[{self.words}]"
