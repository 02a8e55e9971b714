"""What templates may ask about consultations: a rung's name, and a link to one."""

from collections.abc import Iterable

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from escalations.models import Consultation

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
