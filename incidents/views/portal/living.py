"""How live the portal's pages are."""

from collections.abc import Iterable

from django.urls import reverse

from incidents.models import Incident
from incidents.views.live import Live, customers_marks, shown

OF_INCIDENT = ["#stations", "#slot", "#conversation", "#about"]


def of_incident(incident: Incident, shown: int) -> Live:
    """`shown`: how many events of it the page shows."""
    return Live(reverse("live:portal_incident", args=[incident.number]), str(shown), "|".join(OF_INCIDENT))


def of_home(lists: Iterable[Iterable[Incident]]) -> Live:
    since = customers_marks([shown(one) for one in incidents] for incidents in lists)
    return Live(reverse("live:home"), since, "#main")
