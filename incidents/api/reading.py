"""How an incident reads: one list of fields for the support team, another for its customer (R2)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import User
from incidents import policy
from incidents.api.offers import names_for
from incidents.models import Clock, Incident, Message, Solution
from incidents.stations import milestones
from notifications.moment import at, now

PEOPLE = _("An address; customers know the support team by name.")


class Moment(serializers.DateTimeField):
    """A time, always in UTC, whoever reads it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(default_timezone=UTC, **options)


class Choice(serializers.ChoiceField):
    """One of a few words; null where none is chosen yet."""

    def to_representation(self, value: Any) -> Any:
        return super().to_representation(value) if value != "" else None


class Person(serializers.CharField):
    """Somebody by one word: what is read for a person can be sent back as it is."""

    def to_representation(self, value: Any) -> str:
        return named(value, self.context["reader"])


def named(person: User, reader: User) -> str:
    """The address to the support team. A customer knows us by name alone, and customers by their addresses (R2)."""
    return person.email if policy.sees_internal(reader) or person.is_customer else person.name


class SolutionReading(serializers.Serializer[Solution]):
    id = serializers.IntegerField()
    kind = Choice(choices=Solution.Kind.choices)
    body = serializers.CharField()
    proposed_at = Moment()
    proposed_by = Person(help_text=PEOPLE)
    outcome = Choice(choices=Solution.Outcome.choices)
    answered_at = Moment(allow_null=True)
    answered_by = Person(allow_null=True, help_text=PEOPLE)
    answer = serializers.CharField(help_text=_("The reason of a rejection or withdrawal."))
    wish = Choice(choices=Solution.Wish.choices, allow_null=True)
    kept_open_at = Moment(allow_null=True)


class StaffSolutionReading(SolutionReading):
    problem = serializers.CharField(
        source="problem.number", default=None, allow_null=True, help_text=_("The Problem whose workaround it is.")
    )


class MilestonesReading(serializers.Serializer[Any]):
    """The five R's: when each was reached."""

    response = Moment(allow_null=True)
    recognition = Moment(allow_null=True)
    relief = Moment(allow_null=True)
    resolution = Moment(allow_null=True)
    removal = Moment(allow_null=True)


class StatementReading(serializers.Serializer[Any]):
    """Our words for the problem, and the customer's answer to them."""

    body = serializers.CharField()
    at = Moment()
    answer = Choice(choices=Incident.StatementAnswer.choices, allow_null=True)


class PromisedReading(serializers.Serializer[Any]):
    """When we promised what is still to come; null where nothing is being waited for."""

    response_by = Moment(allow_null=True)
    relief_by = Moment(allow_null=True)
    next_update_by = Moment(allow_null=True)


class CustomerFlagsReading(serializers.Serializer[Any]):
    customer_action_needed = serializers.BooleanField()


class FlagsReading(CustomerFlagsReading):
    action_needed = serializers.BooleanField()
    assistance_required = serializers.BooleanField()


@dataclass(frozen=True)
class ClockNow:
    """A clock at the moment of reading."""

    state: str
    elapsed_seconds: int
    target_seconds: int
    due_at: datetime | None
    breached: bool


class ClockReading(serializers.Serializer[ClockNow]):
    """A promise: business time that counted so far, and the time it may take."""

    state = Choice(choices=Clock.State.choices)
    elapsed_seconds = serializers.IntegerField()
    target_seconds = serializers.IntegerField()
    due_at = Moment(allow_null=True)
    breached = serializers.BooleanField()


class ClocksReading(serializers.Serializer[Any]):
    response = ClockReading()
    relief = ClockReading()


class IncidentReading(serializers.Serializer[Incident]):
    """What both audiences read."""

    number = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField()
    state = Choice(choices=Incident.State.choices)
    severity = serializers.IntegerField(min_value=1, max_value=4)
    customer = serializers.EmailField(source="customer.email")
    organization = serializers.CharField(source="organization.name")
    opened_at = Moment()
    closed_at = Moment(allow_null=True)
    closed_as = Choice(choices=Incident.ClosedAs.choices, allow_null=True)
    milestones = serializers.SerializerMethodField()
    solutions = SolutionReading(many=True)
    statement = serializers.SerializerMethodField()
    colleagues = serializers.SerializerMethodField(help_text=_("Whom the customer shares it with."))
    available_actions = serializers.SerializerMethodField()

    @extend_schema_field(MilestonesReading)
    def get_milestones(self, incident: Incident) -> Any:
        return MilestonesReading(milestones(incident)).data

    @extend_schema_field(StatementReading(allow_null=True))
    def get_statement(self, incident: Incident) -> Any:
        said: Message | None = incident.statement
        if said is None:
            return None
        return StatementReading({"body": said.body, "at": said.at, "answer": incident.statement_answer}).data

    def get_colleagues(self, incident: Incident) -> list[str]:
        """To the support team by address, to customers by name."""
        is_staff = policy.sees_internal(self.context["reader"])
        return [person.email if is_staff else person.name for person in incident.followers]

    def get_available_actions(self, incident: Incident) -> list[str]:
        return names_for(self.context["reader"], incident)


class CustomerIncidentReading(IncidentReading):
    """The customer's view: nothing of the support team's, and our people by name alone."""

    owner = serializers.CharField(source="owner.name", allow_null=True, help_text=_("By name."))
    flags = CustomerFlagsReading(source="*")
    promised = serializers.SerializerMethodField()

    @extend_schema_field(PromisedReading)
    def get_promised(self, incident: Incident) -> Any:
        response, relief = incident.clock(Clock.Kind.RESPONSE), incident.clock(Clock.Kind.RELIEF)
        times = {
            "response_by": response and response.due_at,
            "relief_by": relief and relief.due_at,
            "next_update_by": incident.next_update_by,
        }
        return PromisedReading(times).data


class StaffIncidentReading(IncidentReading):
    """The support team's view."""

    title = serializers.CharField(source="staff_title", help_text=_("With the mark that only the team reads, if any."))
    csat_impacting = serializers.SerializerMethodField(help_text=_("Whether its title is marked so."))
    solutions = StaffSolutionReading(many=True)
    substate = Choice(
        choices=Incident.Substate.choices,
        allow_null=True,
        help_text=_("What the work waits for; no clock stops for it."),
    )
    area = serializers.SlugField(source="area.slug", allow_null=True)
    category = Choice(choices=Incident.Category.choices, allow_null=True)
    region = serializers.SlugField(source="organization.region.slug")
    owner = serializers.EmailField(source="owner.email", allow_null=True)
    deputy = serializers.EmailField(source="deputy.email", allow_null=True, help_text=_("Stands in for the owner."))
    deputy_from = Moment(allow_null=True)
    deputy_until = Moment(allow_null=True)
    flags = FlagsReading(source="*")
    clocks = serializers.SerializerMethodField()
    next_update_by = Moment(allow_null=True)
    customer_question = serializers.CharField(help_text=_("What is needed of the customer."))
    assistance_reason = serializers.CharField()
    duplicate_of = serializers.CharField(source="duplicate_of.number", allow_null=True)
    waits_for = serializers.CharField(
        source="awaited.number", default=None, allow_null=True, help_text=_("The record that the sub-state waits for.")
    )
    problems = serializers.SerializerMethodField(help_text=_("The Problems that hit it, by number."))
    version = serializers.IntegerField(help_text=_("Counts what people did; the ETag is made of it."))

    def get_csat_impacting(self, incident: Incident) -> bool:
        return getattr(incident, "title_mark", None) is not None

    def get_problems(self, incident: Incident) -> list[str]:
        return [match.problem.number for match in incident.matches.all()]

    @extend_schema_field(ClocksReading)
    def get_clocks(self, incident: Incident) -> Any:
        moment = now()
        kinds = (Clock.Kind.RESPONSE, Clock.Kind.RELIEF)
        return ClocksReading({str(kind): clock_now(incident, kind, moment) for kind in kinds}).data


def clock_now(incident: Incident, kind: str, moment: datetime) -> ClockNow | None:
    """Discarded incidents, and those withdrawn before the first response, are never counted as breached (R20)."""
    clock = incident.clock(kind)
    if clock is None:
        return None
    return ClockNow(
        state=clock.state,
        elapsed_seconds=int(clock.elapsed_at(incident, moment).total_seconds()),
        target_seconds=int(clock.target.total_seconds()),
        due_at=clock.due_at,
        breached=clock.is_over(incident, moment) and not incident.is_counted_apart,
    )


def read(incident: Incident, reader: User) -> dict[str, Any]:
    """The incident as this person may read it, as plain JSON values."""
    kind = StaffIncidentReading if policy.sees_internal(reader) else CustomerIncidentReading
    with at(now()):  # a reading is of one moment
        return dict(kind(incident, context={"reader": reader}).data)
