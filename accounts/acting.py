"""How anything is done: lock, ask the policy, do the verb, save, write timeline and letters, in one transaction."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Protocol

from django.db import models, transaction
from django.utils.translation import gettext as _
from typing_extensions import TypeVar

from accounts.models import User
from notifications.moment import now


class Refusal(Exception):
    """An act that was refused. Nothing has changed; `reason` is a sentence for the person.

    A page's door adds how things `stand` now, for the page that tells of the refusal. `afterwards` is what the attempt
    itself leaves behind: a door calls it once everything else is undone.
    """

    stand: Mapping[str, Any] = {}
    afterwards: Callable[[], object] | None = None

    def __init__(self, reason: str, errors: Mapping[str, list[str]] | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.errors = dict(errors or {})


class NotSignedIn(Refusal):
    """Who sent this is not signed in any more (401)."""


class NotAllowed(Refusal):
    """This person may not do that (403)."""


class Stale(Refusal):
    """The record is no longer the one this person was looking at (412 for a tool, 409 for a page)."""


class NotPossible(Refusal):
    """The record's state forbids it (409)."""


class NotNow(Refusal):
    """What it takes is out of order for the moment (503)."""


class NotValid(Refusal):
    """What was sent cannot be read as this verb's input (400), named by field."""

    def __init__(self, errors: Mapping[str, list[str]]) -> None:
        super().__init__(_("Some of what was sent needs another look."), errors)


@contextmanager
def remembering_attempts() -> Iterator[None]:
    """Around a whole transaction: of what was refused inside, what has to be kept all the same is kept."""
    try:
        yield
    except Refusal as refusal:
        if refusal.afterwards is not None:
            refusal.afterwards()
        raise


class Record(Protocol):
    """What acting() asks of a record; every domain record that people act on has this."""

    pk: Any
    version: int
    seen: int | None
    last_event_at: datetime

    def hindrance(self, verb: str) -> Refusal | None: ...


class Rule(Protocol):
    """One line of a policy: may this person do it to this record, and if not, why not."""

    def __call__(self, user: Any, record: Any) -> bool: ...

    def why(self, record: Any) -> str: ...


R = TypeVar("R", bound=models.Model)
# Who acts: a person with an account, unless a floor says whom else it knows.
A = TypeVar("A", default=User | None)
A_co = TypeVar("A_co", default=User | None, covariant=True)


@dataclass
class Act(Generic[R, A_co]):
    """One verb being done: what happened, gathered for the timeline and the letters."""

    verb: str
    record: R
    by: A_co
    at: datetime
    clamped: bool = False
    public: bool = False
    words: str = ""
    is_for_team: bool = False  # the words are, though the customer sees that it happened
    files: Sequence[Any] = ()  # that come with the words, kept already
    data: dict[str, Any] = field(default_factory=dict)
    is_nothing: bool = False  # what was asked for is so already: no event, no letter, no new version


@dataclass(frozen=True)
class House(Generic[R, A]):
    """What a floor hands in: its rules, how overdue clocks are settled, how an act is recorded and told."""

    rules: Mapping[str, Rule]
    settle: Callable[[R, datetime], None]
    record: Callable[[Act[R, A]], Any]
    tell: Callable[[Any], None]


_door: ContextVar[str] = ContextVar("door", default="system")
_held: ContextVar[frozenset[tuple[type, Any]]] = ContextVar("held", default=frozenset())
_pending: ContextVar[list[Callable[[], Any]] | None] = ContextVar("pending", default=None)


def door() -> str:
    """By which way this act came in: portal, workspace, api, email, link, import or system (R17)."""
    return _door.get()


@contextmanager
def through(name: str) -> Iterator[None]:
    token = _door.set(name)
    try:
        with closing():
            yield
    finally:
        _door.reset(token)


@contextmanager
def closing() -> Iterator[None]:
    """As a door closes, what was left for afterwards is done, whatever came of the act; an inner door leaves it."""
    if _pending.get() is not None:
        yield
        return
    pending: list[Callable[[], Any]] = []
    token = _pending.set(pending)
    try:
        yield
    finally:
        _pending.reset(token)
        for write in pending:
            write()


def afterwards(write: Callable[[], Any]) -> None:
    """What is to be kept of an act that is refused: done when no transaction takes it back any more.

    That is when the door closes; without a door, which no page and no call is, at once.
    """
    pending = _pending.get()
    if pending is None:
        write()
    else:
        pending.append(write)


def require(rules: Mapping[str, Rule], verb: str, record: Any, by: Any) -> None:
    """Allowed (403), not stale (412), possible now (409): in this order, for doors and again under the lock (R1)."""
    rule = rules[verb]
    if not rule(by, record):
        raise NotAllowed(rule.why(record))
    if record.seen is not None and record.seen != record.version:
        raise Stale(_("This has changed since you opened it. Look at it again, then decide."))
    if hindrance := record.hindrance(verb):
        raise hindrance


@contextmanager
def acting(house: House[R, A], verb: str, record: R, by: A) -> Iterator[Act[R, A]]:
    """Do `verb` to `record`: yields the locked, re-read record; on leaving, all that follows from it is written.

    Raises NotAllowed, Stale or NotPossible, and RuntimeError for a nested act on one record (its inner write would be
    lost). Lock order over several records: incident, ICM, request.
    """
    key = (type(record), record.pk)
    if key in _held.get():
        raise RuntimeError(f"{verb}: already acting on {key[0].__name__} {key[1]}")
    token = _held.set(_held.get() | {key})
    try:
        with transaction.atomic():
            act = _begin(house, verb, record, by)
            yield act
            _finish(house, act)
    finally:
        _held.reset(token)


def lock(record: R) -> R:
    """The record as it is now, held until the transaction ends. SQLite's IMMEDIATE transactions hold everything."""
    rows = type(record)._default_manager.select_for_update(no_key=True, of=("self",))
    return rows.get(pk=record.pk)


def _begin(house: House[R, A], verb: str, record: R, by: A) -> Act[R, A]:
    fresh = lock(record)
    fresh.seen = record.seen  # type: ignore[attr-defined]
    require(house.rules, verb, fresh, by)
    read = now()
    moment = max(read, fresh.last_event_at)  # type: ignore[attr-defined]
    house.settle(fresh, moment)
    return Act(verb=verb, record=fresh, by=by, at=moment, clamped=read < moment)


def _finish(house: House[R, A], act: Act[R, A]) -> None:
    if act.is_nothing:
        return
    act.record.version += 1  # type: ignore[attr-defined]
    event = house.record(act)
    act.record.save()
    if act.record.seen is not None:  # type: ignore[attr-defined]
        act.record.seen = act.record.version  # type: ignore[attr-defined]
    house.tell(event)
