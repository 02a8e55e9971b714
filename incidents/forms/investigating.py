"""The form of one check of the initial investigation (R29): which check it is narrows what it asks."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from incidents.actions.words import REASON
from incidents.forms.fields import TOO_LONG, VerbForm, text
from incidents.forms.waiting import KnownField, Suggested, outages
from incidents.models import Check, Outage


class RecordCheckForm(VerbForm):
    """Every field that any check has; `check` names the one, and the fields of the others go."""

    check = forms.ChoiceField(choices=Check.Kind.choices, widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=Check.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how this check came out.")},
    )
    query = forms.CharField(
        required=False, max_length=REASON, widget=forms.HiddenInput, error_messages={"max_length": TOO_LONG}
    )
    outage = KnownField(
        Outage,
        label=_("Which outage?"),
        required=False,
        help_text=_("By number, where it is ruled in and recorded; the incident is linked with it."),
        widget=Suggested(outages),
    )
    evidence = text(_("Evidence"), rows=3, missing=_("Write down what you saw, or why it was not possible."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = str(self["check"].value() or "")
        if kind not in Check.Kind.values:
            return
        self.fields["outcome"].choices = [  # type: ignore[attr-defined]
            (outcome, capfirst(outcome.label)) for outcome in Check.OUTCOMES[kind]
        ]
        for name, of in (("query", Check.Kind.ICM_SEARCH), ("outage", Check.Kind.OUTAGE)):
            if kind != of:
                del self.fields[name]
