"""What shiproom hands out: its list as CSV, and as plain text to be pasted into a mail (R41)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from escalations.meetings.days import today
from escalations.meetings.shiproom import MOST, Row
from incidents.spelling import spelled
from incidents.views.workspace.sheet import stamp, written


def as_csv(rows: list[Row], *, is_cut: bool) -> StreamingHttpResponse:
    """No cell begins a formula; what was cut off says so in the name."""
    lines = written(table(rows), translation.get_language(), timezone.get_current_timezone())
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    end = f"-first-{MOST}" if is_cut else ""
    response["Content-Disposition"] = f'attachment; filename="shiproom-{today().isoformat()}{end}.csv"'
    return response


def table(rows: list[Row]) -> Iterator[list[Any]]:
    yield [
        *(_("ICM"), _("Title"), _("Severity"), _("Area"), _("State"), _("Owner"), _("Sentiment"), _("Why")),
        *(_("CSAT impacting since"), _("Last update"), _("Owed by the product group"), _("Owed since")),
        *(_("Incident"), _("Customer"), _("Other customers"), _("Carried over from"), _("Last decision"), _("Due on")),
    ]
    yield from map(cells, rows)


def cells(row: Row) -> list[Any]:
    icm, last, incident = row.icm, row.last, row.incident
    return [
        *(icm.number, icm.staff_title, icm.severity, icm.area.name, icm.get_state_display()),
        *(icm.owner.name if icm.owner else "", row.sentiment, row.why),
        *(stamp(row.since), stamp(row.told_at), row.owed.what, stamp(row.owed.since)),
        *(incident.number if incident else "", incident.organization.name if incident else "", row.others),
        row.carried_from.isoformat() if row.carried_from else "",
        *(last.get_decision_display() if last else "", last.due_on.isoformat() if last and last.due_on else ""),
    ]


def summary(rows: list[Row], day: date, *, for_pg: bool = False) -> str:
    """A few lines each, without anything that only a page can show. `for_pg`: without who the customer is (R37)."""
    head = _("Shiproom, %(day)s: %(count)d to decide") % {"day": date_format(day, "D j M Y"), "count": len(rows)}
    return "\n\n".join([head, *(lines(number, row, for_pg) for number, row in enumerate(rows, start=1))])


def lines(number: int, row: Row, for_pg: bool) -> str:
    icm = row.icm
    who = f", {row.incident.organization.name}" if row.incident and not for_pg else ""
    told = [
        f"{number}. {icm.number} [{_('Sev %(level)s') % {'level': icm.severity}}, {icm.area.name}{who}] {icm.title}"
    ]
    if how := ". ".join(filter(None, [row.sentiment, " ".join(row.why.split())])):
        told.append("   " + _("Customer: %(how)s") % {"how": how})
    told.append("   " + _("Stands: %(state)s") % {"state": icm.get_state_display()})
    since = _(", since %(since)s") % {"since": spelled(row.owed.since)} if row.owed.since else ""
    owner = f", {row.owed.who}" if row.owed.who else ""
    told.append("   " + _("Owed: %(what)s") % {"what": row.owed.what + owner + since})
    return "\n".join(told)
