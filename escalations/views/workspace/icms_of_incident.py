"""The ICMs of one incident, for its page: how each stands, who has it, what was said last (R35)."""

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse

from escalations import shown
from escalations.models import EscalationEvent, Icm
from incidents.models import Incident
from incidents.views.doors import user_of
from incidents.views.workspace.door import WORKSPACE, show


@WORKSPACE.guard("GET")
def icms_of_incident(request: HttpRequest, number: str) -> HttpResponse:
    """A page of its own, of which the incident's takes the panel."""
    user = user_of(request)
    incident: Incident | None = Incident.objects.visible_to(user).numbered(number).first()
    if incident is None:
        raise Http404
    rows = with_last_words(Icm.objects.visible_to(user).filter(hits__incident=incident).select_related("owner"))
    context = {
        "incident": incident,
        "icms": [(icm, shown.ask_of(icm)) for icm in rows.order_by("-pk")],
        "is_loaded": True,
        "open_icm_url": open_icm_url(incident),
    }
    return show(request, "icm/of_incident.html", context)


def with_last_words(rows: "QuerySet[Icm]") -> "QuerySet[Icm]":
    """And the last that either side said, ours among ourselves left out."""
    said = EscalationEvent.objects.filter(kind=Icm.KIND, record_id=OuterRef("pk"), is_for_support=False)
    last = said.exclude(body="").order_by("-seq")
    return rows.annotate(last_words=Subquery(last.values("body")[:1]), last_said_at=Subquery(last.values("at")[:1]))


def open_icm_url(incident: Incident) -> str:
    """Where one is opened from this incident; nothing where none can be, or where that page is not there."""
    if incident.is_closed:
        return ""
    try:
        return reverse("escalations:open_icm_start", args=[incident.number])
    except NoReverseMatch:
        return ""
