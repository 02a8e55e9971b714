"""How live the workspace's pages are: each page's address to ask, and the parts that a press brings up to date."""

from collections.abc import Iterable

from django.http import QueryDict
from django.urls import reverse

from incidents.models import Incident
from incidents.views.live import Live, marks, row_mark

PANELS = ("clocks", "people", "tasks", "known", "flags", "customer")
OF_INCIDENT = [".inc-head", ".statebar", "#history", *(f".side [aria-labelledby={name}-heading]" for name in PANELS)]
RAIL = ".rail nav"


def of_incident(incident: Incident) -> Live:
    return Live(ask(incident), str(incident.event_count), "|".join([*OF_INCIDENT, RAIL]), told(incident))


def of_form(incident: Incident) -> Live:
    """A page with one form: who else is there; what changed is told when the form is sent."""
    return Live(ask(incident), str(incident.event_count), here=told(incident))


def of_queue(view: str, rows: Iterable[Incident], query: QueryDict | None = None) -> Live:
    """The rows that the page shows; `query` is what narrows them, where the page's own address does not say it."""
    shown = marks(row_mark(row.pk, row.event_count) for row in rows)
    narrowed = f"?{query.urlencode()}" if query else ""
    return Live(reverse("live:queue", args=[view]) + narrowed, shown, f"#main|{RAIL}")


def ask(incident: Incident) -> str:
    return reverse("live:workspace_incident", args=[incident.number])


def told(incident: Incident) -> str:
    return reverse("live:here", args=[incident.number])
