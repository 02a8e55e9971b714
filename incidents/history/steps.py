"""A log's lines as the steps that a living incident takes: the verbs of the timeline, in order (R18)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from incidents.history.log import CLOSED, NEW, PROPOSED, WIP, Line

ACTION = "action_needed"
QUESTION = "customer_action_needed"
# What leads from a state to the next one's. Nothing leads back to new: what has begun stays in progress.
PATHS: dict[tuple[str, str], tuple[str, ...]] = {
    (NEW, WIP): ("respond",),
    (NEW, PROPOSED): ("respond", "propose_solution"),
    (NEW, CLOSED): ("withdraw",),
    (WIP, PROPOSED): ("propose_solution",),
    (WIP, CLOSED): ("withdraw",),
    (PROPOSED, WIP): ("reject_solution",),
    (PROPOSED, NEW): ("reject_solution",),
    (PROPOSED, CLOSED): ("accept_solution",),
    (CLOSED, NEW): ("reopen",),
    (CLOSED, WIP): ("reopen",),
    (CLOSED, PROPOSED): ("reopen", "propose_solution"),
}
LEADS_TO = {
    "respond": WIP,
    "propose_solution": PROPOSED,
    "reject_solution": WIP,
    "accept_solution": CLOSED,
    "withdraw": CLOSED,
    "reopen": WIP,
}
# What the verbs do to flags by themselves (R15); a log has its own word on them.
LOWERED_BY = {
    "respond": {ACTION},
    "propose_solution": {ACTION},
    "reject_solution": {QUESTION},
}
RAISED_BY = {"reject_solution": {ACTION}, "reopen": {ACTION}, "transfer_ownership": {ACTION}}


@dataclass
class Step:
    """One event to write. `lines` are those it stands for: one, none where it only belongs to one, more when folded."""

    verb: str
    at: datetime
    of: int  # the line that it follows from, by its place among the incident's, from 1
    lines: list[tuple[int, Line]] = field(default_factory=list)
    is_inserted: bool = False  # the log lacks this step, and the next one needs it
    owner: str = ""  # this and the next two: what the step sets, if it does
    severity: int = 0
    flag: str = ""
    substate: str | None = None  # an empty one is set too

    @property
    def mark(self) -> dict[str, Any]:
        """What the timeline keeps of the log's own words."""
        return {"of": self.of, "lines": [said(place, line) for place, line in self.lines]}


def said(place: int, line: Line) -> dict[str, Any]:
    words = {name: getattr(line, name) for name in ("state", "sub", "flag", "owner", "group", "priority", "src")}
    return {"n": place, "t": line.t.isoformat(), **words, "opened": line.opened.isoformat()}


def steps(lines: Sequence[Line]) -> list[Step]:
    """From the report to the last line. What a line says after the closing is kept with the closing (R13)."""
    first = lines[0]
    walk = Walk(severity=first.severity)
    found = [Step("open_incident", min(first.opened, first.t), 0, severity=first.severity)]
    for place, line in enumerate(lines, start=1):
        if walk.state == line.state == CLOSED:
            found[-1].lines.append((place, line))
        else:
            found += walk.take(place, line)
    return found


@dataclass
class Walk:
    """Where an incident stands while its lines are read."""

    severity: int
    state: str = NEW
    owner: str = ""
    substate: str = ""
    is_answered: bool = False
    flags: frozenset[str] = frozenset()
    flags_said: frozenset[str] = frozenset()  # by the line before

    def take(self, place: int, line: Line) -> list[Step]:
        """What a line adds to the timeline; one of its steps, the one that says most, stands for it."""
        path = self.path_to(line.state)
        again = [verb for verb in path if verb == "reopen"]  # first: a closed incident takes nothing else (R13)
        moves = [Step(verb, line.t, place) for verb in again]
        people = self.people(place, line)
        moves += [Step(verb, line.t, place) for verb in path if verb != "reopen"]
        for step in moves[:-1]:
            step.is_inserted = True
        self.go([*again, *(step.verb for step in people), *(verb for verb in path if verb != "reopen")])
        flags = self.flag_steps(place, line)
        said_flags = [step for step in flags if not step.is_inserted]
        principal = next(iter([*moves[-1:], *said_flags, *people, Step("import_line", line.t, place)]))
        principal.lines.append((place, line))
        principal.substate = self.new_substate(line)
        ordered = [*moves[: len(again)], *people, *moves[len(again) :], *flags]
        return ordered if principal in ordered else [*ordered, principal]

    def path_to(self, state: str) -> tuple[str, ...]:
        path = PATHS.get((self.state, state), ())
        unanswered = not self.is_answered and "respond" not in path and "propose_solution" in path
        return (*path[:-1], "respond", "propose_solution") if unanswered else path

    def people(self, place: int, line: Line) -> list[Step]:
        """Who has it, and how grave it is. No owner is no news here: whoever had it keeps it."""
        found: list[Step] = []
        if line.owner not in {"", self.owner}:
            verb = "transfer_ownership" if self.is_answered else "assign"
            found.append(Step(verb, line.t, place, owner=line.owner))
            self.owner = line.owner
        if line.severity != self.severity:
            found.append(Step("assign", line.t, place, severity=line.severity))
            self.severity = line.severity
        return found

    def go(self, verbs: Sequence[str]) -> None:
        """Take these verbs: where they lead, and what they do to the flags."""
        for verb in verbs:
            self.state = LEADS_TO.get(verb, self.state)
            self.is_answered |= verb == "respond"
            self.flags = self.flags - LOWERED_BY.get(verb, set()) | RAISED_BY.get(verb, set())
        if self.state == CLOSED:
            self.flags = frozenset()

    def flag_steps(self, place: int, line: Line) -> list[Step]:
        """The flags as the line says: what our own verbs raised unasked is lowered again."""
        wanted = frozenset({line.flag} - {""})
        before, self.flags_said = self.flags_said, wanted
        if self.state == CLOSED:
            return []
        lowered = [
            Step("lower_flag", line.t, place, flag=flag, is_inserted=flag not in before)
            for flag in sorted(self.flags - wanted)
        ]
        raised = [Step("raise_flag", line.t, place, flag=flag) for flag in sorted(wanted - self.flags)]
        self.flags = wanted
        return [*lowered, *raised]

    def new_substate(self, line: Line) -> str | None:
        """What the work waits for from now on; none where that is as before, or over."""
        wanted = "" if self.state == CLOSED else line.sub
        before, self.substate = self.substate, wanted
        return None if self.state == CLOSED or wanted == before else wanted
