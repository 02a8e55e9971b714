"""What tools send, by verb. Like the pages' forms these only read; the rules are the actions'."""

from collections.abc import Callable
from datetime import UTC
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from drf_spectacular.drainage import set_override
from rest_framework import serializers
from rest_framework.fields import empty

from accounts.models import Area, User
from accounts.reserved import RULE, is_reserved
from incidents.actions import sharing
from incidents.actions.words import BODY, REASON, TITLE
from incidents.models import Incident, Message, Problem, Solution

Find = Callable[[User, str], Model | str | None]
Sorry = dict[str, Any]


class Words(serializers.CharField):
    """Text. What is missing or too long is the action's to say, after it asked what the state allows (R1)."""

    def __init__(self, limit: int = BODY, **options: Any) -> None:
        super().__init__(**options)
        set_override(self, "field", {"type": "string", "minLength": int(self.required), "maxLength": limit})

    def run_validation(self, data: Any = empty) -> str:
        is_missing = data is empty or data is None or (isinstance(data, str) and not data.strip())
        return "" if is_missing else str(super().run_validation(data))


class Reference(serializers.Field[Any, Any, Any, Any]):
    """A record by the name that people know it by; who may not see it is told the same as if it were not there."""

    def __init__(self, find: Find, sorry: Any, kind: str = "", **options: Any) -> None:
        super().__init__(**options)
        self.find, self.sorry = find, sorry
        set_override(self, "field", {"type": "string", **({"format": kind} if kind else {})})

    def to_internal_value(self, data: Any) -> Model | str:
        name = named(data)
        found = self.find(self.context["reader"], name) if name else None
        if found is None:
            raise serializers.ValidationError(self.sorry)
        return found


def named(data: Any) -> str:
    """As people write it down; an id is a number in JSON. Of whatever names nothing there is no word."""
    if isinstance(data, int) and not isinstance(data, bool):
        return str(data) if 0 < data < 10**12 else ""
    return data.strip() if isinstance(data, str) and "\x00" not in data else ""


def supporter(reader: User, email: str) -> User | None:
    return User.objects.support().filter(email=email.lower()).first()


def reporter(reader: User, email: str) -> User | None:
    """Staff may name any customer, a customer only themself; nobody of the product group is one (R37)."""
    if not reader.is_customer and is_reserved(email):
        raise serializers.ValidationError(str(RULE))
    people = User.objects.filter(role=User.Role.CUSTOMER, is_active=True, email=email.lower())
    return people.filter(pk=reader.pk).first() if reader.is_customer else people.first()


def area_named(reader: User, slug: str) -> Area | None:
    return Area.objects.filter(slug=slug).first()


def incident_numbered(reader: User, number: str) -> Incident | None:
    return Incident.objects.visible_to(reader).numbered(number).first()


def owner(**options: Any) -> Reference:
    return Reference(supporter, _("No active member of the support team has this address."), "email", **options)


def severity(**options: Any) -> serializers.ChoiceField:
    sorry: Sorry = {"invalid_choice": _("Choose a severity from 1 to 4.")}
    return serializers.ChoiceField(choices=Incident.Severity.choices, error_messages=sorry, **options)


def one_of(choices: list[tuple[str, Any]], **options: Any) -> serializers.ChoiceField:
    sorry: Sorry = {"invalid_choice": _("Choose one of: %s.") % ", ".join(name for name, _label in choices)}
    return serializers.ChoiceField(choices=choices, error_messages=sorry, **options)


def moment() -> serializers.DateTimeField:
    said = _("A promise that the customer sees. Without an offset it is read as UTC.")
    return serializers.DateTimeField(default_timezone=UTC, required=False, allow_null=True, help_text=said)


def meant() -> serializers.BooleanField:
    said = _("Words of a team note go to the customer on purpose.")
    return serializers.BooleanField(required=False, help_text=said)


def colleague_of(reader: User, email: str) -> User | None:
    """Somebody of a customer's own organisation; the support team may name any customer."""
    people = User.objects.filter(role=User.Role.CUSTOMER, email=email.lower())
    return (people.filter(organization=reader.organization_id) if reader.is_customer else people).first()


def newcomer_of(reader: User, email: str) -> User | str | None:
    """The same; an address of the product group is handed on as it is: the action says why not, and tells the owner."""
    return email.lower() if is_reserved(email) else colleague_of(reader, email)


class ReportInput(serializers.Serializer[Any]):
    title = Words(TITLE)
    description = Words()
    severity = severity()
    area = Reference(area_named, _("There is no such area."), required=False, allow_null=True)
    customer = Reference(
        reporter,
        _("There is no such customer, or not one you can report for."),
        "email",
        required=False,
        allow_null=True,
        help_text=_("Whose problem it is; the support team has to say so, customers are themselves."),
    )


class TriageInput(serializers.Serializer[Any]):
    """Any subset; what is not sent stays."""

    owner = owner(required=False)
    area = Reference(area_named, _("There is no such area."), required=False)
    category = one_of(Incident.Category.choices, required=False)
    severity = severity(required=False)


class NothingInput(serializers.Serializer[Any]):
    """The press is the word."""


class BodyInput(serializers.Serializer[Any]):
    body = Words()


class AnswerInput(BodyInput):
    """Words to the customer, and perhaps when there will be more."""

    next_update_by = moment()
    confirm_note = meant()


class MessageInput(AnswerInput):
    """Staff say who may read it; a customer's message is public."""

    visibility = one_of(Message.Visibility.choices)


class NoteInput(BodyInput):
    visibility = one_of(Message.Visibility.choices)

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        if self.initial_data.get("next_update_by"):
            raise serializers.ValidationError({"next_update_by": _("Only a public message can promise an update.")})
        return sent


class CustomerMessageInput(BodyInput):
    visibility = serializers.ChoiceField(
        choices=[Message.Visibility.PUBLIC],
        required=False,
        error_messages={"invalid_choice": _("Your messages are public.")},
    )


def problem_numbered(reader: User, number: str) -> Problem | None:
    return Problem.objects.visible_to(reader).numbered(number).first()


def problem(**options: Any) -> Reference:
    return Reference(problem_numbered, _("There is no such Problem."), help_text="KE-…", **options)


class ProposalInput(AnswerInput):
    kind = one_of(Solution.Kind.choices)
    problem = problem(required=False, allow_null=True)


class SolutionInput(serializers.Serializer[Any]):
    """An answer to a solution; naming the one that was seen keeps it from being given to a newer one."""

    solution = serializers.IntegerField(required=False, allow_null=True)


class AcceptanceInput(SolutionInput):
    applied_on = serializers.DateField(
        required=False, allow_null=True, help_text=_("The day on which it was applied in your environment.")
    )


class RejectionInput(SolutionInput):
    reason = Words(REASON)


class KeepOpenInput(SolutionInput):
    wish = one_of(Solution.Wish.choices, required=False, allow_blank=True, allow_null=True)

    def validate_wish(self, wish: str | None) -> str:
        return wish or ""


class AppliedInput(serializers.Serializer[Any]):
    applied_on = serializers.DateField(help_text=_("The day on which it was applied in your environment."))


class ReasonInput(serializers.Serializer[Any]):
    reason = Words(REASON)


class ToldReasonInput(ReasonInput):
    """We act, and the customer reads why (R17)."""

    confirm_note = meant()


class DiscardInput(ToldReasonInput):
    duplicate_of = Reference(
        incident_numbered, _("There is no such incident."), required=False, allow_null=True, help_text="INC-…"
    )
    spam = serializers.BooleanField(source="is_spam", required=False, help_text=_("Spam: its sender is not told."))


class TransferInput(ReasonInput):
    owner = owner()


class NewColleagueInput(serializers.Serializer[Any]):
    colleague = Reference(newcomer_of, sharing.NOBODY, "email", help_text=_("By address."))


class ColleagueInput(serializers.Serializer[Any]):
    colleague = Reference(colleague_of, sharing.NOBODY_HERE, "email", help_text=_("By address."))


class DeputyInput(ReasonInput):
    """Who stands in for the owner; without one, the cover that there is ends."""

    deputy = owner(required=False, allow_null=True)
    until = serializers.DateTimeField(default_timezone=UTC, required=False, allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        """`from` is the contract's name, and none that Python has."""
        begins = serializers.DateTimeField(
            default_timezone=UTC, required=False, allow_null=True, source="begins", help_text=_("Left out: from now.")
        )
        return {**super().get_fields(), "from": begins}


class FlagInput(serializers.Serializer[Any]):
    flag = one_of([(flag, flag) for flag in Incident.FLAGS])
    reason = Words(REASON, required=False, help_text=_("Needed for all but action_needed."))


class RaisedFlagInput(FlagInput):
    confirm_note = meant()
