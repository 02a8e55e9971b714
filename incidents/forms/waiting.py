"""The forms of what an incident waits for, what hit it and what it tells of (R14, R24, R26)."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db import models
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from incidents.forms.fields import VerbForm
from incidents.models import Change, Incident, Known, Outage, Problem, RcaRequest

MOST = 50  # in a list to choose from; what is older is named by its number


class KnownField(forms.CharField):
    """A Problem, Change, RCA request or outage by its readable number."""

    def __init__(self, kind: type[Known], **options: Any) -> None:
        super().__init__(max_length=200, **options)
        self.kind = kind

    def clean(self, value: Any) -> Any:
        number = super().clean(value)
        if not number:
            return None
        place = self.kind.place_of(number.partition(" ")[0])
        found = None if place is None else self.kind._default_manager.filter(pk=place).first()
        if found is None:
            raise forms.ValidationError(_("There is nothing with the number %(number)s."), params={"number": number})
        return found


class Suggested(forms.TextInput):
    """A number to type, with the newest ones offered while typing; no script is needed for that."""

    def __init__(self, offers: Callable[[], "models.QuerySet[Any]"]) -> None:
        super().__init__(attrs={"autocomplete": "off"})
        self.offers = offers

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        place = f"{(attrs or {}).get('id', name)}_offers"
        rows = [(known.number, known.title) for known in self.offers()[:MOST]]
        options = format_html_join("", '<option value="{}">{}</option>', rows)
        field = super().render(name, value, {**(attrs or {}), "list": place}, renderer)
        return format_html('{}<datalist id="{}">{}</datalist>', field, place, options)


def problems() -> Any:
    return Problem.objects.all()


def unsolved() -> Any:
    return Problem.objects.exclude(status__in=[Problem.Status.FIX_RELEASED, Problem.Status.REMOVED])


def planned() -> Any:
    return Change.objects.filter(status=Change.Status.PLANNED)


def asked_for() -> Any:
    return RcaRequest.objects.filter(status=RcaRequest.Status.ASKED)


def outages() -> Any:
    return Outage.objects.all()


class SetSubstateForm(VerbForm):
    """What it waits for, and the record by its number: only the one that is meant has to be there."""

    substate = forms.ChoiceField(
        label=_("What does it wait for?"),
        choices=Incident.Substate.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what this waits for.")},
    )
    problem = KnownField(Problem, label=_("Problem"), required=False, widget=Suggested(unsolved))
    change = KnownField(Change, label=_("Change"), required=False, widget=Suggested(planned))
    rca = KnownField(RcaRequest, label=_("RCA request"), required=False, widget=Suggested(asked_for))


class ClearSubstateForm(VerbForm):
    """Nothing to fill in."""


class ProblemForm(VerbForm):
    problem = KnownField(
        Problem,
        label=_("Problem"),
        help_text=_("By number; titles are offered while you type."),
        widget=Suggested(problems),
        error_messages={"required": _("Name the Problem by its number.")},
    )


class MatchProblemForm(ProblemForm):
    """Which Problem hit it."""


class UnmatchProblemForm(ProblemForm):
    """Which Problem did not hit it after all."""


class OutageForm(VerbForm):
    outage = KnownField(
        Outage,
        label=_("Outage"),
        help_text=_("By number; titles are offered while you type."),
        widget=Suggested(outages),
        error_messages={"required": _("Name the outage by its number.")},
    )


class LinkOutageForm(OutageForm):
    """Which outage it tells of."""


class UnlinkOutageForm(OutageForm):
    """Which outage it does not tell of after all."""
