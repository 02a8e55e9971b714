"""Words that the team writes again and again, kept by the administrator and put into a message with one press."""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Area
from incidents import markdown, placeholders

# For the preview: what an incident would put in.
EXAMPLE = {
    "customer": "Ada Lindqvist",
    "first_name": "Ada",
    "owner": "Eva Novak",
    "number": "INC-1000001",
    "title": "Output stops after scaling",
    "area": "Query",
    "organization": "Contoso",
    "known_error": "Output stalls after a scale-out",
}


class MessageTemplate(models.Model):
    """Markdown with names in braces; which names there are, incidents.placeholders says."""

    class Audience(models.TextChoices):
        PUBLIC = "public", gettext_lazy("message to the customer")
        INTERNAL = "internal", gettext_lazy("note for the team")
        SOLUTION = "solution", gettext_lazy("solution")

    name = models.CharField(max_length=100, unique=True)
    audience = models.CharField(max_length=10, choices=Audience.choices)
    area = models.ForeignKey(
        Area,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Left empty: for incidents of all areas.",
    )
    body = models.TextField(max_length=20_000, help_text=f"Markdown. Filled in: {placeholders.listed()}.")
    is_active = models.BooleanField(default=True, help_text="Whether it is offered.")
    version = models.PositiveIntegerField(default=1, editable=False, help_text="Counts how often its words changed.")

    if TYPE_CHECKING:
        area_id: int | None

        def get_audience_display(self) -> str: ...

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Words in braces that stand for nothing would reach a customer as they are."""
        if "\x00" in self.body:
            raise ValidationError({"body": _("This contains a character that cannot be kept (NUL).")})
        if wrong := placeholders.unknown(self.body):
            words = {"wrong": placeholders.listed(wrong), "known": placeholders.listed()}
            raise ValidationError({"body": _("Nothing is filled in for %(wrong)s. You can use: %(known)s.") % words})

    @property
    def preview(self) -> SafeString:
        """As it reads for an incident made up."""
        return markdown.to_html(placeholders.filled(self.body, EXAMPLE))
