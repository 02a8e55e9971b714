"""Somebody of neither organisation who takes part in the customer's conversation, on a ground that is kept."""

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.hours import ZONES


class GuestQuerySet(models.QuerySet["Guest"]):
    def there(self) -> "GuestQuerySet":
        """Those who take part now."""
        return self.filter(until=None)


class Guest(models.Model):
    """From `since` until they are out again. `key` is their steady name on the floor that let them in (R37)."""

    class Ground(models.TextChoices):
        """Why they may be on the customer's mail. There is no fifth (R37)."""

        PG_REQUESTED = "pg_requested", gettext_lazy("They asked for it")
        CONSENTED = "consented", gettext_lazy("Asked, they agreed")
        SEVERITY_1 = "severity_1", gettext_lazy("Severity 1")
        CSAT_LEADERSHIP = "csat_leadership", gettext_lazy("Approved CSAT escalation")

    incident = models.ForeignKey("incidents.Incident", models.PROTECT, related_name="guests")
    key = models.CharField(max_length=60)
    name = models.CharField(max_length=150)
    address = models.EmailField()
    ground = models.CharField(max_length=20, choices=Ground.choices)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    zone = models.CharField(max_length=64, default="UTC")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = GuestQuerySet.as_manager()

    if TYPE_CHECKING:
        incident_id: int

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "key"], condition=Q(until=None), name="a_guest_once"),
            models.CheckConstraint(condition=~Q(ground=""), name="no_guest_without_a_ground"),
            models.CheckConstraint(
                condition=Q(ground__in=["pg_requested", "consented", "severity_1", "csat_leadership"]),
                name="a_guest_on_one_of_four_grounds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.ground})"

    if TYPE_CHECKING:

        def get_ground_display(self) -> str: ...

    @property
    def first_name(self) -> str:
        return self.name.split(" ", 1)[0]

    @property
    def initials(self) -> str:
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    @property
    def own_zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone if self.zone in ZONES else "UTC")

    def shown_name(self) -> str:
        """As the customer knows them: no surname, no address, and what they do in the customer's own words (R2)."""
        area = self.incident.area
        part = area.name if area else _("product")
        return _("%(first_name)s, %(part)s engineering") % {"first_name": self.first_name, "part": part}
