"""How a CSAT request reads to tools, and what they send; these only read, the rules are the actions' (R39)."""

from typing import Any

from django.utils.translation import gettext_lazy
from rest_framework import serializers

from accounts.models import User
from escalations.models import CsatRequest, Icm
from escalations.offered import csat_verbs
from incidents.actions.words import REASON, TITLE
from incidents.api.reading import PEOPLE, Choice, Moment, Person
from incidents.api.writing import Reference, Words, incident_numbered, one_of, supporter


def icm_numbered(reader: User, number: str) -> Icm | None:
    return Icm.objects.visible_to(reader).numbered(number).first()


class CsatOpeningInput(serializers.Serializer[Any]):
    """What the approval opens, as `POST icms/` takes it; the ground is the SME's word."""

    team = one_of(Icm.Team.choices, required=False, default=Icm.Team.CSS_ESCALATION)
    kind = one_of(Icm.Kind.choices, required=False, default=Icm.Kind.BUG)
    title = Words(TITLE)
    facts = serializers.DictField(required=False, default=dict)
    evidence = Words(required=False)
    new_because = Words(required=False)


class SentimentInput(serializers.Serializer[Any]):
    sentiment = Words(
        REASON, help_text=gettext_lazy("`calm`, `worried`, `frustrated` or `angry`, or words of your own.")
    )
    sentiment_words = Words(REASON, required=False)
    why = Words()
    prevention = Words(help_text=gettext_lazy("What could have been done differently."))
    exceptionally_bad = serializers.BooleanField(
        required=False, default=False, help_text=gettext_lazy("EM and PM should join the customer's thread.")
    )
    exceptional_because = Words(REASON, required=False)


class ReviseInput(SentimentInput):
    title = Words(
        TITLE, required=False, help_text=gettext_lazy("Of the ICM that the approval opens; left out, it stays.")
    )


class CsatInput(SentimentInput):
    icm = Reference(icm_numbered, gettext_lazy("There is no such ICM."), required=False, allow_null=True)
    incident = Reference(
        incident_numbered,
        gettext_lazy("There is no such incident."),
        required=False,
        allow_null=True,
        help_text=gettext_lazy("Where the ICM hits several, or is to be joined by it, or there is none yet."),
    )
    opening = CsatOpeningInput(required=False, allow_null=True)
    sme = Reference(
        supporter,
        gettext_lazy("No active member of the support team has this address."),
        "email",
        required=False,
        allow_null=True,
    )


class ApproveInput(serializers.Serializer[Any]):
    comment = Words(required=False)
    text = Words(64, required=False, help_text=gettext_lazy("`text` as it was read: another one is refused."))
    leadership = serializers.BooleanField(
        required=False, default=True, help_text=gettext_lazy("Agrees that EM and PM may be brought in, if asked for.")
    )


class WhyInput(serializers.Serializer[Any]):
    reason = Words(REASON)


class SaidInput(serializers.Serializer[Any]):
    body = Words()


class CsatReading(serializers.Serializer[CsatRequest]):
    id = serializers.IntegerField()
    number = serializers.CharField()
    icm = serializers.CharField(source="icm.number", default=None, allow_null=True)
    incident = serializers.CharField(source="incident.number")
    state = Choice(choices=CsatRequest.State.choices)
    sentiment = serializers.SerializerMethodField()
    sentiment_words = serializers.CharField()
    why = serializers.CharField()
    prevention = serializers.CharField()
    exceptionally_bad = serializers.BooleanField()
    exceptional_because = serializers.CharField()
    asked_by = Person(help_text=PEOPLE)
    asked_at = Moment()
    sme = Person(allow_null=True, help_text=gettext_lazy("Who is asked by name; nobody: the region's SMEs."))
    due_at = Moment()
    rung = serializers.CharField(source="get_rung_display", help_text=gettext_lazy("How far it came unanswered."))
    decided_by = Person(allow_null=True, help_text=PEOPLE)
    decided_at = Moment(allow_null=True)
    answer = serializers.CharField()
    by_fallback = serializers.BooleanField()
    leadership = serializers.BooleanField(source="leadership_wanted")
    engage_due_at = Moment(allow_null=True)
    engaged_at = Moment(allow_null=True)
    ended_at = Moment(allow_null=True)
    text = serializers.CharField(source="text_hash", help_text=gettext_lazy("What an approval binds."))
    version = serializers.IntegerField()
    available_actions = serializers.SerializerMethodField()

    def get_sentiment(self, csat: CsatRequest) -> str:
        """The word that was chosen; where none was, the asker's own words."""
        return csat.sentiment or csat.sentiment_words

    def get_available_actions(self, csat: CsatRequest) -> list[str]:
        can = csat_verbs(self.context["reader"], csat, self.context.get("unled"))
        return [name for name, (verb, _input) in ACTIONS.items() if verb in can]


# The action's name in the address, its verb, and what is sent.
ACTIONS: dict[str, tuple[str, type[serializers.Serializer[Any]]]] = {
    "approve": ("approve_csat", ApproveInput),
    "decline": ("decline_csat", WhyInput),
    "ask-for-more": ("ask_for_more", SaidInput),
    "end": ("end_csat", WhyInput),
    "discuss": ("discuss_csat", SaidInput),
    "revise": ("revise_csat", ReviseInput),
}
SAYS = {
    "approve_csat": gettext_lazy("An SME of the area: marks, announcement and task, all at once or not at all."),
    "decline_csat": gettext_lazy("An SME of the area, with a reason."),
    "ask_for_more": gettext_lazy("An SME of the area: what they need to know first."),
    "end_csat": gettext_lazy("A manager; after a review in shiproom, anybody of the support team."),
    "discuss_csat": gettext_lazy("A word on it, kept with the request."),
    "revise_csat": gettext_lazy("The asker says it anew; what was seen before can be approved no more."),
}
