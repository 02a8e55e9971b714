"""What somebody has brought together for an ICM that is not opened yet: theirs alone, step by step."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models

from accounts.models import User
from incidents.models import Incident
from notifications.moment import now


class IcmDraftQuerySet(models.QuerySet["IcmDraft"]):
    def written_by(self, user: User) -> Self:
        return self.filter(person=user)

    def old(self) -> Self:
        return self.filter(saved_at__lt=now() - IcmDraft.KEPT)


class IcmDraft(models.Model):
    """As it was typed, by field: nothing is judged while it is written. `steps` are those that were gone through."""

    KEPT = timedelta(days=30)

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="icm_drafts")
    incident = models.ForeignKey(Incident, models.CASCADE, related_name="icm_drafts")
    fields = models.JSONField(default=dict)
    steps = models.JSONField(default=list)
    saved_at = models.DateTimeField(db_index=True)

    objects = IcmDraftQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "incident"], name="one_icm_draft_a_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.incident_id}"
