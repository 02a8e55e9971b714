"""What the knowledge beside the incidents hands to acting(): how an act on a Problem, Change, RCA or outage is kept."""

from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from accounts.acting import Act, House, NotAllowed, acting, door
from accounts.models import User
from incidents import search
from incidents.actions.words import BODY, words
from incidents.models import Known, KnownEvent
from incidents.policy import KNOWN_RULES, may_keep_knowledge
from notifications.moment import now

K = TypeVar("K", bound=Known)
KEEP: Any = object()  # what was not sent stays; nothing at all is a value of its own


def nothing_to_settle(known: Known, moment: datetime) -> None:
    """No promise hangs on knowledge."""


def record(act: Act[Known]) -> KnownEvent:
    """The next line of the record's history."""
    known = act.record
    known.event_count += 1
    known.last_event_at = act.at
    return KnownEvent.objects.create(
        kind=known.KIND,
        record_id=known.pk,
        seq=known.event_count,
        verb=act.verb,
        by=act.by,
        at=act.at,
        way=door(),
        data=act.data,
    )


def tell_search(event: KnownEvent) -> None:
    """What search knows of it, in the same transaction; whom it concerns hears of it on their incidents (R24)."""
    search.index(event.kind, [event.record_id])


KNOWLEDGE: House[Any] = House(rules=KNOWN_RULES, settle=nothing_to_settle, record=record, tell=tell_search)


def keeping(verb: str, known: K, by: User) -> AbstractContextManager[Act[K]]:
    """Do `verb` to a record beside the incidents; as acting() says."""
    return acting(KNOWLEDGE, verb, known, by)


def require_keeper(by: User) -> None:
    if not may_keep_knowledge(by):
        raise NotAllowed(_("Only the support team can write this down."))


def begin(known: K, verb: str, by: User) -> K:
    """The first line of a record's history; there is nothing to lock before it."""
    known.last_event_at = now()
    known.save()
    act: Act[Known] = Act(verb, known, by, known.last_event_at)
    event = record(act)
    known.save()
    tell_search(event)
    return known


def said(value: Any, *, field: str, limit: int = BODY, required: bool = True) -> Any:
    """Words that were sent, made fit to be kept; what was not sent is left alone. Raises NotValid."""
    return value if value is KEEP else words(value or "", field=field, limit=limit, required=required)


def changed(act: Act[Any], fields: dict[str, Any]) -> None:
    """Set what was sent and differs; the history keeps both."""
    for name, value in fields.items():
        before = getattr(act.record, name)
        if value is KEEP or value == before:
            continue
        setattr(act.record, name, value)
        act.data[name], act.data[f"{name}_was"] = kept(value), kept(before)
    act.is_nothing = not act.data


def kept(value: Any) -> Any:
    """A value as the history keeps it: readable without the record."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, str | int | bool) else str(value)
