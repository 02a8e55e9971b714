"""What the owner proposed to the customer, and what became of it."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from incidents import markdown

REMIND_AFTER = (timedelta(days=3), timedelta(days=10))  # by the calendar on the wall; then never again


class SolutionQuerySet(models.QuerySet["Solution"]):
    def unanswered(self, moment: datetime) -> "SolutionQuerySet":
        """Those of whom their customer is to be reminded by now, the longest waiting first; by the partial index."""
        return self.filter(remind_at__lte=moment, outcome=Solution.Outcome.PROPOSED).order_by("remind_at")


class Solution(models.Model):
    """A workaround or a conclusive fix. At most one of an incident stands; the earlier ones keep their answers."""

    class Kind(models.TextChoices):
        WORKAROUND = "workaround", _("workaround")
        CONCLUSIVE_FIX = "conclusive_fix", _("conclusive fix")

    class Outcome(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", _("rejected")
        WITHDRAWN = "withdrawn", _("withdrawn")
        REPLACED = "replaced", _("replaced by a newer one")

    class Wish(models.TextChoices):
        CONCLUSIVE_FIX = "conclusive_fix", _("the permanent fix")
        ROOT_CAUSE_ANALYSIS = "root_cause_analysis", _("an explanation of the cause")

    incident = models.ForeignKey("incidents.Incident", models.PROTECT, related_name="solutions")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    body = models.TextField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.PROPOSED)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True, help_text="The reason of a rejection or withdrawal.")
    kept_open_at = models.DateTimeField(null=True)
    wish = models.CharField(max_length=20, choices=Wish.choices, blank=True)
    remind_at = models.DateTimeField(null=True, help_text="When its customer is reminded, if they say nothing before.")
    problem = models.ForeignKey(
        "incidents.Problem", models.PROTECT, null=True, related_name="solutions", help_text="Whose workaround it is."
    )

    objects = SolutionQuerySet.as_manager()

    if TYPE_CHECKING:
        incident_id: int
        problem_id: int | None

        def get_kind_display(self) -> str: ...
        def get_outcome_display(self) -> str: ...
        def get_wish_display(self) -> str: ...

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident"], condition=models.Q(outcome="proposed"), name="one_solution_stands"
            )
        ]
        indexes = [
            models.Index(
                fields=["remind_at"],
                name="solution_remind",
                condition=models.Q(outcome="proposed", remind_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.kind}, {self.outcome}"

    @property
    def html(self) -> SafeString:
        return markdown.to_html(self.body)

    @property
    def is_workaround(self) -> bool:
        return self.kind == self.Kind.WORKAROUND

    def next_reminder(self, moment: datetime) -> datetime | None:
        """The first that is still to come; a sweep that comes late sends one for all that it missed (S16)."""
        times = (self.proposed_at + after for after in REMIND_AFTER)
        return next((time for time in times if time > moment), None)
