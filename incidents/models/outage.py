"""Outages: what is down where and since when, and the incidents that tell of it (R26)."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.models import Area, Region, User
from incidents import policy
from incidents.models.incident import Incident
from incidents.models.known import Known
from notifications.moment import now


class OutageQuerySet(models.QuerySet["Outage"]):
    def visible_to(self, user: User) -> "OutageQuerySet":
        return self.filter(policy.outages_visible_to(user, now())).distinct()


class Outage(Known):
    """No regions means everywhere. Its public text is the customers'; nothing else of it is."""

    KIND = "outage"
    PREFIX = "OUT"
    TONES: ClassVar = {"going_on": "bad"}

    class Status(models.TextChoices):
        GOING_ON = "going_on", _("Going on")
        OVER = "over", _("Over")

    status = FSMField(default=Status.GOING_ON, choices=Status.choices, protected=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="outages")
    regions = models.ManyToManyField(Region, blank=True, related_name="outages")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    public_text = models.TextField()
    incidents = models.ManyToManyField(Incident, through="incidents.OutageLink", related_name="outages")

    objects = OutageQuerySet.as_manager()

    if TYPE_CHECKING:

        def get_status_display(self) -> str: ...

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gte=models.F("starts_at")), name="outage_order"),
        ]

    @transition(field="status", source=Status.GOING_ON, target=None)
    def edit_outage(self) -> None:
        """Text, times, regions."""

    @transition(field="status", source=Status.GOING_ON, target=Status.OVER)
    def end_outage(self) -> None:
        """It is over; what is linked with it stays linked."""

    @transition(field="status", source="*", target=None)
    def tell_outage(self) -> None:
        """The customers of all linked incidents are told together."""


class OutageLinkManager(models.Manager["OutageLink"]):
    """A link is never looked at without its outage: incidents fetch both in one query."""

    def get_queryset(self) -> "models.QuerySet[OutageLink]":
        return super().get_queryset().select_related("outage")


class OutageLink(models.Model):
    """An incident that tells of an outage; a record of its own, so that a closed incident keeps it."""

    outage = models.ForeignKey(Outage, models.PROTECT, related_name="links")
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="outage_links")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = OutageLinkManager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["outage", "incident"], name="one_link_a_pair")]

    def __str__(self) -> str:
        return f"{self.incident_id} tells of {self.outage_id}"

    if TYPE_CHECKING:
        outage_id: int
        incident_id: int
