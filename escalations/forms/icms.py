"""The forms of what the support team does to an ICM (R34, R35)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.actions.words import REASON
from incidents.forms.fields import text
from incidents.forms.verbs import IncidentNumberField


class ProvideInformationForm(forms.Form):
    body = text(_("The answer"))


class CloseForm(forms.Form):
    body = text(_("How it was verified"), required=False, rows=3)


class SendBackForm(forms.Form):
    reason = text(_("What is not as it was asked for"), limit=REASON, rows=4)


class JoinForm(forms.Form):
    incident = IncidentNumberField(label=_("Incident that it hits too"), help_text=_("INC-…"))


class NotifyAgainForm(forms.Form):
    """The press is the word."""


class UpdateForm(forms.Form):
    """Words to the product group, or, from a form that looks different, for the support team alone."""

    body = text(_("Message to the product group"))
    is_for_support = forms.BooleanField(required=False, widget=forms.HiddenInput)
