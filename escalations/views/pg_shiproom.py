"""Shiproom by link: what waits in the areas that an EM or PM covers, and their decision about each (R36, R41)."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from accounts.acting import Stale
from escalations import actions, visits
from escalations.audit import What
from escalations.forms.meetings import DecideForm
from escalations.meetings import shiproom as board
from escalations.meetings.days import next_shiproom, today
from escalations.meetings.shiproom import MOST, Row
from escalations.models import Icm, PgMember, ShiproomReview
from escalations.models.shiproom import covered_by
from escalations.views.pg_door import PG_DOOR, Gone, SeeOther
from escalations.views.workspace.shiproom_out import summary
from escalations.visits import Visit

LATELY = 20  # of this month's decisions, folded under the list


@dataclass(frozen=True)
class Returned:
    """A form that came back, and its row; `meanwhile`: why it was not taken, though nothing in it is wrong."""

    row: Row
    form: DecideForm
    meanwhile: str = ""


@PG_DOOR.guard("GET")
def shiproom(request: HttpRequest, visit: Visit) -> HttpResponse:
    return page(request, visit)


@PG_DOOR.guard("POST")
def review_icm(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    """Record what was decided. What does not fit, or no longer, comes back with all that was typed."""
    row = find(key, visit.member)

    def form_class(sent: QueryDict) -> DecideForm:
        return form_for(row, sent)

    def again(request: HttpRequest, visit: Visit, form: Any) -> HttpResponse:
        return page(request, visit, Returned(row, form))

    try:
        answer = PG_DOOR.do(request, visit, form_class, actions.review_icm, again, about=row.icm)
    except Stale as refusal:
        PG_DOOR.note(What.REFUSE, visit, "review-icm 409")
        fresh = find(key, visit.member)
        return page(request, visit, Returned(fresh, form_for(fresh, request.POST), refusal.reason), status=409)
    if isinstance(answer, SeeOther) and answer.url == PG_DOOR.place(visit):
        return SeeOther(f"{answer.url}?done={row.icm.number}#done")
    return answer


def find(key: str, member: PgMember) -> Row:
    """An ICM of the areas that this person covers; of any other there is none here. Raises Gone."""
    icm = Icm.objects.numbered(key).filter(covered_by(member)).first()
    row = board.row_of(icm, for_pg=True) if icm is not None else None
    if row is None:
        raise Gone("")
    return row


def form_for(row: Row, sent: QueryDict | None = None) -> DecideForm:
    return DecideForm(sent, auto_id=f"{row.icm.number}-%s", is_alive=row.icm.is_alive)


# --- The page ---------------------------------------------------------------------------------------------------------


def page(request: HttpRequest, visit: Visit, returned: Returned | None = None, status: int = 200) -> HttpResponse:
    """Nothing of it names a customer (R37), and nothing is of an area that this person does not cover."""
    rows = board.rows_to_review(today(), covered_by(visit.member), for_pg=True)
    shown = rows[:MOST]
    told = {
        "entries": [(row, form_for(row)) for row in shown] if returned is None else with_returned(shown, returned),
        "form": returned.form if returned else None,
        "meanwhile": returned.meanwhile if returned else "",
        "customers": len({row.incident.organization_id for row in shown if row.incident}),
        "is_cut": len(rows) > MOST,
        "most": MOST,
        "day": today(),
        "next_day": next_shiproom(today()),
        "areas": [area.name for area in visit.member.areas.order_by("name")],
        "opened": visits.icms_opened(visit),
        "summary": summary(shown, today(), for_pg=True),
        "done": done(request.GET.get("done", ""), visit.member),
        **decided_lately(visit.member),
    }
    with timezone.override(visit.member.zone):
        return PG_DOOR.page(request, visit, "pg/shiproom.html", status=status, **told)


def with_returned(rows: list[Row], returned: Returned) -> list[tuple[Row, DecideForm]]:
    """The list as it is now; a row whose form came back stays on the page, first if it has left the list."""
    pk = returned.row.icm.pk
    listed = rows if any(row.icm.pk == pk for row in rows) else [returned.row, *rows]
    return [(row, returned.form if row.icm.pk == pk else form_for(row)) for row in listed]


def decided_lately(member: PgMember) -> dict[str, Any]:
    """This month's decisions about the ICMs of the same areas."""
    icms = Icm.objects.filter(covered_by(member))
    found = ShiproomReview.objects.filter(day__gte=today().replace(day=1), icm__in=icms)
    return {
        "decided": list(found.select_related("icm", "by", "member").order_by("-pk")[:LATELY]),
        "decided_count": found.count(),
    }


def done(number: str, member: PgMember) -> str:
    """The ICM that this person has just decided about; nothing for an address that only claims it."""
    last = ShiproomReview.objects.filter(member=member).select_related("icm").order_by("-pk").first()
    return last.icm.number if last is not None and last.icm.number == number else ""
