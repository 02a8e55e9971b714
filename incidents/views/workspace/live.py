"""What the workspace's pages ask every few seconds, and how a reader tells that they are there (D22)."""

from django.http import Http404, HttpRequest, HttpResponse

from incidents.actions.drafting import be_present, leave
from incidents.models import Presence
from incidents.views.doors import user_of
from incidents.views.live import answer, changed_since, company, marks, number_in, row_mark
from incidents.views.workspace.door import WORKSPACE
from incidents.views.workspace.listing import AFTER, QUEUES, order_of, rows_of
from incidents.views.workspace.queue import PAGE


@WORKSPACE.guard("GET")
def live_incident(request: HttpRequest, number: str) -> HttpResponse:
    """Events since, and who else is there: two queries, however long the timeline."""
    incident = WORKSPACE.glimpse(request, number)
    new = max(incident.event_count - number_in(request), 0)
    return answer(request, changed=new, here=[] if incident.is_closed else company(incident, user_of(request)))


@WORKSPACE.guard("GET")
def live_queue(request: HttpRequest, view: str) -> HttpResponse:
    """How many rows are other than on the page, which shows no more than so many."""
    if view not in QUEUES:
        raise Http404
    found = rows_of(view, request.GET, user_of(request))
    page = order_of(view, request.GET).applied(found, request.GET.get(AFTER, ""))[:PAGE]
    rows = page.values_list("pk", "event_count")
    return answer(request, changed=changed_since(request.GET.get("since", ""), marks(row_mark(*row) for row in rows)))


@WORKSPACE.guard("POST")
def here(request: HttpRequest, number: str) -> HttpResponse:
    """Looking, writing, or gone. Asked for apart from the reading, which changes nothing."""
    incident, what = WORKSPACE.glimpse(request, number), request.POST.get("what", "")
    if what == "gone":
        leave(incident, by=user_of(request))
    else:
        known = what if what in Presence.What.values else Presence.What.LOOKING
        be_present(incident, by=user_of(request), what=known)
    return HttpResponse(status=204)
