"""What the page of a Problem, Change, RCA request or outage shows beside its acts: facts, incidents, history."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from incidents import markdown, search
from incidents.models import Change, Incident, Known, KnownEvent, Outage, Problem, RcaRequest
from notifications.moment import now

SHOWN = 50


@dataclass(frozen=True)
class Page:
    """Facts by name, words or moments; and texts under headings, each with whether customers read it."""

    facts: list[tuple[str, Any, bool]]
    texts: list[tuple[str, SafeString, bool]]


@dataclass(frozen=True)
class Line:
    """One act of the history: its words, and below them what was said or who was not told."""

    event: KnownEvent
    what: str
    said: str = ""
    not_told: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Hit:
    """The incidents that a record concerns: how many, how many of them are open, and the newest."""

    heading: str
    total: int
    still_open: int
    rows: list[Incident]


def facts_of(known: Any) -> list[str]:
    """What a row of a list says besides number, title and status."""
    match known:
        case Problem():
            hits = ngettext("hit %(n)d incident", "hit %(n)d incidents", known.hits) % {"n": known.hits}  # type: ignore[attr-defined]
            return [known.area.name, hits, _("published") if known.is_published else _("not published")]
        case Outage():
            links = ngettext("%(n)d incident", "%(n)d incidents", known.hits) % {"n": known.hits}  # type: ignore[attr-defined]
            return [known.area.name, where(known), links]
        case _:
            waiting = ngettext("%(n)d incident waits", "%(n)d incidents wait", known.hits) % {"n": known.hits}
            day = known.planned_for if isinstance(known, Change) else known.due_on
            return [*([date_format(day, "j M Y")] if day else []), waiting]


def where(outage: Outage) -> str:
    return ", ".join(region.name for region in outage.regions.all()) or _("everywhere")


def page_of(known: Any) -> Page:
    facts: dict[str, Any] = {}
    texts: list[tuple[str, str, bool]] = []
    match known:
        case Problem():
            facts = {
                _("Area"): known.area.name,
                _("Fix in"): known.release,
                _("Fix released"): known.fix_released_at,
                _("Removed"): known.removed_at,
            }
            shown = known.is_published
            texts = [(_("Symptoms"), known.symptoms, shown), (_("Workaround"), known.workaround, shown)]
            texts.append((_("Cause"), known.cause, False))
        case Outage():
            facts = {_("Area"): known.area.name, _("Regions"): capfirst(where(known))}
            facts |= {_("Since"): known.starts_at, _("Until"): known.ends_at}
            texts = [(_("What customers read"), known.public_text, False)]  # its heading says so
        case Change():
            facts = {_("Planned for"): known.planned_for, _("Done"): known.done_at}
        case RcaRequest():
            due = date_format(known.due_on, "j M Y") if known.due_on else ""
            facts = {_("Asked by"): known.asked_by.name, _("Due on"): due, _("Delivered"): known.delivered_at}
            texts = [(_("The document"), known.document, False)]
    written = [(heading, markdown.to_html(text), is_public) for heading, text, is_public in texts if text]
    return Page([(name, value, isinstance(value, datetime)) for name, value in facts.items() if value], written)


def incidents_of(known: Known) -> Hit:
    """Those that a Problem hit, that are linked with an outage, or that wait for a Change or RCA."""
    heading, lookup = {
        Problem.KIND: (_("Incidents that it hit"), "matches__problem"),
        Outage.KIND: (_("Linked incidents"), "outage_links__outage"),
        Change.KIND: (_("Incidents that wait for it"), "waits_for_change"),
        RcaRequest.KIND: (_("Incidents that wait for it"), "waits_for_rca"),
    }[known.KIND]
    rows = Incident.objects.filter(**{lookup: known.pk})
    listed = rows.select_related("organization", "owner", "title_mark").order_by("-pk")[:SHOWN]
    return Hit(heading, rows.count(), rows.open().count(), list(listed))


def suggested_for(known: Known, user: User) -> list[Incident]:
    """Open incidents reported since an outage began where it is, that nobody linked: those that read like it first,
    whatever their area; then the others of its area (R26)."""
    if not isinstance(known, Outage) or known.status != Outage.Status.GOING_ON:
        return []
    rows = Incident.objects.visible_to(user).open().filter(opened_at__gte=known.starts_at, opened_at__lte=now())
    regions = list(known.regions.all())
    if regions:
        rows = rows.filter(organization__region__in=regions)
    rows = rows.exclude(outage_links__outage=known.pk).order_by("-pk")
    alike = [hit.record for hit in search.among(user, rows, f"{known.title}\n{known.public_text}") if hit.is_telling]
    prefetch_related_objects(alike, "organization", "owner")
    of_area = rows.filter(area=known.area).exclude(pk__in=[incident.pk for incident in alike])
    return [*alike, *of_area.select_related("organization", "owner", "title_mark")[: SHOWN - len(alike)]]


# --- History ----------------------------------------------------------------------------------------------------------


def history_of(known: Known) -> list[Line]:
    """The newest first."""
    return [line_of(event) for event in known.history.select_related("by").order_by("-seq")[:SHOWN]]


def line_of(event: KnownEvent) -> Line:
    data = event.data
    said = data.get("reason") or data.get("body") or ""
    return Line(event, what_of(event), said, [tuple(row) for row in data.get("refused", [])])


def what_of(event: KnownEvent) -> str:
    data = event.data
    told = len(data.get("told", []))
    words = {
        "know_problem": _("understood the cause"),
        "publish_problem": _("published it"),
        "hide_problem": _("hid it from customers"),
        "release_fix": _("released a fix in %(release)s") % {"release": data.get("release", "")},
        "remove_problem": _("removed it for good"),
        "reinvestigate_problem": _("began to investigate again"),
        "finish_change": _("finished it"),
        "cancel_change": _("cancelled it"),
        "deliver_rca": _("delivered it"),
        "end_outage": _("said that it is over"),
        "tell_outage": ngettext("told %(n)d customer", "told the customers of %(n)d incidents", told) % {"n": told},
    }
    if event.verb.startswith("open_"):
        return _("wrote it down")
    return words.get(event.verb) or _("edited %(what)s") % {"what": ", ".join(edited(data))}


def edited(data: dict[str, Any]) -> list[str]:
    names = {
        "title": _("title"),
        "area": _("area"),
        "symptoms": _("symptoms"),
        "cause": _("cause"),
        "workaround": _("workaround"),
        "planned_for": _("planned time"),
        "due_on": _("due day"),
        "public_text": _("public text"),
        "starts_at": _("begin"),
        "ends_at": _("end"),
        "regions": _("regions"),
    }
    # In the order of the form: PostgreSQL keeps what was changed in an order of its own.
    others = [name for name in data if name not in names and not name.endswith("_was")]
    return [*(words for name, words in names.items() if name in data), *others]
