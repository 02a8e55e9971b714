"""What the pages' forms are made of: long texts, moments in the reader's zone, and a form that belongs to a record."""

from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from incidents.actions.words import BODY
from incidents.models import Incident

KEY_DIGITS = 18  # more than any key has, and a database would stumble over
M = TypeVar("M", bound=Model)


class ChosenField(forms.ModelMultipleChoiceField[M]):
    """Rows that are ticked, by their keys; what can be no key is a choice that is not there."""

    def clean(self, value: Any) -> Any:
        for key in value or ():
            if not (str(key).isascii() and str(key).isdigit() and len(str(key)) <= KEY_DIGITS):
                raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": key})
        return super().clean(value)


class LocalTimeField(forms.DateTimeField):
    """A moment in the reader's own zone, from the browser's date and time picker."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], **options)


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


MISSING = _("Write a few words here.")
TOO_LONG = _("This has room for %(limit_value)d characters, and holds %(show_value)d.")


class LongText(forms.CharField):
    """Its limit is told, not enforced while typing: a browser would cut off what is pasted, without a word."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


def text(label: Any, *, limit: int = BODY, rows: int = 5, missing: Any = MISSING, **options: Any) -> forms.CharField:
    """`missing` is what is said where nothing was written: beside the field, and in the list above the form."""
    return LongText(
        label=label,
        max_length=limit,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing, "max_length": TOO_LONG},
        **options,
    )


def next_update() -> LocalTimeField:
    return LocalTimeField(label=_("Next update by"), required=False, help_text=_("A promise that the customer sees."))


def confirmed() -> forms.BooleanField:
    """Asked for only where words of a team note are about to go to the customer (R17)."""
    return forms.BooleanField(label=_("Yes, send it to the customer"), required=False)


class VerbForm(forms.Form):
    """A form that belongs to one incident; `seen` is the version its page showed."""

    def __init__(self, *args: Any, incident: Incident | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.incident = incident
