"""What can be searched: a small table of kinds, to which every floor adds its own."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from incidents.models import Incident, Message, Solution


class Role(StrEnum):
    """What a text is to its record. Titles and codes weigh more; internal words are found by the support team alone."""

    TITLE = "title"
    CODE = "code"
    PUBLIC = "public"
    INTERNAL = "internal"


class Shown(NamedTuple):
    """A record among results: how it is called, its state as a key and in words, and its page in the workspace."""

    reference: str
    title: str
    state: str
    state_label: str
    url: str


Text = tuple[int, Role, str]
Read = Callable[[Sequence[int]], Iterable[Text]]


@dataclass(frozen=True)
class Kind:
    """Records of one model: how their texts are read by id, all at once, how one is shown, and who may find them.

    The model's manager has `visible_to(user)`; what is not in it is neither found, counted, nor weighed. Entries carry
    the mark of their kind, by which a rare kind is found among very many of another; `is_many` is that other.
    """

    name: str
    model: type[Model]
    label: str | Promise
    read: Read
    show: Callable[[Any], Shown]
    is_many: bool = False
    beside: tuple[str, ...] = ()  # what showing one touches, read along with it

    def visible_to(self, user: User | None) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model._default_manager.visible_to(user)  # type: ignore[attr-defined]
        return rows

    def ids_visible_to(self, user: User | None) -> QuerySet[Any, Any]:
        return self.visible_to(user).order_by().values("pk")

    def records(self, user: User | None, ids: Sequence[int]) -> dict[int, Any]:
        """Those of them that this person may see, by id."""
        return self.visible_to(user).select_related(*self.beside).in_bulk(ids)


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind to the table, when the program starts."""
    KINDS[kind.name] = kind


def columns(model: type[Model], **roles: Role) -> Read:
    """The reader of a kind whose texts all stand in its own columns: `columns(Problem, title=Role.TITLE, ...)`."""

    def read(ids: Sequence[int]) -> Iterable[Text]:
        for pk, *texts in model._default_manager.filter(pk__in=ids).values_list("pk", *roles):
            yield from ((pk, role, text) for role, text in zip(roles.values(), texts, strict=True))

    return read


def read_incidents(ids: Sequence[int]) -> Iterable[Text]:
    for pk, title, description in Incident.objects.filter(pk__in=ids).values_list("pk", "title", "description"):
        yield pk, Role.CODE, Incident(pk=pk).number
        yield pk, Role.TITLE, title
        yield pk, Role.PUBLIC, description
    said = Message.objects.filter(incident__in=ids).order_by("pk")
    for pk, visibility, body in said.values_list("incident_id", "visibility", "body"):
        yield pk, Role.PUBLIC if visibility == Message.Visibility.PUBLIC else Role.INTERNAL, body
    for pk, body in Solution.objects.filter(incident__in=ids).order_by("pk").values_list("incident_id", "body"):
        yield pk, Role.PUBLIC, body


def show_incident(incident: Incident) -> Shown:
    url = reverse("workspace:incident", args=[incident.number])
    return Shown(incident.number, incident.staff_title, incident.state, incident.get_state_display(), url)


INCIDENT = Kind(
    "incident", Incident, _("Incidents"), read_incidents, show_incident, is_many=True, beside=("title_mark",)
)
register(INCIDENT)
