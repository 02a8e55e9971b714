"""An incident as the rules describe it (docs/rules.md): no database, no code of Relief's, only what must come out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.walk.hours import RELIEF, RESPONSE, Clock, Promise

SUPPORT = ("engineer", "sme", "manager")
FLAGS = ("action_needed", "customer_action_needed", "assistance_required")
PREFIX = {"problem": "KE", "change": "CHG", "rca": "RCA", "outage": "OUT"}
AWAITED = ("problem", "change", "rca")  # what a sub-state can wait for (R14)
COMPLETE = ("fix_released", "removed", "done", "cancelled", "delivered")


@dataclass(frozen=True)
class Person:
    name: str
    email: str
    role: str
    organisation: str = ""
    is_lead: bool = False
    is_active: bool = True

    @property
    def is_support(self) -> bool:
        return self.role in SUPPORT and self.is_active


@dataclass(frozen=True)
class Step:
    """Somebody does something by a door, with what they send; `is_stale` if they saw an older version."""

    verb: str
    by: Person | None
    at: datetime
    given: dict[str, Any] = field(default_factory=dict)
    is_stale: bool = False
    door: str = "action"  # or portal, workspace, api


@dataclass
class Paper:
    """A solution or a statement of the problem, and what became of it."""

    kind: str = ""
    answer: str = ""
    reminders: list[datetime] = field(default_factory=list)  # of a solution, those that are still to come


@dataclass(frozen=True)
class Cover:
    """Who stands in for the owner, from when and until when (R11a)."""

    deputy: Person
    begins: datetime
    until: datetime


@dataclass
class Task:
    """A piece of work in a colleague's hands (R16)."""

    assignee: Person
    state: str = "open"
    due: datetime | None = None
    chase_at: datetime | None = None  # while it is to be told that it is late


@dataclass(eq=False)
class Known:
    """A Problem, Change, RCA request or outage, and how far it is (R24, R26, R27)."""

    kind: str
    pk: int
    status: str
    fixed_at: datetime | None = None
    removed_at: datetime | None = None
    is_untold: bool = False  # what became of it is still to be told to the incidents
    told: set[str] = field(default_factory=set)  # customers who had the letter of its removal

    @property
    def number(self) -> str:
        return f"{PREFIX[self.kind]}-{100 + self.pk}"


@dataclass
class Match:
    """A Problem hit an incident, which has heard of its progress so far."""

    problem: Known
    at: datetime
    told: str


@dataclass
class Incident:
    reporter: Person
    severity: int
    opened_at: datetime
    area: str = ""
    category: str = ""
    owner: Person | None = None
    cover: Cover | None = None
    state: str = "new"
    closed_as: str = ""
    waits_for: Known | None = None
    flags: set[str] = field(default_factory=set)
    version: int = 0
    reached: dict[str, datetime] = field(default_factory=dict)  # response, recognition, relief, resolution
    statements: list[Paper] = field(default_factory=list)
    solutions: list[Paper] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    matches: list[Match] = field(default_factory=list)
    outages: list[Known] = field(default_factory=list)
    timeline: list[str] = field(default_factory=list)
    acted_for: list[tuple[str, str]] = field(default_factory=list)  # verb and owner, of what a deputy did
    letters: list[tuple[str, str, str]] = field(default_factory=list)  # verb, audience, address
    response: Clock = field(default_factory=lambda: Clock("response", RESPONSE))
    relief: Clock = field(default_factory=lambda: Clock("relief", RELIEF))
    promise: Promise = field(default_factory=lambda: Promise("next_update", {}))

    @property
    def clocks(self) -> tuple[Clock, ...]:
        return self.response, self.relief, self.promise

    @property
    def substate(self) -> str:
        return f"pending_{self.waits_for.kind}" if self.waits_for else ""

    def deputy(self, moment: datetime) -> Person | None:
        """Who stands in for the owner just now; the end of a cover is not part of it."""
        is_covered = self.cover is not None and self.cover.begins <= moment < self.cover.until
        return self.cover.deputy if self.cover and is_covered else None

    def is_held_by(self, person: Person | None, moment: datetime) -> bool:
        """The deputy may do what the owner may (R11a)."""
        return person is not None and person in (self.owner, self.deputy(moment))

    def is_hit_by(self, problem: Known | None) -> bool:
        return any(match.problem is problem for match in self.matches)

    def is_visible_to(self, person: Person) -> bool:
        """Staff see every incident, customers theirs, a lead their organisation's, an administrator none."""
        if person.role == "customer":
            return self.is_decided_by(person)
        return person.role in SUPPORT

    def is_decided_by(self, person: Person) -> bool:
        same = person.organisation == self.reporter.organisation
        return person == self.reporter or (person.role == "customer" and person.is_lead and same)


Effect = Callable[[Incident, Step], object]
