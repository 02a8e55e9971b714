"""An incident as the rules describe it (docs/rules.md): no database, no code of Relief's, only what must come out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from tests.walk.hours import RELIEF, RESPONSE, Clock, Promise

SUPPORT = ("engineer", "sme", "manager")
OPEN = ("new", "work_in_progress", "solution_proposed")
ANSWERED = ("work_in_progress", "solution_proposed")
ANSWERS_TO_SOLUTION = ("accept_solution", "reject_solution", "keep_open")
FLAGS = ("action_needed", "customer_action_needed", "assistance_required")
LONG = 20_000  # characters: no field takes more


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


@dataclass
class Incident:
    reporter: Person
    severity: int
    opened_at: datetime
    area: str = ""
    category: str = ""
    owner: Person | None = None
    state: str = "new"
    closed_as: str = ""
    flags: set[str] = field(default_factory=set)
    version: int = 0
    reached: dict[str, datetime] = field(default_factory=dict)  # response, recognition, relief, resolution
    statements: list[Paper] = field(default_factory=list)
    solutions: list[Paper] = field(default_factory=list)
    timeline: list[str] = field(default_factory=list)
    letters: list[tuple[str, str, str]] = field(default_factory=list)  # verb, audience, address
    response: Clock = field(default_factory=lambda: Clock("response", RESPONSE))
    relief: Clock = field(default_factory=lambda: Clock("relief", RELIEF))

    promise: Promise = field(default_factory=lambda: Promise("next_update", {}))

    @property
    def clocks(self) -> tuple[Clock, ...]:
        return self.response, self.relief, self.promise

    def is_visible_to(self, person: Person) -> bool:
        """Staff see every incident, customers theirs, a lead their organisation's, an administrator none."""
        if person.role == "customer":
            return self.is_decided_by(person)
        return person.role in SUPPORT

    def is_decided_by(self, person: Person) -> bool:
        same = person.organisation == self.reporter.organisation
        return person == self.reporter or (person.role == "customer" and person.is_lead and same)


Given = dict[str, Any]
Rule = Callable[[Person, Incident, Given], bool]
Effect = Callable[[Incident, Step], object]


# --- Who may (403) ---------------------------------------------------------------------------------------------------


def customer(person: Person, incident: Incident, given: Given) -> bool:
    return incident.is_decided_by(person)


def support(person: Person, incident: Incident, given: Given) -> bool:
    return person.is_support


def owner(person: Person, incident: Incident, given: Given) -> bool:
    return person == incident.owner


def manager(person: Person, incident: Incident, given: Given) -> bool:
    return person.role == "manager"


def raiser(person: Person, incident: Incident, given: Given) -> bool:
    """The owner asks the customer and asks for help; that the owner is wanted, any colleague can say (R15)."""
    return person.is_support if given.get("flag") not in FLAGS[1:] else person == incident.owner


def lowerer(person: Person, incident: Incident, given: Given) -> bool:
    """The owner says "handled"; the call for help a manager may end too (R15). What is no flag is judged later."""
    is_helper = person.role == "manager" and given.get("flag") not in FLAGS[:2]
    return person == incident.owner or is_helper


MAY: dict[str, Rule] = {
    **dict.fromkeys(("post_message", "confirm_problem", "correct_problem", "accept_solution"), customer),
    **dict.fromkeys(("reject_solution", "keep_open", "report_applied", "withdraw"), customer),
    **dict.fromkeys(("assign", "discard", "send_update", "add_note"), support),
    **dict.fromkeys(("respond", "state_problem", "propose_solution", "withdraw_solution"), owner),
    **dict.fromkeys(("transfer_ownership", "reopen"), manager),
    "raise_flag": raiser,
    "lower_flag": lowerer,
}

# --- When it is possible (409) ---------------------------------------------------------------------------------------

WHEN: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("assign", "add_note", "post_message", "withdraw", "transfer_ownership"), OPEN),
    **dict.fromkeys(("raise_flag", "lower_flag"), OPEN),
    # What was closed before anybody answered, and reopened, still waits for the first answer (R5, R12).
    "respond": ("new", "work_in_progress"),
    "discard": ("new",),
    **dict.fromkeys(("send_update", "state_problem", "propose_solution", "report_applied"), ANSWERED),
    **dict.fromkeys(("confirm_problem", "correct_problem"), ANSWERED),
    **dict.fromkeys(("accept_solution", "reject_solution", "keep_open", "withdraw_solution"), ("solution_proposed",)),
    "reopen": ("closed",),
}


def is_possible(verb: str, incident: Incident, given: Given) -> bool:
    is_heard = "response" in incident.reached
    if incident.state not in WHEN[verb]:
        return False
    if verb == "respond":
        return bool(not is_heard and incident.area and incident.category and incident.owner)
    if verb in ("send_update", "state_problem", "propose_solution"):
        return is_heard
    if verb in ("confirm_problem", "correct_problem"):
        return is_newest(incident.statements, given.get("statement")) and may_still_say(verb, incident.statements[-1])
    if verb in ANSWERS_TO_SOLUTION:
        return is_newest(incident.solutions, given.get("solution"))
    if verb == "lower_flag":
        return bool(incident.flags) and (given.get("flag") not in FLAGS or given["flag"] in incident.flags)
    if verb == "assign":  # after the first answer a new owner is a transfer (R11); who can own nothing is no new owner
        return not is_heard or not colleague(given.get("owner")) or given["owner"] == incident.owner
    return True


def may_still_say(verb: str, statement: Paper) -> bool:
    """It is confirmed once; that it is wrong after all can be said later too, but not twice (R6)."""
    return not statement.answer or (verb == "correct_problem" and statement.answer != "corrected")


def is_newest(papers: list[Paper], named: int | None) -> bool:
    return bool(papers) and named in (None, len(papers) - 1)


# --- What is well formed (400) ---------------------------------------------------------------------------------------


def words(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= LONG and "\0" not in value


def colleague(value: object) -> bool:
    return isinstance(value, Person) and value.is_support


NEEDS: dict[str, dict[str, Callable[[Any], bool]]] = {
    **{verb: {"body": words} for verb in ("post_message", "correct_problem", "send_update", "add_note", "respond")},
    "state_problem": {"body": words},
    "propose_solution": {"body": words, "kind": ("workaround", "conclusive_fix").__contains__},
    **{verb: {"reason": words} for verb in ("reject_solution", "withdraw_solution", "withdraw", "discard", "reopen")},
    "transfer_ownership": {"owner": colleague, "reason": words},
    "report_applied": {"applied_on": lambda value: isinstance(value, date)},
    "raise_flag": {"flag": FLAGS.__contains__},
    "lower_flag": {"flag": FLAGS.__contains__},
}
MAY_HAVE: dict[str, Callable[[Any], bool]] = {
    "owner": colleague,
    "area": ("query", "inputs").__contains__,
    "category": ("bug", "question", "feature_request", "rca", "quota", "other").__contains__,
    "severity": (1, 2, 3, 4).__contains__,
    "reason": lambda value: words(value) or not value.strip(),  # where it is needed, NEEDS asks for it
    "wish": ("conclusive_fix", "root_cause_analysis").__contains__,
    "visibility": "public".__eq__,  # a customer's message is, and of staff the walk names another only to be refused
}


def is_well_formed(verb: str, incident: Incident, step: Step) -> bool:
    given = step.given
    if not all(is_so(given.get(name)) for name, is_so in NEEDS.get(verb, {}).items()):
        return False
    if not all(is_so(given[name]) for name, is_so in MAY_HAVE.items() if given.get(name) is not None):
        return False
    if step.door == "portal" and verb in ANSWERS_TO_SOLUTION and given.get("solution") is None:
        return False  # pages always send the solution that was seen
    if verb == "raise_flag" and given["flag"] != "action_needed" and not words(given.get("reason")):
        return False
    if verb == "transfer_ownership" and given["owner"] == incident.owner:
        return False  # a transfer is to somebody else
    if given.get("next_update_by") and given["next_update_by"] <= step.at:
        return False
    return not (given.get("applied_on") and given["applied_on"] > step.at.date())


def admits(door: str, person: Person) -> bool:
    """Customers get 404 on the workspace, staff on the portal."""
    return {"portal": person.role == "customer", "workspace": person.role in SUPPORT}.get(door, True)


def refusal(incident: Incident, step: Step) -> int | None:
    """Signed in, visible, allowed, up to date, possible, well formed: in this order (R1)."""
    if step.by is None or not step.by.is_active:
        return 401
    if not admits(step.door, step.by) or not incident.is_visible_to(step.by):
        return 404
    if not MAY[step.verb](step.by, incident, step.given):
        return 403
    if step.is_stale:
        return 412
    if not is_possible(step.verb, incident, step.given):
        return 409
    return None if is_well_formed(step.verb, incident, step) else 400


def refusal_to_open(step: Step) -> int | None:
    """Customers for themselves, the support team on a customer's behalf; the administrator has no incidents."""
    given, by = step.given, step.by
    if by is None or not by.is_active:
        return 401
    if not admits(step.door, by):
        return 404
    if by.role != "customer" and not by.is_support:
        return 403
    is_whole = words(given.get("title")) and words(given.get("description")) and given.get("severity") in (1, 2, 3, 4)
    return None if is_whole and is_own_report(step) else 400


def is_own_report(step: Step) -> bool:
    named = step.given.get("customer")
    if step.by is not None and step.by.role == "customer":
        return step.door == "portal" or named in (None, step.by)  # the portal's form does not ask
    return named is not None and named.role == "customer" and named.is_active
