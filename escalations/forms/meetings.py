"""What the two meetings' pages send: a course for an incident, a decision about an ICM (R28, R41)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from escalations.models import MorningReview, ShiproomReview
from incidents.actions.words import REASON
from incidents.forms.fields import TOO_LONG, DayField, LocalTimeField, VerbForm, text

PROMISED = _("Not needed where it is by design, or nothing more is to be done.")


class ReviewIncidentForm(VerbForm):
    """Nothing is chosen before somebody chooses it."""

    course = forms.ChoiceField(
        label=_("What do we decide?"),
        choices=MorningReview.Course.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a course of action.")},
    )
    guidance = text(_("Guidance"), limit=REASON, rows=2, missing=_("Say what to do, in a few words."))
    who = forms.ModelChoiceField(
        User.objects.support(), label=_("Who"), to_field_name="email", required=False, empty_label=_("The owner")
    )
    by_when = LocalTimeField(label=_("By"), required=False)
    task = forms.BooleanField(
        label=_("Hand it to them as a task"), required=False, help_text=_("To a colleague, named above.")
    )

    def __init__(self, *args: Any, may_delegate: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_delegate:
            del self.fields["task"]


class DecideForm(forms.Form):
    """What an EM or PM decides by link. Several stand on one page, so each has its ICM's number in its fields' ids."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[("", _("Choose")), *ShiproomReview.Decision.choices],
        error_messages={"required": _("Choose what is decided.")},
    )
    who = forms.CharField(
        label=_("Who"),
        max_length=150,
        required=False,
        help_text=PROMISED,
        error_messages={"max_length": TOO_LONG},
    )
    due_on = DayField(label=_("By"), required=False, help_text=PROMISED)
    actions = text(_("Actions"), rows=2, required=False)
    customer_words = text(
        _("Words for the customer"),
        rows=2,
        required=False,
        help_text=_("By design needs them. They go to the incident's owner, to use or not. Nothing is sent."),
    )

    def __init__(self, *args: Any, is_alive: bool = False, **kwargs: Any) -> None:
        """`is_alive`: the ICM is worked on, so that nothing more to do is not offered; who sends it is told why."""
        super().__init__(*args, **kwargs)
        if is_alive:
            field: Any = self.fields["decision"]
            field.widget.choices = [
                choice for choice in field.choices if choice[0] != ShiproomReview.Decision.NOTHING_MORE
            ]


class ReviewIcmForm(DecideForm):
    """The same as the support team records it, with what it learned."""

    lesson = text(_("What could have been done differently"), rows=2, required=False)
    risk_reason = forms.ChoiceField(
        label=_("The sign that it belongs to"),
        choices=[("", _("Choose")), *ShiproomReview.RiskReason.choices],
        required=False,
    )
