"""What customers say of how it goes (R42)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.actions.words import REASON
from incidents.forms.fields import VerbForm, text

SCORES = [
    (5, _("5, very good")),
    (4, _("4, good")),
    (3, _("3, neither")),
    (2, _("2, poor")),
    (1, _("1, very poor")),
]


class RateIncidentForm(VerbForm):
    score = forms.TypedChoiceField(
        choices=SCORES,
        coerce=int,
        label=_("How did we do?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose from 1 to 5.")},
    )
    words = text(_("A word on it"), limit=REASON, rows=3, required=False)


class SayUnhappyForm(VerbForm):
    words = text(_("What should be different?"), limit=REASON, rows=3, required=False)
