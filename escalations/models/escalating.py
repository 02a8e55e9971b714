"""What consultations, ICMs and CSAT requests have in common: a state, a number, and a history that only grows."""

from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django_fsm import can_proceed

from accounts.acting import NotPossible
from accounts.models import User
from escalations.models.directory import PgMember
from incidents.models.stated import Stated

Doer: TypeAlias = User | PgMember | None


class Escalating(Stated):
    """A record that people of both organisations act on, one act at a time, each kept (R30, R35, R39)."""

    KIND = ""
    PREFIX = ""
    NUMBERS_FROM: ClassVar = 0

    version = models.PositiveIntegerField(default=0)
    event_count = models.PositiveIntegerField(default=0)
    last_event_at = models.DateTimeField()

    seen: int | None = None  # the version that the person was looking at, where their door knows it

    if TYPE_CHECKING:
        pk: int

    class Meta:
        abstract = True

    @property
    def number(self) -> str:
        """Readable, such as ICM-500001."""
        return f"{self.PREFIX}-{self.NUMBERS_FROM + self.pk}"

    @classmethod
    def place_of(cls, number: str) -> int | None:
        """What a readable number, or a plain key, stands for, whether or not there is such a record."""
        digits = number.strip().upper().removeprefix(f"{cls.PREFIX}-")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 12):
            return None
        return int(digits) - (cls.NUMBERS_FROM if "-" in number else 0)

    def hindrance(self, verb: str) -> NotPossible | None:
        """Why the record's state forbids this verb now, or none."""
        if can_proceed(getattr(self, verb)):
            return None
        return NotPossible(_("As things stand now, this is not possible any more. Look at it again."))

    @property
    def links_told(self) -> Any:
        """Who of the product group has a link to it, and how each stands; in the order in which they got it (R36)."""
        return self.grants.told().order_by("pk")  # type: ignore[attr-defined]

    @property
    def history(self) -> "models.QuerySet[EscalationEvent]":
        """What was done to it, oldest first."""
        return EscalationEvent.objects.filter(kind=self.KIND, record_id=self.pk)


class EscalationEvent(models.Model):
    """One act on such a record, by a person of ours or of the product group; append-only, like a timeline."""

    kind = models.CharField(max_length=20)
    record_id = models.BigIntegerField()
    seq = models.PositiveIntegerField()
    verb = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    member = models.ForeignKey(PgMember, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    way = models.CharField(max_length=10)
    body = models.TextField(blank=True)
    is_for_support = models.BooleanField(default=False, help_text="The product group does not see it.")
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["kind", "record_id", "seq"]
        constraints = [models.UniqueConstraint(fields=["kind", "record_id", "seq"], name="one_escalation_event_a_seq")]
        indexes = [
            # Which ICMs were ever CSAT-impacting (R41)
            models.Index(fields=["record_id"], name="icm_ever_csat", condition=models.Q(verb="mark_csat_impacting")),
        ]

    if TYPE_CHECKING:
        by_id: int | None
        member_id: int | None

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}/{self.seq} {self.verb}"

    @property
    def doer(self) -> Doer:
        return self.by or self.member

    @property
    def actor(self) -> Any:
        """Their name; nothing where nobody acted."""
        return self.doer.name if self.doer else ""
