"""The forms of the five steps to an ICM. They hold what is typed; what is wrong with it the gate says (R31 to R34)."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from escalations.gate import FACTS, REQUIRED
from escalations.gate.questions import hint_of, label_of
from escalations.models import Consultation, Icm, Naming, NoGround, PgMember
from incidents.forms.fields import LongText
from incidents.models import Check

NONE_NEEDED = "none_needed"  # a quota increase, or an RCA that the customer wished for
FACT = "fact_"  # before the name of a fact, as its field is called
QUESTION = "question"


def words(label: Any, *, rows: int = 3, hint: Any = "") -> forms.CharField:
    return LongText(label=label, required=False, help_text=hint, widget=forms.Textarea(attrs={"rows": rows}))


def line(label: Any, *, hint: Any = "", **attributes: Any) -> forms.CharField:
    return LongText(label=label, required=False, help_text=hint, widget=forms.TextInput(attrs=attributes))


class ReasonForm(forms.Form):
    """Step 1. The page sets out the choices of `ground` in its two lanes."""

    ground = LongText(required=False)
    consultation = LongText(
        label=_("Which consultation says so?"),
        required=False,
        widget=forms.Select,
        help_text=_(
            "None is needed where you are an SME or senior engineer yourself, or name who of the product group asked."
        ),
    )
    pg_member = LongText(
        label=_("Who of the product group asked for it?"),
        required=False,
        widget=forms.Select,
        help_text=_("Nobody, where their answer to a consultation says so."),
    )
    said_where = line(
        _("Where did they say it?"), hint=_("A link, or the call and the day. They are written to, and can deny it.")
    )
    question = words(_("What would you like to know?"), hint=_("What you have typed so far goes along."))

    def __init__(self, *args: Any, consultations: list[Consultation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answered = [(one.number, f"{one.number}: {one.question[:80]}") for one in consultations]
        self.choose("consultation", [("", _("None")), *answered])
        people = [(one.email, f"{one.name}, {one.get_role_display()}") for one in PgMember.objects.there()]
        self.choose("pg_member", [("", _("Nobody yet")), *people])

    def choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].widget.choices = choices


class CheckedForm(forms.Form):
    """Step 2: the evidence, each check that is made here, and why this is none of the similar ones."""

    evidence = words(_("What shows that it is a bug?"), rows=4, hint=_("What you saw, and how it can be seen again."))
    new_because = words(_("Why is this none of them?"), hint=_("What is different about each of those above."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in Check.Kind.values:
            outcomes = [(outcome.value, capfirst(outcome.label)) for outcome in Check.OUTCOMES[kind]]
            self.fields[f"{kind}_outcome"] = LongText(
                label=_("Outcome"), required=False, widget=forms.RadioSelect(choices=outcomes)
            )
            self.fields[f"{kind}_evidence"] = words(_("Evidence"), rows=2)


class TeamForm(forms.Form):
    """Step 3. The kind says whose it is."""

    kind = LongText(required=False)


class DetailsForm(forms.Form):
    """Step 4: a title, and the facts of this kind."""

    title = line(_("Title"), hint=_("Symptom, trigger, where. No customer name."))

    def __init__(self, *args: Any, kind: str, naming: Naming, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.needed = {"title", *(f"{FACT}{name}" for name in REQUIRED.get(kind, ()))}
        for name in naming.ordered(FACTS.get(kind, ())):
            self.fields[f"{FACT}{name}"] = fact_field(name, naming)


# Facts of one line, each with what its input says of itself; the others are of some lines.
STAMP = {"placeholder": "2026-11-17 08:40", "inputmode": "numeric"}
OF_A_LINE: dict[str, dict[str, str]] = {
    "resource": {},
    "region": {},
    "subscription_id": {},
    "window_start": STAMP,
    "window_end": STAMP,
    "needed_by": {"inputmode": "numeric"},
    "amount_now": {"inputmode": "decimal"},
    "amount_asked": {"inputmode": "decimal"},
}
LONGER = {"steps", "reason"}


def fact_field(name: str, naming: Naming) -> forms.CharField:
    label, hint = label_of(name, naming), hint_of(name, naming)
    if name in OF_A_LINE:
        return line(label, hint=hint, **OF_A_LINE[name])
    return words(label, hint=hint, rows=3 if name in LONGER else 2)


OF_CHECKS = tuple(f"{kind}_{part}" for kind in Check.Kind.values for part in ("outcome", "evidence"))
# All that a draft may hold, by field.
KNOWN = (
    *ReasonForm.base_fields,
    *CheckedForm.base_fields,
    *OF_CHECKS,
    *TeamForm.base_fields,
    *DetailsForm.base_fields,
    *dict.fromkeys(f"{FACT}{name}" for names in FACTS.values() for name in names),
)
LEFT = (*Icm.Ground.values, NONE_NEEDED)
RIGHT = tuple(NoGround.values)
