"""A piece of an incident's work that the owner handed to a colleague (R16)."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from incidents import markdown


class TaskQuerySet(models.QuerySet["Task"]):
    def open(self) -> Self:
        """Nobody has settled these, and their incident is not closed: a closing ends its tasks too (R13)."""
        return self.filter(state=Task.State.OPEN).exclude(incident__state="closed")

    def overdue(self, moment: datetime) -> Self:
        """Past their time, and nobody was told; by the partial index, so that it costs what is due (R16, S14)."""
        return self.filter(chase_at__lt=moment).order_by("chase_at")

    def by_due(self) -> Self:
        return self.order_by(models.F("due").asc(nulls_last=True), "pk")


class Task(models.Model):
    """What is to be done, by whom and until when; and what came of it."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DONE = "done", _("done")
        DECLINED = "declined", _("declined")
        RECALLED = "recalled", _("taken back")

    OVER = "over"  # how an open task of a closed incident reads

    incident = models.ForeignKey("incidents.Incident", models.PROTECT, related_name="tasks")
    title = models.CharField(max_length=200)
    detail = models.TextField(blank=True)
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="tasks")
    delegated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    delegated_at = models.DateTimeField()
    due = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.TextField(blank=True, help_text="The result, or the reason of a refusal.")
    settled_at = models.DateTimeField(null=True, blank=True)
    chase_at = models.DateTimeField(
        null=True, help_text="When it is told that it is late; none once it was, or is over."
    )

    objects = TaskQuerySet.as_manager()

    if TYPE_CHECKING:
        incident_id: int
        assignee_id: int

        def get_state_display(self) -> str: ...

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["assignee", "due"], name="task_open", condition=models.Q(state="open")),
            models.Index(fields=["chase_at"], name="task_chase", condition=models.Q(chase_at__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                name="settled_has_what_and_when",
                condition=models.Q(state="open", settled_at__isnull=True, answer="")
                | (~models.Q(state="open") & models.Q(settled_at__isnull=False, answer__gt="")),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN and not self.incident.is_closed

    @property
    def standing(self) -> str:
        """open, done or declined; over, where the closing came before the end of it."""
        return self.OVER if self.state == self.State.OPEN and self.incident.is_closed else self.state

    def is_late(self, moment: datetime) -> bool:
        return self.is_open and self.due is not None and self.due < moment

    def settle(self, state: str, answer: str, at: datetime) -> None:
        self.state, self.answer, self.settled_at, self.chase_at = state, answer, at, None
        self.save(update_fields=["state", "answer", "settled_at", "chase_at"])

    @property
    def detail_html(self) -> SafeString:
        return markdown.to_html(self.detail)
