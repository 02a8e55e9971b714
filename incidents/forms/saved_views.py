"""What a person types to keep a view of the queue under a name."""

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.actions.saving_views import NAME
from incidents.forms.fields import TOO_LONG

MISSING = _("Give it a name.")


def name_field() -> forms.CharField:
    return forms.CharField(
        label=_("Name"), max_length=NAME, error_messages={"required": MISSING, "max_length": TOO_LONG}
    )


class SaveViewForm(forms.Form):
    """`view` and `query` are what the page shows."""

    name = name_field()
    is_shared = forms.BooleanField(label=_("For the whole team"), required=False)
    view = forms.CharField(widget=forms.HiddenInput, max_length=30)
    query = forms.CharField(widget=forms.HiddenInput, required=False)


class RenameViewForm(forms.Form):
    name = name_field()
