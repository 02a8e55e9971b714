"""The page of a step: the row of steps, the form with what the gate found, and what was said so far."""

from itertools import takewhile
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.models import User
from escalations.forms.gate import NONE_NEEDED, CheckedForm, DetailsForm, ReasonForm, TeamForm
from escalations.gate import similar_icms
from escalations.gate.judging import MAY_FOLLOW
from escalations.meetings.morning import Waiting, guidance_for, reasons_of
from escalations.models import Icm, IcmDraft, Naming
from escalations.views.workspace.gate.beside import EXTRAS, label_of, team_words
from escalations.views.workspace.gate.bringing import consultation_of, faults_of, ground_by, indicated, naming_of
from escalations.views.workspace.gate.steps import (
    CHECKED,
    REASON,
    STEPS,
    TEAM,
    Fault,
    Mark,
    Step,
    before,
    marks,
    standing,
)
from incidents.models import Check, Incident
from incidents.views.doors import user_of
from incidents.views.workspace import findings
from incidents.views.workspace.door import show
from notifications.moment import now


def draft_of(incident: Incident, user: User) -> IcmDraft:
    """What is kept, or a draft that is none yet."""
    found = IcmDraft.objects.written_by(user).filter(incident=incident).first()
    return found or IcmDraft(person=user, incident=incident)


def saved_of(draft: IcmDraft) -> str:
    """When it was kept last, as a page carries it; nothing of what is no draft yet."""
    return draft.saved_at.isoformat() if draft.pk else ""


def page(
    request: HttpRequest,
    incident: Incident,
    step: Step,
    draft: IcmDraft,
    *,
    blamed: list[Fault] | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """`blamed`: the findings that stand beside the fields; without them the page only shows."""
    user = user_of(request)
    fields = filled(request, incident, step, draft)
    naming = naming_of(fields, incident)
    alike = similar_icms(incident, user) if step is CHECKED else None
    faults = faults_of(fields, incident, user, naming, alike)
    row = marks(incident, step, standing(come_to(draft, incident, faults), faults, to_follow(fields, incident)))
    form = form_of(step, incident, user, fields, naming)
    blame(form, blamed or [])
    context = {
        "incident": incident,
        "form": form,
        "step": step,
        "place": STEPS.index(step) + 1,
        "steps": row,
        "draft": draft if draft.pk else None,
        "saved": saved_of(draft),
        "since": now().isoformat(),
        "fields": fields,
        "before": url_before(step, incident),
        "investigation": findings.panel(incident) if is_asked_for_checks(fields) else None,
        "hits": alike,
        **morning(incident, step),
        "so_far": so_far(fields, incident, row),
        "filled": fields if step is CHECKED and "consultation" in request.GET else None,
        **EXTRAS[step.key](incident, user, fields, faults, naming),
        **more,
    }
    return show(request, f"icm_gate/{step.key}.html", context, status=422 if blamed else status)


def come_to(draft: IcmDraft, incident: Incident, faults: list[Fault]) -> list[str]:
    """The steps that were gone through; an investigation that is whole and blamed for nothing is one of them."""
    is_checked = incident.investigation_complete and not any(fault.step is CHECKED for fault in faults)
    return [*draft.steps, *([CHECKED.key] if is_checked else [])]


def to_follow(fields: dict[str, str], incident: Incident) -> list[str]:
    """The checks that this ground lets be made afterwards (R32)."""
    may_follow = fields.get("ground") in MAY_FOLLOW and is_asked_for_checks(fields)
    return incident.outstanding_checks() if may_follow else []


def is_asked_for_checks(fields: dict[str, str]) -> bool:
    """Of bugs; and of what nobody has said yet what it is, unless its reason says that it is none (R33)."""
    kind = fields.get("kind", "")
    return kind == Icm.Kind.BUG if kind else fields.get("ground") != NONE_NEEDED


def morning(incident: Incident, step: Step) -> dict[str, Any]:
    """What the morning review said last; else, where it is gone into, why it said nothing yet."""
    guidance = guidance_for(incident)
    asks_why = guidance is None and step is CHECKED
    return {"guidance": guidance, "not_reviewed": why_not_reviewed(incident) if asks_why else ""}


def why_not_reviewed(incident: Incident) -> str:
    if incident.severity == Incident.Severity.ONE:
        return _("severity 1 does not wait for the meeting")
    reasons = Waiting(incident, reasons_of(incident)).why
    if reasons:
        return _("it waits for the next meeting: %(reasons)s") % {"reasons": ", ".join(reasons)}
    return _("nothing has brought it to the meeting so far")


def filled(request: HttpRequest, incident: Incident, step: Step, draft: IcmDraft) -> dict[str, str]:
    """What is kept; who comes from an answered consultation finds its word as the ground already (R31)."""
    fields: dict[str, str] = dict(draft.fields)
    answered = consultation_of(incident, request.GET.get("consultation", "")) if step is CHECKED else None
    if answered is not None and answered in indicated(incident, user_of(request)):
        fields |= {"ground": ground_by(answered), "consultation": answered.number}
    return fields


def form_of(step: Step, incident: Incident, user: User, fields: dict[str, str], naming: Naming) -> Form | None:
    """With what is kept, as one that was sent, so that the gate's findings can stand beside its fields."""
    match step.key:
        case "reason":
            return ReasonForm(fields, consultations=indicated(incident, user))
        case "checked":
            return CheckedForm(fields)
        case "team":
            return TeamForm(fields)
        case "details":
            return DetailsForm(fields, kind=fields.get("kind", ""), naming=naming)
    return None


def blame(form: Form | None, faults: list[Fault]) -> None:
    if form is None:
        return
    form.is_valid()
    for fault in faults:
        form.add_error(fault.field if fault.field in form.fields else None, fault.sentence)


def url_before(step: Step, incident: Incident) -> str:
    last = before(step)
    return last.url(incident) if last else ""


def asked_evidence(fields: dict[str, str]) -> str:
    """On another ground it is kept, and no part of what is brought."""
    return fields.get("evidence", "") if fields.get("ground") == Icm.Ground.BUG_EVIDENCE else ""


def so_far(fields: dict[str, str], incident: Incident, row: list[Mark]) -> list[dict[str, Any]]:
    """The steps before this one, each in a line."""
    kind = fields.get("kind", "")
    said = {
        REASON.key: (label_of(fields.get("ground", "")), fields.get("said_where", "")),
        CHECKED.key: (checks_made(fields, incident), asked_evidence(fields)[:200]),
        TEAM.key: (str(Icm.Kind(kind).label) if kind in Icm.Kind.values else "", team_words(kind)),
    }
    behind = takewhile(lambda mark: not mark.is_now, row)
    return [{"mark": mark, "words": said[mark.step.key]} for mark in behind if mark.step.key in said]


def checks_made(fields: dict[str, str], incident: Incident) -> str:
    if is_asked_for_checks(fields):
        every = len(Check.Kind.values)
        made = every - len(incident.outstanding_checks())
        return _("Checked %(made)d of %(all)d") % {"made": made, "all": every}
    return _("No checks are asked of this")
