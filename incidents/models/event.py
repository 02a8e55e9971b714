"""The timeline: what happened to an incident, append-only and without gaps (R18)."""

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models

from accounts.models import User
from incidents import policy
from incidents.models.clock import TELLING, Fact

if TYPE_CHECKING:
    from incidents.models.message import Message


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to(self, user: User) -> "EventQuerySet":
        return self if policy.sees_internal(user) else self.filter(public=True)

    def facts(self) -> list[Fact]:
        """What one incident's timeline says of its clocks, in its order (S12)."""
        return [fact for _incident, fact in self.told()]

    def facts_by_incident(self) -> dict[int, list[Fact]]:
        """The same of many, by the incident's key; one query."""
        found: defaultdict[int, list[Fact]] = defaultdict(list)
        for incident, fact in self.told():
            found[incident].append(fact)
        return found

    def told(self) -> Iterator[tuple[int, Fact]]:
        rows = self.filter(verb__in=TELLING).order_by("incident", "seq")
        for incident, verb, at, data in rows.values_list("incident", "verb", "at", "data"):
            yield incident, Fact(verb, at, data.get("severity"))


class Event(models.Model):
    """One act or happening. `seq` is taken under the incident's lock and orders the timeline, not the time (S13)."""

    IMPORT: ClassVar = "import"  # the way of what another system's log told

    incident = models.ForeignKey("incidents.Incident", models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    verb = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    clamped = models.BooleanField(default=False, help_text="The clock had gone back; the time is the event's before.")
    way = models.CharField(max_length=10)
    public = models.BooleanField(default=False)
    state = models.CharField(max_length=20, help_text="The incident's state after this event.")
    data = models.JSONField(default=dict)

    objects = EventQuerySet.as_manager()

    if TYPE_CHECKING:
        by_id: int | None
        incident_id: int
        message: "Message"

    class Meta:
        ordering = ["incident", "seq"]
        indexes = [
            models.Index(
                fields=["verb", "-id"],
                name="event_exceptions",
                condition=models.Q(verb__in=["transfer_ownership", "discard", "reopen"]),
            )
        ]
        constraints = [models.UniqueConstraint(fields=["incident", "seq"], name="one_event_a_seq")]

    def __str__(self) -> str:
        return f"{self.incident_id}/{self.seq} {self.verb}"

    @property
    def template(self) -> str:
        """The timeline line of this verb: found by its name."""
        return f"timeline/{self.verb}.html"
