"""The forms of the product group in a customer's conversation: the support team's, then their own (R37)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from escalations.models import PgMember
from incidents.actions.words import BODY, REASON
from incidents.forms.fields import text
from incidents.forms.verbs import IncidentNumberField


class MemberField(forms.ModelChoiceField[PgMember]):
    """One of the product group, by address: who is not there cannot be chosen."""

    def __init__(self, label: Any, missing: Any) -> None:
        super().__init__(
            PgMember.objects.there(),
            label=label,
            to_field_name="email",
            error_messages={"required": missing, "invalid_choice": missing},
        )

    def label_from_instance(self, obj: PgMember) -> str:
        return f"{obj.name}, {obj.get_role_display()}"


class OfOneCustomerForm(forms.Form):
    """Which incident's customer: the page that it is sent from says it."""

    incident = IncidentNumberField(required=False, widget=forms.HiddenInput)


class RequestConsentForm(OfOneCustomerForm):
    exhausted = text(
        _("What have we and the customer exhausted?"),
        limit=BODY,
        rows=5,
        missing=_("Say what was tried, by us and by the customer: it is what they decide on."),
    )


class AddToThreadForm(OfOneCustomerForm):
    member = MemberField(_("Who joins?"), _("Choose somebody of the product group."))


class RemoveFromThreadForm(forms.Form):
    member = MemberField(_("Who leaves?"), _("Choose who is to leave."))
    reason = text(_("Why?"), limit=REASON, rows=2, missing=_("Say why: they are told."))


class ConsentForm(OfOneCustomerForm):
    """The press is the word; a button of its own says that it is for one question only."""

    only_once = forms.BooleanField(required=False, widget=forms.HiddenInput)


class DeclineConsentForm(OfOneCustomerForm):
    reason = text(_("Why not, if you like to say"), limit=REASON, rows=2, required=False)


class AskToJoinForm(OfOneCustomerForm):
    reason = text(_("What for, if you like to say"), limit=REASON, rows=2, required=False)


class LeaveForm(OfOneCustomerForm):
    """The press is the word."""


class WriteToCustomerForm(OfOneCustomerForm):
    body = text(_("Write to the customer"), rows=5, missing=_("Write to the customer first, then send it."))
