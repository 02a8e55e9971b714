"""The ICMs of one incident, for its page: how each stands, who has it, what was said last (R35)."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from escalations import shown
from escalations.models import EscalationEvent, Icm
from incidents.models import Check, Incident, Message
from incidents.views.doors import user_of
from incidents.views.workspace.door import WORKSPACE, show


@WORKSPACE.guard("GET")
def icms_of_incident(request: HttpRequest, number: str) -> HttpResponse:
    """A page of its own, of which the incident's takes the panel."""
    user = user_of(request)
    incident: Incident | None = Incident.objects.visible_to(user).numbered(number).first()
    if incident is None:
        raise Http404
    rows = with_last_words(Icm.objects.visible_to(user).filter(hits__incident=incident).select_related("owner", "area"))
    icms = list(rows.order_by("-pk"))
    context = {
        "incident": incident,
        "icms": [(icm, shown.ask_of(icm)) for icm in icms],
        "is_loaded": True,
        "open_icm_url": open_icm_url(incident),
        **next_steps(incident, user, icms),
    }
    return show(request, "icm/of_incident.html", context)


def next_steps(incident: Incident, user: User, icms: list[Icm]) -> dict[str, Any]:
    """What is suggested while the product group works on it: a sub-state, a sentence, checks to follow (R32)."""
    alive = [icm for icm in icms if icm.is_alive]
    if not alive or incident.is_closed:
        return {}
    outstanding = {kind for icm in alive for kind in icm.outstanding}
    labels = dict(Check.Kind.choices)
    to_follow = [str(labels[kind]) for kind in incident.outstanding_checks() if kind in outstanding]
    can = set(incident.verbs_for(user))
    since = min(icm.opened_at for icm in alive)
    said = incident.messages.filter(visibility=Message.Visibility.PUBLIC, at__gt=since).exclude(author__role="customer")
    return {
        "to_follow": to_follow,
        "can_wait": "set_substate" in can and not incident.substate,
        "may_tell": alive[0].area if "send_update" in can and not said.exists() else None,
    }


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
