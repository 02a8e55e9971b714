"""How a story of the demo world is told: who reported what, and step by step what people did about it."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

OWNER, REPORTER = "owner", "reporter"
WORKAROUND, FIX = "workaround", "conclusive_fix"


@dataclass(frozen=True)
class Step:
    """One act. `when` is after the step before ("40m", "3h", "1d"), or with a minus before the world is loaded."""

    verb: str
    by: str
    when: str
    words: dict[str, Any] = field(default_factory=dict)
    promise: str = ""  # the next update, so long after this one


@dataclass(frozen=True)
class Story:
    """One incident. `ago`: reported so long before the world is loaded; of a day or more, at an hour of work."""

    reporter: str
    severity: int
    ago: str
    title: str
    description: str
    triage: str = ""  # "eva query bug": owner, area, category; nobody looked yet where it is empty
    steps: tuple[Step, ...] = ()
    key: str = ""  # where another story points at this one
    triaged_by: str = ""
    triaged_after: str = "9m"

    @property
    def triager(self) -> str:
        """Whoever is awake when this customer is."""
        return self.triaged_by or ("sia" if self.reporter == "max" else "eli")


def span(text: str) -> timedelta:
    """ "1d 2h 30m" as a length of time; a leading minus is left to the reader."""
    names = {"d": "days", "h": "hours", "m": "minutes"}
    parts = re.findall(r"([0-9]+)([dhm])", text)
    return sum((timedelta(**{names[unit]: int(count)}) for count, unit in parts), timedelta())


# --- What people do, in the words in which the stories are told -------------------------------------------------------


def answers(when: str, body: str, promise: str = "") -> Step:
    return Step("respond", OWNER, when, {"body": body}, promise)


def updates(when: str, body: str, promise: str = "", by: str = OWNER) -> Step:
    return Step("send_update", by, when, {"body": body}, promise)


def notes(when: str, by: str, body: str, files: dict[str, str] | None = None) -> Step:
    """`files`: what each holds, by its name."""
    return Step("add_note", by, when, {"body": body, "files": files or {}})


def states(when: str, body: str, promise: str = "") -> Step:
    return Step("state_problem", OWNER, when, {"body": body}, promise)


def proposes(when: str, kind: str, body: str, promise: str = "") -> Step:
    return Step("propose_solution", OWNER, when, {"kind": kind, "body": body}, promise)


def takes_back(when: str, reason: str) -> Step:
    return Step("withdraw_solution", OWNER, when, {"reason": reason})


def asks(when: str, question: str) -> Step:
    return Step("raise_flag", OWNER, when, {"flag": "customer_action_needed", "reason": question})


def calls(when: str, reason: str) -> Step:
    return Step("raise_flag", OWNER, when, {"flag": "assistance_required", "reason": reason})


def helps(when: str, by: str, reason: str) -> Step:
    return Step("lower_flag", by, when, {"flag": "assistance_required", "reason": reason})


def handled(when: str) -> Step:
    return Step("lower_flag", OWNER, when, {"flag": "action_needed"})


def triages(when: str, by: str, severity: int) -> Step:
    return Step("assign", by, when, {"severity": severity})


def discards(when: str, by: str, reason: str, **more: Any) -> Step:
    return Step("discard", by, when, {"reason": reason, **more})


def transfers(when: str, to: str, reason: str) -> Step:
    return Step("transfer_ownership", "mia", when, {"owner": to, "reason": reason})


def lends(when: str, to: str, span: str, reason: str) -> Step:
    """The owner's place, for so long from then on."""
    return Step("name_deputy", OWNER, when, {"deputy": to, "until": span, "reason": reason})


def delegates(when: str, to: str, title: str, detail: str = "", due: str = "") -> Step:
    return Step("delegate_task", OWNER, when, {"assignee": to, "title": title, "detail": detail, "due": due})


def finishes(when: str, by: str, result: str) -> Step:
    """The newest task of the incident that is theirs and open."""
    return Step("finish_task", by, when, {"result": result})


def looks(when: str, check: str, outcome: str, evidence: str) -> Step:
    """One of the four checks of the initial investigation, and what it found."""
    return Step("record_check", OWNER, when, {"check": check, "outcome": outcome, "evidence": evidence})


def declines(when: str, by: str, reason: str) -> Step:
    return Step("decline_task", by, when, {"reason": reason})


def recalls(when: str, reason: str) -> Step:
    """The newest task of the incident that is open."""
    return Step("recall_task", OWNER, when, {"reason": reason})


def reopens(when: str, reason: str) -> Step:
    return Step("reopen", "mia", when, {"reason": reason})


def writes(when: str, body: str, by: str = REPORTER) -> Step:
    return Step("post_message", by, when, {"body": body})


def confirms(when: str, by: str = REPORTER) -> Step:
    return Step("confirm_problem", by, when)


def corrects(when: str, body: str, by: str = REPORTER) -> Step:
    return Step("correct_problem", by, when, {"body": body})


def accepts(when: str, by: str = REPORTER) -> Step:
    return Step("accept_solution", by, when)


def rejects(when: str, reason: str, by: str = REPORTER) -> Step:
    return Step("reject_solution", by, when, {"reason": reason})


def keeps(when: str, wish: str = "", by: str = REPORTER) -> Step:
    return Step("keep_open", by, when, {"wish": wish})


def applied(when: str, by: str = REPORTER) -> Step:
    return Step("report_applied", by, when)


def withdraws(when: str, reason: str, by: str = REPORTER) -> Step:
    return Step("withdraw", by, when, {"reason": reason})
