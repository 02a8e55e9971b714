"""Who of the product group was asked, agreed, declined and left, of which customer's conversation (R37)."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from escalations.models.directory import PgMember
from escalations.models.icm import Icm
from incidents.models import Guest, Incident


class ConsentQuerySet(models.QuerySet["Consent"]):
    def asked(self) -> "ConsentQuerySet":
        """Nobody has answered these yet, and silence is no."""
        return self.filter(state=Consent.State.ASKED)

    def standing(self) -> "ConsentQuerySet":
        """Those by which somebody is in a customer's conversation now."""
        return self.filter(state=Consent.State.GRANTED, guest__isnull=False, guest__until=None)

    def asked_of(self, member: PgMember, incident: Incident | None) -> "ConsentQuerySet":
        """The questions that wait for this person's answer, the oldest first; `incident`: the one about it."""
        return self.asked().of(member, incident)

    def standing_of(self, member: PgMember, incident: Incident | None) -> "ConsentQuerySet":
        """Where this person is in now, in the order of joining."""
        return self.standing().of(member, incident)

    def of(self, member: PgMember, incident: Incident | None) -> "ConsentQuerySet":
        theirs = self.filter(member=member)
        return theirs if incident is None else theirs.filter(incident=incident)


class Consent(models.Model):
    """One person of the product group, one customer's incident, from the asking to the end. Kept for good."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked, no answer yet")
        GRANTED = "granted", _("In the conversation")
        DECLINED = "declined", _("Declined")
        ENDED = "ended", _("Ended")

    icm = models.ForeignKey(Icm, models.PROTECT, related_name="consents")
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="consents")
    member = models.ForeignKey(PgMember, models.PROTECT, related_name="consents")
    state = models.CharField(max_length=10, choices=State.choices)
    ground = models.CharField(max_length=20, choices=Guest.Ground.choices, blank=True)
    guest = models.OneToOneField(Guest, models.PROTECT, null=True, related_name="consent")
    exhausted = models.TextField(blank=True, help_text="What the support team and the customer have tried.")
    reason = models.TextField(blank=True, help_text="Why they want to join, or why it was declined or ended.")
    only_once = models.BooleanField(default=False, help_text="For one question: out with their words to the customer.")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = ConsentQuerySet.as_manager()

    if TYPE_CHECKING:
        icm_id: int
        incident_id: int
        member_id: int

        def get_state_display(self) -> str: ...
        def get_ground_display(self) -> str: ...

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["icm", "incident", "member"],
                condition=Q(state__in=["asked", "granted"]),
                name="one_open_consent_each",
            ),
            models.CheckConstraint(condition=~Q(state="granted") | ~Q(ground=""), name="granted_on_a_ground"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.incident_id}: {self.state}"

    @property
    def is_standing(self) -> bool:
        return self.state == self.State.GRANTED and self.guest is not None and self.guest.until is None
