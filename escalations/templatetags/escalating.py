"""What the timeline's lines and the letters may ask of an ICM's acts: its link, its words, how it ended."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from escalations import shown
from escalations.models import EscalationEvent, Icm
from incidents import markdown
from incidents.models import Event

register = template.Library()


@register.simple_tag
def icm_of(event: Event) -> SafeString:
    """The ICM that a line of an incident's timeline speaks of, by its number, leading to it."""
    number = event.data.get("icm", "")
    if Icm.place_of(number) is None:
        return SafeString("")
    return format_html('<a href="{}">{}</a>', reverse("escalations:icm", args=[number]), number)


@register.filter
def ended(event: Any) -> str:
    """How it was resolved, in a word."""
    return shown.resolution(event.data)


@register.filter
def worded(event: EscalationEvent) -> SafeString:
    """The words that came with an act, sanitised."""
    return markdown.to_html(event.body)
