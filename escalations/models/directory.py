"""The product group: who they are, for which areas, and as what. They have no account and never sign in (R36)."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, User
from notifications.moment import now


class PgMemberQuerySet(models.QuerySet["PgMember"]):
    def there(self) -> "PgMemberQuerySet":
        return self.filter(is_active=True)

    def covering(self, area: Area | int | None, *roles: str) -> "PgMemberQuerySet":
        """Who is there for an area, as one of these; nobody named an area means all of them."""
        rows = self.there().filter(Q(areas=area) | Q(areas=None), is_registered=True)
        return (rows.filter(role__in=roles) if roles else rows).distinct()


class PgMember(models.Model):
    """One person of the product group; the address is the only way to them."""

    class Role(models.TextChoices):
        ENGINEER = "engineer", _("PG engineer")
        LIVESITE_DRI = "livesite_dri", _("Livesite DRI")
        EM = "em", _("engineering manager")
        PM = "pm", _("product manager")

    # Who decides in shiproom, and is told of a customer's anger (R40, R41).
    LEADING: ClassVar = (Role.EM, Role.PM)
    # What the policy asks of whoever acts; a PG member is none of these.
    is_support: ClassVar = False
    is_customer: ClassVar = False
    is_manager: ClassVar = False

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150)
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.ENGINEER)
    areas = models.ManyToManyField(Area, blank=True, related_name="pg_members", help_text=_("None: all of them."))
    zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    is_active = models.BooleanField(default=True)
    # Who was only brought in by a colleague is asked about that one record, and never as one of an area (R36).
    is_registered = models.BooleanField(default=True)
    # Raising it ends every link and session of this person, on all hosts, by the next request.
    epoch = models.PositiveIntegerField(default=0, editable=False)

    objects = PgMemberQuerySet.as_manager()

    if TYPE_CHECKING:
        grants: Any

        def get_role_display(self) -> str: ...

    class Meta:
        ordering = ["name"]
        verbose_name = _("PG member")

    def __str__(self) -> str:
        return self.name

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Whoever goes, or gets another address, leaves every link and session of before behind; whoever leads
        nothing any more, those to shiproom (R36).
        """
        self.email = self.email.strip().lower()
        before = PgMember.objects.filter(pk=self.pk).values_list("email", "is_active", "epoch").first()
        if before is not None and before[:2] != (self.email, self.is_active):
            self.epoch = before[2] + 1
            kwargs["update_fields"] = {*named, "epoch"} if (named := kwargs.get("update_fields")) else None
        if before is not None and not self.is_leading:  # the grants before the person, as an act by link locks them
            self.grants.filter(is_shiproom=True, ended_at=None).update(ended_at=now(), epoch=F("epoch") + 1)
        super().save(*args, **kwargs)

    @property
    def is_leading(self) -> bool:
        return self.is_active and self.role in self.LEADING

    def clean(self) -> None:
        self.email = (self.email or "").strip().lower()
        if User.objects.filter(email=self.email, role=User.Role.CUSTOMER).exists():
            raise ValidationError({"email": _("This is a customer's address.")})

    @property
    def first_name(self) -> str:
        return self.name.split(" ", 1)[0]

    @property
    def dotted(self) -> str:
        """As they are named to whoever holds their mail: "P. A."."""
        return " ".join(f"{letter}." for letter in self.initials)

    @property
    def masked_email(self) -> str:
        """Enough for its reader to know the mailbox, and for nobody else to write to it."""
        return f"{self.email[:1]}***@{self.email.rpartition('@')[2]}"

    @property
    def initials(self) -> str:
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


class AllowedDomain(models.Model):
    """A mail domain whose people a PG member may bring in, though nobody has registered them (R36)."""

    name = models.CharField(max_length=253, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.name = (self.name or "").strip().lower().removeprefix("@")


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def at(self, moment: datetime) -> "AbsenceQuerySet":
        """Who is away then; the last moment of an absence is not part of it."""
        return self.filter(since__lte=moment, until__gt=moment)


class Absence(models.Model):
    """When somebody who could be asked is away: what waits for them moves on instead (R30)."""

    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="absences")
    member = models.ForeignKey(PgMember, models.CASCADE, null=True, blank=True, related_name="absences")
    since = models.DateTimeField()
    until = models.DateTimeField()

    objects = AbsenceQuerySet.as_manager()

    if TYPE_CHECKING:
        user_id: int | None
        member_id: int | None

    class Meta:
        ordering = ["since"]
        constraints = [
            models.CheckConstraint(
                name="one_person_is_away",
                condition=Q(user__isnull=False, member__isnull=True) | Q(user__isnull=True, member__isnull=False),
            ),
            models.CheckConstraint(name="away_until_later", condition=Q(until__gt=models.F("since"))),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.member} is away"
