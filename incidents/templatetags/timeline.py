"""What the timeline's lines may ask of an event: who did it, the words that this reader may see, what changed."""

from datetime import date, datetime

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from incidents.models import Clock, Event, Incident, Message, Solution
from incidents.policy import sees_internal

register = template.Library()


@register.simple_tag
def who(event: Event, reader: User) -> SafeString:
    """The actor, in bold: by name, "You" for the reader's own acts, the clock where nobody acted."""
    if event.by is None:
        return format_html("<b>{}</b>", _("The clock"))
    return format_html("<b>{}</b>", _("You") if event.by_id == reader.pk else event.by.name)


@register.simple_tag
def spoken(message: Message | str | None, reader: User) -> Message | None:
    """The words, where this reader may see them: asked here again, whatever a page handed in (R2)."""
    if not isinstance(message, Message):
        return None
    return message if message.visibility == Message.Visibility.PUBLIC or sees_internal(reader) else None


@register.filter
def came_by(event: Event) -> str:
    """By which way an act came in, where that is not the page itself (R17)."""
    ways = {"api": _("by API"), "email": _("by email"), "link": _("by link")}
    return ways.get(event.way, "")


@register.filter
def moment(stamp: str | None) -> datetime | None:
    """A time as the timeline's data keep it, to be shown by `when` or `by`."""
    return datetime.fromisoformat(stamp) if stamp else None


@register.filter
def day(stamp: str | None) -> str:
    """A date as the timeline's data keep it: "17 Nov 2026"."""
    return date_format(date.fromisoformat(stamp), "j M Y") if stamp else ""


@register.filter
def called(value: object, what: str) -> str:
    """The word for a stored value: of a clock, category, severity, kind (of solution), wish, flag or substate."""
    words = {
        "clock": Clock.Kind,
        "category": Incident.Category,
        "severity": Incident.Severity,
        "kind": Solution.Kind,
        "wish": Solution.Wish,
        "flag": Incident.Flag,
        "substate": Incident.Substate,
    }
    return str(dict(words[what].choices).get(value, ""))


@register.filter
def progress(event: Event) -> str:
    """What became of a record that an incident waited for or was hit by (R14)."""
    said = {
        ("problem", "fix_released"): _("A fix of %(number)s is released"),
        ("problem", "removed"): _("%(number)s is removed for good"),
        ("problem", "investigating"): _("%(number)s is investigated again"),
        ("change", "done"): _("%(number)s is done"),
        ("change", "cancelled"): _("%(number)s will not come"),
        ("rca", "delivered"): _("%(number)s is delivered"),
    }
    return str(said[event.data["kind"], event.data["status"]] % event.data)


@register.filter
def changes(event: Event) -> list[str]:
    """What a triage set, for the support team."""
    data, found = event.data, []
    if "owner" in data:
        found.append(_("owner %(name)s") % {"name": data["owner"]["name"]})
    if "severity" in data:
        found.append(_("Sev %(before)s to Sev %(after)s") % {"before": data["severity_was"], "after": data["severity"]})
    if "area" in data:
        found.append(_("area %(name)s") % {"name": capfirst(data["area"])})
    if "category" in data:
        found.append(_("category %(name)s") % {"name": called(data["category"], "category")})
    return found
