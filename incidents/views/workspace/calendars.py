"""Changed working hours: which open incidents they have not reached, what they would move, and moving it (S6)."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts.acting import Stale
from accounts.differences import differences
from accounts.models import Calendar, CalendarVersion
from incidents import actions, preview
from incidents.actions.recomputing import AT_ONCE, SEEN_ANOTHER, Outcome, require_manager
from incidents.models import Incident
from incidents.preview import Forecast, Move
from incidents.views.doors import user_of, version_seen
from incidents.views.workspace.door import WORKSPACE, show
from notifications.moment import now

ROWS = 100  # a page
RECKONED = 1000  # open incidents that one look reckons


@dataclass(frozen=True)
class Row:
    """One clock in the preview."""

    incident: Incident
    move: Move

    @property
    def order(self) -> tuple[bool, bool, bool, datetime, int]:
        """What would be missed at once first, what is missed already last but for what does not move."""
        move, due = self.move, self.move.due or self.incident.opened_at
        return not move.is_missed_at_once, not move.is_news, move.is_missed_already, due, self.incident.pk


@dataclass(frozen=True)
class Counts:
    """What a preview comes to, in promises."""

    running: int
    earlier: int
    later: int
    missed: int

    @property
    def unchanged(self) -> int:
        return self.running - self.earlier - self.later


@dataclass(frozen=True)
class Step:
    """From which version, how many incidents, and what is different by now."""

    version: CalendarVersion
    count: int
    differences: list[str]


@WORKSPACE.guard("GET")
def calendars(request: HttpRequest) -> HttpResponse:
    """Every calendar for which something waits."""
    require_manager(user_of(request))
    return show(request, "calendars.html", {"rows": preview.waiting()})


@WORKSPACE.guard("GET")
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    found = find(pk)
    require_manager(user_of(request))
    return page(request, found)


@WORKSPACE.guard("GET", "POST")
def change_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """Apply what was looked at. It needs no nonce: what a first press has done, a second one does not find."""
    found = find(pk)
    by = user_of(request)
    require_manager(by)
    if request.method != "POST":
        return redirect("workspace:calendar", pk)
    seen = version_seen(request)
    if seen is None:
        raise Stale(str(SEEN_ANOTHER))
    return page(request, found, actions.apply_calendar(found, by=by, seen=seen, limit=AT_ONCE))


def find(pk: int) -> Calendar:
    found = Calendar.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def page(request: HttpRequest, found: Calendar, outcome: Outcome | None = None) -> HttpResponse:
    newest = found.current
    waiting = preview.held_to_older(newest)
    forecasts = preview.forecasts(waiting[:RECKONED], newest, now())
    rows = sorted(rows_of(forecasts), key=lambda row: row.order)
    first = ROWS * (page_number(request) - 1)
    context = {
        "calendar": found,
        "newest": newest,
        "outcome": outcome,
        "total": len(forecasts) if len(forecasts) < RECKONED else waiting.count(),
        "reckoned": len(forecasts),
        "at_once": AT_ONCE,
        "steps": steps(forecasts, newest),
        "counts": counts(rows),
        "faults": [each for each in forecasts if each.fault],
        "rows": rows[first : first + ROWS],
        "first": first + 1,
        "last": min(first + ROWS, len(rows)),
        "all": len(rows),
        "zone": timezone.get_current_timezone_name(),
        "earlier_page": page_number(request) - 1,
        "later_page": page_number(request) + 1 if len(rows) > first + ROWS else 0,
    }
    return show(request, "calendar.html", context)


def rows_of(forecasts: list[Forecast]) -> list[Row]:
    return [Row(each.incident, move) for each in forecasts for move in each.moves if move.is_shown]


def page_number(request: HttpRequest) -> int:
    asked = request.GET.get("page", "")
    return max(int(asked), 1) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1


def steps(forecasts: list[Forecast], newest: CalendarVersion) -> list[Step]:
    """The versions that incidents are held to, oldest first, each against the newest."""
    held = Counter(each.incident.calendar_version for each in forecasts)
    by_number = sorted(held, key=lambda version: version.number)
    return [Step(version, held[version], differences(version.hours, newest.hours)) for version in by_number]


def counts(rows: list[Row]) -> Counts:
    moves = [row.move for row in rows]
    return Counts(
        running=sum(move.due is not None for move in moves),
        earlier=sum(move.is_earlier for move in moves),
        later=sum(move.is_later for move in moves),
        missed=sum(move.is_missed_at_once for move in moves),
    )
