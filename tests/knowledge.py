"""What is known beside the incidents of the tests: a Problem, a Change, an RCA request and an outage, by real acts."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

from incidents.actions.changes import cancel_change, deliver_rca, finish_change, open_change, open_rca
from incidents.actions.outages import open_outage
from incidents.actions.problems import (
    know_problem,
    open_problem,
    publish_problem,
    reinvestigate_problem,
    release_fix,
    remove_problem,
)
from incidents.actions.spreading import sweep_knowledge
from incidents.models import Change, Known, Outage, Problem, RcaRequest
from notifications.moment import now
from tests.people import People


def known(people: People, **more: Any) -> Problem:
    """A Problem whose cause is understood, with a way to keep working; customers do not read it yet."""
    written = {"title": "A lease outlives its worker", "symptoms": "The output stops after scaling.", **more}
    problem = open_problem(by=people.sam, area=people.query, workaround="Scale to 12 units.", **written)
    return know_problem(problem, by=people.sam, cause="The lease is not given back.")


def published(people: People, **more: Any) -> Problem:
    return publish_problem(known(people, **more), by=people.sam)


def planned(people: People) -> Change:
    """For tomorrow."""
    return open_change(by=people.eli, title="Move to the new broker", planned_for=now() + timedelta(days=1))


def asked(people: People) -> RcaRequest:
    return open_rca(by=people.eva, title="Why the lease stayed", due_on=now().date() + timedelta(days=5))


def down(people: People, **more: Any) -> Outage:
    """Inputs, everywhere, since an hour ago, as Eli wrote it down."""
    written = {"title": "Inputs refuse connections", "public_text": "Some jobs cannot read.", **more}
    return open_outage(**{"by": people.eli, "area": people.inputs, "starts_at": now() - timedelta(hours=1), **written})


def awaited(substate: str, people: People) -> dict[str, Any]:
    """What set_substate is sent for this sub-state."""
    makers: dict[str, Callable[[People], Known]] = {
        "pending_problem": known,
        "pending_change": planned,
        "pending_rca": asked,
    }
    make = makers[substate]
    return {"substate": substate, substate.removeprefix("pending_"): make(people)}


BECOMES: dict[type[Known], list[Callable[..., object]]] = {
    Problem: [release_fix, remove_problem, reinvestigate_problem],
    Change: [finish_change, cancel_change],
    RcaRequest: [deliver_rca],
}
WORDS = {
    "release_fix": {"release": "11.4.2"},
    "reinvestigate_problem": {"reason": "It came back."},
    "cancel_change": {"reason": "Not needed."},
    "deliver_rca": {"document": "A lease outlived its worker."},
}


def become(chance: Random, people: People) -> None:
    """Something becomes of a record, if it can, and its incidents hear of it."""
    kind = chance.choice(list(BECOMES))
    record = chance.choice([*kind._default_manager.order_by("-pk")[:4], None])
    act = chance.choice(BECOMES[kind])
    if record is not None and record.hindrance(act.__name__) is None:
        act(record, by=people.sam, **WORDS.get(act.__name__, {}))
    sweep_knowledge()
