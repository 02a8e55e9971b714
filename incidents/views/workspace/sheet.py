"""What a list shows as CSV: read in batches by the last row seen, and sent while it is read."""

import csv
from collections.abc import Callable, Iterator
from datetime import datetime, tzinfo
from typing import Any

from django.http import HttpRequest, QueryDict, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from incidents.keyset import Order
from incidents.models import Incident
from incidents.models.pressing import NEVER
from incidents.views.doors import user_of
from incidents.views.workspace.listing import Rows, filters_of, order_of, rows_of

FORMAT, CSV = "format", "csv"
MOST, BATCH = 10_000, 500  # rows
# A spreadsheet takes these for the beginning of a formula, also behind blanks and in their wide forms.
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Line:
    """What the writer is given to write to: it hands back what it gets."""

    def write(self, line: str) -> str:
        return line


def of(request: HttpRequest, view: str, query: QueryDict, called: str = "") -> StreamingHttpResponse | None:
    """The view as a file, if one is asked for, named as the page is. What is cut off at MOST says so in its name."""
    if request.GET.get(FORMAT) != CSV:
        return None
    user, order = user_of(request), order_of(view, query)
    offered = filters_of(view, user)

    def rows() -> Rows:
        return rows_of(view, query, user, offered)

    is_cut = order.applied(rows()).values("pk")[MOST : MOST + 1].exists()
    end = f"-first-{MOST}" if is_cut else ""
    name = f"incidents-{slugify(called) or view}{end}.csv"
    lines = written(table(rows, order), translation.get_language(), timezone.get_current_timezone())
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def written(table: Iterator[list[Any]], language: str, zone: tzinfo) -> Iterator[str]:
    """The request is over while this goes on, so it says again in which language, and whose days are meant."""
    writer = csv.writer(Line())
    while True:
        with translation.override(language), timezone.override(zone):
            row = next(table, None)
        if row is None:
            return
        yield writer.writerow([harmless(cell) for cell in row])


def table(rows: Callable[[], Rows], order: Order) -> Iterator[list[Any]]:
    """The heads, then at most MOST rows; each batch asks anew what this person sees."""
    yield heads()
    after, left = "", MOST
    while left > 0:
        batch = read(rows(), order, after, min(BATCH, left))
        yield from map(cells, batch)
        if len(batch) < min(BATCH, left):
            return
        after, left = order.mark(batch[-1]), left - len(batch)


def read(rows: Rows, order: Order, after: str, size: int) -> list[Incident]:
    related = rows.select_related("owner", "area", "organization", "customer", "title_mark")
    return list(order.applied(related, after)[:size])


def heads() -> list[str]:
    return [
        *(_("Number"), _("Title"), _("Severity"), _("State"), _("Waits for"), _("Closed as"), _("Area"), _("Category")),
        *(_("Organisation"), _("Customer"), _("Owner"), _("Flags"), _("Next clock"), _("Opened"), _("Changed")),
        _("Closed"),
    ]


def cells(incident: Incident) -> list[Any]:
    flags = [str(label) for flag, label in Incident.Flag.choices if getattr(incident, flag)]
    return [
        incident.number,
        incident.staff_title,
        incident.severity,
        incident.get_state_display(),
        incident.get_substate_display(),
        incident.get_closed_as_display(),
        incident.area.name if incident.area else "",
        incident.get_category_display(),
        incident.organization.name,
        incident.customer.name,
        incident.owner.name if incident.owner else "",
        "; ".join(flags),
        stamp(incident.next_due_at if incident.next_due_at != NEVER else None),
        stamp(incident.opened_at),
        stamp(incident.last_event_at),
        stamp(incident.closed_at),
    ]


def stamp(moment: datetime | None) -> str:
    """In UTC, to the second: a file has no reader's zone."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else ""


def harmless(cell: Any) -> str:
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULAS) or text.lstrip().startswith(FORMULAS) else text
