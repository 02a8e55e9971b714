"""What incidents can wait for beside a Problem: a planned Change, and the explanation of a cause (R27)."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from incidents.models.known import Known


class Change(Known):
    """Something that will be changed at a planned time, and is done when somebody says so."""

    KIND = "change"
    PREFIX = "CHG"
    TONES: ClassVar = {"planned": "info", "done": "good"}

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")

    status = FSMField(default=Status.PLANNED, choices=Status.choices, protected=True)
    planned_for = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True)

    if TYPE_CHECKING:

        def get_status_display(self) -> str: ...

    class Meta:
        ordering = ["-pk"]

    @transition(field="status", source=Status.PLANNED, target=None)
    def edit_change(self) -> None:
        """Another title or another time."""

    @transition(field="status", source=Status.PLANNED, target=Status.DONE)
    def finish_change(self) -> None:
        """Whatever waited for it is told (R14)."""

    @transition(field="status", source=Status.PLANNED, target=Status.CANCELLED)
    def cancel_change(self) -> None:
        """It will not come: whatever waited for it is told as well."""


class RcaRequest(Known):
    """A root-cause analysis that somebody asked for; its document is what was asked."""

    KIND = "rca"
    PREFIX = "RCA"
    TONES: ClassVar = {"asked": "info", "delivered": "good"}

    class Status(models.TextChoices):
        ASKED = "asked", _("Asked for")
        DELIVERED = "delivered", _("Delivered")

    status = FSMField(default=Status.ASKED, choices=Status.choices, protected=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    document = models.TextField(blank=True)
    delivered_at = models.DateTimeField(null=True)

    if TYPE_CHECKING:
        asked_by_id: int

        def get_status_display(self) -> str: ...

    class Meta:
        ordering = ["-pk"]

    @transition(field="status", source=Status.ASKED, target=None)
    def edit_rca(self) -> None:
        """Another title, or another date."""

    @transition(field="status", source=Status.ASKED, target=Status.DELIVERED)
    def deliver_rca(self) -> None:
        """The document is there; whatever waited for it is told (R14)."""
