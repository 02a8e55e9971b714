"""What the timeline's lines may ask of an event: who did it, the words that this reader may see, what changed."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from incidents.models import Attachment, Check, Clock, Event, Guest, Incident, Message, Solution
from incidents.policy import sees_internal

register = template.Library()


@register.simple_tag
def who(event: Event, reader: User) -> SafeString:
    """The actor, in bold: by name, "You" for the reader's own acts, the clock where nobody acted.

    What was imported has no actor here: another system's log tells of it. Somebody without an account stands in the
    event's data.
    """
    if event.way == Event.IMPORT:
        return format_html("<b>{}</b>", _("Imported:"))
    if event.by is None and "who" in event.data:
        return visitor(event, reader)
    if event.by is None:
        return format_html("<b>{}</b>", _("The clock"))
    name = format_html("<b>{}</b>", _("You") if event.by_id == reader.pk else event.by.name)
    return name if "for_owner" not in event.data else format_html(_("{} for {}"), name, owner_for(event, reader))


def visitor(event: Event, reader: User) -> SafeString:
    """Who acted without an account: to customers by the name that is meant for them, and by no other (R2)."""
    if not sees_internal(reader):
        return format_html("<b>{}</b>", event.data.get("guest", {}).get("shown", ""))
    return format_html("<b>{}</b> ({})", event.data["who"]["name"], _("product group"))


@register.filter
def is_pg(event: Event) -> bool:
    """Whether somebody of the product group did it: they have no account (R36)."""
    return bool(event.data.get("who", {}).get("kind") == "pg")


@register.filter
def initials(event: Event) -> str:
    """Of whoever did it, with an account or without."""
    if event.by is not None:
        return event.by.initials
    if "guest" in event.data:  # customers, who read these too, know the first name alone
        return str(event.data["guest"]["shown"])[:1].upper()
    words = event.data.get("who", {}).get("name", "").split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def owner_for(event: Event, reader: User) -> str:
    """For whom a deputy acted (R11a)."""
    kept = event.data["for_owner"]
    return _("you") if kept["id"] == reader.pk else str(kept["name"])


@register.simple_tag
def spoken(message: Message | str | None, reader: User) -> Message | None:
    """The words, where this reader may see them: asked here again, whatever a page handed in (R2)."""
    if not isinstance(message, Message):
        return None
    return message if message.visibility == Message.Visibility.PUBLIC or sees_internal(reader) else None


@register.simple_tag
def files_of(event: Event | None, reader: User) -> list[Attachment]:
    """The files that came with it, where this reader may see them: asked here again, like the words (R2)."""
    if not isinstance(event, Event):
        return []
    public = Message.Visibility.PUBLIC
    return [file for file in event.attachments.all() if file.visibility == public or sees_internal(reader)]


@register.filter
def came_by(event: Event) -> str:
    """By which way an act came in, where that is not the page itself (R17); of an imported one, what the log adds."""
    if event.data.get("inserted"):
        return _("not in the log, which leaves this step out")
    if afterwards := event.data.get("imported", {}).get("lines", [])[1:]:
        return _("and afterwards: %(words)s") % {"words": ", ".join(word for line in afterwards for word in said(line))}
    ways = {"api": _("by API"), "email": _("by email"), "link": _("by link")}
    return ways.get(event.way, "")


@register.filter
def logged(event: Event) -> list[str]:
    """What another system's log said in the line that this event stands for."""
    return said(event.data["imported"]["lines"][0]) if "imported" in event.data else []


def said(line: dict[str, str]) -> list[str]:
    """A line of a log for the support team: the other system's own word first."""
    ours = [called(line["sub"], "substate").lower(), called(line["flag"], "flag").lower()]
    return [word for word in (line["src"] or line["state"], *ours, line["owner"], line["group"]) if word]


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
    """The word for a stored value: of a clock, severity, kind (of solution), flag, check and so on."""
    words = {
        "clock": Clock.Kind,
        "category": Incident.Category,
        "severity": Incident.Severity,
        "kind": Solution.Kind,
        "wish": Solution.Wish,
        "flag": Incident.Flag,
        "substate": Incident.Substate,
        "check": Check.Kind,
        "outcome": Check.Outcome,
    }
    return str(dict(words[what].choices).get(value, ""))


@register.filter
def ground(kept: str) -> str:
    """Why somebody takes part in the customer's conversation (R37)."""
    return str(dict(Guest.Ground.choices).get(kept, kept))


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


@register.filter
def moved(event: Event) -> list[dict[str, Any]]:
    """The clocks whose due time changed hours have moved, as the timeline's data keep them (S6)."""
    return [clock for clock in event.data["clocks"] if clock["due_at"] != clock["due_at_was"]]
