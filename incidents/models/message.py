"""Words in an incident's conversation; who may read them is fixed from birth (R17)."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from incidents import markdown, policy
from incidents.models.event import Event


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user: User) -> "MessageQuerySet":
        return self if policy.sees_internal(user) else self.filter(visibility=Message.Visibility.PUBLIC)


class Message(models.Model):
    """What somebody wrote, as part of an event. Append-only: a message is never edited, hidden or widened."""

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("public")
        INTERNAL = "internal", _("internal")

    incident = models.ForeignKey("incidents.Incident", models.PROTECT, related_name="messages")
    event = models.OneToOneField(Event, models.PROTECT, related_name="message")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    visibility = models.CharField(max_length=10, choices=Visibility.choices)
    body = models.TextField()
    at = models.DateTimeField()

    objects = MessageQuerySet.as_manager()

    if TYPE_CHECKING:
        author_id: int | None
        incident_id: int

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["incident", "visibility"], name="message_audience")]

    def __str__(self) -> str:
        return f"{self.author}: {self.body[:60]}"

    @property
    def author_name(self) -> str:
        """Who said it, to the team: also somebody of the product group, who has no account."""
        return self.author.name if self.author else str(self.event.data.get("who", {}).get("name", ""))

    @property
    def html(self) -> SafeString:
        return markdown.to_html(self.body)
