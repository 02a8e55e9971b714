"""Incidents that may end with an unhappy customer, with the reasons that are seen; people decide what follows (R38)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from escalations import risk
from escalations.actions import dismiss_risk as dismiss
from escalations.forms.csat import DismissRiskForm
from escalations.queue_rows import LOOKED_AT
from incidents.models import Incident
from incidents.views.doors import user_of
from incidents.views.workspace.door import WORKSPACE, show
from notifications.moment import now

SHOWN = 50


@WORKSPACE.guard("GET")
def csat_risk(request: HttpRequest) -> HttpResponse:
    """The gravest first, among those that changed last; what somebody looked at is folded away."""
    user, moment = user_of(request), now()
    rows = risk.candidates(Incident.objects.visible_to(user), moment)
    rows = rows.select_related("organization", "owner", "area", "title_mark").order_by("-last_event_at", "-pk")
    found = risk.risks_of(list(rows[: LOOKED_AT + 1]), moment)
    seen = sorted((each for each in found[:LOOKED_AT] if each.reasons), key=lambda each: -each.weight)
    at_risk = [each for each in seen if not each.is_dismissed]
    context = {
        "at_risk": at_risk[:SHOWN],
        "dismissed": [each for each in seen if each.is_dismissed][:SHOWN],
        "is_cut": len(found) > LOOKED_AT or len(at_risk) > SHOWN,
        "form": DismissRiskForm(),
    }
    return show(request, "csat/risk.html", context)


@WORKSPACE.guard("POST")
def dismiss_risk(request: HttpRequest, number: str) -> HttpResponse:
    """Back to the incident, where the prompt was."""
    incident = WORKSPACE.find(request, number)
    form = DismissRiskForm(request.POST)

    def done() -> str:
        dismiss(incident, by=user_of(request), reason=form.data.get("reason", ""))
        return WORKSPACE.url(incident)

    if not form.is_valid() and not incident.is_closed:
        messages.error(request, _("Say why it is none, in a few words."))
        return redirect(WORKSPACE.url(incident))
    where = WORKSPACE.once(request, done)
    messages.success(request, _("Kept with your reason. It comes back if there is a new one."))
    return redirect(where)
