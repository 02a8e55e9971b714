"""One triage for many incidents: each is an act of its own, under its own guards, and each has its own answer (D8)."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import InterfaceError, OperationalError
from django.db.models import TextChoices
from django.utils.translation import gettext as _

from accounts.acting import NotPossible, NotValid, Refusal
from accounts.models import User
from accounts.once import Answer, fingerprint, once
from incidents.actions.opening import assign
from incidents.models import Incident

AT_ONCE = 200  # incidents that one press assigns, so that its page answers in time: as many as a list shows
FAULTS = 3  # incidents at which the database fails before the rest is left untried
DATABASE_FAULTS = (OperationalError, InterfaceError)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Ticked:
    """An incident that somebody ticked: its number as it was sent, and the version that their page showed."""

    number: str
    place: int | None
    version: int | None


class Outcome(TextChoices):
    DONE = "done"
    ALREADY = "already", "it was so already"
    REFUSED = "refused"


@dataclass(frozen=True)
class Result:
    """What became of one of them, and of a refusal why."""

    ticked: Ticked
    outcome: Outcome
    reason: str = ""


def assign_many(ticked: Iterable[Ticked], *, by: User, key: str = "", **triage: Any) -> list[Result]:
    """The same owner, area and category for each, in the order given; raises nothing for a single one.

    Each in its own short transaction, so that one refusal stops no other. With a `key`, what the same person sent
    before under it is done once and answered alike (T31): whoever was stopped half-way sends the same again.
    """
    ticked = list(ticked)
    places = [one.place for one in ticked if one.place is not None]
    found = {incident.pk: incident for incident in Incident.objects.visible_to(by).filter(pk__in=places)}
    results: list[Result] = []
    faults = 0
    for one in ticked:
        if faults >= FAULTS:
            results.append(Result(one, Outcome.REFUSED, _("The database failed before, so this one was not tried.")))
            continue
        try:
            results.append(assigned(one, found.get(one.place or 0), by, key, triage))
        except Exception as fault:  # one that fails for a reason of its own must not stop the others
            log.exception("%s could not be assigned with others", one.number)
            faults += isinstance(fault, DATABASE_FAULTS)
            results.append(Result(one, Outcome.REFUSED, _("That failed on our side. Try it again in a moment.")))
    return results


def assigned(one: Ticked, incident: Incident | None, by: User, key: str, triage: dict[str, Any]) -> Result:
    if incident is None:
        return Result(one, Outcome.REFUSED, _("There is nothing here, or it is not yours to see."))
    seen = incident.seen = incident.version if one.version is None else one.version

    def act() -> Answer:
        after = assign(incident, by=by, **triage)
        return Answer(200, Outcome.ALREADY if after.version == seen else Outcome.DONE)

    try:
        answer = once(by, f"{key}:{incident.pk}", mark(one, triage), act) if key else act()
    except Refusal as refusal:
        return Result(one, Outcome.REFUSED, why(incident, refusal))
    return Result(one, Outcome(answer.content))


def mark(one: Ticked, triage: dict[str, Any]) -> str:
    """What makes two sendings of one incident the same: the version seen, and what it is given."""
    chosen = [f"{name}={getattr(value, 'pk', value)}" for name, value in sorted(triage.items())]
    return fingerprint(*(part.encode() for part in (f"{one.place}:{one.version}", *chosen)))


def why(incident: Incident, refusal: Refusal) -> str:
    """In a list nobody sees the state beside it, so that it is closed is said."""
    if isinstance(refusal, NotValid):
        return " ".join(sentence for sentences in refusal.errors.values() for sentence in sentences)
    if isinstance(refusal, NotPossible) and Incident.objects.filter(pk=incident.pk, state="closed").exists():
        return _("It is closed, and what is closed stays as it is.")
    return refusal.reason
