"""A log's lines as the steps that a living incident takes: the verbs of the timeline, in order (R18)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from incidents.imports.log import CLOSED, NEW, PROPOSED, WIP, Line

ACTION = "action_needed"
QUESTION = "customer_action_needed"
Verbs = tuple[str, ...]
# What leads from a state to the next one's. Nothing leads back to new: what has begun stays in progress.
PATHS: dict[tuple[str, str], Verbs] = {
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
    is_clamped: bool = False  # its line's own time lies before that of the line before
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
    opening = Step("open_incident", min(first.opened, first.t), 0, severity=first.severity)
    walk, found = Walk(opening.at, first.severity), [opening]
    for place, line in enumerate(lines, start=1):
        walk.meet(line)
        if walk.state == line.state == CLOSED:
            found[-1].lines.append((place, line))
        else:
            found += walk.take(place, line)
    return found


@dataclass
class Walk:
    """Where an incident stands while its lines are read."""

    at: datetime
    severity: int
    state: str = NEW
    owner: str = ""
    named: str = ""  # whom the log names last; after a closing nobody else is given it until it is reopened
    substate: str = ""
    is_answered: bool = False
    flags: frozenset[str] = frozenset()
    flags_said: frozenset[str] = frozenset()  # by the line before

    def meet(self, line: Line) -> None:
        """Time never runs backwards, and no owner is no news: whoever had it keeps it (S13)."""
        self.at = max(self.at, line.t)
        self.named = line.owner or self.named

    def take(self, place: int, line: Line) -> list[Step]:
        """What a line adds to the timeline; one of its steps, the one that says most, stands for it."""
        again, onward = self.path_to(line.state)
        people = self.people(place, line)
        moves = [self.step(verb, place, line) for verb in (*again, *onward)]
        for step in moves[:-1]:
            step.is_inserted = True
        ordered = [*moves[: len(again)], *people, *moves[len(again) :]]
        self.go(step.verb for step in ordered)
        flags = self.flag_steps(place, line)
        news = [*moves[-1:], *(step for step in flags if not step.is_inserted), *people]
        principal = news[0] if news else self.step("import_line", place, line)
        principal.lines.append((place, line))
        principal.substate = self.new_substate(line)
        return [*ordered, *flags, *([] if news else [principal])]

    def step(self, verb: str, place: int, line: Line, **more: Any) -> Step:
        return Step(verb, self.at, place, is_clamped=line.t < self.at, **more)

    def path_to(self, state: str) -> tuple[Verbs, Verbs]:
        """Opened again first, for a closed incident takes nothing else (R13); then what leads on from there."""
        path = PATHS.get((self.state, state), ())
        again, onward = (path[:1], path[1:]) if self.state == CLOSED else ((), path)
        is_unanswered = not self.is_answered and onward == ("propose_solution",)
        return again, ("respond", *onward) if is_unanswered else onward

    def people(self, place: int, line: Line) -> list[Step]:
        """Who has it, and how grave it is."""
        found: list[Step] = []
        if self.named != self.owner:
            verb = "transfer_ownership" if self.is_answered else "assign"
            found.append(self.step(verb, place, line, owner=self.named))
            self.owner = self.named
        if line.severity != self.severity:
            found.append(self.step("assign", place, line, severity=line.severity))
            self.severity = line.severity
        return found

    def go(self, verbs: Iterable[str]) -> None:
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
            self.step("lower_flag", place, line, flag=flag, is_inserted=flag not in before)
            for flag in sorted(self.flags - wanted)
        ]
        raised = [self.step("raise_flag", place, line, flag=flag) for flag in sorted(wanted - self.flags)]
        self.flags = wanted
        return [*lowered, *raised]

    def new_substate(self, line: Line) -> str | None:
        """What the work waits for from now on; none where that is as before, or over."""
        wanted = "" if self.state == CLOSED else line.sub
        before, self.substate = self.substate, wanted
        return None if self.state == CLOSED or wanted == before else wanted
