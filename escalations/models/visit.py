"""Who is here by a link: a browser's session, the records that it opens, the browsers that are remembered (R36)."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from escalations.models.directory import PgMember
from escalations.models.link import Grant, Link


class PgBrowser(models.Model):
    """A browser in which this person entered a code: for thirty days it is not asked for another."""

    LIFE = timedelta(days=30)

    key_hash = models.CharField(max_length=64, unique=True)
    member = models.ForeignKey(PgMember, models.PROTECT, related_name="browsers")
    member_epoch = models.PositiveIntegerField()
    installation_epoch = models.PositiveIntegerField()
    proved_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"a browser of {self.member_id}"

    if TYPE_CHECKING:
        member_id: int


class PgSession(models.Model):
    """One visit of one browser by one person: `seen` what the mail said, or `proved` to be its reader.

    When it was last used is told by the access events, so that looking at a page writes nothing else.
    """

    LIFE = timedelta(hours=12)
    IDLE = timedelta(minutes=60)

    key_hash = models.CharField(max_length=64, unique=True)
    member = models.ForeignKey(PgMember, models.PROTECT, related_name="visits")
    member_epoch = models.PositiveIntegerField()
    installation_epoch = models.PositiveIntegerField()
    is_proved = models.BooleanField(default=False)
    browser = models.ForeignKey(PgBrowser, models.PROTECT, null=True, related_name="visits")
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"a visit of {self.member_id}"

    if TYPE_CHECKING:
        member_id: int


class PgEntry(models.Model):
    """One record that a session opens, by the link that led to it."""

    session = models.ForeignKey(PgSession, models.CASCADE, related_name="entries")
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="+")
    link = models.ForeignKey(Link, models.PROTECT, related_name="+")
    grant_epoch = models.PositiveIntegerField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "grant"], name="a_session_enters_a_record_once")]

    def __str__(self) -> str:
        return f"session {self.session_id} enters {self.grant_id}"

    if TYPE_CHECKING:
        session_id: int
        grant_id: int
        link_id: int


class Code(models.Model):
    """Eight digits for one session and one grant. They are derived when their letter is written, and kept hashed."""

    LIFE = timedelta(minutes=10)
    TRIES = 5

    session = models.ForeignKey(PgSession, models.CASCADE, related_name="codes")
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="+")
    nonce = models.CharField(max_length=22)
    key_id = models.CharField(max_length=16)
    digest = models.CharField(max_length=200)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="a_code_is_tried_five_times", condition=Q(tries__lte=5))]

    def __str__(self) -> str:
        return f"a code for session {self.session_id}"

    if TYPE_CHECKING:
        session_id: int
        grant_id: int
