"""The forms of what an owner lends: their place to a deputy, pieces of work to colleagues (R11a, R16)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from incidents.actions.words import REASON, TITLE
from incidents.forms.fields import TOO_LONG, LocalTimeField, VerbForm, text


class NameDeputyForm(VerbForm):
    """Who stands in, and for how long; nobody ends it."""

    deputy = forms.ModelChoiceField(
        User.objects.support(),
        label=_("Deputy"),
        required=False,
        to_field_name="email",
        empty_label=_("Nobody: the cover ends"),
    )
    begins = LocalTimeField(label=_("From"), required=False, help_text=_("Left empty: from now on."))
    until = LocalTimeField(label=_("Until"), required=False)
    reason = text(_("Why?"), limit=REASON, rows=3, missing=_("Say why, in a few words."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leave_out_owner(self, "deputy")
        if self.incident is None or self.incident.deputy is None:
            self.ask_for_one()
        else:
            cover = self.incident
            self.initial = {"begins": cover.deputy_from, "until": cover.deputy_until, **self.initial}
            self.initial.setdefault("deputy", self.incident.deputy.email)

    def ask_for_one(self) -> None:
        """Where nobody stands in, there is no cover to end."""
        self.fields["deputy"].empty_label = _("Choose a colleague")  # type: ignore[attr-defined]
        for name, missing in (("deputy", _("Say who stands in.")), ("until", _("Say until when."))):
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = missing


def leave_out_owner(form: VerbForm, name: str) -> None:
    """Nobody lends to themself."""
    people: Any = form.fields[name]
    if form.incident is not None and form.incident.owner_id is not None:
        people.queryset = people.queryset.exclude(pk=form.incident.owner_id)


class DelegateTaskForm(VerbForm):
    title = forms.CharField(
        label=_("What is to be done?"),
        max_length=TITLE,
        error_messages={"required": _("Say what is to be done."), "max_length": TOO_LONG},
    )
    assignee = forms.ModelChoiceField(
        User.objects.support(),
        label=_("By whom?"),
        to_field_name="email",
        empty_label=_("Choose a colleague"),
        error_messages={"required": _("Choose a colleague.")},
    )
    due = LocalTimeField(label=_("Due"), required=False)
    detail = text(_("What they need to know"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leave_out_owner(self, "assignee")


class FinishTaskForm(VerbForm):
    """Whose address names the task."""

    result = text(_("What is the result?"), missing=_("Say what the result is."))


class DeclineTaskForm(VerbForm):
    """Likewise."""

    reason = text(_("Why not?"), limit=REASON, rows=3, missing=_("Say why, in a few words."))


class RecallTaskForm(VerbForm):
    """Likewise."""

    reason = text(_("Why?"), limit=REASON, rows=3, missing=_("Say why, in a few words."))
