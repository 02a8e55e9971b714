"""What the owner proposed to the customer, and what became of it."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from incidents import markdown


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
    problem = models.ForeignKey(
        "incidents.Problem", models.PROTECT, null=True, related_name="solutions", help_text="Whose workaround it is."
    )

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

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.kind}, {self.outcome}"

    @property
    def html(self) -> SafeString:
        return markdown.to_html(self.body)

    @property
    def is_workaround(self) -> bool:
        return self.kind == self.Kind.WORKAROUND
