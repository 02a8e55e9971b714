"""The forms of what is known beside the incidents: Problems, Changes, RCA requests and outages (R24, R26, R27)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, Region
from incidents.actions.problems import RELEASE
from incidents.actions.words import REASON, TITLE
from incidents.forms.fields import TOO_LONG, ChosenField, DayField, LocalTimeField, confirmed, text
from incidents.models import Incident


def title(help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=_("Title"),
        max_length=TITLE,
        help_text=help_text,
        error_messages={"required": _("Give it a title."), "max_length": TOO_LONG},
    )


def area() -> "forms.ModelChoiceField[Area]":
    return forms.ModelChoiceField(
        Area.objects.all(), label=_("Area"), to_field_name="slug", error_messages={"required": _("Choose an area.")}
    )


class ProblemForm(forms.Form):
    title = title(_("Customers read it where the Problem is published."))
    area = area()
    symptoms = text(_("Symptoms"), help_text=_("What it looks like from outside. Customers read this if published."))
    workaround = text(
        _("Workaround"),
        required=False,
        help_text=_("Step by step, and how to undo it: it pre-fills solutions, and customers read it if published."),
    )
    cause = text(_("Cause"), required=False, help_text=_("For the team only."))


class KnowProblemForm(forms.Form):
    cause = text(_("Cause"), help_text=_("For the team only."))
    workaround = text(_("Workaround"), required=False)


class ReleaseFixForm(forms.Form):
    release = forms.CharField(
        label=_("Release"),
        max_length=RELEASE,
        help_text=_("Where the fix is in. Customers read it."),
        error_messages={"required": _("Name the release."), "max_length": TOO_LONG},
    )


class NothingForm(forms.Form):
    """The press is the word."""


class WhyForm(forms.Form):
    reason = text(_("Why?"), limit=REASON, rows=3, missing=_("Say why, in a few words."))


class ChangeForm(forms.Form):
    title = title()
    planned_for = LocalTimeField(label=_("Planned for"), required=False, help_text=_("Customers who wait read it."))


class RcaForm(forms.Form):
    title = title()
    due_on = DayField(label=_("Due on"), required=False, help_text=_("Customers who wait read it."))


class DeliverRcaForm(forms.Form):
    document = text(_("The document"), rows=14, missing=_("Write what happened and why."))


class OutageForm(forms.Form):
    title = title(_("For the team only."))
    area = area()
    regions = forms.ModelMultipleChoiceField(
        Region.objects.all(),
        label=_("Regions"),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None means everywhere."),
    )
    starts_at = LocalTimeField(label=_("Since"), error_messages={"required": _("Say since when.")})
    ends_at = LocalTimeField(label=_("Until"), required=False, help_text=_("Empty while nobody knows."))
    public_text = text(_("What customers read"), help_text=_("Everybody in these regions reads it at once."))


class TellOutageForm(forms.Form):
    body = text(_("Message to all linked customers"), help_text=_("Each gets it by mail and in the portal."))
    confirm_note = confirmed()


class LinkIncidentsForm(forms.Form):
    incidents = ChosenField(
        Incident.objects.open(),
        label=_("Incidents"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )
