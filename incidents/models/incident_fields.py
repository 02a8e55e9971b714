"""What is kept of an incident."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy
from django_fsm import FSMField

from accounts.models import Area, CalendarVersion, Organization, PlanVersion, User
from incidents import policy
from incidents.models.colleague import Colleague
from incidents.models.message import Message
from incidents.models.pressing import NEVER
from incidents.models.solution import Solution

if TYPE_CHECKING:
    from incidents.models.clock import ClockQuerySet
    from incidents.models.draft import DraftQuerySet
    from incidents.models.event import EventQuerySet
    from incidents.models.incident import Incident  # noqa: F401 - named in the string below
    from incidents.models.message import MessageQuerySet
    from incidents.models.outage import OutageLink
    from incidents.models.problem import Match
    from incidents.models.task import TaskQuerySet

NUMBERS_FROM = 1_000_000
PLACE = ("presses_at", "next_due_at", "id")
QUEUES = [
    ("queue", PLACE),
    ("queue_of_owner", ("owner", *PLACE)),
    ("queue_of_state", ("state", *PLACE)),
    ("queue_changed", ("last_event_at", "id")),
    ("queue_opened", ("opened_at", "id")),
]


def place_of(number: str) -> int | None:
    """What a readable number stands for, whether or not there is such an incident; none where it does not read."""
    digits = number.upper().removeprefix("INC-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 12):
        return None
    return int(digits) - NUMBERS_FROM


class IncidentQuerySet(models.QuerySet["Incident"]):
    def visible_to(self, user: User | None) -> Self:
        return self.filter(policy.visible_to(user))

    def open(self) -> Self:
        return self.exclude(state="closed")

    def held_by(self, user: User) -> Self:
        """What this person owns, and what they stand in for just now."""
        return self.filter(policy.held_by(user))

    def unowned(self) -> Self:
        """Nobody has it, or whoever had it has left."""
        return self.filter(models.Q(owner=None) | models.Q(owner__is_active=False))

    def with_everything(self) -> Self:
        """What a page or a full reading of an incident touches, in a fixed number of queries."""
        proposals = Solution.objects.select_related("proposed_by", "answered_by", "problem")
        followers = models.Prefetch("colleagues", Colleague.objects.select_related("user"))
        rows = self.select_related(
            *("customer", "owner", "deputy", "area", "organization__region", "statement__author"),
            *("plan_version", "calendar_version", "duplicate_of"),
            *("waits_for_problem", "waits_for_change", "waits_for_rca", "title_mark", "rating"),
        )
        return rows.prefetch_related(
            "clocks", models.Prefetch("solutions", proposals), "matches", "outage_links", followers
        )

    def numbered(self, number: str) -> Self:
        """The incident with a readable number; what does not read as one matches nothing."""
        place = place_of(number)
        return self.none() if place is None else self.filter(pk=place)


class IncidentFields(models.Model):
    """The columns of an incident and the words they are made of; what may be done to it stands in `Incident`."""

    class State(models.TextChoices):
        NEW = "new", gettext_lazy("New")
        WORK_IN_PROGRESS = "work_in_progress", gettext_lazy("Work in progress")
        SOLUTION_PROPOSED = "solution_proposed", gettext_lazy("Solution proposed")
        CLOSED = "closed", gettext_lazy("Closed")

    class Severity(models.IntegerChoices):
        ONE = 1, gettext_lazy("Production is down")
        TWO = 2, gettext_lazy("Production is badly hurt")
        THREE = 3, gettext_lazy("We can work around it")
        FOUR = 4, gettext_lazy("We have a question")

    class Category(models.TextChoices):
        BUG = "bug", gettext_lazy("bug")
        QUESTION = "question", gettext_lazy("question")
        FEATURE_REQUEST = "feature_request", gettext_lazy("feature request")
        RCA = "rca", gettext_lazy("root-cause analysis")
        QUOTA = "quota", gettext_lazy("quota")
        OTHER = "other", gettext_lazy("other")

    class ClosedAs(models.TextChoices):
        ACCEPTED = "accepted", gettext_lazy("accepted")
        WITHDRAWN = "withdrawn", gettext_lazy("withdrawn")
        DISCARDED = "discarded", gettext_lazy("discarded")

    class StatementAnswer(models.TextChoices):
        CONFIRMED = "confirmed", gettext_lazy("confirmed")
        CORRECTED = "corrected", gettext_lazy("corrected")
        ACCEPTED = "accepted", gettext_lazy("by acceptance of a solution")

    class Substate(models.TextChoices):
        PENDING_PROBLEM = "pending_problem", gettext_lazy("Pending problem")
        PENDING_CHANGE = "pending_change", gettext_lazy("Pending change")
        PENDING_RCA = "pending_rca", gettext_lazy("Pending RCA")

    class Flag(models.TextChoices):
        ACTION_NEEDED = "action_needed", gettext_lazy("Action needed")
        CUSTOMER_ACTION_NEEDED = "customer_action_needed", gettext_lazy("Customer action needed")
        ASSISTANCE_REQUIRED = "assistance_required", gettext_lazy("Assistance required")

    FLAGS: ClassVar = tuple(Flag.values)
    # Where the record stands that a sub-state waits for (R14).
    WAITS_FOR: ClassVar = {
        "pending_problem": "waits_for_problem",
        "pending_change": "waits_for_change",
        "pending_rca": "waits_for_rca",
    }
    # No cause is there to remove behind these, so the fifth R is complete with the others.
    NOTHING_TO_PREVENT: ClassVar = (Category.QUESTION, Category.QUOTA, Category.FEATURE_REQUEST)

    title = models.CharField(max_length=200)
    description = models.TextField()
    state = FSMField(default=State.NEW, choices=State.choices, protected=True)
    substate = models.CharField(
        max_length=20, choices=Substate.choices, blank=True, help_text="What the work waits for; it stops no clock."
    )
    waits_for_problem = models.ForeignKey("incidents.Problem", models.PROTECT, null=True, related_name="waiting")
    waits_for_change = models.ForeignKey("incidents.Change", models.PROTECT, null=True, related_name="waiting")
    waits_for_rca = models.ForeignKey("incidents.RcaRequest", models.PROTECT, null=True, related_name="waiting")
    severity = models.PositiveSmallIntegerField(choices=Severity.choices)
    severity_asked = models.PositiveSmallIntegerField(choices=Severity.choices)
    category = models.CharField(max_length=20, choices=Category.choices, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="incidents")
    customer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reported")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="incidents")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="owned")
    plan_version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="+")
    calendar_version = models.ForeignKey(CalendarVersion, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_as = models.CharField(max_length=10, choices=ClosedAs.choices, blank=True)
    duplicate_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="duplicates")

    action_needed = models.BooleanField(default=False)
    customer_action_needed = models.BooleanField(default=False)
    customer_question = models.TextField(blank=True, help_text="What is needed of the customer.")
    assistance_required = models.BooleanField(default=False)
    assistance_reason = models.TextField(blank=True)

    statement = models.ForeignKey(Message, models.PROTECT, null=True, related_name="+")
    statement_answer = models.CharField(max_length=10, choices=StatementAnswer.choices, blank=True)
    responded_at = models.DateTimeField(null=True)
    recognised_at = models.DateTimeField(null=True)
    relieved_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    applied_on = models.DateField(null=True, help_text="The customer says that it is applied in their environment.")
    next_update_by = models.DateTimeField(null=True)

    version = models.PositiveIntegerField(default=0)
    event_count = models.PositiveIntegerField(default=0)
    last_event_at = models.DateTimeField()
    # Its place in the queue: a cache of the clocks and of who has to act, kept by whatever changes either.
    presses_at = models.DateTimeField(default=NEVER)
    next_due_at = models.DateTimeField(default=NEVER)

    objects = IncidentQuerySet.as_manager()
    is_history: bool = False  # while an import writes it; no column, and no door reaches it
    seen: int | None = None  # the version that the person was looking at, where their door knows it

    if TYPE_CHECKING:
        customer_id: int
        organization_id: int
        owner_id: int | None
        statement_id: int | None
        area_id: int | None
        waits_for_problem_id: int | None
        waits_for_change_id: int | None
        waits_for_rca_id: int | None
        solutions: models.Manager[Solution]
        matches: models.Manager[Match]
        outage_links: models.Manager[OutageLink]
        messages: MessageQuerySet
        clocks: ClockQuerySet
        events: EventQuerySet
        tasks: TaskQuerySet
        drafts: DraftQuerySet

        def get_state_display(self) -> str: ...
        def get_substate_display(self) -> str: ...
        def get_severity_display(self) -> str: ...
        def get_category_display(self) -> str: ...

    class Meta:
        abstract = True
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["owner", "state"], name="incident_owner"),
            models.Index(fields=["customer", "-id"], name="incident_customer"),
            models.Index(fields=["organization", "-id"], name="incident_organization"),
            models.Index(
                fields=["assistance_required"], name="incident_assist", condition=models.Q(assistance_required=True)
            ),
            models.Index(fields=["state", "-id"], name="incident_state"),
            # The queue's orders, over what is open; and those of the list of everything.
            *(models.Index(fields=fields, name=name, condition=models.Q(closed_at=None)) for name, fields in QUEUES),
            models.Index(fields=["last_event_at", "id"], name="incident_changed"),
            models.Index(fields=["opened_at", "id"], name="incident_opened"),
        ]
        constraints = [
            models.CheckConstraint(
                name="closed_has_how_and_when",
                condition=models.Q(state="closed", closed_at__isnull=False, closed_as__gt="")
                | (~models.Q(state="closed") & models.Q(closed_at__isnull=True, closed_as="")),
            )
        ]
