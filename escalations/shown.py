"""How an ICM reads to both sides: its facts in the order of its template, and what was said and done, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from escalations.models import EscalationEvent, Icm, Naming
from incidents import markdown

WINDOW = ("window_start", "window_end")
OF_RESOURCE = ("resource", "subscription_id", "region")
TOLD = ("expected", "actual", "way_around", "steps", "evidence", "to_answer", "ask")
REPORT = ("impact", *OF_RESOURCE, *WINDOW, "needed_by", *TOLD)
QUOTA = ("subscription_id", "regions", "amount_now", "amount_asked", "needed_by", "reason")
BRIEF = {*OF_RESOURCE, *WINDOW, "regions", "amount_now", "amount_asked", "needed_by"}


@dataclass(frozen=True)
class Fact:
    """One fact by its name: a word or two, a moment, or a text of its own."""

    name: str
    label: str
    value: str | datetime
    is_renamed: bool = False

    @property
    def is_brief(self) -> bool:
        return self.name in BRIEF

    @property
    def is_moment(self) -> bool:
        return isinstance(self.value, datetime)

    @property
    def html(self) -> SafeString:
        return markdown.to_html(str(self.value))


@dataclass(frozen=True)
class Line:
    """One act: who did it, what it was, and the words that came with it."""

    event: EscalationEvent
    what: str
    is_veiled: bool = False  # its words were for others than this reader

    @property
    def words(self) -> str:
        return "" if self.is_veiled else self.event.body

    @property
    def html(self) -> SafeString:
        return markdown.to_html(self.event.body)

    @property
    def is_pg(self) -> bool:
        return self.event.member_id is not None


# --- Facts ------------------------------------------------------------------------------------------------------------


def facts_of(icm: Icm) -> list[Fact]:
    """What was filled in, in the order and under the names with which it was opened (R33).

    A template that is changed later changes nothing here: the letters, this page and what was said of a fact by its
    name go on to fit one another, and no page asks for the template.
    """
    naming, labels = Naming.kept_with(icm), fact_labels()
    keys = naming.ordered(QUOTA if icm.kind == Icm.Kind.QUOTA_INCREASE else REPORT)
    found = [(key, naming.name(key), readable(icm.facts.get(key))) for key in keys]
    return [Fact(key, own or labels[key], value, bool(own)) for key, own, value in found if value != ""]


def ask_of(icm: Icm) -> str:
    """What is asked of the product group, in one text."""
    return str(icm.facts.get("reason" if icm.kind == Icm.Kind.QUOTA_INCREASE else "ask") or "")


def fact_labels() -> dict[str, str]:
    return {
        "impact": _("Impact"),
        "resource": _("Resource"),
        "region": _("Region"),
        "window_start": _("From"),
        "window_end": _("Until"),
        "expected": _("What was expected"),
        "actual": _("What happened"),
        "steps": _("Steps to reproduce"),
        "evidence": _("Evidence"),
        "ask": _("What is asked"),
        "way_around": _("The way around it today"),
        "to_answer": _("What the customer must be able to answer"),
        "subscription_id": _("Subscription"),
        "regions": _("Regions"),
        "needed_by": _("Needed by"),
        "amount_now": _("Amount now"),
        "amount_asked": _("Amount asked for"),
        "reason": _("Reason"),
    }


def readable(value: Any) -> str | datetime:
    """A fact as it is shown: several as one line, a moment as a moment, none as nothing."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    text = str(value).strip()
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    return moment if moment is not None and moment.tzinfo else text


# --- What was said and done -------------------------------------------------------------------------------------------


def said_in(history: Iterable[EscalationEvent]) -> list[Line]:
    """What the product group sees of a history: all but the support team's own lines."""
    return [line_of(event) for event in history if not event.is_for_support]


def line_of(event: EscalationEvent) -> Line:
    return Line(event, what_of(event))


def what_of(event: EscalationEvent) -> str:
    """What was done, in words that go on from a name."""
    data: Mapping[str, Any] = event.data
    words = {
        "open_icm": _("opened it"),
        "join": _("attached %(incident)s") % {"incident": data.get("incident", "")},
        "acknowledge": _("has it now"),
        "request_information": _("asks for information"),
        "provide_information": _("answered"),
        "update": _("noted for the support team") if event.is_for_support else _("wrote"),
        "mitigate": _("mitigated it"),
        "resolve": _("resolved it: %(how)s") % {"how": resolution(data)},
        "hand_over": handed(data),
        "close": _("verified and closed it"),
        "send_back": _("sent it back"),
        "notify_again": _("had its letters sent again"),
        # A colleague by link
        "bring_in": _("brought in %(name)s") % {"name": data.get("to", {}).get("name", "")},
        # Nobody's act (R35)
        "chase_icm": _("Nobody had taken it in time, so it called once more"),
        # The product group in the customer's conversation
        "request_consent": _("asked %(names)s to speak with the customer") % {"names": names_in(data)},
        "consent": _("agreed to speak with the customer"),
        "decline_consent": _("does not speak with the customer"),
        "ask_to_join": _("joined the customer's conversation"),
        "leave": left(data),
        "add_to_thread": _("added %(names)s to the customer's conversation") % {"names": names_in(data)},
        "remove_from_thread": _("took %(names)s out of the customer's conversation") % {"names": names_in(data)},
        "write_to_customer": _("wrote to the customer"),
        # Of whom the gate was told that they asked for it
        "cite": _("opened it because %(names)s asked for it") % {"names": names_in(data)},
        "deny": _("did not ask for it: the ground that it was opened on is denied"),
        # An unhappy customer
        "mark_csat_impacting": _("agreed that it is CSAT impacting"),
        "unmark_csat_impacting": _("ended the CSAT escalation"),
        "engage_csat": engaged(data),
        "chase_engagement": _("Nobody had been in touch with the customer in time, so it was asked for once more"),
        "review_icm": _("decided in shiproom"),
        # Links
        "open_link": _("opened their link"),
        "prove_link": _("entered the code of their link"),
        "revoke_link": _("took the link of %(name)s away") % {"name": data.get("to", {}).get("name", "")},
        "restore_link": _("gave the link of %(name)s back") % {"name": data.get("to", {}).get("name", "")},
    }
    return words.get(event.verb) or event.verb.replace("_", " ")


def handed(data: Mapping[str, Any]) -> str:
    name = data.get("to", {}).get("name", "")
    return _("handed it over to %(name)s") % {"name": name} if name else _("gave it back to the rota")


def left(data: Mapping[str, Any]) -> str:
    """By their own press, or for what happened to them or their mailbox."""
    if data.get("gone"):
        return _("is out of the customer's conversation: they are in the product group no more")
    if data.get("moved"):
        return _("is out of the customer's conversation: they have another address")
    if data.get("revoked"):
        return _("is out of the customer's conversation: every link that they were sent was taken away")
    return _("left the customer's conversation")


def engaged(data: Mapping[str, Any]) -> str:
    if data.get("ground"):
        return _("joined the customer's conversation, as the CSAT escalation asks")
    return _("is in touch with the customer")


def names_in(data: Mapping[str, Any]) -> str:
    """Whom of the product group an act is about."""
    people = data.get("members") or ([data["member"]] if "member" in data else [])
    return ", ".join(who["name"] for who in people)


def resolution(data: Mapping[str, Any]) -> str:
    return str(dict(Icm.Resolution.choices).get(data.get("resolution", ""), "")).lower()


def last_question(icm: Icm, history: Iterable[EscalationEvent]) -> Line | None:
    """What the product group asks just now; none where it asks nothing."""
    if icm.state != Icm.State.NEEDS_INFORMATION:
        return None
    asked = [event for event in history if event.verb == "request_information"]
    return line_of(asked[-1]) if asked else None
