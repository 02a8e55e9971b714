"""The forms around a CSAT request: asking, revising, deciding, ending; and looking at a risk (R38 to R40)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from escalations import judges
from escalations.models import CsatRequest, Icm
from incidents.actions.words import REASON, TITLE
from incidents.forms.fields import TOO_LONG, ChosenField, VerbForm, text
from incidents.models import Incident, Message

JOIN, NEW = "join", "new"
QUOTES = 20  # of the customer's last words, to choose from
# What an ICM tells the product group, in the order in which it is written.
FACTS = {
    "impact": _("Impact on the customer"),
    "resource": _("Resource"),
    "region": _("Region"),
    "window_start": _("Time window from (UTC)"),
    "window_end": _("Time window until (UTC)"),
    "expected": _("What was expected"),
    "actual": _("What happened"),
    "steps": _("Steps to reproduce"),
    "evidence": _("Evidence"),
    "ask": _("What is asked of the product group"),
}
SHORT = {"resource", "region", "window_start", "window_end"}
KINDS = [Icm.Kind.BUG, Icm.Kind.FEATURE_REQUEST, Icm.Kind.RCA]


class Quotes(ChosenField[Message]):
    def label_from_instance(self, message: Message) -> str:
        return message.body if len(message.body) < 200 else f"{message.body[:200]}…"


class SentimentForm(VerbForm):
    """What the asker says; asked again when it is revised."""

    sentiment = forms.ChoiceField(
        choices=CsatRequest.Sentiment.choices,
        label=_("How does the customer feel now?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how the customer feels.")},
    )
    sentiment_words = forms.CharField(
        label=_("In a few words"), max_length=REASON, required=False, help_text=_("Such as: still constructive.")
    )
    why = text(_("Why do they feel that way?"), rows=3)
    prevention = text(_("What could we have done differently?"), rows=3)
    quotes = Quotes(
        Message.objects.none(),
        label=_("What they said"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("For the SME who decides; the product group does not get it."),
    )
    exceptionally_bad = forms.BooleanField(
        label=_("Exceptionally bad: EM and PM should join the customer's conversation directly"), required=False
    )
    exceptional_because = text(_("Why directly?"), limit=REASON, rows=2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = Message.objects.filter(incident=self.incident, visibility="public", author__role="customer")
        lately = list(said.order_by("-pk").values_list("pk", flat=True)[:QUOTES])
        quotes: Any = self.fields["quotes"]
        quotes.queryset = Message.objects.filter(pk__in=lately).select_related("author").order_by("-pk")
        if not lately:
            del self.fields["quotes"]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("exceptionally_bad") and not found.get("exceptional_because"):
            self.add_error("exceptional_because", _("Say why, in a few words."))
        return found

    def said(self) -> dict[str, Any]:
        """As the action takes it."""
        names = ("sentiment", "sentiment_words", "why", "prevention", "exceptionally_bad", "exceptional_because")
        quotes = [message.pk for message in self.cleaned_data.get("quotes") or ()]
        return {**{name: self.cleaned_data[name] for name in names}, "quotes": quotes}


class RequestCsatForm(SentimentForm):
    """With the ICM: one that hits the incident, one to join, or one that the approval opens (R40)."""

    icm = forms.ChoiceField(
        label=_("Which ICM is to be marked?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say which ICM is to be marked.")},
    )
    joined = forms.CharField(label=_("Its number"), max_length=20, required=False, help_text=_("ICM-…"))
    title = forms.CharField(label=_("Title"), max_length=TITLE, required=False, error_messages={"max_length": TOO_LONG})
    kind = forms.ChoiceField(
        label=_("What it is"), choices=[(kind.value, kind.label) for kind in KINDS], required=False
    )
    new_because = text(_("Why it is none of the similar ones"), limit=REASON, rows=2, required=False)
    sme = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Which SME?"),
        to_field_name="email",
        required=False,
        empty_label=_("Any SME of the customer's region"),
    )
    field_order = (
        *("sentiment", "sentiment_words", "why", "prevention", "quotes", "exceptionally_bad", "exceptional_because"),
        *("icm", "joined", "title", "kind", *FACTS, "new_because", "sme"),
    )

    def __init__(self, *args: Any, asker: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in FACTS.items():
            self.fields[name] = (
                forms.CharField(label=label, max_length=REASON, required=False)
                if name in SHORT
                else text(label, rows=2, required=False)
            )
        self.order_fields(self.field_order)
        assert self.incident is not None  # noqa: S101 - every page gives one
        choices: Any = self.fields["icm"]
        choices.choices = [
            *icms_of(self.incident),
            (JOIN, _("Another one: join it")),
            (NEW, _("None yet: the approval opens one")),
        ]
        people: Any = self.fields["sme"]
        people.queryset = able_to_decide(self.incident, asker)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("icm") == JOIN and not Icm.objects.numbered(found.get("joined") or "").exists():
            self.add_error("joined", _("There is no such ICM."))
        return found

    def asked(self) -> dict[str, Any]:
        """As the action takes it."""
        found = {**self.said(), "sme": self.cleaned_data["sme"], "incident": self.incident}
        match self.cleaned_data["icm"]:
            case "new":
                return {**found, "opening": self.opening()}
            case "join":
                return {**found, "icm": Icm.objects.numbered(self.cleaned_data["joined"]).get()}
            case number:
                return {**found, "icm": Icm.objects.numbered(number).get()}

    def opening(self) -> dict[str, Any]:
        facts = {name: self.cleaned_data[name] for name in FACTS if self.cleaned_data[name]}
        names = ("title", "kind", "new_because")
        return {**{name: self.cleaned_data[name] for name in names}, "team": Icm.Team.CSS_ESCALATION, "facts": facts}


def icms_of(incident: Incident) -> list[tuple[str, str]]:
    rows = Icm.objects.live().filter(hits__incident=incident).order_by("-pk")
    return [(icm.number, f"{icm.number} {icm.title}") for icm in rows]


def able_to_decide(incident: Incident, asker: User) -> Any:
    """The region's SMEs; the asker is none of them."""
    if incident.area_id is None:
        return User.objects.none()
    found = judges.smes(incident.area_id, incident.organization.region_id, but=asker.pk)
    return User.objects.filter(pk__in=[person.pk for person in found])


class ReviseCsatForm(SentimentForm):
    """With the title of the ICM that the approval opens, where it opens one."""

    title = forms.CharField(
        label=_("Title of the ICM that the approval opens"),
        max_length=TITLE,
        error_messages={"required": _("Give it a title: symptom, trigger, where."), "max_length": TOO_LONG},
    )
    body = text(_("A word to the SME"), limit=REASON, rows=2, required=False)

    def __init__(self, *args: Any, opens: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not opens:
            del self.fields["title"]


class DecideCsatForm(forms.Form):
    """One text for the three answers: advice, what more is needed, or why not."""

    words = text(_("Your words to who asked"), rows=3, required=False)
    leadership = forms.ChoiceField(
        choices=[("yes", _("Agree: they may be brought in")), ("no", _("Not needed: mark it without"))],
        label=_("EM and PM into the customer's conversation"),
        widget=forms.RadioSelect,
        required=False,
    )


class DiscussCsatForm(forms.Form):
    body = text(_("A word on it"), rows=2)


class EndCsatForm(forms.Form):
    reason = text(_("Why does it end?"), limit=REASON, rows=2, missing=_("Say why, in a few words."))


class DismissRiskForm(forms.Form):
    reason = text(_("Why is it none?"), limit=REASON, rows=2, missing=_("Say why, in a few words."))
