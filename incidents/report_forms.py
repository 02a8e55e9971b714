"""A customer's report: what anybody's is, and the known problem that they say it is (R24)."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from incidents.forms import ReportForm
from incidents.models import Problem
from incidents.waiting_forms import KnownField


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
