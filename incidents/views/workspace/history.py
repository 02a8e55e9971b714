"""The timeline as the team reads it: what a tab shows, what folds away, and how its letters fare (R18, R43)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from incidents.models import Event, Incident, Message, Solution
from incidents.views.doors import user_of
from incidents.views.workspace.tabs import Tab
from notifications.models import Notification

FOLD_OVER, KEPT = 20, 15  # a longer history folds all but its first and so many last entries
TALK = {"respond", "send_update", "add_note", "post_message"}
# What the floor above tells of the product group: an ICM's line, a guest's, a question to them, and all that they do.
OF_PG = Q(data__has_any_keys=["icm", "guest"]) | Q(data__who__kind="pg") | Q(data__audience="pg") | Q(data__to="pg")
OF_PG |= Q(verb="turn_away")


class Brief(NamedTuple):
    """Of an event, what says under which tabs it stands."""

    seq: int
    verb: str
    public: bool
    visibility: str | None  # of its words
    is_of_pg: bool


@dataclass(frozen=True)
class Entry:
    """One event with its words, the solution it proposed, how its letters fare, and how many are folded before it."""

    event: Event
    message: Message | None
    solution: Solution | None
    deliveries: list[str]
    folded: int = 0


@dataclass(frozen=True)
class History:
    entries: list[Entry]
    tabs: list[Tab]
    unfolded: str  # the link that shows what is folded


def history(request: HttpRequest, incident: Incident) -> History:
    """One light query for the counts, one for the entries, one for their letters, whatever the length."""
    page = reverse("workspace:incident", args=[incident.number])
    show = request.GET.get("show", "everything")
    show = show if show in tab_names() else "everything"
    rows = incident.events.visible_to(user_of(request)).order_by("seq")
    marked = rows.annotate(is_of_pg=ExpressionWrapper(OF_PG, output_field=BooleanField()))
    columns = marked.values_list("seq", "verb", "public", "message__visibility", "is_of_pg")
    briefs = [Brief(*row) for row in columns]
    found = [brief.seq for brief in briefs if belongs(show, brief)]
    shown = found if "all" in request.GET or len(found) <= FOLD_OVER else [found[0], *found[-KEPT:]]
    events = rows.filter(seq__in=shown).select_related("by", "message__author").prefetch_related("attachments")
    tabs = [
        Tab(label, f"{page}?show={key}", sum(belongs(key, brief) for brief in briefs), key == show)
        for key, label in tab_names().items()
    ]
    return History(entries(incident, list(events), found), tabs, f"{page}?show={show}&all=1")


def tab_names() -> dict[str, str]:
    return {
        "everything": _("Everything"),
        "customer": _("With the customer"),
        "notes": _("Team notes"),
        "pg": _("Product group"),
        "changes": _("Changes"),
    }


def belongs(tab: str, brief: Brief) -> bool:
    match tab:
        case "customer":
            return brief.public
        case "notes":
            return brief.visibility == Message.Visibility.INTERNAL
        case "pg":
            return bool(brief.is_of_pg)
        case "changes":
            return brief.verb not in TALK
        case _:
            return True


def entries(incident: Incident, events: list[Event], found: list[int]) -> list[Entry]:
    solutions = {solution.pk: solution for solution in incident.solutions.all()}
    letters = deliveries(events)
    folded = gaps([event.seq for event in events], found)
    return [
        Entry(
            event,
            getattr(event, "message", None),
            solutions.get(event.data.get("solution", 0)) if event.verb == "propose_solution" else None,
            letters[event.pk],
            folded.get(event.seq, 0),
        )
        for event in events
    ]


def gaps(shown: list[int], found: list[int]) -> dict[int, int]:
    """Before which entry how many are left out."""
    place = {seq: index for index, seq in enumerate(found)}
    return {later: place[later] - place[earlier] - 1 for earlier, later in pairwise(shown)}


def deliveries(events: Iterable[Event]) -> defaultdict[int, list[str]]:
    """How the letters of these events fare, in words; of an imported past there is nothing to say."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    about = Notification.objects.meant().filter(kind="event", record_id__in=[event.pk for event in events])
    letters = list(about.order_by("pk"))
    names = readers(letters)
    for letter in letters:
        name = names.get(letter.recipient_key, letter.address)
        found[letter.record_id].append(_("Mail to %(name)s: %(state)s") % {"name": name, "state": letter.delivery})
    return found


def readers(letters: Iterable[Notification]) -> dict[str, str]:
    """The names behind the outbox's keys of people."""
    keys = {letter.recipient_key.removeprefix("user:") for letter in letters}
    people = User.objects.filter(pk__in=[key for key in keys if key.isdigit()])
    return {f"user:{person.pk}": person.name for person in people}
