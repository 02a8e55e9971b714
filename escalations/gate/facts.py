"""The right team for each kind, and the facts that it needs, each in the shape it can be worked with (R33)."""

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.acting import NotValid
from escalations.gate.asking import Faults
from escalations.models import FACTS, REQUIRED, Icm, Naming
from incidents.actions.words import BODY, says_something, words
from notifications.moment import now

Kind, Team = Icm.Kind, Icm.Team
KINDS_OF_TEAM: Mapping[str, tuple[str, ...]] = {
    Team.LIVESITE_DRI: (Kind.QUOTA_INCREASE,),
    Team.CSS_ESCALATION: (Kind.BUG, Kind.FEATURE_REQUEST, Kind.RCA),
}
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LINE = 200  # characters of what is one line: a resource, a region
MOST_REGIONS = 50
MOST = 10**15
FURTHEST = timedelta(days=3_653)  # a window further away than ten years is a slip of the year
AHEAD = timedelta(minutes=5)  # by which the clock of whoever writes "now" may be before ours


class Malformed(Exception):
    """A fact that cannot be read as what it is, with a sentence for the person."""


def team_for(kind: str) -> str:
    return next((str(team) for team, kinds in KINDS_OF_TEAM.items() if kind in kinds), "")


def team_faults(team: str, kind: str) -> Faults:
    """A quota increase is the Livesite DRI's, everything else CSS Escalation's."""
    if kind not in Kind.values:
        return {"kind": [_("Choose one of: %s.") % ", ".join(Kind.values)]}
    if team not in Team.values:
        return {"team": [_("Choose one of: %s.") % ", ".join(Team.values)]}
    if kind in KINDS_OF_TEAM[team]:
        return {}
    right, what = Team(team_for(kind)).label, Kind(kind).label
    return {"team": [_("%(what)s goes to %(team)s.") % {"what": what, "team": right}]}


def clean_facts(kind: str, sent: Any, naming: Naming) -> tuple[dict[str, Any], Faults]:
    """The facts as they are kept, and what is wrong with each: `facts.window_start`, whatever it is called on pages.

    A fact that this kind does not have is refused, not dropped: nothing that was sent is lost without a word.
    """
    if not isinstance(sent, Mapping):
        return {}, {"facts": [_("Send the facts by name.")]}
    if kind not in FACTS:
        return {}, {}
    faults: Faults = {f"facts.{name}": [no_such(kind)] for name in sent if name not in FACTS[kind]}
    kept: dict[str, Any] = {}
    for name in FACTS[kind]:
        try:
            value = shape_of(name)(sent.get(name))
        except Malformed as fault:
            faults[f"facts.{name}"] = [str(fault)]
            continue
        if value is not None:
            kept[name] = value
        elif name in REQUIRED[kind]:
            faults[f"facts.{name}"] = [missing(name, naming.name(name))]
    return kept, {**faults, **between(kept)}


def no_such(kind: str) -> str:
    names = ", ".join(FACTS[kind])
    return _("%(what)s has no such fact. It has: %(names)s.") % {"what": Kind(kind).label, "names": names}


def missing(name: str, called: str) -> str:
    """By the name that the person reads; without one of its own, in a sentence that says what is meant."""
    if called:
        return _("Fill in “%(name)s”.") % {"name": called}
    return {
        "impact": _("Say what it costs the customer, for example what is late or stopped."),
        "resource": _("Say which resource it happens on."),
        "region": _("Say in which region it happens."),
        "window_start": _("Say from when, in UTC."),
        "window_end": _("Say until when, in UTC; the time now, if it still happens."),
        "expected": _("Say what was expected."),
        "actual": _("Say what happened instead."),
        "steps": _("Say how to reproduce it, or why that is not possible."),
        "evidence": _("Say what shows it: metrics, traces, log lines."),
        "ask": _("Say what you ask of the product group."),
        "subscription_id": _("Say for which subscription."),
        "regions": _("Name at least one region."),
        "reason": _("Say why the customer needs it."),
        "amount_now": _("Say how much there is now."),
        "amount_asked": _("Say how much is asked for."),
    }[name]


def between(kept: Mapping[str, Any]) -> Faults:
    """What two facts say together."""
    start, end = kept.get("window_start"), kept.get("window_end")
    if start and end and datetime.fromisoformat(end) <= datetime.fromisoformat(start):
        return {"facts.window_end": [_("The end comes before the start, or with it.")]}
    had, asked = kept.get("amount_now"), kept.get("amount_asked")
    if had is not None and asked is not None and asked <= had:
        return {"facts.amount_asked": [_("Ask for more than there is now.")]}
    return {}


# --- The shapes: what is kept, or nothing where nothing was sent --------------------------------------------------


def paragraph(value: Any, limit: int = BODY) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise Malformed(_("Write this in words."))
    try:
        said = words(value, field="it", limit=limit, required=False)
    except NotValid as refusal:
        raise Malformed(refusal.errors["it"][0]) from refusal
    return said if says_something(said) else None


def line(value: Any) -> str | None:
    return paragraph(value, LINE)


def instant(value: Any) -> str | None:
    """ISO 8601; kept in UTC, which a time without a zone is taken for."""
    text = paragraph(value, LINE)
    if text is None:
        return None
    found = moment(text) if ":" in text else None  # a day is no moment
    if found is None:
        raise Malformed(_("Write the time as 2026-11-16T07:00Z."))
    if abs(found - now()) > FURTHEST:
        raise Malformed(_("That is years away. Look at the year."))
    return found.isoformat().replace("+00:00", "Z")


def past(value: Any) -> str | None:
    """The window is of what happened: what still happens ends now."""
    found = instant(value)
    if found is not None and datetime.fromisoformat(found) > now() + AHEAD:
        raise Malformed(_("That is still to come. Give a time that has been, in UTC; now, if it still happens."))
    return found


def day(value: Any) -> str | None:
    """A date that is still to come, or today."""
    text = paragraph(value, LINE)
    if text is None:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise Malformed(_("Write the day as 2026-11-30.")) from None
    if not timedelta(days=-1) <= found - now().date() <= FURTHEST:  # where it is yesterday here, it is today elsewhere
        raise Malformed(_("Give a day that is still to come, and not too far ahead."))
    return found.isoformat()


def moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
        if found is None:
            return None
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def subscription(value: Any) -> str | None:
    text = paragraph(value, LINE)
    if text is None:
        return None
    if not UUID.fullmatch(text.lower()):
        raise Malformed(_("A subscription id looks like 7d0c5a1e-41f2-4f0b-9d1c-2b1f0a6e77aa."))
    return text.lower()


def regions(value: Any) -> list[str] | None:
    """One or more, each once."""
    if value is None or value == []:
        return None
    if not isinstance(value, list):
        raise Malformed(_("Send the regions as a list."))
    found = [line(one) for one in value]
    if None in found:
        raise Malformed(_("One of the regions has no name."))
    if len(found) > MOST_REGIONS:
        raise Malformed(_("Name at most %(n)d regions.") % {"n": MOST_REGIONS})
    return list(dict.fromkeys(name for name in found if name))


def amount_now(value: Any) -> int | float | None:
    return amount(value, least=False)


def amount_asked(value: Any) -> int | float | None:
    return amount(value, least=True)


def amount(value: Any, *, least: bool) -> int | float | None:
    """A positive number; of what there is now, none at all is one too."""
    if value is None or value == "":
        return None
    found = number(value)
    if found is None or not found.is_finite() or found > MOST:
        raise Malformed(_("Write this as a number."))
    if found < 0 or (least and found == 0):
        raise Malformed(_("This is a number above zero."))
    return int(found) if found == found.to_integral_value() else float(found)


def number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    try:
        return Decimal(str(value).strip())
    except InvalidOperation:
        return None


SHAPES: dict[str, Callable[[Any], Any]] = {
    "resource": line,
    "region": line,
    "window_start": past,
    "window_end": past,
    "subscription_id": subscription,
    "regions": regions,
    "needed_by": day,
    "amount_now": amount_now,
    "amount_asked": amount_asked,
}


def shape_of(name: str) -> Callable[[Any], Any]:
    return SHAPES.get(name, paragraph)
