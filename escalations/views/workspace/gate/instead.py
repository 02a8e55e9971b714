"""Two ways off the gate that open nothing: a question to whom the reason leads to, and an ICM that is open already."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.acting import NotValid
from escalations import actions
from escalations.models import Icm
from escalations.views.workspace.gate.bringing import question_of
from escalations.views.workspace.gate.page import page
from escalations.views.workspace.gate.steps import CHECKED, REASON, Fault
from escalations.views.workspace.gate.views import found, is_repeat, not_kept, require_open, typed
from incidents.views.doors import user_of
from incidents.views.workspace.door import WORKSPACE


@WORKSPACE.guard("POST")
def consult_instead(request: HttpRequest, number: str) -> HttpResponse:
    """The question goes to whom this reason leads to, with everything that was typed so far (R31)."""
    incident, user = found(request, number), user_of(request)
    require_open(incident)
    fields = typed(request)
    try:
        draft = actions.keep_icm_draft(incident, fields, by=user, step=REASON.key)
    except NotValid as refusal:
        return not_kept(request, incident, REASON, fields, refusal)

    def asked() -> str:
        question = question_of(draft.fields, incident)
        asked = actions.consult_instead(incident, by=user, ground=draft.fields.get("ground", ""), question=question)
        messages.success(
            request,
            _("%(number)s is asked, with all that you had written. If the answer is an ICM, it goes on from there.")
            % {"number": asked.number},
        )
        return reverse("escalations:consultation", args=[asked.number])

    try:
        return redirect(WORKSPACE.once(request, asked))
    except NotValid as refusal:
        faults = [Fault(REASON, name, sentence) for name, said in refusal.errors.items() for sentence in said]
        return page(request, incident, REASON, draft, blamed=faults)


@WORKSPACE.guard("POST")
def join_instead(request: HttpRequest, number: str) -> HttpResponse:
    """It is the same as one that is open already: the incident is attached to that, and nothing is opened (R34)."""
    incident, user = found(request, number), user_of(request)
    icm = Icm.objects.visible_to(user).numbered(request.POST.get("icm", "")).first()
    if not is_repeat(request):
        require_open(incident)
        try:
            actions.keep_icm_draft(incident, typed(request), by=user)
        except NotValid as refusal:
            return not_kept(request, incident, CHECKED, typed(request), refusal)
    if icm is None:
        messages.error(request, _("Choose the ICM that is the same."))
        return redirect(CHECKED.url(incident))

    def joined() -> str:
        actions.join(icm, by=user, incident=incident)
        actions.forget_icm_draft(incident, by=user)
        messages.success(request, _("%(number)s is one ICM for both from now on.") % {"number": icm.number})
        return WORKSPACE.url(incident)

    return redirect(WORKSPACE.once(request, joined))
