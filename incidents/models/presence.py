"""Who of the support team has an incident open just now, and what they write there (D22)."""

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notifications.moment import now


class PresenceQuerySet(models.QuerySet["Presence"]):
    def others(self, user: User) -> Self:
        """Who else is there; whoever has not been heard of for a minute is not."""
        return self.filter(seen_at__gt=now() - Presence.FORGOTTEN).exclude(person=user)

    def gone(self) -> Self:
        return self.filter(seen_at__lt=now() - 60 * Presence.FORGOTTEN)


class Presence(models.Model):
    """A table of its own, not a cache: without Redis each of the web's processes has a cache to itself.

    Nothing of the incident: it has no place in the timeline, moves no version, and vanishes by itself.
    """

    FORGOTTEN = timedelta(seconds=60)

    class What(models.TextChoices):
        LOOKING = "looking", _("%(name)s is looking at this")
        UPDATE = "to_customer", _("%(name)s is writing to the customer")
        NOTE = "add_note", _("%(name)s is writing a team note")
        STATEMENT = "state_problem", _("%(name)s is stating the problem")
        SOLUTION = "propose_solution", _("%(name)s is writing a solution")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    incident = models.ForeignKey("incidents.Incident", models.CASCADE, related_name="+")
    what = models.CharField(max_length=20, choices=What.choices, default=What.LOOKING)
    seen_at = models.DateTimeField(db_index=True)

    objects = PresenceQuerySet.as_manager()

    if TYPE_CHECKING:

        def get_what_display(self) -> str: ...

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "person"], name="one_presence_a_person")]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        return self.get_what_display() % {"name": self.person.first_name}
