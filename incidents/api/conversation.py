"""How an incident's conversation and timeline read, to whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import User
from incidents import policy
from incidents.api.file_reading import FileReading
from incidents.api.reading import PEOPLE, Choice, Moment, Person, Visitor, visitor_of
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
    "add_colleague": ("colleague",),
    "remove_colleague": ("colleague",),
    # Guests, by the name that is meant for customers
    **dict.fromkeys(["admit_guest", "dismiss_guest", "write_as_guest"], ("guest",)),
}


FOR_OWNER = _("The owner by name, where a deputy acted for them.")
NAMED = (
    "owner",
    "owner_was",
    "covers",
    "deputy",
    "deputy_was",
    "for_owner",
    "assignee",
    "colleague",
)  # the people in an event's data


@dataclass(frozen=True)
class Said:
    """A message in the conversation as one reader has it; hidden ones leave no gap in the counting (S13, R2)."""

    seq: int
    message: Message

    @property
    def by(self) -> User | Visitor | None:
        return self.message.author or visitor_of(self.message.event)

    @property
    def at(self) -> datetime:
        return self.message.at

    @property
    def way(self) -> str:
        return self.message.event.way

    @property
    def for_owner(self) -> str | None:
        return for_owner(self.message.event)

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
    addresses: Mapping[int, str]

    @property
    def by(self) -> User | Visitor | None:
        return self.event.by or visitor_of(self.event)

    @property
    def for_owner(self) -> str | None:
        return for_owner(self.event)

    @property
    def message(self) -> Message | None:
        message: Message | None = getattr(self.event, "message", None)
        if message is None or policy.sees_internal(self.reader):
            return message
        return message if message.visibility == Message.Visibility.PUBLIC else None

    @property
    def data(self) -> dict[str, Any]:
        if policy.sees_internal(self.reader):
            return {name: self.by_address(name, value) for name, value in self.event.data.items()}
        told = TOLD.get(self.event.verb, ())
        return {name: by_name(name, self.event.data[name]) for name in told if name in self.event.data}

    def by_address(self, name: str, value: Any) -> Any:
        return self.addresses.get(value["id"]) if name in NAMED and value is not None else value


def by_name(name: str, value: Any) -> Any:
    if name == "guest":
        return value["shown"]
    return value["name"] if name in NAMED and value is not None else value


def lines(events: Sequence[Event], reader: User) -> list[Line]:
    """The events as this person has them; whoever the data names is looked up once for all."""
    kept = [event.data[name] for event in events for name in NAMED if event.data.get(name) is not None]
    ids = {person["id"] for person in kept} if policy.sees_internal(reader) else set()
    addresses = dict(User.objects.filter(pk__in=ids).values_list("pk", "email")) if ids else {}
    return [Line(event.place, event, reader, addresses) for event in events]  # type: ignore[attr-defined]


def for_owner(event: Event) -> str | None:
    """The name of the owner for whom a deputy acted (R11a)."""
    kept = event.data.get("for_owner")
    return kept["name"] if kept else None


def placed(rows: QuerySet[Any], column: str) -> QuerySet[Any]:
    """Each with its place among these rows, which it keeps when they are narrowed or turned round afterwards."""
    until = rows.filter(**{f"{column}__lte": OuterRef(column)}).order_by().values("incident")
    placed_rows: QuerySet[Any] = rows.annotate(place=Subquery(until.annotate(n=Count("pk")).values("n")))
    return placed_rows.order_by(column)


class MessageReading(serializers.Serializer[Said]):
    attachments = serializers.SerializerMethodField(help_text=_("The files that came with it, oldest first."))
    seq = serializers.IntegerField(help_text=_("Its place in the conversation as you may read it."))
    by = Person(allow_null=True, help_text=PEOPLE)
    for_owner = serializers.CharField(allow_null=True, help_text=FOR_OWNER)
    at = Moment()
    way = serializers.CharField(help_text=_("portal, workspace, api, email, link, import or system"))
    visibility = Choice(choices=Message.Visibility.choices)
    body = serializers.CharField()

    @extend_schema_field(FileReading(many=True))
    def get_attachments(self, said: Said) -> Any:
        """Asked of each file again, like the words (R2)."""
        shown = Message.Visibility.PUBLIC
        is_staff = policy.sees_internal(self.context["reader"])
        files = [file for file in said.message.event.attachments.all() if is_staff or file.visibility == shown]
        return FileReading(files, many=True).data  # type: ignore[arg-type]


class WordsReading(serializers.Serializer[Message]):
    body = serializers.CharField()
    visibility = Choice(choices=Message.Visibility.choices)


class LineReading(serializers.Serializer[Line]):
    seq = serializers.IntegerField(help_text=_("Its place in the timeline as you may read it."))
    verb = serializers.CharField(source="event.verb")
    by = Person(allow_null=True, help_text=PEOPLE)
    for_owner = serializers.CharField(allow_null=True, help_text=FOR_OWNER)
    at = Moment(source="event.at")
    way = serializers.CharField(
        source="event.way", help_text=_("portal, workspace, api, email, link, import or system")
    )
    public = serializers.BooleanField(source="event.public")
    state = Choice(source="event.state", choices=Incident.State.choices)
    message = WordsReading(allow_null=True)
    data = serializers.DictField()  # type: ignore[assignment]
