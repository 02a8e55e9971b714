"""What the pages of consultations and absences ask for; the rules are the actions'."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from escalations.models import Consultation
from incidents.actions.words import BODY, REASON
from incidents.forms.fields import LocalTimeField, text

NOTES = {
    "colleagues": _("Everybody of the support team but you."),
    "smes": _("Who knows this area, those of the customer's region first."),
    "pg": _("The product group's people for this area, by mail."),
}


class AskForm(forms.Form):
    question = text(
        _("What do you want to know?"),
        limit=BODY,
        rows=6,
        missing=_("Write down your question."),
        help_text=_("What you see, what you have tried, and where you are stuck. The product group may read it."),
    )
    area = forms.ModelChoiceField(
        Area.objects.all(),
        label=_("Area"),
        to_field_name="slug",
        empty_label=_("Choose an area"),
        error_messages={"required": _("Choose the area: it says who knows about it.")},
    )
    audience = forms.ChoiceField(
        label=_("Whom to ask"),
        choices=Consultation.Audience.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whom to ask.")},
    )
    reason = text(
        _("Why are those before left out?"),
        limit=REASON,
        rows=2,
        required=False,
        help_text=_("Only where you skip a rung."),
    )


class AnswerForm(forms.Form):
    body = text(_("What to do next"), rows=6, missing=_("Say what to do next."))
    icm_indicated = forms.TypedChoiceField(
        label=_("Is an ICM right?"),
        choices=[("yes", _("An ICM is right")), ("no", _("Not an ICM, here is why"))],
        coerce="yes".__eq__,
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Say whether an ICM is right.")),
    )


class MoveUpForm(forms.Form):
    reason = text(_("Why?"), limit=REASON, rows=2, missing=_("Say why, in a few words."))


class EndForm(forms.Form):
    reason = text(_("Why?"), limit=REASON, rows=2, required=False)


class AbsenceForm(forms.Form):
    since = LocalTimeField(label=_("From"), error_messages={"required": _("Say from when.")})
    until = LocalTimeField(label=_("Until"), error_messages={"required": _("Say until when.")})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until <= since:
            self.add_error("until", _("Give a time after the beginning."))
        return cleaned
