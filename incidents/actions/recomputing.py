"""Changed hours reach the open incidents when a manager says so: each is reckoned anew, in its own timeline (S6)."""

import logging
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.acting import Act, NotAllowed, Stale, lock
from accounts.models import Calendar, CalendarVersion, User
from incidents import preview
from incidents.actions import house
from incidents.models import Incident
from incidents.policy import may_change_calendars
from incidents.preview import Move
from notifications.moment import now

AT_ONCE = 200  # incidents that one press of a button moves, so that its page answers in time
TRIES = 5  # times as many are tried, as those that fail come first again at the next press
SEEN_ANOTHER = gettext_lazy("This calendar has changed since you looked at it. Look at it again, then decide.")
log = logging.getLogger(__name__)


@dataclass
class Outcome:
    """How an applying went: incidents moved, promises missed by it at once, who could not be moved, and the rest."""

    version: CalendarVersion
    moved: int = 0
    missed: int = 0
    failed: list[str] = field(default_factory=list)
    left: int = 0  # open incidents that this version has not reached yet, the failed ones not counted


def apply_calendar(calendar: Calendar, *, by: User, seen: int, limit: int | None = None) -> Outcome:
    """Hold the open incidents of a calendar to its newest version; `seen` is the number that the manager looked at.

    Each in its own short transaction, so that one bad row stops no other, and one that was stopped half-way goes on
    where it is told again. At most `limit` are moved, and TRIES times as many tried. NotAllowed for who is no manager;
    Stale if there is a newer version than the one that was looked at.
    """
    require_manager(by)
    version = calendar.current
    if version.number != seen:
        raise Stale(str(SEEN_ANOTHER))
    outcome = Outcome(version)
    for incident in list(preview.held_to_older(version)[: limit and limit * TRIES]):
        if outcome.moved == limit:
            break
        try:
            count(outcome, change_calendar(incident, version, by=by))
        except Exception:
            log.exception("%s could not be held to version %s of calendar %s", incident.number, seen, calendar.pk)
            outcome.failed.append(incident.number)
    outcome.left = max(0, preview.held_to_older(version).count() - len(outcome.failed))
    return outcome


def require_manager(by: User | None) -> None:
    if not may_change_calendars(by):
        raise NotAllowed(_("Only a manager can apply changed hours to open incidents."))


def count(outcome: Outcome, missed: list[str] | None) -> None:
    if missed is not None:
        outcome.moved += 1
        outcome.missed += len(missed)


@transaction.atomic
def change_calendar(incident: Incident, version: CalendarVersion, *, by: User) -> list[str] | None:
    """Hold one open incident to a newer version of its calendar; returns the kinds of the clocks missed by that.

    None if there was nothing to do any more. What is overdue by the hours before is recorded first, and every
    recorded breach stands (S6). The incident's version stays: nothing that a person decides on has changed.
    """
    require_manager(by)
    incident = lock(incident)
    if not is_waiting(incident, version):
        return None
    read = now()
    at = max(read, incident.last_event_at)
    house.settle(incident, at)
    act = Act("change_calendar", incident, by, at, clamped=read < at)
    before = incident.promise.hours_at(incident.severity)
    reckon_by(version, act)
    house.write_event(act)
    missed = house.settle_change(incident, at, house.BY_CALENDAR)
    house.pass_on_hours(incident, at, before)
    house.save_counts(incident)
    incident.take_place()
    place = {"presses_at": incident.presses_at, "next_due_at": incident.next_due_at}
    Incident.objects.filter(pk=incident.pk).update(calendar_version=version, **place)
    return missed


def is_waiting(incident: Incident, version: CalendarVersion) -> bool:
    held_to = incident.calendar_version
    return not incident.is_closed and held_to.calendar_id == version.calendar_id and held_to.number < version.number


def reckon_by(version: CalendarVersion, act: Act[Incident]) -> None:
    """Pin the version, set the clocks anew, and gather for the timeline what that moved."""
    incident, facts = act.record, act.record.events.facts()
    moves = preview.moves(incident, facts, version, act.at)
    act.data = {
        "calendar_version": version.pk,
        "calendar_version_was": incident.calendar_version.pk,
        "clocks": [dues(move) for move in moves if move.due or move.due_was],
        "breaches_kept": [move.kind for move in moves if move.is_breach_kept],
    }
    incident.calendar_version = version
    house.reckon_clocks(incident, facts)


def dues(move: Move) -> dict[str, str | None]:
    return {"clock": move.kind, "due_at": house.stamp(move.due), "due_at_was": house.stamp(move.due_was)}
