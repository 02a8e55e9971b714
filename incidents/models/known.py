"""What the support team knows beside single incidents: each such record has a status and a history of its own."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django_fsm import can_proceed

from accounts.acting import NotPossible
from incidents.models.stated import Stated

NUMBERS_FROM = 100


class Known(Stated):
    """A Problem, a Change, an RCA request or an outage: changed by acts, one at a time, each kept (R24, R26, R27)."""

    KIND = ""
    PREFIX = ""
    TONES: ClassVar[dict[str, str]] = {}
    STATE = "status"

    title = models.CharField(max_length=200)
    version = models.PositiveIntegerField(default=0)
    event_count = models.PositiveIntegerField(default=0)
    last_event_at = models.DateTimeField()
    is_untold = models.BooleanField(default=False, help_text="What became of it is still to be told to incidents.")

    seen: int | None = None  # the version that the person was looking at, where their door knows it

    if TYPE_CHECKING:
        pk: int

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def number(self) -> str:
        """Readable, such as KE-118."""
        return f"{self.PREFIX}-{NUMBERS_FROM + self.pk}"

    @classmethod
    def place_of(cls, number: str) -> int | None:
        """What a readable number, or a plain key, stands for, whether or not there is such a record."""
        digits = number.strip().upper().removeprefix(f"{cls.PREFIX}-")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 12):
            return None
        return int(digits) - (NUMBERS_FROM if "-" in number else 0)

    def hindrance(self, verb: str) -> NotPossible | None:
        """Why the record's status forbids this verb now, or none."""
        if can_proceed(getattr(self, verb)):
            return None
        return NotPossible(_("As things stand now, this is not possible any more. Look at it again."))

    @property
    def tone(self) -> str:
        """How its status looks."""
        return self.TONES.get(str(getattr(self, self.STATE)), "")

    @property
    def history(self) -> "models.QuerySet[KnownEvent]":
        """What was done to it, oldest first."""
        return KnownEvent.objects.filter(kind=self.KIND, record_id=self.pk)


class KnownEvent(models.Model):
    """One act on such a record; append-only, like the timeline of an incident."""

    kind = models.CharField(max_length=10)
    record_id = models.BigIntegerField()
    seq = models.PositiveIntegerField()
    verb = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    way = models.CharField(max_length=10)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["kind", "record_id", "seq"]
        constraints = [models.UniqueConstraint(fields=["kind", "record_id", "seq"], name="one_known_event_a_seq")]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}/{self.seq} {self.verb}"
