"""What the meetings' pages ask every few seconds: how many rows are other than they show."""

from django.http import HttpRequest, HttpResponse

from escalations.meetings.shiproom import first_of
from escalations.views.workspace.morning_stage import how_it_stands, meeting
from escalations.views.workspace.shiproom import icms_of
from incidents.views.doors import user_of
from incidents.views.live import answer, changed_since, marks, row_mark
from incidents.views.workspace.door import WORKSPACE


@WORKSPACE.guard("GET")
def live_morning(request: HttpRequest) -> HttpResponse:
    """The same board that the page shows."""
    current = how_it_stands(meeting(user_of(request)))
    return answer(request, changed=changed_since(request.GET.get("since", ""), current))


@WORKSPACE.guard("GET")
def live_shiproom(request: HttpRequest) -> HttpResponse:
    """The same list, narrowed as the page is."""
    rows = first_of(icms_of(request)).values_list("pk", "event_count")
    current = marks(row_mark(*row) for row in rows)
    return answer(request, changed=changed_since(request.GET.get("since", ""), current))
