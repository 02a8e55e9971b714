"""An ICM: the internal ticket to the product group, opened on evidence, owned by who acknowledges it (R31, R35)."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.models import Area, User
from escalations import policy
from escalations.models.consenting import Consenting
from escalations.models.directory import PgMember
from escalations.models.icm_incident import IcmIncident
from incidents import markdown
from incidents.models import Incident

WITH_PG = ["open", "acknowledged", "needs_information", "mitigated"]


class IcmQuerySet(models.QuerySet["Icm"]):
    def visible_to(self, user: User | None) -> "IcmQuerySet":
        return self.filter(policy.icms_visible_to(user))

    def numbered(self, number: str) -> "IcmQuerySet":
        return self.none() if (place := Icm.place_of(number)) is None else self.filter(pk=place)

    def live(self) -> "IcmQuerySet":
        """What is still being worked on, or waits to be verified."""
        return self.exclude(state=Icm.State.CLOSED)

    def unacknowledged(self, moment: datetime) -> "IcmQuerySet":
        """Whose time to be acknowledged is over, the longest over first."""
        return self.filter(state=Icm.State.OPEN, chase_at__lte=moment).order_by("chase_at")

    def orphaned(self) -> "IcmQuerySet":
        """Whose owner can do nothing about it any more: they have left, or their link was taken away."""
        alive = Icm.objects.filter(state__in=WITH_PG).order_by()  # each with its own index: "or" would use neither
        left = alive.filter(owner__in=PgMember.objects.filter(is_active=False))
        shut_out = alive.filter(grants__member=models.F("owner"), grants__revoked_at__isnull=False)
        return self.filter(pk__in=left.values("pk").union(shut_out.values("pk"))).order_by("pk")

    def waiting_for_support(self) -> "IcmQuerySet":
        """The product group asks, or has resolved what is still to be verified."""
        return self.filter(state__in=Icm.WAITS_FOR_SUPPORT)

    def matching(self, words: str) -> "IcmQuerySet":
        """All the words in the title or the evidence; or a number of its own, or of an incident that it hits."""
        found = models.Q()
        for word in words.split():
            found &= models.Q(title__icontains=word) | models.Q(evidence__icontains=word)
        place = Icm.place_of(words)
        if place is not None:
            found |= models.Q(pk=place)
        hit = IcmIncident.objects.filter(incident__in=Incident.objects.numbered(words))
        return self.filter(found | models.Q(pk__in=hit.values("icm")))

    def with_everything(self) -> "IcmQuerySet":
        """What a page or a full reading touches, in a fixed number of queries."""
        rows = self.select_related("area", "owner", "opened_by", "named_member", "consultation", "duplicate_of")
        hits = IcmIncident.objects.select_related(
            "incident__customer", "incident__organization__region", "incident__owner", "incident__title_mark"
        )
        return rows.prefetch_related(models.Prefetch("hits", hits))


def stands_on_a_name(icm: Any) -> bool:
    """Somebody of the product group is named as its ground, and has not denied it (R31)."""
    return icm.named_member_id is not None and icm.denied_at is None


class Icm(Consenting):
    """One ask to the product group. `title` is without any mark; `staff_title` has it."""

    KIND = "icm"
    PREFIX = "ICM"
    NUMBERS_FROM: ClassVar = 500_000
    TONES: ClassVar = {"open": "warn", "needs_information": "warn", "mitigated": "info", "resolved": "good"}
    MARK: ClassVar = "CSAT Impacting"

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        ACKNOWLEDGED = "acknowledged", _("Acknowledged")
        NEEDS_INFORMATION = "needs_information", _("Needs information")
        MITIGATED = "mitigated", _("Mitigated")
        RESOLVED = "resolved", _("Resolved")
        CLOSED = "closed", _("Closed")

    class Resolution(models.TextChoices):
        FIXED = "fixed", _("Fixed")
        BY_DESIGN = "by_design", _("By design")
        DUPLICATE = "duplicate", _("Duplicate")
        NOT_REPRODUCIBLE = "not_reproducible", _("Not reproducible")
        GRANTED = "granted", _("Granted")
        DECLINED = "declined", _("Declined")

    class Ground(models.TextChoices):
        BUG_EVIDENCE = "bug_evidence", _("Evidence of a bug")
        EXPERT_INDICATED = "expert_indicated", _("An SME or senior engineer asked for it")
        PG_INDICATED = "pg_indicated", _("The product group asked for it")
        SEVERITY_1 = "severity_1", _("The incident is severity 1")

    class Team(models.TextChoices):
        LIVESITE_DRI = "livesite_dri", _("Livesite DRI")
        CSS_ESCALATION = "css_escalation", _("CSS Escalation")

    class Kind(models.TextChoices):
        BUG = "bug", _("Bug")
        FEATURE_REQUEST = "feature_request", _("Feature request")
        RCA = "rca", _("RCA")
        QUOTA_INCREASE = "quota_increase", _("Quota increase")

    ALIVE: ClassVar = (State.OPEN, State.ACKNOWLEDGED, State.NEEDS_INFORMATION, State.MITIGATED)
    WAITS_FOR_SUPPORT: ClassVar = (State.NEEDS_INFORMATION, State.RESOLVED)
    WAITS_FOR_PG: ClassVar = (State.OPEN, State.ACKNOWLEDGED, State.MITIGATED)

    title = models.CharField(max_length=200)
    state = FSMField(default=State.OPEN, choices=State.choices, protected=True)
    resolution = models.CharField(max_length=20, choices=Resolution.choices, blank=True)
    insight = models.TextField(blank=True, help_text="What a customer may be told where it is by design (R35).")
    duplicate_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="duplicates")
    ground = models.CharField(max_length=20, choices=Ground.choices, blank=True)
    evidence = models.TextField(blank=True)
    consultation = models.ForeignKey("escalations.Consultation", models.PROTECT, null=True, related_name="icms")
    named_member = models.ForeignKey(PgMember, models.PROTECT, null=True, related_name="+")
    said_where = models.CharField(max_length=300, blank=True, help_text="Where the named PG member said it (R31).")
    denied_at = models.DateTimeField(null=True, help_text="When the named PG member said that they never did.")
    team = models.CharField(max_length=20, choices=Team.choices)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    facts = models.JSONField(default=dict)
    fact_names = models.JSONField(default=list, help_text="Key and name in their order, as it was opened (R33).")
    outstanding = models.JSONField(default=list, help_text="Checks of the investigation still to follow (R32).")
    new_because = models.TextField(blank=True, help_text="Why it is none of the similar ones (R34).")
    area = models.ForeignKey(Area, models.PROTECT, related_name="icms")
    severity = models.PositiveSmallIntegerField(choices=Incident.Severity.choices)
    owner = models.ForeignKey(PgMember, models.PROTECT, null=True, related_name="icms")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    mitigated_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    is_csat_impacting = models.BooleanField(default=False)
    # While nobody has acknowledged it: since when, and when it calls next; none, once the last was called (R35).
    unowned_since = models.DateTimeField(null=True)
    chase_at = models.DateTimeField(null=True)
    is_team_chased = models.BooleanField(default=False)

    objects = IcmQuerySet.as_manager()

    if TYPE_CHECKING:
        owner_id: int | None
        area_id: int
        named_member_id: int | None

        def get_state_display(self) -> str: ...
        def get_kind_display(self) -> str: ...
        def get_team_display(self) -> str: ...
        def get_ground_display(self) -> str: ...
        def get_resolution_display(self) -> str: ...

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["team", "state"], name="icm_queues"),
            # Finding who is due costs what is due (R21).
            models.Index(fields=["chase_at"], name="icms_to_chase", condition=models.Q(state="open")),
            models.Index(fields=["owner"], name="icms_owned", condition=models.Q(state__in=WITH_PG)),
        ]
        constraints = [
            models.CheckConstraint(
                name="icm_resolved_with_a_resolution",
                condition=~models.Q(state__in=["resolved", "closed"]) | ~models.Q(resolution=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    # --- What people do: the support team's, then the product group's ------------------------------------------------

    @transition(field="state", source=ALIVE, target=None)
    def join(self) -> None:
        """One more incident that it hits (R34)."""

    @transition(field="state", source=State.NEEDS_INFORMATION, target=State.ACKNOWLEDGED)
    def provide_information(self) -> None:
        """The answer to what the product group asked."""

    @transition(field="state", source=State.RESOLVED, target=State.CLOSED)
    def close(self, at: datetime) -> None:
        """Verified by the support team."""
        self.closed_at = at

    @transition(field="state", source=State.RESOLVED, target=State.ACKNOWLEDGED)
    def send_back(self) -> None:
        """It is not what was asked for, with a reason."""
        self.resolution, self.insight, self.duplicate_of, self.resolved_at = "", "", None, None

    @transition(field="state", source=[*ALIVE, State.RESOLVED], target=None)
    def notify_again(self) -> None:
        """Its letters once more, to those who work on it."""

    @transition(field="state", source=State.OPEN, target=State.ACKNOWLEDGED)
    def acknowledge(self, member: PgMember, at: datetime) -> None:
        """That person becomes the ICM owner (R35)."""
        self.owner, self.acknowledged_at = member, self.acknowledged_at or at

    @transition(field="state", source=State.ACKNOWLEDGED, target=State.NEEDS_INFORMATION)
    def request_information(self) -> None:
        """The product group asks the support team."""

    @transition(field="state", source=[*ALIVE, State.RESOLVED], target=None)
    def update(self) -> None:
        """Words on how it goes, by either side."""

    @transition(field="state", source=[State.OPEN, State.ACKNOWLEDGED, State.NEEDS_INFORMATION], target=State.MITIGATED)
    def mitigate(self, member: PgMember, at: datetime) -> None:
        """The customer is out of the worst; the cause is still there."""
        self.take(member, at)
        self.mitigated_at = self.mitigated_at or at

    @transition(field="state", source=ALIVE, target=State.RESOLVED)
    def resolve(self, resolution: str, member: PgMember, at: datetime) -> None:
        self.take(member, at)
        self.resolution, self.resolved_at = resolution, at

    @transition(field="state", source=ALIVE, target=State.OPEN)
    def hand_over(self) -> None:
        """To another PG member, who acknowledges it in turn (R35)."""
        self.owner = None

    @transition(field="state", source=[*ALIVE, State.RESOLVED], target=None)
    def bring_in(self) -> None:
        """A colleague gets a link of their own, from one who has one (R36)."""

    @transition(field="state", source=[*ALIVE, State.RESOLVED], target=None, conditions=[stands_on_a_name])
    def deny(self, at: datetime) -> None:
        """Who was named as having asked for it never did: the ground is gone, the ICM stays for people to judge."""
        self.denied_at = at

    @transition(field="state", source="*", target=None)
    def review_icm(self) -> None:
        """Looked at in shiproom; a closed one too, as nothing leaves unreviewed (R41)."""

    def take(self, member: PgMember, at: datetime) -> None:
        """Whoever works on what nobody has, or who left, has it: what is sent back comes back to somebody (R35)."""
        if self.owner is None or not self.owner.is_active:
            self.owner, self.acknowledged_at = member, self.acknowledged_at or at

    # --- What can be asked of it -------------------------------------------------------------------------------------

    @property
    def staff_title(self) -> str:
        """As staff and the product group read it (R40)."""
        return f"[{self.MARK}] {self.title}" if self.is_csat_impacting else self.title

    @property
    def is_alive(self) -> bool:
        return self.state in self.ALIVE

    @property
    def is_with_pg(self) -> bool:
        """Whose turn it is: what they asked us, and what they have resolved, is ours (R20)."""
        return self.state in {self.State.OPEN, self.State.ACKNOWLEDGED, self.State.MITIGATED}

    @property
    def is_ground_denied(self) -> bool:
        return self.denied_at is not None

    @property
    def is_closed(self) -> bool:
        return bool(self.state == self.State.CLOSED)

    @property
    def is_over(self) -> bool:
        """Nobody of the product group has anything to read or do here any more (R36)."""
        return self.is_closed

    @property
    def tone(self) -> str:
        return self.TONES.get(str(self.state), "")

    @property
    def incidents(self) -> list[Incident]:
        """What it hits, in the order in which they joined."""
        return [hit.incident for hit in self.hits.all()]

    @property
    def still_outstanding(self) -> list[str]:
        """Of the checks that were to follow, those that nobody has made yet (R32)."""
        if not self.outstanding:
            return []
        todo = {kind for incident in self.incidents[:1] for kind in incident.outstanding_checks()}
        return [kind for kind in self.outstanding if kind in todo]

    @property
    def insight_html(self) -> str:
        return markdown.to_html(self.insight)
