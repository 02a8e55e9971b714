"""People who sign in: customers, the support organisation, and who runs the installation."""

from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.hours import ZONES
from accounts.models.organization import Area, Organization, Region
from accounts.reserved import is_reserved


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Django's word for who runs an installation: `manage.py createsuperuser` makes the first one."""
        return self.create_user(email, password, **{**fields, "role": User.Role.ADMINISTRATOR})

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email=(email or "").strip().lower())

    def support(self) -> models.QuerySet["User"]:
        """People who may own incidents."""
        return self.filter(is_active=True, role__in=User.SUPPORT)


class User(AbstractBaseUser):
    """A person with an account. The product group has none: it takes part through signed links (R36)."""

    class Role(models.TextChoices):
        CUSTOMER = "customer", _("customer")
        ENGINEER = "engineer", _("engineer")
        SME = "sme", _("SME")
        MANAGER = "manager", _("manager")
        ADMINISTRATOR = "administrator", _("administrator")

    class Theme(models.TextChoices):
        SYSTEM = "", _("As the system")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    SUPPORT: ClassVar = (Role.ENGINEER, Role.SME, Role.MANAGER)

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150)
    role = models.CharField(max_length=20, choices=Role.choices)
    senior = models.BooleanField(default=False, help_text=_("A senior engineer's word is a ground for an ICM."))
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("organisation")
    )
    is_lead = models.BooleanField(_("organisation lead"), default=False)
    zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    theme = models.CharField(_("theme"), max_length=5, choices=Theme.choices, blank=True, default=Theme.SYSTEM)
    single_keys = models.BooleanField(_("single-key shortcuts"), default=True)
    is_active = models.BooleanField(default=True)
    # Made by the demo world, with a password that everybody knows: admitted only while DEMO is on.
    is_demo = models.BooleanField(default=False, editable=False)
    # Part of the session's hash: raising it ends every session of this person, on all hosts, by the next request.
    epoch = models.PositiveIntegerField(default=0, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    if TYPE_CHECKING:
        expertise: "models.QuerySet[Expertise]"
        organization_id: int | None

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="customers_have_an_organization",
                condition=models.Q(role="customer", organization__isnull=False)
                | (~models.Q(role="customer") & models.Q(organization__isnull=True, is_lead=False)),
                violation_error_message=_("A customer belongs to an organisation; nobody else does."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.email = (self.email or "").strip().lower()
        if self.zone not in ZONES:
            raise ValidationError({"zone": _("There is no time zone of this name.")})
        if self.is_customer and is_reserved(self.email):
            raise ValidationError({"email": _("This is an address of the product group; a customer has another.")})

    @property
    def own_zone(self) -> ZoneInfo:
        """Their time zone; UTC where its name means nothing any more, so that their pages open all the same."""
        return ZoneInfo(self.zone if self.zone in ZONES else "UTC")

    @property
    def first_name(self) -> str:
        return self.name.split(" ", 1)[0]

    @property
    def initials(self) -> str:
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    @property
    def is_customer(self) -> bool:
        return self.role == self.Role.CUSTOMER

    @property
    def is_support(self) -> bool:
        return self.role in self.SUPPORT

    @property
    def is_manager(self) -> bool:
        return self.role == self.Role.MANAGER

    @property
    def is_admitted(self) -> bool:
        """Whether they may sign in, keep a session and use a token (T22)."""
        return self.is_active and (settings.DEMO or not self.is_demo)

    @property
    def is_staff(self) -> bool:
        """Django's word for who enters the admin site: the administrator alone."""
        return self.is_active and self.role == self.Role.ADMINISTRATOR

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """The admin site's question; what may be done to incidents is the policies' (R1)."""
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        return f"{super()._get_session_auth_hash(secret)}{self.epoch}"  # type: ignore[misc]


class Expertise(models.Model):
    """What an SME covers: an area (none: all of them), in a region (none: everywhere)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="expertise")
    area = models.ForeignKey(Area, models.CASCADE, null=True, blank=True, related_name="+")
    region = models.ForeignKey(Region, models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name_plural = _("expertise")

    def __str__(self) -> str:
        return f"{self.user}: {self.area or _('all areas')}, {self.region or _('everywhere')}"
