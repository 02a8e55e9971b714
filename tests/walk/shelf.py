"""The records beside the incidents of one walk: written down by real acts, and what becomes of them (R24, R26, R27)."""

from collections.abc import Callable
from typing import Any

from incidents import models
from incidents.actions import changes, outages, problems
from incidents.models import RemovalNotice
from notifications.moment import now
from tests.people import People
from tests.walk import beside
from tests.walk.model import AWAITED, COMPLETE, Known

KINDS: dict[str, Any] = {
    "problem": models.Problem,
    "change": models.Change,
    "rca": models.RcaRequest,
    "outage": models.Outage,
}
ACTS: dict[str, Any] = {
    **{name: getattr(problems, name) for name in beside.BECOMES if name.endswith(("problem", "fix"))},
    **{name: getattr(changes, name) for name in beside.BECOMES if name.endswith(("change", "rca"))},
}
SENT = {
    "know_problem": {"cause": "A lease stays."},
    "release_fix": {"release": "11.4.2"},
    "reinvestigate_problem": {"reason": "It came back."},
    "cancel_change": {"reason": "Not needed."},
    "deliver_rca": {"document": "A lease outlived its worker."},
}


class Shelf:
    """What customers read of these the walk does not publish: their titles are the team's."""

    def __init__(self, people: People, title: str) -> None:
        self.people, self.title = people, title
        self.records: list[Known] = []
        for kind in ("problem", "problem", "change", "rca", "outage", "outage"):
            self.write_down(kind)

    def write_down(self, kind: str) -> None:
        named: dict[str, Any] = {"by": self.people.sam, "title": self.title}
        writers: dict[str, Callable[[], Any]] = {
            "problem": lambda: problems.open_problem(**named, symptoms="It stops.", area=self.people.query),
            "change": lambda: changes.open_change(**named),
            "rca": lambda: changes.open_rca(**named),
            "outage": lambda: outages.open_outage(
                **named, area=self.people.inputs, public_text="Some jobs stop.", starts_at=now()
            ),
        }
        found = writers[kind]()
        self.records.append(Known(kind, found.pk, getattr(found, found.STATE)))

    def of(self, kind: str) -> list[Known]:
        return [known for known in self.records if known.kind == kind]

    def become(self, choice: int) -> str:
        """Something becomes of a record; where nothing is left to wait for, another is written down."""
        open_ways = [(known, verb) for known in self.records for verb in ACTS if beside.can_become(known, verb)]
        known, verb = open_ways[choice % len(open_ways)]
        ACTS[verb](row(known), by=self.people.sam, **SENT.get(verb, {}))
        beside.become(known, verb, now())
        for kind in AWAITED:
            if all(one.status in COMPLETE for one in self.of(kind)):
                self.write_down(kind)
        return f"{verb} {known.number}"

    def differences(self) -> list[str]:
        """How far each is, and who had the letter of its removal."""
        found = [f"{one.number}: not {one.status}" for one in self.records if row(one).status != one.status]
        told = {(known.pk, email) for known in self.of("problem") for email in known.told}
        letters = set(RemovalNotice.objects.values_list("problem", "customer__email"))
        return found if told == letters else [*found, f"predicted the removal letters {told}, found {letters}"]


def row(known: Known) -> Any:
    return KINDS[known.kind].objects.get(pk=known.pk)
