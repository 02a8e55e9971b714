"""What shiproom decided about a CSAT-impacting ICM: rows of their own, closed or not, escalated still or not (R41)."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from escalations.models.directory import PgMember
from escalations.models.escalating import Doer, EscalationEvent
from escalations.models.icm import Icm, IcmQuerySet

MARK, UNMARK = "mark_csat_impacting", "unmark_csat_impacting"
# What is told of an ICM without anything having happened to it; every other line of its history is something new.
NO_NEWS = ("review_icm", "notify_again", "open_link", "prove_link", "revoke_link", "restore_link")


class ShiproomReviewQuerySet(models.QuerySet["ShiproomReview"]):
    def on(self, day: date) -> "ShiproomReviewQuerySet":
        """Of one meeting."""
        return self.filter(day=day)


class ShiproomReview(models.Model):
    """One decision about one ICM. Nothing ever changes it: what happens afterwards asks for the next one."""

    class Decision(models.TextChoices):
        HOTFIX = "hotfix", _("Hotfix")
        NEXT_RELEASE = "next_release", _("Ship in the next release")
        CHANGE_DESIGN = "change_design", _("Change the design")
        BY_DESIGN = "by_design", _("By design, with insight")
        KEEP_WATCHING = "keep_watching", _("Keep watching")
        NOTHING_MORE = "nothing_more", _("Nothing more to do")

    class RiskReason(models.TextChoices):
        """The kinds of reasons by which Relief sees that somebody may be unhappy (R38), and none of them."""

        UNHAPPY = "unhappy", _("They said that they are not happy")
        UPSET = "upset", _("Their wording")
        REJECTED = "rejected", _("Rejected solutions")
        UNANSWERED = "unanswered", _("Unanswered messages")
        BREACHED = "breached", _("Missed promises")
        RATED = "rated", _("Low ratings")
        OLD = "old", _("Age")
        UNSEEN = "unseen", _("None that Relief looks for")

    # These promise something, so they name a day; the board shows the ICM again when it has come.
    PROMISES: ClassVar = (Decision.HOTFIX, Decision.NEXT_RELEASE, Decision.CHANGE_DESIGN, Decision.KEEP_WATCHING)

    icm = models.ForeignKey(Icm, models.PROTECT, related_name="shiproom_reviews")
    day = models.DateField(help_text="The day of the meeting, where the team is.")
    decision = models.CharField(max_length=15, choices=Decision.choices)
    who = models.CharField(max_length=150, blank=True)
    due_on = models.DateField(null=True)
    actions = models.TextField(blank=True)
    customer_words = models.TextField(blank=True, help_text="For the incident's owner to use; never sent by itself.")
    lesson = models.TextField(blank=True, help_text="What could have been done differently.")
    risk_reason = models.CharField(max_length=12, choices=RiskReason.choices, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    member = models.ForeignKey(PgMember, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    through = models.PositiveIntegerField(help_text="How far the ICM's history went, this decision included.")

    objects = ShiproomReviewQuerySet.as_manager()

    if TYPE_CHECKING:
        icm_id: int

        def get_decision_display(self) -> str: ...
        def get_risk_reason_display(self) -> str: ...

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["icm", "-id"], name="shiproom_last"),
            models.Index(fields=["-day", "-id"], name="shiproom_day"),
            models.Index(fields=["risk_reason", "-id"], name="shiproom_lessons", condition=~Q(lesson="")),
        ]
        constraints = [
            models.CheckConstraint(
                name="one_person_reviewed",
                condition=Q(by__isnull=False, member__isnull=True) | Q(by__isnull=True, member__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.icm_id} on {self.day}: {self.decision}"

    @property
    def doer(self) -> Doer:
        return self.by or self.member


def ever_csat_impacting() -> IcmQuerySet:
    """Every ICM that is or once was CSAT-impacting: an ended escalation is looked at like any other (R41)."""
    marked = EscalationEvent.objects.filter(kind=Icm.KIND, verb=MARK)
    return Icm.objects.filter(Q(is_csat_impacting=True) | Q(pk__in=marked.values("record_id")))


def to_review(today: date) -> IcmQuerySet:
    """Whatever nobody has reviewed since it last changed, closed or ended or not, and what was promised for today.

    The whole of the rule by which nothing leaves shiproom unreviewed (R41): nothing is ever taken off by hand.
    """
    last = ShiproomReview.objects.filter(icm=OuterRef("pk")).order_by("-pk")
    news = EscalationEvent.objects.filter(kind=Icm.KIND, record_id=OuterRef("pk"), seq__gt=OuterRef("through"))
    rows = ever_csat_impacting().annotate(
        through=Subquery(last.values("through")[:1]),
        decided=Subquery(last.values("decision")[:1]),
        promised_for=Subquery(last.values("due_on")[:1]),
    )
    has_news = Exists(news.exclude(verb__in=NO_NEWS))
    has_come = Q(promised_for__lte=today, is_csat_impacting=True, state__in=Icm.ALIVE)
    return rows.filter(Q(through=None) | Q(has_news) | has_come)


def covered_by(member: PgMember) -> Q:
    """The ICMs of the areas that an EM or PM has; of anybody else's, none (R41)."""
    if not member.is_leading:
        return Q(pk__in=[])
    areas = list(member.areas.values_list("pk", flat=True))
    return Q(area__in=areas) if areas else Q()
