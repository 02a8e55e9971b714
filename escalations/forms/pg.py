"""What the product group's page of an ICM sends: each form's cleaned words are what its action takes (R35)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalations.models import Icm, PgMember
from incidents.actions.words import TITLE
from incidents.forms.fields import TOO_LONG, DayField, text
from notifications.moment import now

Outcome = Icm.Resolution
ADDRESS = 254  # characters, as many as one may have


class PgForm(forms.Form):
    """`row`: which part of the page it stands in, as one verb may have several."""

    def __init__(self, data: Any = None, *, row: str = "") -> None:
        super().__init__(data, auto_id=f"{row or 'sent'}_%s")
        self.row = row


class AcknowledgeForm(PgForm):
    """Pressing says it all."""


class RequestInformationForm(PgForm):
    body = text(gettext_lazy("Your question"), rows=3, missing=gettext_lazy("Write what you need to know."))


class UpdateForm(PgForm):
    """The day of the next one is a part of the words: nobody is chased for it."""

    body = text(gettext_lazy("Update"), rows=4, missing=gettext_lazy("Write how it goes, in a few words."))
    next_update = DayField(label=gettext_lazy("When do we hear from you next?"), required=False)

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or {}
        day = sent.pop("next_update", None)
        if day and day < timezone.localdate(now()):
            self.add_error("next_update", _("That day is over. Name one to come, or none."))
        return with_lines(sent, [(_("Next update"), date_format(day, "D j F Y") if day else "")])


class DeliveredForm(PgForm):
    """What a build is, how far it has come and how to see it are a part of the words."""

    build = forms.CharField(
        label=gettext_lazy("Build or change"), max_length=TITLE, required=False, error_messages={"max_length": TOO_LONG}
    )
    reach = forms.CharField(
        label=gettext_lazy("Where it has reached"),
        max_length=TITLE,
        required=False,
        error_messages={"max_length": TOO_LONG},
    )
    verify = text(gettext_lazy("How support can see that it works"), rows=2, required=False)

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or {}
        named = {"build": _("Build or change"), "reach": _("Reached"), "verify": _("To verify")}
        return with_lines(sent, [(label, sent.pop(name, "")) for name, label in named.items()])


class MitigateForm(DeliveredForm):
    body = text(gettext_lazy("What keeps the customer going, and until when?"), rows=3, required=False)


class ResolveForm(DeliveredForm):
    """Every way to end it."""

    resolution = forms.ChoiceField(
        label=gettext_lazy("How it ended"),
        choices=Outcome.choices,
        widget=forms.HiddenInput,
        error_messages={
            "required": gettext_lazy("Choose how it ended."),
            "invalid_choice": gettext_lazy("Choose how it ended."),
        },
    )
    insight = text(
        gettext_lazy("Why it works this way, for the customer"),
        rows=4,
        required=False,
        help_text=gettext_lazy("Why it is so, and what to do instead. In the customer's words."),
    )
    duplicate_of = forms.CharField(
        label=gettext_lazy("Which ICM is it the same as?"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Its number, such as ICM-500017."),
        error_messages={"max_length": TOO_LONG, "required": gettext_lazy("Name the ICM that this is the same as.")},
    )
    body = text(gettext_lazy("What you found, and what you did"), rows=3, required=False)

    def clean_duplicate_of(self) -> Icm | None:
        number = self.cleaned_data["duplicate_of"].strip()
        if not number:
            return None
        found: Icm | None = Icm.objects.numbered(number).first()
        if found is None:
            raise ValidationError(_("There is no ICM of this number. Look at it again."))
        return found


class HandOverForm(PgForm):
    """To a colleague by their address; or pressed with `rota`, back to whoever else of it takes it."""

    to = forms.EmailField(
        label=gettext_lazy("Work address of whoever is to have it"),
        max_length=ADDRESS,
        error_messages={
            "required": gettext_lazy("Say to whom, by their work address."),
            "invalid": gettext_lazy("That is not an address that mail can go to."),
        },
    )
    body = text(gettext_lazy("What they should know"), rows=3, required=False)

    def __init__(self, data: Any = None, *, row: str = "") -> None:
        super().__init__(data, row=row)
        self.fields["to"].required = "rota" not in self.data

    def clean_to(self) -> PgMember | None:
        """Who has never been one of the product group has to be brought in first: that asks whose they are (R36)."""
        if "rota" in self.data:
            return None
        found: PgMember | None = PgMember.objects.there().filter(email=self.cleaned_data["to"].lower()).first()
        if found is None:
            raise ValidationError(
                _("We know nobody of the product group at this address. Bring them in first, at the foot of the page.")
            )
        return found


class DenyForm(PgForm):
    body = text(gettext_lazy("What you said, if you like to tell"), rows=2, required=False)


class EngageCsatForm(PgForm):
    """Which of two buttons was pressed: `join`, or that they have been in touch in another way."""

    body = text(gettext_lazy("How, if you like to tell"), rows=2, required=False)
    join = forms.BooleanField(required=False, widget=forms.HiddenInput)


def with_lines(sent: dict[str, Any], lines: list[tuple[str, str]]) -> dict[str, Any]:
    """The words with what stood in fields of its own below them, each on a line that says what it is."""
    below = "\n".join(f"{label}: {words}" for label, words in lines if words)
    sent["body"] = "\n\n".join(part for part in (sent.get("body", ""), below) if part)
    return sent
