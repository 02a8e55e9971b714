"""The page of a step: the row of steps, the form with what the gate found, and what was said so far."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.models import User
from escalations.forms.gate import CheckedForm, DetailsForm, ReasonForm, TeamForm
from escalations.meetings.morning import Waiting, guidance_for, reasons_of
from escalations.models import Icm, IcmDraft, Naming
from escalations.views.workspace.gate.beside import EXTRAS, label_of, team_words
from escalations.views.workspace.gate.bringing import consultation_of, faults_of, ground_by, indicated, naming_of
from escalations.views.workspace.gate.steps import CHECKED, REASON, STEPS, TEAM, Fault, Step, before, marks
from incidents.models import Check, Incident
from incidents.views.doors import user_of
from incidents.views.workspace import findings
from incidents.views.workspace.door import show


def draft_of(incident: Incident, user: User) -> IcmDraft:
    """What is kept, or a draft that is none yet."""
    found = IcmDraft.objects.written_by(user).filter(incident=incident).first()
    return found or IcmDraft(person=user, incident=incident)


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
    faults = faults_of(fields, incident, user, naming)
    form = form_of(step, incident, user, fields, naming)
    blame(form, blamed or [])
    context = {
        "incident": incident,
        "form": form,
        "step": step,
        "place": STEPS.index(step) + 1,
        "steps": marks(incident, step, draft.steps, faults),
        "draft": draft if draft.pk else None,
        "saved": draft.saved_at.isoformat() if draft.pk else "",
        "fields": fields,
        "before": url_before(step, incident),
        "investigation": findings.panel(incident),
        **morning(incident),
        "so_far": so_far(fields, incident, step),
        "filled": fields if step is CHECKED and "consultation" in request.GET else None,
        **EXTRAS[step.key](incident, user, fields, faults, naming),
        **more,
    }
    return show(request, f"icm_gate/{step.key}.html", context, status=422 if blamed else status)


def morning(incident: Incident) -> dict[str, Any]:
    """What the morning review said last; else why it said nothing yet."""
    guidance = guidance_for(incident)
    return {"guidance": guidance, "not_reviewed": "" if guidance else why_not_reviewed(incident)}


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


def so_far(fields: dict[str, str], incident: Incident, step: Step) -> list[dict[str, Any]]:
    """The steps before this one, each in a line."""
    place, kind = STEPS.index(step), fields.get("kind", "")
    made = len(Check.Kind.values) - len(incident.outstanding_checks()) if place > 1 else 0
    checked = _("Checked %(made)d of %(all)d") % {"made": made, "all": len(Check.Kind.values)}
    rows = [
        (REASON, label_of(fields.get("ground", "")), fields.get("said_where", "")),
        (CHECKED, checked, asked_evidence(fields)[:200]),
        (TEAM, str(Icm.Kind(kind).label) if kind in Icm.Kind.values else "", team_words(kind)),
    ]
    return [{"step": at, "words": words, "more": more, "url": at.url(incident)} for at, words, more in rows[:place]]
