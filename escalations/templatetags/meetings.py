"""What pages, lines and letters may ask of the two meetings: the words for what was decided, and small numbers."""

from datetime import date

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from escalations.meetings.counting import in_words
from escalations.models import MorningReview, ShiproomReview

register = template.Library()
register.filter("in_words", in_words)


@register.filter
def course(value: str) -> str:
    """The word for a course of action, as a timeline keeps it."""
    return str(dict(MorningReview.Course.choices).get(value, ""))


@register.filter
def decision(value: str) -> str:
    """The word for what shiproom decided, as a history keeps it."""
    return str(dict(ShiproomReview.Decision.choices).get(value, ""))


@register.filter
def on_day(value: date | str | None) -> str:
    """A day in words: "Thu 19 Nov 2026"; nothing for none."""
    if not value:
        return ""
    day = date.fromisoformat(value) if isinstance(value, str) else value
    return date_format(day, "D j M Y")


@register.filter
def by_day(value: date | str | None) -> str:
    """After what is to be done: ", by Thu 19 Nov 2026"."""
    return _(", by %(day)s") % {"day": on_day(value)} if value else ""
