"""What templates may say: moments in the reader's zone, lengths of time, how far the five R's are, form controls."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django import template
from django.forms import BoundField
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from notifications.moment import now, zone_name

register = template.Library()

NEAR_DAYS = 7


@register.filter
def when(moment: datetime | None) -> str:
    """When it happened, as a <time> in the reader's zone: "Today, 09:52", "Tue 17 Nov, 10:31". Nothing for None."""
    return _element(moment, when_text(moment)) if moment else ""


@register.filter
def when_text(moment: datetime | None) -> str:
    """The words of `when` alone, for letters' text parts and attributes."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    days = {-1: _("Yesterday"), 0: _("Today"), 1: _("Tomorrow")}
    return f"{days.get(_days_off(local)) or _date(local)}, {date_format(local, 'H:i')}"


@register.filter
def by(moment: datetime | None) -> str:
    """A time that is promised, as a <time> after "by" or "due": "16:00 today", "Mon 23 Nov, 10:00"."""
    return _element(moment, by_text(moment)) if moment else ""


@register.filter
def by_text(moment: datetime | None) -> str:
    """The words of `by` alone, for letters' text parts and attributes."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    days = {-1: _("%(time)s yesterday"), 0: _("%(time)s today"), 1: _("%(time)s tomorrow")}
    named = days.get(_days_off(local), _("%(date)s, %(time)s"))
    return named % {"date": _date(local), "time": date_format(local, "H:i")}


def _element(moment: datetime, words: str) -> SafeString:
    """The title names year and zone, so that no reader has to guess whose clock is meant."""
    local = timezone.localtime(moment)
    full = f"{date_format(local, 'D j M Y, H:i')} {zone_name(local)}"
    return format_html('<time datetime="{}" title="{}">{}</time>', moment.isoformat(), full, words)


def _days_off(local: datetime) -> int:
    return (local.date() - timezone.localtime(now()).date()).days


def _date(local: datetime) -> str:
    """The weekday is said only while it can mean no other week; the year only where it is not this one."""
    if abs(_days_off(local)) <= NEAR_DAYS:
        return date_format(local, "D j M")
    return date_format(local, "j M" if local.year == timezone.localtime(now()).year else "j M Y")


@register.filter
def span(length: timedelta | float | None) -> str:
    """A length of time (timedelta, or seconds) as "1 h 36 min" or "2 d 3 h"; its sign is left to the words around."""
    if length is None:
        return ""
    seconds = length.total_seconds() if isinstance(length, timedelta) else length
    minutes = int(abs(seconds) // 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return _two((days, _("d")), (hours, _("h")))
    if hours:
        return _two((hours, _("h")), (minutes, _("min")))
    return _two((minutes, _("min"))) or _("under 1 min")


@register.filter
def amount(length: timedelta | float | None) -> str:
    """A length that may be nothing at all, which is said in one way everywhere: "0 min"."""
    return span(length) if length else _("0 min")


def _two(*parts: tuple[int, str]) -> str:
    return " ".join(f"{count} {unit}" for count, unit in parts if count)


@register.filter
def reached(stations: Sequence[object]) -> str:
    """How far the customer has got, in words for who does not see the five cells."""
    done = [station for station in stations if _of(station, "state") == "done"]
    if not done:
        return _("%(count)d of %(all)d reached") % {"count": 0, "all": len(stations)}
    words = {"count": len(done), "all": len(stations), "last": _of(done[-1], "label")}
    return _("%(count)d of %(all)d reached, last: %(last)s") % words


def _of(station: object, name: str) -> object:
    return station[name] if isinstance(station, Mapping) else getattr(station, name)


@register.filter
def item(mapping: Mapping[object, object] | None, key: object) -> object:
    """What `mapping` holds for `key`; nothing if it holds nothing (keys of choices arrive as text or as they are)."""
    if not mapping:
        return ""
    return mapping.get(key, mapping.get(str(key), ""))


@register.simple_tag
def nonce() -> SafeString:
    """A hidden field that makes a form's second sending harmless: it leads to where the first one did."""
    return format_html('<input type="hidden" name="nonce" value="{}">', secrets.token_urlsafe(16))


@register.simple_tag
def control(field: BoundField, **attributes: str | bool) -> SafeString:
    """The field's control with further attributes: `{% control form.email autocomplete="username" %}`."""
    return field.as_widget(attrs={name.replace("_", "-"): value for name, value in attributes.items()})
