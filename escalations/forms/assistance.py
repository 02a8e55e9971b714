"""What managers answer to a call for help (R15)."""

from django.utils.translation import gettext_lazy as _

from incidents.actions.words import REASON
from incidents.forms.fields import VerbForm, text


class TakeTaskForm(VerbForm):
    """The press is the word."""


class AnswerForm(VerbForm):
    """Several stand on one page, so each has its incident's key in its field's id."""

    body = text(_("Your answer"), limit=REASON, rows=3)
