"""An incident's own columns as its timeline tells them: the rules, read a second time and apart from the actions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from incidents.models.incident_fields import place_of
from incidents.models.pressing import Place
from incidents.replaying.line import CALENDAR, ENDS, HAPPENINGS, Line

NEXT_STATE = {
    "open_incident": "new",
    "respond": "work_in_progress",
    "propose_solution": "solution_proposed",
    "reject_solution": "work_in_progress",
    "withdraw_solution": "work_in_progress",
    "reopen": "work_in_progress",
    **dict.fromkeys(ENDS, "closed"),
}
# R15, line by line: what the customer does, what wants the owner whoever does it, and what answers the customer.
FROM_CUSTOMER = {
    *("post_message", "confirm_problem", "correct_problem"),
    *("reject_solution", "keep_open", "report_applied", "say_unhappy"),
}
WANTS_OWNER = {"post_message", "correct_problem", "reject_solution", "transfer_ownership", "reopen"}
WANTS_OWNER |= {"finish_task", "decline_task", "chase_task"}
FROM_COLLEAGUES = {"send_update", "add_note", "record_check"}
ANSWERS = {"respond", "state_problem", "propose_solution", "withdraw_solution"}
BY_HAND = {"raise_flag": True, "lower_flag": False}
FLAG_WORDS = {"customer_action_needed": "customer_question", "assistance_required": "assistance_reason"}
# What it waits for, what hit it, what it tells of (R14, R24, R26): the records themselves stand beside the incident.
PROGRESS = "note_progress"
WAITS = {"pending_problem": "problem", "pending_change": "change", "pending_rca": "rca"}
BESIDE = {"set_substate", "clear_substate", PROGRESS}
BESIDE |= {"match_problem", "unmatch_problem", "link_outage", "unlink_outage"}
JUDGED = {
    "accept_solution": "accepted",
    "reject_solution": "rejected",
    "withdraw_solution": "withdrawn",
    "withdraw": "withdrawn",
}
KNOWN = HAPPENINGS | FROM_CUSTOMER | WANTS_OWNER | FROM_COLLEAGUES | ANSWERS
KNOWN |= {*NEXT_STATE, *BY_HAND, *BESIDE, CALENDAR, "assign", "import_line"}
KNOWN |= {"name_deputy", "delegate_task", "recall_task"}
SHARING = {"add_colleague": True, "remove_colleague": False}  # with colleagues of the customer (R17)
KNOWN |= {*SHARING}
VISITS = {"admit_guest": True, "dismiss_guest": False}  # of guests, by what they are called above (R37)


@dataclass
class Proposal:
    """A solution; the names are those of the stored columns."""

    kind: str
    proposed_at: datetime
    outcome: str = "proposed"
    answered_at: datetime | None = None
    kept_open_at: datetime | None = None
    wish: str = ""

    def close(self, outcome: str, at: datetime) -> None:
        self.outcome, self.answered_at = outcome, at


@dataclass
class Finding:
    """What a check of the investigation found (R29); the names are those of the stored columns."""

    kind: str
    outcome: str
    by_id: int | None
    at: datetime
    query: str
    found: list[dict[str, str]]
    outage_id: int | None


@dataclass
class Columns:
    """The names are those of the stored columns; `solutions` and `checks` by their key."""

    state: str = ""
    substate: str = ""
    waits_for_problem_id: int | None = None
    waits_for_change_id: int | None = None
    waits_for_rca_id: int | None = None
    severity: int | None = None
    owner_id: int | None = None
    deputy_id: int | None = None
    deputy_from: datetime | None = None
    deputy_until: datetime | None = None
    plan_version_id: int | None = None
    calendar_version_id: int | None = None
    action_needed: bool = False
    customer_action_needed: bool = False
    customer_question: str = ""
    assistance_required: bool = False
    assistance_reason: str = ""
    statement_id: int | None = None
    statement_answer: str = ""
    opened_at: datetime | None = None
    responded_at: datetime | None = None
    recognised_at: datetime | None = None
    relieved_at: datetime | None = None
    resolved_at: datetime | None = None
    applied_on: date | None = None
    closed_at: datetime | None = None
    closed_as: str = ""
    duplicate_of_id: int | None = None
    next_update_by: datetime | None = None
    event_count: int = 0
    last_event_at: datetime | None = None
    presses_at: datetime | None = None
    next_due_at: datetime | None = None
    solutions: dict[int, Proposal] = field(default_factory=dict, metadata={"is_column": False})
    checks: dict[int, Finding] = field(default_factory=dict, metadata={"is_column": False})
    colleagues: set[int] = field(default_factory=set, metadata={"is_column": False})
    guests: set[str] = field(default_factory=set, metadata={"is_column": False})

    def read(self, line: Line) -> None:
        """Take what one event says."""
        self.event_count, self.last_event_at = line.seq, line.at
        self.state = NEXT_STATE.get(line.verb, self.state)
        self.read_facts(line)
        self.read_flags(line)
        self.read_recognition(line)
        self.read_solutions(line)
        self.read_relief(line)
        self.read_ends(line)
        self.read_checks(line)
        self.read_sharing(line)
        self.read_visits(line)

    def read_facts(self, line: Line) -> None:
        """What an event's data say outright: pins, severity, owner, sub-state, the promised update."""
        if line.verb == "open_incident":
            self.opened_at = line.at
            self.plan_version_id = line.data["plan_version"]
        self.calendar_version_id = line.data.get("calendar_version", self.calendar_version_id)
        self.severity = line.data.get("severity", self.severity)
        if "substate" in line.data:
            self.wait(line.data["substate"], line.data)
        if "owner" in line.data:
            self.owner_id = line.data["owner"]["id"] if line.data["owner"] else None
            self.deputy_id = self.deputy_from = self.deputy_until = None
        if line.verb == "name_deputy":
            self.deputy_id = line.data["deputy"]["id"] if line.data["deputy"] else None
            self.deputy_from, self.deputy_until = moment(line.data["from"]), moment(line.data["until"])
        if "next_update_by" in line.data:
            self.next_update_by = moment(line.data["next_update_by"])

    def wait(self, substate: str, data: Mapping[str, Any]) -> None:
        """For one record, or for nothing (R14); what was imported names no record."""
        self.substate = substate or ""
        for each, name in WAITS.items():
            setattr(self, f"waits_for_{name}_id", data.get(name) if each == substate else None)

    # --- Flags (R15) -------------------------------------------------------------------------------------------------

    def read_flags(self, line: Line) -> None:
        was_asked = self.customer_action_needed
        if line.verb in FROM_CUSTOMER:
            self.put("customer_action_needed", False)
        if self.wants_owner(line, was_asked):
            self.action_needed = True
        if line.verb in ANSWERS or (line.verb == "send_update" and self.is_owner(line)):
            self.action_needed = False
        if line.verb in BY_HAND:
            self.put(line.data["flag"], BY_HAND[line.verb], line.said)

    def wants_owner(self, line: Line, was_asked: bool) -> bool:
        if line.verb in FROM_COLLEAGUES:
            return not self.is_owner(line)
        if line.verb == PROGRESS or line.data.get("came_back"):
            return True
        if "noted" in line.data:
            return bool(line.data["noted"]["wants_owner"])
        return line.verb in WANTS_OWNER or (was_asked and line.verb in FROM_CUSTOMER)

    def is_owner(self, line: Line) -> bool:
        """The owner, or their deputy while that lasts (R11a). Nobody is nobody's owner, though nobody may own it."""
        if line.by is None or self.deputy_from is None or self.deputy_until is None:
            return line.by is not None and line.by == self.owner_id
        is_covered = self.deputy_from <= line.at < self.deputy_until
        return line.by == self.owner_id or (line.by == self.deputy_id and is_covered)

    def put(self, flag: str, is_up: bool, why: str = "") -> None:
        setattr(self, flag, is_up)
        if flag in FLAG_WORDS:
            setattr(self, FLAG_WORDS[flag], why if is_up else "")

    # --- The five R's (R5 to R12, R23) -------------------------------------------------------------------------------

    def read_recognition(self, line: Line) -> None:
        match line.verb:
            case "respond":
                self.responded_at = line.at
            case "state_problem":
                self.statement_id, self.statement_answer = line.message, ""
            case "confirm_problem":
                self.statement_answer = "confirmed"
                self.recognised_at = self.recognised_at or line.at
            case "correct_problem":
                self.statement_answer, self.recognised_at = "corrected", None
            case "accept_solution" if self.recognised_at is None:
                self.statement_answer, self.recognised_at = "accepted", line.at

    def read_solutions(self, line: Line) -> None:
        key = line.data.get("solution")
        if line.verb == "propose_solution":
            for earlier in self.solutions.values():
                if earlier.outcome == "proposed":
                    earlier.close("replaced", line.at)
            self.solutions[key] = Proposal(line.data["kind"], line.at)  # type: ignore[index]
        elif line.verb in JUDGED and key is not None:
            self.solutions[key].close(JUDGED[line.verb], line.at)
        elif line.verb == "keep_open":
            kept = self.solutions[key]  # type: ignore[index]
            kept.kept_open_at, kept.wish = line.at, line.data["wish"]

    def read_relief(self, line: Line) -> None:
        """A rejected or withdrawn solution gave no relief; what was reopened was not resolved either."""
        match line.verb:
            case "propose_solution":
                self.relieved_at = self.relieved_at or line.at
            case "reject_solution" | "withdraw_solution":
                self.relieved_at = None
            case "report_applied":
                self.resolve(line)
            case "accept_solution" if self.is_resolved_by(line):
                self.resolve(line)
            case "reopen":
                self.relieved_at = self.resolved_at = self.applied_on = None

    def is_resolved_by(self, line: Line) -> bool:
        is_fix = self.solutions[line.data["solution"]].kind == "conclusive_fix"
        return is_fix or line.data.get("applied_on") is not None

    def resolve(self, line: Line) -> None:
        self.resolved_at = self.resolved_at or line.at
        day = line.data.get("applied_on")
        self.applied_on = date.fromisoformat(day) if day else self.applied_on

    def read_ends(self, line: Line) -> None:
        """An end leaves nothing to be asked, promised or waited for; reopening undoes it (R12)."""
        if line.verb in ENDS:
            self.closed_at, self.closed_as = line.at, ENDS[line.verb]
            self.next_update_by = None
            self.wait("", {})
            for flag in ("action_needed", *FLAG_WORDS):
                self.put(flag, False)
        if line.verb == "discard":
            self.duplicate_of_id = place_of(line.data.get("duplicate_of") or "")
        if line.verb == "reopen":
            self.closed_at, self.closed_as, self.duplicate_of_id = None, "", None

    # --- The initial investigation (R29) ------------------------------------------------------------------------------

    def read_checks(self, line: Line) -> None:
        """Each finding stays, whatever is found later."""
        if line.verb != "record_check":
            return
        data = line.data
        search = data.get("search", {"query": "", "found": []})
        self.checks[data["finding"]] = Finding(
            data["check"], data["outcome"], line.by, line.at, search["query"], search["found"], data.get("outage")
        )

    def read_sharing(self, line: Line) -> None:
        """Who of the customer's colleagues is added, until they are removed (R17)."""
        if line.verb in SHARING:
            who = {line.data["colleague"]["id"]}
            self.colleagues = self.colleagues | who if SHARING[line.verb] else self.colleagues - who

    def read_visits(self, line: Line) -> None:
        """Who was let in, on which ground, until they are out or it closes (R37)."""
        if line.verb in ENDS:
            self.guests = set()
        if line.verb in VISITS:
            who = {f"{line.data['guest']['key']} {line.data['ground']}"}
            self.guests = self.guests | who if VISITS[line.verb] else self.guests - who

    # --- The place in the queue --------------------------------------------------------------------------------------

    @property
    def wants_somebody(self) -> bool:
        """Action is needed, or nobody has answered yet: it presses whatever the clocks say."""
        return self.action_needed or self.state == "new"

    def stand(self, place: Place) -> None:
        """Take what the clocks make of it."""
        self.presses_at, self.next_due_at = place


def moment(stamped: Any) -> datetime | None:
    """A time as an event's data keep it."""
    return datetime.fromisoformat(stamped) if stamped else None
