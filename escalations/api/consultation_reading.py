"""How a consultation reads to tools: the question, the rungs it climbed, and what was answered (R30)."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import User
from escalations.models import Answer, Consultation, Rung
from escalations.offered import consultation_verbs
from incidents.api.reading import Choice, Moment

WITH = ("answers__by", "answers__member", "rungs__by")
BESIDE = ("incident", "area", "asked_by")


class AnswerReading(serializers.Serializer[Answer]):
    id = serializers.IntegerField()
    by = serializers.EmailField(source="doer.email", help_text=_("Of the support team, or of the product group."))
    by_product_group = serializers.SerializerMethodField()
    audience = Choice(choices=Consultation.Audience.choices, help_text=_("The rung on which it was answered."))
    body = serializers.CharField()
    icm_indicated = serializers.BooleanField()
    at = Moment()

    def get_by_product_group(self, answer: Answer) -> bool:
        return answer.by is None


class RungReading(serializers.Serializer[Rung]):
    """Who was asked, since when and until when, why, and how it ended; null while it stands."""

    audience = Choice(choices=Consultation.Audience.choices)
    at = Moment()
    until = Moment()
    by = serializers.EmailField(
        source="by.email", default=None, allow_null=True, help_text=_("Null: it came by itself.")
    )
    reason = serializers.CharField()
    asked = serializers.SerializerMethodField(help_text=_("Who was there, by name."))
    outcome = Choice(choices=Rung.Outcome.choices, allow_null=True)
    over_at = Moment(allow_null=True)

    def get_asked(self, rung: Rung) -> list[str]:
        return [person["name"] for person in rung.asked]


class ConsultationReading(serializers.Serializer[Consultation]):
    id = serializers.IntegerField(source="pk")
    number = serializers.CharField()
    incident = serializers.CharField(source="incident.number")
    area = serializers.SlugField(source="area.slug")
    audience = Choice(choices=Consultation.Audience.choices, help_text=_("The rung on which it stands."))
    state = Choice(choices=Consultation.State.choices)
    question = serializers.CharField()
    asked_by = serializers.EmailField(source="asked_by.email")
    asked_at = Moment()
    due_at = Moment(allow_null=True, help_text=_("When it moves up by itself; on the last rung, when we remind."))
    icm_indicated = serializers.SerializerMethodField(help_text=_("By the last answer; null while there is none."))
    answers = AnswerReading(many=True)
    rungs = RungReading(many=True)
    version = serializers.IntegerField()
    available_actions = serializers.SerializerMethodField()

    def get_icm_indicated(self, consultation: Consultation) -> bool | None:
        said = list(consultation.answers.all())
        return said[-1].icm_indicated if said else None

    def get_available_actions(self, consultation: Consultation) -> list[str]:
        return [verb.replace("_", "-") for verb in consultation_verbs(self.context["reader"], consultation)]


def read(consultation: Consultation, reader: User) -> dict[str, Any]:
    return dict(ConsultationReading(consultation, context={"reader": reader}).data)
