"""The forms of the incident's own verbs, from the first answer to the end."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, User
from incidents.actions.words import REASON
from incidents.forms.fields import DayField, LocalTimeField, VerbForm, confirmed, next_update, text
from incidents.forms.files import FilesField
from incidents.forms.waiting import KnownField
from incidents.models import Incident, Problem, Solution


class WordsOrFilesForm(VerbForm):
    """Files may come without a word: their names are the words then."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.fields["files"].widget.value_from_datadict(self.data, self.files, "files"):
            self.fields["body"].required = False


class TriageForm(VerbForm):
    """Category, area, severity and owner: what the first response waits for."""

    owner = forms.ModelChoiceField(User.objects.support(), label=_("Owner"), required=False, to_field_name="email")
    area = forms.ModelChoiceField(Area.objects.all(), label=_("Area"), required=False, to_field_name="slug")
    category = forms.ChoiceField(
        label=_("Category"), choices=[("", "---------"), *Incident.Category.choices], required=False
    )
    severity = forms.TypedChoiceField(
        label=_("Severity"),
        coerce=int,
        empty_value=None,
        choices=[(value, f"Sev {value}: {label}") for value, label in Incident.Severity.choices],
        required=False,
    )


class AssignForm(TriageForm):
    """The same, by its verb's name."""


class RespondForm(VerbForm):
    body = text(_("Your first answer"))
    files: Any = FilesField()
    next_update_by = next_update()
    confirm_note = confirmed()


class TakeAndRespondForm(TriageForm):
    """Take it and answer: triage and the first words in one form; two acts in one transaction."""

    body = text(_("Your first answer"))
    files: Any = FilesField()
    next_update_by = next_update()
    confirm_note = confirmed()
    field_order = ("area", "category", "severity", "body", "files", "next_update_by", "confirm_note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["owner"]


class SendUpdateForm(WordsOrFilesForm):
    body = text(_("Message to the customer"))
    files: Any = FilesField()
    next_update_by = next_update()
    confirm_note = confirmed()


class AddNoteForm(WordsOrFilesForm):
    body = text(_("Note for the team"))
    files: Any = FilesField()


class PostMessageForm(WordsOrFilesForm):
    body = text(_("Your message"), missing=_("Write your message first."))
    files: Any = FilesField()


class StateProblemForm(VerbForm):
    body = text(_("The problem in our words"))
    files: Any = FilesField()
    next_update_by = next_update()
    confirm_note = confirmed()


class StatementForm(VerbForm):
    """An answer to our statement of the problem names the one that was seen."""

    statement = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ConfirmProblemForm(StatementForm):
    """Nothing to fill in: the press is the word."""


class CorrectProblemForm(StatementForm):
    body = text(_("What is different?"), missing=_("Say what is different."))
    files: Any = FilesField()


class ProposeSolutionForm(VerbForm):
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=Solution.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether this is a workaround or a conclusive fix.")},
    )
    body = text(
        _("The solution, as the customer reads it"),
        rows=12,
        help_text=_("What happened, the steps one by one, how long they take, and how to undo them. Markdown works."),
    )
    files: Any = FilesField()
    next_update_by = next_update()
    confirm_note = confirmed()
    problem = KnownField(Problem, label=_("Whose workaround it is"), required=False, widget=forms.HiddenInput)


class SolutionForm(VerbForm):
    """An answer to a solution names the one that was seen."""

    solution = forms.IntegerField(widget=forms.HiddenInput)


class AcceptSolutionForm(SolutionForm):
    applied_on = DayField(label=_("Applied in your environment on"), required=False)


class RejectSolutionForm(SolutionForm):
    reason = text(_("What happened?"), limit=REASON, missing=_("Say what happened when you tried it."))
    files: Any = FilesField()


class KeepOpenForm(SolutionForm):
    NOTHING = "nothing"  # a value of its own: an empty one would be chosen beforehand

    wish = forms.TypedChoiceField(
        label=_("What are you keeping it open for?"),
        choices=[
            *((value, capfirst(label)) for value, label in Solution.Wish.choices),
            (NOTHING, _("Nothing in particular")),
        ],
        coerce=lambda wish: "" if wish == KeepOpenForm.NOTHING else wish,
        widget=forms.RadioSelect,
        required=False,
    )


class ReportAppliedForm(VerbForm):
    applied_on = DayField(
        label=_("Since which day is it gone?"), error_messages={"required": _("Give the day since which it is gone.")}
    )


class ReasonForm(VerbForm):
    reason = text(_("Why?"), limit=REASON, rows=3, missing=_("Say why, in a few words."))


class ToldReasonForm(ReasonForm):
    """We act, and the customer reads why (R17)."""

    confirm_note = confirmed()


class WithdrawSolutionForm(ToldReasonForm):
    """A reason is all it takes."""


class WithdrawForm(ReasonForm):
    """A reason is all it takes."""


class ReopenForm(ToldReasonForm):
    """A reason is all it takes."""


class TransferOwnershipForm(ReasonForm):
    owner = forms.ModelChoiceField(User.objects.support(), label=_("New owner"), to_field_name="email")


class IncidentNumberField(forms.CharField):
    """Another incident by its readable number."""

    def clean(self, value: Any) -> Any:
        number = super().clean(value)
        if not number:
            return None
        incident = Incident.objects.numbered(number).first()
        if incident is None:
            raise forms.ValidationError(_("There is no incident %(number)s."), params={"number": number})
        return incident


class DiscardForm(ToldReasonForm):
    duplicate_of = IncidentNumberField(label=_("Duplicate of"), required=False, help_text=_("INC-…"))
    is_spam = forms.BooleanField(label=_("Spam: tell nobody"), required=False)
    field_order = ("reason", "duplicate_of", "is_spam", "confirm_note")


class RaiseFlagForm(VerbForm):
    flag = forms.ChoiceField(label=_("Flag"), choices=[(flag, flag) for flag in Incident.FLAGS])
    reason = text(_("What is needed?"), limit=REASON, rows=3, required=False)
    needed_by = LocalTimeField(label=_("Needed by"), required=False)
    confirm_note = confirmed()


class LowerFlagForm(VerbForm):
    flag = forms.ChoiceField(label=_("Flag"), choices=[(flag, flag) for flag in Incident.FLAGS])
    reason = text(_("How was it settled?"), limit=REASON, rows=2, required=False)
