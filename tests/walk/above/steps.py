"""What comes next above the incidents: who, what, about which record, with which words, by which door."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.walk.above.drive import LINKED, PAGES, PLACES
from tests.walk.above.model import LEADERS, MEMBERS, RUNGS, STAFF, Icm, Incident, Question, Request, Step, World
from tests.walk.above.oracle import SECRET
from tests.walk.above.rules import NEEDS, NO_GROUNDS, RESOLUTIONS, refusal

PUBLIC = "Which build is it?"
CUSTOMERS = ("ada", "max", "lead", "root")
GAPS = (0, 0, 1, 60, 7 * 60, 7 * 60, 3_780, 5 * 3_600, 17 * 3_600, 75 * 3_600)  # seconds
BELOW = (
    *("assign", "assign", "propose_solution", "reject_solution", "accept_solution", "reopen", "reopen"),
    *("send_update", "send_update", "post_message", "record_check"),
)
# What happens often stands more than once.
ABOVE: dict[type, tuple[str, ...]] = {
    Incident: ("open_icm", "open_icm", "open_icm", "ask", "ask", "review_incident"),
    Icm: (
        *("acknowledge", "acknowledge", "request_information", "provide_information", "update", "mitigate", "resolve"),
        *("close", "send_back", "hand_over", "join", "notify_again", "deny", "review_icm", "review_icm"),
        *("request_consent", "request_consent", "consent", "consent", "ask_to_join", "ask_to_join", "add_to_thread"),
        *("add_to_thread", "decline_consent", "leave", "remove_from_thread", "write_to_customer", "write_to_customer"),
        *("request_csat", "request_csat", "request_csat"),
    ),
    Question: ("answer", "answer", "answer", "move_up", "end"),
    Request: (
        *("approve_csat", "approve_csat", "approve_csat", "decline_csat", "ask_for_more", "revise_csat"),
        *("discuss_csat", "end_csat", "engage_csat"),
    ),
}
VERBS = sorted({verb for verbs in ABOVE.values() for verb in verbs})


def next_step(world: World, chance: random.Random) -> Step:
    """Mostly somebody who may, rightly; else anybody with anything."""
    about = a_record(world, chance)
    tries = [a_step(world, chance, about) for _try in range(chance.choice((1, 6, 12)))]
    return next((step for step in tries if not refusal(world, step)), tries[-1])


def a_record(world: World, chance: random.Random) -> Any:
    kinds: tuple[list[Any], ...] = (
        world.incidents,
        world.icms,
        world.icms,
        world.icms,
        world.requests,
        world.questions,
    )
    return chance.choice(chance.choice([each for each in kinds if each])[-4:])


def a_step(world: World, chance: random.Random, about: Any) -> Step:
    verb = chance.choice(ABOVE[type(about)])
    who = chance.choice((*STAFF, *MEMBERS, *STAFF, *MEMBERS, *theirs(about), *theirs(about), *CUSTOMERS[:1], "root"))
    if isinstance(about, Incident):
        who = chance.choice((*STAFF, *STAFF, *CUSTOMERS))  # of the product group nobody opens anything
    given = words(world, chance, verb, about)
    if verb in NEEDS and chance.random() < 0.08:
        given[NEEDS[verb]] = chance.choice(("", " \n"))
    doors = doors_of(verb, who)
    is_stale = chance.random() < 0.08 and verb not in ("open_icm", "ask", "review_incident", "request_csat")
    return Step(verb, who, about, given, chance.choice(doors), is_stale)


def theirs(about: Any) -> list[str]:
    named = [getattr(about, name, "") for name in ("owner", "asker", "named")]
    return [name for name in named if name]


def doors_of(verb: str, who: str) -> list[str]:
    doors = ["action"]
    if who in MEMBERS:
        return doors + (["link"] if verb in LINKED else [])
    doors += ["api"] if verb in PLACES else []
    return doors + (["page"] if verb in PAGES else [])


def words(world: World, chance: random.Random, verb: str, about: Any) -> dict[str, Any]:
    """What this verb is given, mostly rightly."""
    some: dict[str, Any] = {NEEDS[verb]: PUBLIC if verb == "write_to_customer" else SECRET} if verb in NEEDS else {}
    return {**some, **(MORE[verb](world, chance, about) if verb in MORE else {})}


def asking(world: World, chance: random.Random, incident: Incident) -> dict[str, Any]:
    rung, reason = chance.choice(RUNGS), chance.choice((SECRET, SECRET, ""))
    return {"area": chance.choice((incident.area, "query")), "audience": rung, "reason": reason}


def joining(world: World, chance: random.Random, about: Any) -> dict[str, Any]:
    return {"incident": chance.choice(world.incidents)}


def answering(world: World, chance: random.Random, about: Any) -> dict[str, Any]:
    return {"icm_indicated": chance.random() < 0.6}


def handing_over(world: World, chance: random.Random, about: Any) -> dict[str, Any]:
    return {"to": chance.choice(MEMBERS)}


def naming(world: World, chance: random.Random, about: Any) -> dict[str, Any]:
    return {"member": chance.choice((*MEMBERS, *LEADERS))}


def requesting(world: World, chance: random.Random, about: Any) -> dict[str, Any]:
    return {"sentiment": "angry", "prevention": SECRET, "exceptionally_bad": chance.random() < 0.5}


def revising(world: World, chance: random.Random, about: Any) -> dict[str, Any]:
    return {"sentiment": "worried", "prevention": SECRET}


def reviewing(world: World, chance: random.Random, about: Any) -> dict[str, Any]:
    return {"course": chance.choice(("investigate", "icm", "sme", "magic"))}


def opening(world: World, chance: random.Random, incident: Incident) -> dict[str, Any]:
    """A ground, one of what is none, or none at all (R31)."""
    grounds = ("bug_evidence", "bug_evidence", "expert_indicated", "pg_indicated", "severity_1", "magic", "")
    ground = chance.choice((*grounds, chance.choice(NO_GROUNDS)))
    answered = [each for each in world.questions if each.incident is incident or chance.random() < 0.1]
    speaks = ground in ("expert_indicated", "pg_indicated") and bool(answered) and chance.random() < 0.6
    return {
        "ground": ground,
        "evidence": chance.choice((SECRET, SECRET, SECRET, "")) if ground == "bug_evidence" else "",
        "consultation": chance.choice(answered) if speaks else None,
        "pg_member": chance.choice((*MEMBERS, None)) if ground == "pg_indicated" and not speaks else None,
        "said_where": chance.choice((SECRET, SECRET, "")) if ground == "pg_indicated" and not speaks else "",
        "team": chance.choice(("css_escalation",) * 9 + ("livesite_dri",)),
        "kind": "bug",
        "title": chance.choice(("Output stops",) * 9 + (" ",)),
        "new_because": "No other is about this.",
        "is_whole": chance.random() < 0.9,
    }


def resolving(world: World, chance: random.Random, about: Any) -> dict[str, Any]:
    resolution = chance.choice((*RESOLUTIONS, "magic"))
    other = chance.choice(world.icms) if resolution == "duplicate" else None
    return {"resolution": resolution, "insight": chance.choice((PUBLIC, PUBLIC, "")), "duplicate_of": other}


def deciding(world: World, chance: random.Random, about: Any) -> dict[str, Any]:
    chosen = chance.choice(("hotfix", "keep_watching", "by_design", "nothing_more", "magic"))
    due = {"who": chance.choice(("Pam", "")), "due_on": (world.now + timedelta(days=2)).date()}
    return {"decision": chosen, "customer_words": chance.choice((PUBLIC, "")), **due}


MORE: dict[str, Callable[[World, random.Random, Any], dict[str, Any]]] = {
    **dict.fromkeys(("add_to_thread", "remove_from_thread"), naming),
    "open_icm": opening,
    "ask": asking,
    "join": joining,
    "answer": answering,
    "resolve": resolving,
    "hand_over": handing_over,
    "request_csat": requesting,
    "revise_csat": revising,
    "review_icm": deciding,
    "review_incident": reviewing,
}
