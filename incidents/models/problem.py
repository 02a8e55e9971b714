"""The known-error database: Problems, and the incidents that each of them hit (R24)."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.models import Area, User
from incidents import policy
from incidents.models.incident import Incident
from incidents.models.known import Known


class ProblemQuerySet(models.QuerySet["Problem"]):
    def visible_to(self, user: User) -> "ProblemQuerySet":
        return self.filter(policy.problems_visible_to(user))

    def numbered(self, number: str) -> "ProblemQuerySet":
        """The Problem with a readable number such as KE-118, or its plain id."""
        place = Problem.place_of(number)
        return self.none() if place is None else self.filter(pk=place)


class Problem(Known):
    """A cause that hits incidents: what it looks like, how to live with it, and how far its removal is."""

    KIND = "problem"
    PREFIX = "KE"
    TONES: ClassVar = {"known_error": "warn", "fix_released": "info", "removed": "good"}

    class Status(models.TextChoices):
        INVESTIGATING = "investigating", _("Investigating")
        KNOWN_ERROR = "known_error", _("Known error")
        FIX_RELEASED = "fix_released", _("Fix released")
        REMOVED = "removed", _("Removed")

    symptoms = models.TextField()
    area = models.ForeignKey(Area, models.PROTECT, related_name="problems")
    cause = models.TextField(blank=True)
    workaround = models.TextField(blank=True)
    status = FSMField(default=Status.INVESTIGATING, choices=Status.choices, protected=True)
    release = models.CharField(max_length=100, blank=True, help_text="Where the fix is in.")
    is_published = models.BooleanField(default=False)
    published_at = models.DateTimeField(null=True)
    fix_released_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    objects = ProblemQuerySet.as_manager()

    if TYPE_CHECKING:
        area_id: int
        matches: "models.Manager[Match]"

        def get_status_display(self) -> str: ...

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["is_published", "area"], name="problem_published")]

    @property
    def has_fix(self) -> bool:
        """What waits for this Problem need not wait any more (R14)."""
        return bool(self.status in {self.Status.FIX_RELEASED, self.Status.REMOVED})

    @transition(field="status", source="*", target=None)
    def edit_problem(self) -> None:
        """Title, symptoms, area, cause, workaround."""

    @transition(field="status", source="*", target=None)
    def publish_problem(self) -> None:
        self.is_published = True

    @transition(field="status", source="*", target=None)
    def hide_problem(self) -> None:
        self.is_published = False

    @transition(field="status", source=Status.INVESTIGATING, target=Status.KNOWN_ERROR)
    def know_problem(self) -> None:
        """Its cause is understood."""

    @transition(field="status", source=[Status.INVESTIGATING, Status.KNOWN_ERROR], target=Status.FIX_RELEASED)
    def release_fix(self) -> None:
        """Resolution for every incident it hit (R23)."""

    @transition(
        field="status", source=[Status.INVESTIGATING, Status.KNOWN_ERROR, Status.FIX_RELEASED], target=Status.REMOVED
    )
    def remove_problem(self) -> None:
        """Removal: it will not come back, and everyone it ever hit is told once (R23)."""

    @transition(
        field="status",
        source=[Status.KNOWN_ERROR, Status.FIX_RELEASED, Status.REMOVED],
        target=Status.INVESTIGATING,
    )
    def reinvestigate_problem(self) -> None:
        """It came back, or the cause was another."""
        self.fix_released_at = self.removed_at = None
        self.release = ""


class MatchManager(models.Manager["Match"]):
    """A match is never looked at without its Problem: incidents fetch both in one query."""

    def get_queryset(self) -> "models.QuerySet[Match]":
        return super().get_queryset().select_related("problem")


class Match(models.Model):
    """An incident that a Problem hit, as an engineer saw it. A record of its own: closed incidents keep theirs."""

    problem = models.ForeignKey(Problem, models.PROTECT, related_name="matches")
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="matches")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    told_status = models.CharField(max_length=20, blank=True, help_text="The last progress its incident heard of.")

    objects = MatchManager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["problem", "incident"], name="one_match_a_pair")]

    def __str__(self) -> str:
        return f"{self.incident_id} is hit by {self.problem_id}"

    if TYPE_CHECKING:
        problem_id: int
        incident_id: int

    @property
    def came_back(self) -> bool:
        """It was made after the Problem was taken for removed, which it thereby was not (R23)."""
        return self.problem.removed_at is not None and self.at > self.problem.removed_at


class RemovalNotice(models.Model):
    """That a customer was told of a cause's removal: once, whatever happens to the Problem afterwards (R23)."""

    problem = models.ForeignKey(Problem, models.PROTECT, related_name="notices")
    customer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["problem", "customer"], name="one_removal_notice")]

    if TYPE_CHECKING:
        customer_id: int
        incident_id: int
        problem_id: int

    def __str__(self) -> str:
        return f"{self.customer_id} knows that {self.problem_id} is removed"
