"""Incidents as lists show them: a row each, and in the queue the groups that say what to do next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from incidents import clockwork
from incidents.clockwork import Face
from incidents.models import Incident
from incidents.stations import Station, stations
from notifications.moment import now


@dataclass(frozen=True)
class Row:
    """One incident in a list: the nearest clock, how far the customer has got, and how long ago it changed."""

    incident: Incident
    clock: Face | None
    stations: list[Station]
    changed: timedelta
    group: str


@dataclass(frozen=True)
class Group:
    key: str
    label: str
    rows: list[Row]


def listed(rows: QuerySet[Incident]) -> QuerySet[Incident]:
    """With what a row says, in a fixed number of queries."""
    return rows.select_related("owner", "area", "organization", "title_mark").prefetch_related(
        "clocks", "solutions", "matches"
    )


def list_rows(incidents: Iterable[Incident]) -> list[Row]:
    moment = now()
    return [row(incident, moment) for incident in incidents]


def row(incident: Incident, moment: datetime) -> Row:
    clock = clockwork.nearest(incident, moment)
    changed = moment - incident.last_event_at
    return Row(incident, clock, stations(incident), changed, group_of(incident, moment))


def group_of(incident: Incident, moment: datetime) -> str:
    """By the moment that also orders the queue: one rule for where a row stands and for what it is called."""
    if incident.presses_at <= moment:
        return "now"
    if incident.state == Incident.State.SOLUTION_PROPOSED:
        return "customer"
    return "today" if is_today(incident.next_due_at, moment) else "later"


def is_today(due: datetime, moment: datetime) -> bool:
    return timezone.localdate(due) <= timezone.localdate(moment)


def grouped(rows: list[Row]) -> list[Group]:
    """The rows of one page under their headings, inside a heading by the next clock.

    Pages are cut from one order, and headings only sort what a page holds: "Act now" is complete before anything else
    begins, whatever the number of pages; the headings below it can come again on the next page.
    """
    names = {
        "now": _("Act now"),
        "today": _("Today"),
        "customer": _("In the customer's hands"),
        "later": _("Later"),
    }
    groups = [Group(key, label, by_due(rows, key)) for key, label in names.items()]
    return [group for group in groups if group.rows]


def by_due(rows: list[Row], key: str) -> list[Row]:
    found = [row for row in rows if row.group == key]
    return sorted(found, key=lambda row: (row.incident.next_due_at, row.incident.pk))
