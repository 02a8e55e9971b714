"""What a PG member's mail opens: a grant of one record, or of shiproom, to one person; the links mailed for it (R36).

No secret is kept here: a link's own is derived from its nonce and a key that the database does not have.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from escalations.models.access import AccessEvent
from escalations.models.consultation import Consultation
from escalations.models.directory import PgMember
from escalations.models.icm import Icm
from escalations.models.shiproom_seat import ShiproomSeat
from incidents.models import Incident
from notifications.models import Notification
from notifications.moment import now

Opened: TypeAlias = Icm | Consultation | ShiproomSeat


class Installation(models.Model):
    """One row. Raising its epoch ends every link, session and remembered browser: after a restore, for one."""

    epoch = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"epoch {self.epoch}"

    @classmethod
    def now(cls) -> "Installation":
        return cls.objects.get_or_create(pk=1)[0]


def epoch_now() -> Subquery:
    """The installation's epoch inside another query; nothing equals it where there is none."""
    return Subquery(Installation.objects.filter(pk=1).values("epoch"))


class GrantQuerySet(models.QuerySet["Grant"]):
    def of(self, record: "Opened") -> "GrantQuerySet":
        return self.filter(**named(record))

    def told(self) -> "GrantQuerySet":
        """With when each was last opened, and last by who had shown to be its reader; as the support team reads it."""
        uses = AccessEvent.objects.filter(grant_number=OuterRef("pk")).order_by("-pk").values("at")
        came = Q(what=AccessEvent.What.CODE_OK) | Q(what=AccessEvent.What.OPEN, result="proved")
        return self.select_related("member", "brought_in_by", "revoked_by").annotate(
            opened_at=Subquery(uses.filter(what=AccessEvent.What.OPEN)[:1]), proved_at=Subquery(uses.filter(came)[:1])
        )

    def taken_away(self, icms: Iterable[int | None]) -> "GrantQuerySet":
        """Of these ICMs: whose link the support team took away, so that no letter reaches them and no page opens."""
        return self.filter(icm__in=icms, revoked_at__isnull=False)

    def standing(self) -> "GrantQuerySet":
        return self.filter(stands(now()))


def named(record: Opened) -> dict[str, Any]:
    """What a grant says of that which it opens."""
    return {"is_shiproom": True} if isinstance(record, ShiproomSeat) else {record.KIND: record}


def stands(moment: datetime, prefix: str = "") -> Q:
    """That a grant, its person and its record are all alive; `prefix` leads to the grant."""
    grant = Q(revoked_at=None, ended_at=None, expires_at__gt=moment, member__is_active=True)
    icm = Q(icm__isnull=False) & ~Q(icm__state=Icm.State.CLOSED)
    # The end of its incident is its own, before any sweep has written that down.
    over = Q(consultation__state=Consultation.State.ENDED) | Q(consultation__incident__state=Incident.State.CLOSED)
    consultation = Q(consultation__isnull=False) & ~over
    shiproom = Q(is_shiproom=True, member__role__in=PgMember.LEADING)
    return prefixed(grant & (icm | consultation | shiproom), prefix)


def prefixed(condition: Any, prefix: str) -> Q:
    """The same condition of a related row."""
    if not isinstance(condition, Q):
        return Q((prefix + condition[0], condition[1]))
    parts = [prefixed(each, prefix) for each in condition.children]
    return Q(*parts, _connector=condition.connector, _negated=condition.negated)


class Grant(models.Model):
    """One person may take part in one record, by these verbs; it follows the record and is at an end with it.

    Or in shiproom, whose rows are those of the areas that this person covers at the time; it follows their role.
    """

    WHY = 500  # characters
    LIFE = timedelta(days=180)  # after the last letter; nobody is written about for so long by chance

    member = models.ForeignKey(PgMember, models.PROTECT, related_name="grants")
    icm = models.ForeignKey(Icm, models.PROTECT, null=True, related_name="grants")
    consultation = models.ForeignKey(Consultation, models.PROTECT, null=True, related_name="grants")
    is_shiproom = models.BooleanField(default=False)
    verbs = models.JSONField(default=list)
    reason = models.CharField(max_length=60, help_text="The verb that it was made for.")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    brought_in_by = models.ForeignKey(PgMember, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    epoch = models.PositiveIntegerField(default=0)
    # Handed over: what was mailed before opens nothing any more; a later letter may begin it anew.
    ended_at = models.DateTimeField(null=True)
    # Taken away by a person: no letter brings it back.
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    revoked_because = models.CharField(max_length=WHY, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["icm", "member"], name="grants_taken_away", condition=Q(revoked_at__isnull=False))
        ]
        constraints = [
            models.UniqueConstraint(fields=["member", "icm"], name="one_grant_a_person_and_icm"),
            models.UniqueConstraint(fields=["member", "consultation"], name="one_grant_a_person_and_consultation"),
            models.UniqueConstraint(
                fields=["member"], condition=Q(is_shiproom=True), name="one_grant_a_person_and_shiproom"
            ),
            models.CheckConstraint(
                name="a_grant_is_of_one_record",
                condition=Q(icm__isnull=False, consultation__isnull=True, is_shiproom=False)
                | Q(icm__isnull=True, consultation__isnull=False, is_shiproom=False)
                | Q(icm__isnull=True, consultation__isnull=True, is_shiproom=True),
            ),
        ]

    if TYPE_CHECKING:
        member_id: int
        icm_id: int | None
        consultation_id: int | None

    def __str__(self) -> str:
        return f"{self.member_id} for {self.icm_id or self.consultation_id or ShiproomSeat.KIND}"

    @property
    def record(self) -> Any:
        return ShiproomSeat(self.member) if self.is_shiproom else self.icm or self.consultation


class LinkQuerySet(models.QuerySet["Link"]):
    def judged(self) -> "LinkQuerySet":
        """Each with all that its judgement asks, in one query by the database's clock: `is_live`."""
        return self.select_related("grant__member", "grant__icm", "grant__consultation").annotate(
            is_live=models.ExpressionWrapper(lives(now()), output_field=models.BooleanField())
        )

    def live(self) -> "LinkQuerySet":
        return self.filter(lives(now()))

    def standing(self) -> "LinkQuerySet":
        """Whose reader may still have one, though this one may be at its own end."""
        return self.filter(is_its_readers(now()))


def lives(moment: datetime) -> Q:
    return Q(ended_at=None, expires_at__gt=moment) & is_its_readers(moment)


def is_its_readers(moment: datetime) -> Q:
    """Grant, person and record are alive, and every epoch is still the one that the link was made in."""
    epochs = Q(grant_epoch=F("grant__epoch"), member_epoch=F("grant__member__epoch"), installation_epoch=epoch_now())
    return epochs & stands(moment, "grant__")


class Link(models.Model):
    """One letter's link. The selector finds it; nonce and key together make the secret that proves it."""

    LIFE = timedelta(days=14)
    AT_ONCE = 5  # live ones of a grant; those mailed before them die

    selector = models.CharField(max_length=16, unique=True)
    nonce = models.CharField(max_length=22)
    key_id = models.CharField(max_length=16)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="links")
    grant_epoch = models.PositiveIntegerField()
    member_epoch = models.PositiveIntegerField()
    installation_epoch = models.PositiveIntegerField()
    notification = models.OneToOneField(Notification, models.SET_NULL, null=True, related_name="+")
    # What its letter said, as a fingerprint: only the very same words are shown to who has the mail alone.
    said = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["grant", "expires_at"], name="links_of_a_grant")]
        constraints = [
            models.CheckConstraint(name="a_link_has_a_selector", condition=~Q(selector="")),
            models.CheckConstraint(name="a_link_has_a_nonce", condition=~Q(nonce="")),
        ]

    if TYPE_CHECKING:
        grant_id: int
        notification_id: int | None

    def __str__(self) -> str:
        return f"link {self.pk} of grant {self.grant_id}"
