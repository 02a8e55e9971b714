"""What people want done once: each intent with a mark in its words, a key of its own, and every try to send it.

Imports what needs a set up Django: import this after `bench.scratch.installation`.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from accounts.models import User
from bench.doors import Pages, Tool
from bench.webserver import Answer, Call
from incidents.models import Incident
from notifications.moment import now
from tests.people import People

# One incident's life: who does what.
LIFE = (
    ("ada", "open_incident"),
    ("eva", "take_and_respond"),
    ("lead", "post_message"),
    ("eva", "lower_flag"),
    ("eva", "state_problem"),
    ("ada", "confirm_problem"),
    ("eva", "propose_solution"),
    ("sam", "add_note"),
    ("ada", "reject_solution"),
    ("eli", "send_update"),
    ("eva", "propose_solution"),
    ("ada", "keep_open"),
    ("ada", "report_applied"),
    ("ada", "accept_solution"),
    ("mia", "reopen"),
    ("eva", "raise_flag"),
    ("ada", "post_message"),
    ("eva", "propose_solution"),
    ("eva", "withdraw_solution"),
    ("ada", "withdraw"),
)
# What anybody may say at any time; now and then it is said in an incident that all clients write to at once.
SAID = (("lead", "post_message"), ("ada", "post_message"), ("sam", "add_note"), ("eli", "send_update"))
SHARED = 0.2
WORDLESS = {"lower_flag", "confirm_problem", "keep_open", "report_applied", "accept_solution"}
ABOUT_SOLUTION = {"reject_solution", "keep_open", "accept_solution"}
TYPED_IN = {
    "open_incident": "description",
    **dict.fromkeys(("raise_flag", "reject_solution", "withdraw_solution", "reopen", "withdraw"), "reason"),
}
TWO_ACTS = {"take_and_respond": ("assign", "respond")}
VISIBILITY = {"post_message": "public", "send_update": "public", "add_note": "internal"}
LED_ON, DONE, MADE = 302, 200, 201


@dataclass(frozen=True)
class Try:
    """One time that the request was sent; in seconds of this host's clock."""

    began: float
    ended: float
    status: int


@dataclass
class Intent:
    """One thing that one person wants done once, however often it has to be sent."""

    mark: str
    who: User
    key: str  # as a submission keeps it
    call: Call
    expected: int
    incident: Incident | None  # none before it is reported
    seq: int  # of its last event in the timeline; 0 where others write as well
    tries: list[Try] = field(default_factory=list)
    answer: Answer | None = None

    @property
    def verbs(self) -> tuple[str, ...]:
        return TWO_ACTS.get(self.call.verb, (self.call.verb,))

    @property
    def has_words(self) -> bool:
        return self.call.verb not in WORDLESS

    @property
    def is_done(self) -> bool:
        return self.answer is not None and self.answer.status == self.expected

    def told(self) -> dict[str, Any]:
        """What the API answered; nothing where a page did."""
        assert self.answer is not None
        return {} if self.expected == LED_ON else dict(json.loads(self.answer.body))

    def number(self) -> str:
        """The incident that the answer names."""
        assert self.answer is not None
        place = self.answer.headers.get("location", "")
        path = place if self.expected in {LED_ON, MADE} and place else self.call.path
        return str(self.told().get("number") or next(part for part in path.split("/") if part.startswith("INC-")))


@dataclass(frozen=True)
class Turn:
    """Whose turn it is to do what, where. `seq` is that of the last event there; 0 where others write as well."""

    mark: str
    name: str
    verb: str
    incident: Incident | None = None
    seq: int = 0

    @property
    def seen(self) -> int | None:
        """The version that this person was shown: it counts what was done after the report."""
        return self.seq - 1 if self.seq else None

    @property
    def seq_after(self) -> int:
        return self.seq + len(TWO_ACTS.get(self.verb, (self.verb,))) if self.seq or self.incident is None else 0


class Programs:
    """All people's browsers and tools, as one client has them: no session or token is another client's."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.persons = {name: people.by_name(name) for name, _verb in LIFE}
        self.pages = {
            name: Pages(who, "portal" if who.is_customer else "workspace") for name, who in self.persons.items()
        }
        self.tools = {name: Tool(who) for name, who in self.persons.items()}

    def intent(self, turn: Turn, is_page: bool) -> Intent:
        sent = self.words(turn)
        if is_page or turn.verb in TWO_ACTS:  # a page's own: the API has no two acts in one
            key, expected, call = f"form:{turn.mark}", LED_ON, self.by_page(turn, sent)
        else:
            expected = MADE if turn.verb in {*VISIBILITY, "open_incident"} else DONE
            key, call = f"api:{turn.mark}", self.by_tool(turn, sent)
        return Intent(turn.mark, self.persons[turn.name], key, call, expected, turn.incident, turn.seq_after)

    def words(self, turn: Turn) -> dict[str, Any]:
        """What is typed and chosen; the mark is in what is typed."""
        said = f"{turn.mark}: the job stops writing at 09:40."
        chosen = {
            "open_incident": {"title": "Output stops", "severity": 3},
            "take_and_respond": {"area": self.people.query.slug, "category": "bug"},
            "propose_solution": {"kind": "workaround"},
            "report_applied": {"applied_on": (now() - timedelta(days=2)).date().isoformat()},
            "raise_flag": {"flag": "customer_action_needed"},
            "lower_flag": {"flag": "action_needed"},
        }.get(turn.verb, {})
        typed = {} if turn.verb in WORDLESS else {TYPED_IN.get(turn.verb, "body"): said}
        return {**chosen, **typed, **seen_solution(turn)}

    def by_page(self, turn: Turn, sent: dict[str, Any]) -> Call:
        page = self.pages[turn.name]
        if turn.incident is None:
            return page.report(nonce=turn.mark, **sent)
        shown = {} if turn.seen is None else {"version": turn.seen}
        return page.act(turn.incident, turn.verb, nonce=turn.mark, **shown, **sent)

    def by_tool(self, turn: Turn, sent: dict[str, Any]) -> Call:
        tool, headers = self.tools[turn.name], {"Idempotency-Key": turn.mark}
        if turn.seen is not None and self.persons[turn.name].is_support:  # a customer's tag is no number
            headers["If-Match"] = f'"{turn.seen}"'
        if turn.incident is None:
            return tool.report(headers, **sent)
        if turn.verb in VISIBILITY:
            path = f"/api/v1/incidents/{turn.incident.number}/messages/"
            return tool.post(path, turn.verb, headers, visibility=VISIBILITY[turn.verb], **sent)
        return tool.act(turn.incident, turn.verb, headers, **sent)


def seen_solution(turn: Turn) -> dict[str, Any]:
    if turn.incident is None or turn.verb not in ABOUT_SOLUTION:
        return {}
    return {"solution": turn.incident.solutions.latest("pk").pk}


def life(chance: random.Random) -> Iterator[tuple[str, str, bool]]:
    """Who does what, and whether in the incident that all clients write to."""
    for name, verb in LIFE:
        while chance.random() < SHARED:
            yield (*chance.choice(SAID), True)
        yield name, verb, False
