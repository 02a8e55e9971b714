"""Who does what on the walk, by which door, and what has been done so far."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.people import People
from tests.walk.arguments import PUBLIC, arguments
from tests.walk.drive import BY_MESSAGES, Drive, people_of_the_walk
from tests.walk.model import Incident, Person, Step
from tests.walk.rules import MAY, NOWHERE, customer
from tests.walk.shelf import Shelf

VERBS = tuple(MAY)
CUSTOMER_VERBS = tuple(verb for verb, rule_of in MAY.items() if rule_of is customer)
NAMES = ("ada", "lead", "bob", "max", "eva", "eli", "sen", "sam", "mia", "root", "gone", "nobody")
CONCERNED = (
    *("the owner", "the owner", "the owner", "the customer", "the customer", "the customer", "mia"),
    *("the deputy", "the deputy", "the assignee"),
)
CALLERS_MAY_OMIT = ("applied_on", "assignee", "problem", "outage")  # a function has to be given them
DOORS = ("action", "page", "api", "page", "api")


@dataclass
class Tally:
    """What was done on all walks together; `found_at` is the step at which a difference was found first.

    `seed` is the present walk's: with it the walk can be made again alone.
    """

    seed: int = 0
    steps: int = 0
    refusals: int = 0
    successes: int = 0
    letters: int = 0
    looks: int = 0
    sweeps: int = 0
    walks: int = 0
    found_at: int = 0
    by_door: Counter[str] = field(default_factory=Counter)
    by_refusal: Counter[int] = field(default_factory=Counter)
    by_verb: Counter[str] = field(default_factory=Counter)

    def count(self, door: str, verb: str, refused: int | None) -> None:
        self.steps += 1
        self.by_door[door] += 1
        if refused is None:
            self.successes += 1
            self.by_verb[verb] += 1
        else:
            self.refusals += 1
            self.by_refusal[refused] += 1

    def told(self) -> dict[str, Any]:
        return {
            **{
                name: getattr(self, name)
                for name in ("steps", "refusals", "successes", "letters", "sweeps", "looks", "walks")
            },
            **{name: dict(sorted(getattr(self, name).items())) for name in ("by_door", "by_refusal", "by_verb")},
            **({"found_at": self.found_at} if self.found_at else {}),
        }


@dataclass
class Tracked:
    """An incident and its model."""

    pk: int
    model: Incident


class Stage:
    """The people and their ways in; `shelf` is each walk's own."""

    shelf: Shelf

    def __init__(self, people: People) -> None:
        self.cast = people_of_the_walk(people)
        self.people, self.drive = people, Drive(people)
        self.managers = [person for person in self.cast.values() if person.role == "manager"]
        self.tally = Tally()

    def person(self, name: str) -> Person | None:
        return self.cast.get(name)

    def person_about(self, about: Incident, name: str) -> Person | None:
        concerned = {
            "the owner": about.owner,
            "the customer": about.reporter,
            "the deputy": about.cover.deputy if about.cover else about.owner,
            "the assignee": about.tasks[-1].assignee if about.tasks else about.owner,
        }
        return concerned.get(name, self.person(name))

    def step(
        self, about: Incident, verb: str, name: str, now: datetime, detail: int, door: str, flavour: str = "good"
    ) -> Step:
        """What this person sends with this verb, in the shape that the door takes."""
        door = door if door != "page" else "portal" if verb in CUSTOMER_VERBS else "workspace"
        given = arguments(verb, flavour, detail, about, self.cast, self.shelf, now)
        if flavour == "missing" and door != "action":
            given = {name: value for name, value in given.items() if name not in CALLERS_MAY_OMIT}
        if door == "action" and NOWHERE in given.values():  # no function is given what no door found
            given = arguments(verb, "good", detail, about, self.cast, self.shelf, now)
        step = Step(verb, self.person_about(about, name), now, given, door=door)
        return as_call(step) if door == "api" else step

    def good_steps(
        self, about: Incident, now: datetime, detail: int, door: str, verbs: Sequence[str] = VERBS
    ) -> Iterator[Step]:
        """Everybody with each of these verbs, rightly sent."""
        for verb in verbs:
            for name in NAMES:
                yield self.step(about, verb, name, now, detail, door)

    def opening(self, name: str, now: datetime, choice: int, door: str) -> Step:
        """A report; one in five lacks something, and some name a customer who is none of the sender's."""
        if door == "page":
            door = ("portal", "workspace")[choice % 2]
        given: dict[str, Any] = {"title": f"Output {choice} stops", "description": PUBLIC, "severity": 1 + choice % 4}
        if choice % 5 == 0:
            given |= ({"title": ""}, {"description": " "}, {"severity": 7}, {"title": "x" * 20_001})[choice // 5 % 4]
        given["area"] = (None, "query", "inputs")[choice // 3 % 3]
        person = self.person(name)
        is_customer = person is not None and person.role == "customer"
        whose = (None, "ada", "max", "bob", "lead")[choice // 7 % 5] if not is_customer or choice % 6 == 0 else None
        given["customer"] = self.cast[whose] if whose else None
        return Step("open_incident", person, now, {k: v for k, v in given.items() if v is not None}, door=door)


def as_call(step: Step) -> Step:
    """The API has one address for all messages, and takes no number of a statement."""
    given = {name: value for name, value in step.given.items() if name != "statement"}
    verb = step.verb
    if verb in BY_MESSAGES and step.by is not None:
        if step.by.role == "customer":
            given |= {"visibility": "internal"} if verb == "add_note" else {}
            given.pop("next_update_by", None)
            verb = "post_message"
        elif verb == "post_message":  # staff have to say who may read it
            verb, given = "add_note", {**given, "visibility": "none"}
    return Step(verb, step.by, step.at, given, step.is_stale, "api")
