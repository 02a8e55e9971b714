"""The forms of what a customer shares with colleagues of their own organisation (R17)."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.reserved import is_reserved
from incidents.actions.sharing import NOBODY, NOBODY_HERE
from incidents.forms.fields import VerbForm


class AddressField(forms.EmailField):
    """An address, typed: a list to choose from would tell everybody who else is there."""

    widget = forms.EmailInput(attrs={"autocomplete": "off", "maxlength": "254"})

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).lower()


class AddColleagueForm(VerbForm):
    """Whoever is not of the customer's organisation gets the same answer as who is nowhere."""

    colleague = AddressField(
        label=_("Address of a colleague"),
        error_messages={"required": _("Give the address of a colleague."), "invalid": _("Give a whole address.")},
    )

    def clean_colleague(self) -> User | str:
        if is_reserved(self.cleaned_data["colleague"]):
            return str(self.cleaned_data["colleague"])  # the action says why not, and tells the owner
        people = User.objects.filter(role=User.Role.CUSTOMER, is_active=True)
        here = people.filter(organization=self.incident.organization_id) if self.incident else people.none()
        return found(here.filter(email=self.cleaned_data["colleague"]).first(), NOBODY)


class RemoveColleagueForm(VerbForm):
    colleague = AddressField(
        label=_("Whom to remove"), error_messages={"required": _("Say who it is."), "invalid": _("Say who it is.")}
    )

    def clean_colleague(self) -> User:
        people = User.objects.filter(email=self.cleaned_data["colleague"])
        return found(people.filter(follows__incident=self.incident).first(), NOBODY_HERE)


def found(person: User | None, sorry: str | Promise) -> User:
    if person is None:
        raise forms.ValidationError(str(sorry))
    return person
