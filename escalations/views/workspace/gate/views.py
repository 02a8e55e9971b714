"""Each step is kept before it is judged; the last one opens the ICM, and what is no ground is asked instead."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.acting import NotPossible, NotValid, lock
from accounts.models import User
from accounts.once import OtherContent
from escalations import actions
from escalations.actions.refusing import count_refusal
from escalations.forms.gate import KNOWN, OF_CHECKS, RIGHT
from escalations.gate import GateRefused, judge
from escalations.models import Icm, IcmDraft, Naming
from escalations.views.workspace.gate.bringing import (
    asked_of,
    blamed_checks,
    consultation_of,
    faults_of,
    findings_of,
    in_words,
    naming_of,
)
from escalations.views.workspace.gate.meanwhile import opened_before, opened_since
from escalations.views.workspace.gate.page import draft_of, page, saved_of
from escalations.views.workspace.gate.steps import (
    BY_KEY,
    CHECKED,
    DETAILS,
    READ,
    REASON,
    TEAM,
    Fault,
    Step,
    following,
    placed,
)
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
    incident, at = found(request, number), BY_KEY[step]
    if request.method == "POST" and at is READ:
        return opening(request, incident)
    require_open(incident)
    if request.method == "POST":
        return sent(request, incident, at)
    draft = draft_of(incident, user_of(request))
    icm = opened_before(incident, user_of(request), draft) if at is READ else None
    return page(request, incident, at, draft, opened=icm)


def found(request: HttpRequest, number: str) -> Incident:
    """With what the steps touch of it, and no more."""
    rows = Incident.objects.visible_to(user_of(request)).numbered(number)
    touched = rows.select_related("area", "organization__region", "owner", "plan_version", "calendar_version")
    incident = touched.prefetch_related("checks").first()
    if incident is None:
        raise Http404
    return incident


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
    if "leave" not in request.POST and (icm := opened_since(request, incident, user)):
        stands = typed_over(draft_of(incident, user), {**shaping(step, icm), **fields})
        return page(request, incident, step, stands, status=409, opened=icm)
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


def typed_over(draft: IcmDraft, fields: dict[str, str]) -> IcmDraft:
    """What was typed, to be shown again; nothing of it is kept by that."""
    draft.fields = {**draft.fields, **fields}
    return draft


def shaping(step: Step, icm: Icm) -> dict[str, str]:
    """The facts stand by their kind, which went with the draft: it is the ICM's."""
    return {"kind": icm.kind} if step is DETAILS else {}


def in_the_way(fields: dict[str, str], incident: Incident, step: Step, user: User) -> list[Fault]:
    found = faults_of(fields, incident, user, naming_of(fields, incident))
    own = [fault for fault in found if is_in_the_way(fault, step)]
    return [*own, *unfounded(found)] if step is TEAM and fields.get("ground") else own


def unfounded(faults: list[Fault]) -> list[Fault]:
    """A kind that the chosen reason does not carry: said before its facts are written, not after."""
    words = _("Not on the reason of step 1: %(why)s")
    return [Fault(TEAM, "kind", words % {"why": fault.sentence}) for fault in faults if fault.step is REASON]


def is_in_the_way(fault: Fault, step: Step) -> bool:
    """Of this step; but the investigation may be finished later: the row of steps says so, and the gate asks."""
    return fault.step is step and (bool(fault.field) or step is not CHECKED)


def not_kept(
    request: HttpRequest, incident: Incident, step: Step, fields: dict[str, str], refusal: NotValid
) -> HttpResponse:
    draft = typed_over(draft_of(incident, user_of(request)), fields)
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
        return blamed_checks(refusal.errors)
    incident.refresh_from_db()
    incident._prefetched_objects_cache = {}  # type: ignore[attr-defined]
    return []


# --- The last step ------------------------------------------------------------------------------------------------


def opening(request: HttpRequest, incident: Incident) -> HttpResponse:
    """What was read is what is opened; a press that comes twice leads to the one ICM."""
    user = user_of(request)

    def opened() -> str:
        require_open(lock(incident))  # before the draft is read: of two windows, the second finds it gone
        draft = draft_of(incident, user)
        if request.POST.get("saved", "") != saved_of(draft):
            raise NotValid({"incident": [_("This was changed in another window. Read it again, then open it.")]})
        asked = asked_of(draft.fields, incident, user, naming_of(draft.fields, incident))
        icm = actions.open_icm(incident, **{name: getattr(asked, name) for name in SENT})
        messages.success(request, said(icm))
        return WORKSPACE.url(incident)

    try:
        return redirect(WORKSPACE.once(request, opened))
    except NotValid as refusal:
        draft = draft_of(incident, user)
        if icm := opened_since(request, incident, user):
            return page(request, incident, READ, draft, status=409, opened=icm)
        faults = placed(in_words(refusal.errors, draft.fields), draft.fields.get("ground", ""))
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
    if icm := opened_since(request, incident, user):
        raise NotPossible(_("%(number)s was opened meanwhile. Copy what you still need.") % {"number": icm.number})
    nonce = request.POST.get("nonce", "")
    sent_as = nonce if NONCE.fullmatch(nonce) else ""
    draft: Any = actions.keep_icm_draft(incident, typed(request), by=user, nonce=sent_as)
    return told(draft)
