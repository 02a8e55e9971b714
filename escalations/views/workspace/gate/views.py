"""Each step is kept before it is judged; the last one opens the ICM, and what is no ground is asked instead."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.acting import NotPossible, NotValid
from accounts.models import User
from accounts.once import OtherContent
from escalations import actions
from escalations.actions.refusing import count_refusal
from escalations.forms.gate import KNOWN, OF_CHECKS, RIGHT
from escalations.gate import GateRefused, judge
from escalations.models import Icm, IcmDraft, Naming
from escalations.views.workspace.gate.bringing import (
    asked_of,
    consultation_of,
    faults_of,
    findings_of,
    naming_of,
    question_of,
)
from escalations.views.workspace.gate.page import draft_of, page
from escalations.views.workspace.gate.steps import BY_KEY, CHECKED, READ, REASON, Fault, Step, following, placed
from incidents.actions.investigating import record_checks
from incidents.models import Incident
from incidents.views.doors import NONCE, user_of
from incidents.views.drafting import told, why
from incidents.views.workspace.door import WORKSPACE


@WORKSPACE.guard("GET")
def enter(request: HttpRequest, number: str) -> HttpResponse:
    """To the first step; from an answered consultation to the second, where its word is the ground."""
    incident = WORKSPACE.glimpse(request, number)
    answered = consultation_of(incident, request.GET.get("consultation", ""))
    if answered is None:
        return redirect(REASON.url(incident))
    return redirect(f"{CHECKED.url(incident)}?consultation={answered.number}")


@WORKSPACE.guard("GET", "POST")
def open_icm(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """One of the five; a closed incident has none of them."""
    incident, at = WORKSPACE.find(request, number), BY_KEY[step]
    if request.method == "POST" and at is READ:
        return opening(request, incident)
    require_open(incident)
    if request.method == "POST":
        return sent(request, incident, at)
    return page(request, incident, at, draft_of(incident, user_of(request)))


def require_open(incident: Incident) -> None:
    if incident.is_closed:
        raise NotPossible(_("This is closed, and an ICM is opened for what is not."))


# --- A step -------------------------------------------------------------------------------------------------------


def sent(request: HttpRequest, incident: Incident, step: Step) -> HttpResponse:
    """Kept first, then judged: nothing that was typed is lost, whatever the gate says of it."""
    user = user_of(request)
    fields = typed(request)
    if is_repeat(request):
        return redirect(following(step).url(incident))
    try:
        draft = actions.keep_icm_draft(incident, fields, by=user, step=step.key)
    except NotValid as refusal:
        return not_kept(request, incident, step, fields, refusal)
    if "leave" in request.POST:
        messages.success(request, _("Kept as a draft. You find it on this page."))
        return redirect(WORKSPACE.url(incident))
    if step is REASON and draft.fields.get("ground") in RIGHT:
        return led_elsewhere(request, incident, draft)
    blamed = record(request, incident, draft) if step is CHECKED else []
    draft = draft_of(incident, user)
    blamed = blamed or in_the_way(draft.fields, incident, step, user)
    if blamed:
        return page(request, incident, step, draft, blamed=blamed)
    return redirect(following(step).url(incident))


def is_repeat(request: HttpRequest) -> bool:
    """The same press again, which has done its work; a page gone back to and changed is another one."""
    try:
        return WORKSPACE.sending(request).answered() is not None
    except OtherContent:
        return False


def typed(request: HttpRequest) -> dict[str, str]:
    """What this page sent of all that a draft may hold; what it has no field for stays as it is."""
    return {name: request.POST[name] for name in KNOWN if name in request.POST}


def in_the_way(fields: dict[str, str], incident: Incident, step: Step, user: User) -> list[Fault]:
    found = faults_of(fields, incident, user, naming_of(fields, incident))
    return [fault for fault in found if is_in_the_way(fault, step)]


def is_in_the_way(fault: Fault, step: Step) -> bool:
    """Of this step; but the investigation may be finished later: the row of steps says so, and the gate asks."""
    return fault.step is step and (bool(fault.field) or step is not CHECKED)


def not_kept(
    request: HttpRequest, incident: Incident, step: Step, fields: dict[str, str], refusal: NotValid
) -> HttpResponse:
    draft = draft_of(incident, user_of(request))
    draft.fields = {**draft.fields, **fields}
    blamed = [Fault(step, name, sentence) for name, said in refusal.errors.items() for sentence in said]
    return page(request, incident, step, draft, blamed=blamed)


def led_elsewhere(request: HttpRequest, incident: Incident, draft: IcmDraft) -> HttpResponse:
    """What is no ground: counted, and the same page shows who answers it."""
    asked = asked_of(draft.fields, incident, user_of(request), Naming())  # none of the facts is looked at

    def refuse() -> str:
        judged = judge(asked)
        refusal = GateRefused(judged.faults, judged.led_to)
        count_refusal(asked, refusal)
        raise refusal

    try:
        WORKSPACE.once(request, refuse)
    except GateRefused as refusal:
        return page(request, incident, REASON, draft, status=422, refusal=refusal)
    return redirect(REASON.url(incident))


def record(request: HttpRequest, incident: Incident, draft: IcmDraft) -> list[Fault]:
    """The checks that were written down here become the investigation's; what is wrong with one is named beside it."""
    user = user_of(request)
    findings = findings_of(draft.fields)
    if not findings:
        return []

    def recorded() -> str:
        record_checks(incident, by=user, findings=findings)
        actions.keep_icm_draft(incident, dict.fromkeys(OF_CHECKS, ""), by=user)
        return CHECKED.url(incident)

    try:
        WORKSPACE.once(request, recorded)
    except OtherContent:
        return [Fault(CHECKED, "", _("This page was sent before, with other words. These are kept: send it again."))]
    except NotValid as refusal:
        named = ((name.replace(".", "_"), said) for name, said in refusal.errors.items())
        return [Fault(CHECKED, name, sentence) for name, said in named for sentence in said]
    incident.refresh_from_db()
    incident._prefetched_objects_cache = {}  # type: ignore[attr-defined]
    return []


# --- The last step ------------------------------------------------------------------------------------------------


def opening(request: HttpRequest, incident: Incident) -> HttpResponse:
    """What was read is what is opened; a press that comes twice leads to the one ICM."""
    user = user_of(request)

    def opened() -> str:
        require_open(incident)
        draft = draft_of(incident, user)
        if draft.pk and request.POST.get("saved", "") != draft.saved_at.isoformat():
            raise NotValid({"incident": [_("This was changed in another window. Read it again, then open it.")]})
        asked = asked_of(draft.fields, incident, user, naming_of(draft.fields, incident))
        icm = actions.open_icm(incident, **{name: getattr(asked, name) for name in SENT})
        messages.success(request, said(icm))
        return WORKSPACE.url(incident)

    try:
        return redirect(WORKSPACE.once(request, opened))
    except NotValid as refusal:
        draft = draft_of(incident, user)
        faults = placed(refusal.errors, draft.fields.get("ground", ""))
        left = [(fault, fault.step.url(incident)) for fault in faults]
        return page(request, incident, READ, draft, status=422, refusal=refusal, left=left)


SENT = (
    *("by", "ground", "evidence", "consultation", "pg_member", "said_where"),
    *("team", "kind", "title", "facts", "new_because"),
)


def said(icm: Icm) -> str:
    return _(
        "%(number)s is open, and the product group has been written to. You may tell the customer: the engineers who "
        "build %(area)s are now helping."
    ) % {"number": icm.number, "area": icm.area.name}


# --- Beside the steps ---------------------------------------------------------------------------------------------


@WORKSPACE.guard("POST")
def keep_icm_draft(request: HttpRequest, number: str) -> HttpResponse:
    """Two seconds after the last key, or by a button; another throws it away (D22)."""
    incident, user = WORKSPACE.glimpse(request, number), user_of(request)
    is_page = request.accepts("text/html")
    try:
        words = kept(request, incident)
    except (NotPossible, NotValid) as refusal:
        if is_page:
            raise
        status = 422 if isinstance(refusal, NotValid) else 409
        return JsonResponse({"words": _("Not kept: %(why)s") % {"why": why(refusal)}}, status=status)
    if not is_page:
        return JsonResponse({"words": words})
    messages.success(request, words)
    has_draft = IcmDraft.objects.written_by(user).filter(incident=incident).exists()
    return redirect(REASON.url(incident) if has_draft else WORKSPACE.url(incident))


def kept(request: HttpRequest, incident: Incident) -> str:
    user = user_of(request)
    if "discard" in request.POST:
        actions.forget_icm_draft(incident, by=user)
        return told(None)
    nonce = request.POST.get("nonce", "")
    sent_as = nonce if NONCE.fullmatch(nonce) else ""
    draft: Any = actions.keep_icm_draft(incident, typed(request), by=user, nonce=sent_as)
    return told(draft)


@WORKSPACE.guard("POST")
def consult_instead(request: HttpRequest, number: str) -> HttpResponse:
    """The question goes to whom this reason leads to, with everything that was typed so far (R31)."""
    incident, user = WORKSPACE.find(request, number), user_of(request)
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
    incident, user = WORKSPACE.find(request, number), user_of(request)
    icm = Icm.objects.visible_to(user).numbered(request.POST.get("icm", "")).first()
    if icm is None:
        messages.error(request, _("Choose the ICM that is the same."))
        return redirect(CHECKED.url(incident))

    def joined() -> str:
        actions.join(icm, by=user, incident=incident)
        actions.forget_icm_draft(incident, by=user)
        messages.success(request, _("%(number)s is one ICM for both from now on.") % {"number": icm.number})
        return WORKSPACE.url(incident)

    return redirect(WORKSPACE.once(request, joined))
