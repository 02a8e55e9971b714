"""What the escalations floor hands in to acting(): which locks come first, and how an act is kept and told."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import Act, House, Stale, acting, door, lock
from accounts.models import User
from escalations import notices
from escalations.actions.keeping import forget_with
from escalations.found import ICM
from escalations.models import Consultation, Doer, EscalationEvent, Icm, PgMember
from escalations.models.escalating import Escalating
from escalations.offered import require_around
from escalations.policy import CONSULTATION_RULES, ICM_RULES
from incidents import search
from incidents.actions.noting import note
from incidents.models import Event, Incident
from notifications.moment import now

E = TypeVar("E", bound=Escalating)
FOR_SUPPORT = "is_for_support"  # in an act's data: the product group does not see this line


def nothing_to_settle(record: Escalating, moment: Any) -> None:
    """No clock of the incident's kind hangs on what is above the incidents."""


def record(act: Act[Any, Doer]) -> EscalationEvent:
    """The next line of the record's history; what ends it ends what was being written about it."""
    forget_with(act.record, act.verb)
    act.record.event_count += 1
    act.record.last_event_at = act.at
    data = dict(act.data)
    event = EscalationEvent.objects.create(
        kind=act.record.KIND,
        record_id=act.record.pk,
        seq=act.record.event_count,
        verb=act.verb,
        by=act.by if isinstance(act.by, User) else None,
        member=act.by if isinstance(act.by, PgMember) else None,
        at=act.at,
        way=door(),
        body=act.words,
        is_for_support=bool(data.pop(FOR_SUPPORT, False)),
        data=data,
    )
    if ICM.name == act.record.KIND:
        search.index(ICM.name, [act.record.pk])
    return event


ICMS: House[Any, Doer] = House(rules=ICM_RULES, settle=nothing_to_settle, record=record, tell=notices.tell)
CONSULTATIONS: House[Any, Doer] = House(
    rules=CONSULTATION_RULES, settle=nothing_to_settle, record=record, tell=notices.tell
)


@contextmanager
def escalating(
    house: House[Any, Doer], verb: str, what: E, by: Doer, incidents: Iterable[Incident]
) -> Iterator[Act[E, Doer]]:
    """As acting(), after the incidents that it will write a line on: they are locked first, by id (lock order).

    Raises Stale too where another has joined meanwhile; an act that names no incidents writes on none.
    """
    with transaction.atomic():
        locked = list(incidents)
        lock_all(locked)
        with acting(house, verb, what, by) as act:
            if locked:
                require_nobody_joined(act.record, locked)
            require_around(verb, act.record)
            yield act


def begin(what: E, verb: str, by: User, **data: Any) -> EscalationEvent:
    """The first line of a record's history; there is nothing to lock before it."""
    what.last_event_at = now()
    what.save()
    act: Act[Any, Doer] = Act(verb, what, by, what.last_event_at, data=data)
    event = record(act)
    what.save()
    notices.tell(event)
    return event


def carry_out(what: Escalating, verb: str, **data: Any) -> EscalationEvent:
    """What nobody did but Relief: the caller has moved the record, which it holds, and saves it by this."""
    act: Act[Any, Doer] = Act(verb, what, None, max(now(), what.last_event_at), data=data)
    event = record(act)
    what.version += 1
    what.save()
    notices.tell(event)
    return event


def write_down(what: Escalating, event_verb: str, by: Doer, said: str = "", /, **data: Any) -> EscalationEvent:
    """A line beside what is decided elsewhere, in the transaction of the act that holds the record."""
    act: Act[Any, Doer] = Act(event_verb, what, by, max(now(), what.last_event_at), words=said, data=data)
    event = record(act)
    type(what)._default_manager.filter(pk=what.pk).update(
        event_count=what.event_count, last_event_at=what.last_event_at
    )
    notices.tell(event)
    return event


def tell_incidents(
    incidents: Iterable[Incident], verb: str, by: Doer, *, words: str = "", wants_owner: bool = False, **data: Any
) -> list[Event]:
    """The line on each open incident that it concerns; a PG member stands in it by name, as they have no account."""
    who = {"name": by.name, "kind": "pg"} if isinstance(by, PgMember) else None
    kept = {**data, "who": who} if who else data
    user = by if isinstance(by, User) else None
    lines = [note(each, verb, by=user, data=kept, words=words, wants_owner=wants_owner) for each in incidents]
    return [line for line in lines if line is not None]


def tell_of_icm(icm: Icm, incidents: Iterable[Incident], verb: str, by: Doer, **more: Any) -> list[Event]:
    """The same of an ICM: its line also says in whose hands it is from here on (R20)."""
    return tell_incidents(incidents, verb, by, icm=icm.number, with_pg=[icm.number, icm.is_with_pg], **more)


def incidents_of(icm: Icm) -> list[Incident]:
    """In the order in which they joined it, the one that it was opened for first; locks go by id."""
    return [hit.incident for hit in icm.hits.select_related("incident").order_by("pk")]


def held_by_pg(incident: Incident) -> list[str]:
    """The ICMs of an incident that are in the product group's hands now, by number (R20)."""
    hits = incident.icm_hits.select_related("icm").order_by("pk")
    return [hit.icm.number for hit in hits if hit.icm.is_with_pg]


def lock_all(incidents: Iterable[Incident]) -> None:
    """By id, so that no two acts wait for each other (lock order)."""
    for incident in sorted(incidents, key=lambda each: each.pk):
        lock(incident)


def require_nobody_joined(what: Any, locked: Iterable[Incident]) -> None:
    """An incident that joined before the ICM was held would be locked after it: then nothing is done (lock order)."""
    held = {incident.pk for incident in locked}
    if isinstance(what, Icm) and what.hits.exclude(incident__in=held).exists():
        raise Stale(_("This has changed since you opened it. Look at it again, then decide."))


def incident_of(consultation: Consultation) -> list[Incident]:
    return [consultation.incident]
