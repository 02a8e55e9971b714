"""What templates may ask about consultations: a rung's name, a link to one, and how many wait for the reader."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from escalations.models import Consultation
from escalations.policy import may_escalate
from incidents.views.workspace.door import capped

register = template.Library()
NAMES = dict(Consultation.Audience.choices)


@register.filter
def rung(audience: str) -> str:
    return str(NAMES.get(audience, audience))


@register.filter
def rungs(audiences: Iterable[str]) -> str:
    return ", ".join(map(rung, audiences))


@register.simple_tag
def consultation_link(number: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("escalations:consultation", args=[number]), number)


@register.simple_tag(takes_context=True)
def consultations_waiting(context: dict[str, Any]) -> str:
    """How many wait for whoever looks at the page; none for who is asked nothing."""
    user = context.get("user")
    if not may_escalate(user):
        return ""
    return capped(Consultation.objects.to_be_answered_by(user))
