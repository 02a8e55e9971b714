"""The wording of a letter to the product group, an installation's own, with version and preview (R40)."""

from typing import TYPE_CHECKING, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from incidents import markdown, placeholders

SHIPPED = """\
{names},

{icm_number} in your component area is marked CSAT impacting: the customer behind it is unhappy with how this is \
going, and we need your attention on it now. Please follow it, and see to it that {icm_owner} can move it quickly.

**It will be reviewed at shiproom**, and stays on that list until it has been.

**You may be brought into the customer's thread.** We have asked {icm_owner} to be in touch with the customer \
directly. Where that is not enough we may ask you to join the conversation yourselves.

**If the outcome is “by design”**, we shall need more than those two words: your empathy for what the customer ran \
into, and your insight into why it is so and what they can do instead, in words that we can pass on. It may also be \
the moment to ask whether the design should change.

Thank you,
{sender}
"""


class LetterTemplate(models.Model):
    """Markdown with names in braces. What a letter has to tell stands in its table of facts, which nobody edits."""

    class Key(models.TextChoices):
        CSAT_IMPACTING = "csat_impacting", gettext_lazy("CSAT impacting: to EM and PMs, the ICM owner in copy")

    # What each name stands for is filled in when the letter is written; here is what a preview shows.
    EXAMPLE: ClassVar = {
        "names": "Ema, Pam",
        "icm_number": "ICM-500001",
        "icm_title": "Output stops after scaling to 12 units",
        "icm_owner": "Pia Aalto",
        "incident_number": "INC-1000001",
        "area": "Query",
        "sentiment": "Frustrated, still constructive",
        "why": "Two updates came late.",
        "prevention": "Opened the ICM a day earlier.",
        "sender": "Eva Novak",
    }

    key = models.CharField(max_length=30, choices=Key.choices, unique=True)
    body = models.TextField(max_length=20_000, help_text=f"Markdown. Filled in: {placeholders.listed(EXAMPLE)}.")
    version = models.PositiveIntegerField(default=1, editable=False, help_text="Counts how often its words changed.")

    if TYPE_CHECKING:

        def get_key_display(self) -> str: ...

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return str(self.get_key_display())

    @classmethod
    def current(cls, key: str) -> "LetterTemplate":
        """The installation's words; until it has any, those that come with it."""
        return cls.objects.filter(key=key).first() or cls(key=key, body=SHIPPED, version=0)

    def clean(self) -> None:
        """Words in braces that stand for nothing would reach their reader as they are."""
        if "\x00" in self.body:
            raise ValidationError({"body": _("This contains a character that cannot be kept (NUL).")})
        if wrong := [name for name in placeholders.named(self.body) if name not in self.EXAMPLE]:
            words = {"wrong": placeholders.listed(wrong), "known": placeholders.listed(self.EXAMPLE)}
            raise ValidationError({"body": _("Nothing is filled in for %(wrong)s. You can use: %(known)s.") % words})

    @property
    def preview(self) -> SafeString:
        """As it reads for an ICM made up."""
        return markdown.to_html(placeholders.filled(self.body, self.EXAMPLE))
