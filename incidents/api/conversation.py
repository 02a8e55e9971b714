"""How an incident's conversation and timeline read, to whom."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import User
from incidents import policy
from incidents.api.reading import Choice, Moment, NameReading, PersonReading
from incidents.models import Event, Incident, Message

# What an event's data may tell a customer: their own words and choices, and what we promised them.
TOLD = {
    "open_incident": ("severity",),
    "assign": ("severity", "severity_was"),
    "respond": ("next_update_by",),
    "send_update": ("next_update_by",),
    "state_problem": ("next_update_by",),
    "propose_solution": ("solution", "kind", "next_update_by"),
    "withdraw_solution": ("solution",),
    "accept_solution": ("solution",),
    "reject_solution": ("solution",),
    "keep_open": ("solution", "wish"),
    "report_applied": ("applied_on",),
    "reopen": ("closed_as_was",),
    "raise_flag": ("flag",),
}


@dataclass(frozen=True)
class Said:
    """A message in the conversation as one reader has it; hidden ones leave no gap in the counting (S13, R2)."""

    seq: int
    message: Message
    reader: User

    @property
    def by(self) -> User | None:
        return self.message.author

    @property
    def at(self) -> datetime:
        return self.message.at

    @property
    def way(self) -> str:
        return self.message.event.way

    @property
    def visibility(self) -> str:
        return self.message.visibility

    @property
    def body(self) -> str:
        return self.message.body


@dataclass(frozen=True)
class Line:
    """An event as one reader has it."""

    seq: int
    event: Event
    reader: User

    @property
    def by(self) -> User | None:
        return self.event.by

    @property
    def message(self) -> Message | None:
        message: Message | None = getattr(self.event, "message", None)
        if message is None or policy.sees_internal(self.reader):
            return message
        return message if message.visibility == Message.Visibility.PUBLIC else None

    @property
    def data(self) -> dict[str, Any]:
        if policy.sees_internal(self.reader):
            return dict(self.event.data)
        return {name: self.event.data[name] for name in TOLD.get(self.event.verb, ()) if name in self.event.data}


@extend_schema_field(PersonReading(allow_null=True))
class Actor(serializers.Field[User, Any, Any, Any]):
    """Whoever did it: to the support team with the address, to a customer by name; null for the clock."""

    def __init__(self, **options: Any) -> None:
        super().__init__(source="*", read_only=True, **options)

    def to_representation(self, value: Any) -> Any:
        if value.by is None:
            return None
        kind = PersonReading if policy.sees_internal(value.reader) else NameReading
        return dict(kind(value.by).data)


class MessageReading(serializers.Serializer[Said]):
    seq = serializers.IntegerField(help_text=_("Its place in the conversation as you may read it."))
    by = Actor()
    at = Moment()
    way = serializers.CharField(help_text=_("portal, workspace, api, email, link or system"))
    visibility = Choice(choices=Message.Visibility.choices)
    body = serializers.CharField()


class WordsReading(serializers.Serializer[Message]):
    body = serializers.CharField()
    visibility = Choice(choices=Message.Visibility.choices)


class LineReading(serializers.Serializer[Line]):
    seq = serializers.IntegerField(help_text=_("Its place in the timeline as you may read it."))
    verb = serializers.CharField(source="event.verb")
    by = Actor()
    at = Moment(source="event.at")
    way = serializers.CharField(source="event.way", help_text=_("portal, workspace, api, email, link or system"))
    public = serializers.BooleanField(source="event.public")
    state = Choice(source="event.state", choices=Incident.State.choices)
    message = WordsReading(allow_null=True)
    data = serializers.DictField()  # type: ignore[assignment]
