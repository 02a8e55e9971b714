"""What the portal's pages ask every few seconds: of what a customer sees, and nothing else (R2)."""

from django.http import HttpRequest, HttpResponse

from incidents.views.doors import user_of
from incidents.views.live import MANY, answer, changed_since, customers_marks, number_in, shown_rows
from incidents.views.portal.door import PORTAL
from incidents.views.portal.lists import shown_at_home


@PORTAL.guard("GET")
def live_incident(request: HttpRequest, number: str) -> HttpResponse:
    """Events that this customer sees, beyond those on the page."""
    incident, since = PORTAL.glimpse(request, number), number_in(request)
    events = incident.events.visible_to(user_of(request)).order_by("seq")
    return answer(request, changed=events[since : since + MANY].count())


@PORTAL.guard("GET")
def live_home(request: HttpRequest) -> HttpResponse:
    """The rows of the page, four short lists."""
    current = customers_marks(shown_rows(found) for found in shown_at_home(user_of(request)))
    return answer(request, changed=changed_since(request.GET.get("since", ""), current))
