"""The forms of a report: what every report says, whose it is, and the known problem that a customer names (R24)."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, User
from incidents.actions.words import TITLE
from incidents.forms.fields import TOO_LONG, text
from incidents.forms.files import FilesField
from incidents.forms.waiting import KnownField
from incidents.models import Incident, Problem


class ReportForm(forms.Form):
    title = forms.CharField(
        label=_("In one sentence"),
        max_length=TITLE,
        help_text=_("For example: our job stopped writing to SQL at 09:40"),
        error_messages={"required": _("Say in one sentence what is going wrong."), "max_length": TOO_LONG},
    )
    severity = forms.TypedChoiceField(
        label=_("What does it stop you doing?"),
        coerce=int,
        choices=Incident.Severity.choices,
        widget=forms.RadioSelect,
        help_text=_("This sets how fast we move, so please choose the one that is true today."),
        error_messages={"required": _("Choose what it stops you doing.")},
    )
    area = forms.ModelChoiceField(
        Area.objects.all(), label=_("Which part of the product?"), required=False, empty_label=_("I am not sure")
    )
    description = text(
        _("What did you see, and what did you expect?"), rows=8, missing=_("Say what you saw, and what you expected.")
    )
    files: Any = FilesField()


class CustomerField(forms.ModelChoiceField[User]):
    """Customers of one name are told apart by their organisation."""

    def label_from_instance(self, obj: User) -> str:
        return f"{obj.name}, {obj.organization}"


class OnBehalfForm(ReportForm):
    """The same, written down by the support team for a customer."""

    customer = CustomerField(
        User.objects.filter(role=User.Role.CUSTOMER, is_active=True).select_related("organization"),
        label=_("Whose problem is it?"),
        to_field_name="email",
    )
    field_order = ("customer", "title", "severity", "area", "description", "files")


def while_typing() -> dict[str, str]:
    """What is known already is asked for by itself, a moment after the last key; if that fails, nothing happens."""
    return {
        "hx-get": reverse("portal:suggest"),
        "hx-trigger": "input changed delay:400ms",
        "hx-target": "#suggestions",
        "hx-sync": "this:replace",
        "data-quiet": "",
        "autocomplete": "off",
    }


class OwnReportForm(ReportForm):
    problem = KnownField(Problem, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user
        self.fields["title"].widget.attrs.update(while_typing())

    def clean_problem(self) -> Problem | None:
        """One that is not published reads like one that is not there (R1)."""
        problem: Problem | None = self.cleaned_data["problem"]
        if problem is not None and not Problem.objects.visible_to(self.user).filter(pk=problem.pk).exists():
            number = self.data.get("problem", "")
            raise forms.ValidationError(_("There is nothing with the number %(number)s."), params={"number": number})
        return problem

    def named(self) -> Problem | None:
        """The known problem that the form carries, as far as they may read it."""
        number = str(self["problem"].value() or "").partition(" ")[0]
        return Problem.objects.visible_to(self.user).numbered(number).first()
