"""The initial investigation of an incident: four checks, each with its outcome and the evidence for it (R29)."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from incidents import markdown
from incidents.models.delegating import OPEN
from incidents.models.incident_fields import IncidentFields


class Check(models.Model):
    """One finding of one check. A later one replaces it, and it stays: no row ever changes."""

    class Kind(models.TextChoices):
        DIAGNOSTICS = "diagnostics", _("Diagnostics")
        GUIDES = "guides", _("Troubleshooting guides")
        ICM_SEARCH = "icm_search", _("Search for ICMs")
        OUTAGE = "outage", _("Outage")

    class Outcome(models.TextChoices):
        CHECKED = "checked", _("checked")
        NOT_POSSIBLE = "not_possible", _("not possible")
        RULED_OUT = "ruled_out", _("ruled out")
        RULED_IN = "ruled_in", _("ruled in")

    LOOKED: ClassVar = (Outcome.CHECKED, Outcome.NOT_POSSIBLE)
    OUTCOMES: ClassVar[dict[str, tuple[Outcome, ...]]] = {
        Kind.DIAGNOSTICS: LOOKED,
        Kind.GUIDES: LOOKED,
        Kind.ICM_SEARCH: LOOKED,
        Kind.OUTAGE: (Outcome.RULED_OUT, Outcome.RULED_IN),
    }

    incident = models.ForeignKey("incidents.Incident", models.PROTECT, related_name="checks")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    evidence = models.TextField(help_text="What was found; of what was not possible, why.")
    query = models.TextField(blank=True, help_text="The words searched, of a search for ICMs.")
    found = models.JSONField(default=list, help_text="What that search showed: references and titles, best first.")
    outage = models.ForeignKey("incidents.Outage", models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    if TYPE_CHECKING:
        incident_id: int
        outage_id: int | None

        def get_kind_display(self) -> str: ...
        def get_outcome_display(self) -> str: ...

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.kind}: {self.outcome}"

    @property
    def html(self) -> SafeString:
        return markdown.to_html(self.evidence)


class Investigated(IncidentFields):
    """What its checks came to. Opening an ICM asks whether all four are made (R29)."""

    if TYPE_CHECKING:
        checks: models.QuerySet[Check]

    class Meta(IncidentFields.Meta):
        abstract = True

    @transition(field="state", source=OPEN, target=None)
    def record_check(self) -> None:
        """A finding of one of the four checks, for the team (R29)."""

    def standing_checks(self) -> dict[str, Check]:
        """The newest finding of each check that was made, by its kind; one query, or what was prefetched."""
        return {check.kind: check for check in self.checks.all()}

    def outstanding_checks(self) -> list[str]:
        """Which of the four nobody has made yet, in their order. One that was not possible is made: it says why."""
        made = self.standing_checks()
        return [kind for kind in Check.Kind.values if kind not in made]

    @property
    def investigation_complete(self) -> bool:
        return not self.outstanding_checks()
