"""What a page sends that assigns many incidents at once: who gets them and what they are; never a state (R13)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, User
from incidents.models import Incident

LEAVE = _("Leave as it is")


class BulkAssignForm(forms.Form):
    """Any of the three; what is not chosen stays as it is on each incident."""

    owner = forms.ModelChoiceField(
        User.objects.support().order_by("name"),
        label=_("Owner"),
        required=False,
        to_field_name="email",
        empty_label=LEAVE,
    )
    area = forms.ModelChoiceField(
        Area.objects.all(), label=_("Area"), required=False, to_field_name="slug", empty_label=LEAVE
    )
    category = forms.ChoiceField(label=_("Category"), choices=[("", LEAVE), *Incident.Category.choices], required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="bulk_%s")

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or {}
        if not self.errors and not any(sent.values()):
            raise forms.ValidationError(_("Choose an owner, an area or a category."))
        return sent
