"""Words that somebody is still writing: kept for them alone until they are sent, discarded or old (D22)."""

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models

from accounts.models import User
from notifications.moment import now


class DraftQuerySet(models.QuerySet["Draft"]):
    def written_by(self, user: User) -> Self:
        """A draft is its writer's, and nobody else's."""
        return self.filter(person=user)

    def old(self) -> Self:
        return self.filter(saved_at__lt=now() - Draft.KEPT)


class Draft(models.Model):
    """What one person has typed into one form: of an incident, or of a report that is none yet."""

    KEPT = timedelta(days=30)

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    incident = models.ForeignKey("incidents.Incident", models.CASCADE, null=True, related_name="drafts")
    form = models.CharField(max_length=40)
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField(db_index=True)

    objects = DraftQuerySet.as_manager()

    if TYPE_CHECKING:
        person_id: int
        incident_id: int | None

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "incident", "form"], name="one_draft_a_form"),
            models.UniqueConstraint(
                fields=["person", "form"], name="one_draft_a_report", condition=models.Q(incident=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.form}"
