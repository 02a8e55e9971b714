"""What the portal's pages ask every few seconds: of what a customer sees, and nothing else (R2)."""

from itertools import chain

from django.http import HttpRequest, HttpResponse

from accounts.models import User
from incidents.views.doors import user_of
from incidents.views.live import MANY, SHOWN_TO_CUSTOMERS, answer, changed_since, mark, marks, number_in
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
    """The rows of the page, three short lists."""
    return answer(request, changed=changed_since(request.GET.get("since", ""), marks(rows(user_of(request)))))


def rows(user: User) -> list[str]:
    lists = (found.values_list(*SHOWN_TO_CUSTOMERS) for found in shown_at_home(user))
    return [mark(*row) for row in chain.from_iterable(lists)]
