"""What templates may ask of the gate: a check's two fields, and what lies on an incident's page of it."""

from datetime import datetime
from typing import Any

from django import template
from django.forms import BoundField, Form
from django.urls import reverse

from accounts.models import User
from escalations.models import Consultation, Icm, IcmDraft
from incidents.models import Incident

register = template.Library()


@register.filter
def of(form: Form, check: str) -> tuple[BoundField, BoundField]:
    """The outcome and the evidence of one of the four checks."""
    return form[f"{check}_outcome"], form[f"{check}_evidence"]


@register.simple_tag
def icm_draft(incident: Incident, reader: User) -> IcmDraft | None:
    """What this person has begun to bring together for an ICM."""
    return IcmDraft.objects.written_by(reader).filter(incident=incident).first()


@register.simple_tag
def icm_advice(incident: Incident) -> dict[str, Any] | None:
    """The newest answered consultation, where its last word is that an ICM is right, and where that is gone on with.

    Nothing once it was followed: an ICM came after the answer, opened or joined.
    """
    answered = incident.consultations.filter(state=Consultation.State.ANSWERED).order_by("-pk").first()
    last = answered.answers.select_related("by", "member").order_by("pk").last() if answered else None
    if answered is None or last is None or not last.icm_indicated or icm_since(incident, last.at) is not None:
        return None
    url = reverse("escalations:open_icm_checked", args=[incident.number])
    return {"name": last.doer.name if last.doer else "", "url": f"{url}?consultation={answered.number}"}


@register.simple_tag
def icm_since(incident: Incident, moment: datetime) -> Icm | None:
    """The first ICM that this incident came to after an answer."""
    hit = incident.icm_hits.filter(at__gte=moment).select_related("icm").order_by("pk").first()
    return hit.icm if hit else None
