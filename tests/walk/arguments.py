"""What people send on the walk: what a verb asks for, and everything that is wrong with it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from tests.walk.model import FLAGS, LONG, Incident, Person

TEAM_ONLY = "FOR-THE-TEAM-ALONE"  # in whatever no customer may read
PUBLIC = "We look at the input."
FLAVOURS = (
    "good",
    "good",
    "good",
    "missing",
    "blank",
    "too_long",
    "unreadable",
    "wrong",
    "older",
    "foreign",
    "older and wrong",
)
INTERNAL = ("add_note", "transfer_ownership", "lower_flag")
WORDS = {
    **dict.fromkeys(("post_message", "correct_problem", "send_update", "add_note", "respond"), "body"),
    **dict.fromkeys(("state_problem", "propose_solution"), "body"),
    **dict.fromkeys(("reject_solution", "withdraw_solution", "withdraw", "discard", "reopen"), "reason"),
    **dict.fromkeys(("transfer_ownership", "raise_flag", "lower_flag"), "reason"),
}
SPOILT: dict[str, Callable[[Any], Any]] = {
    "missing": lambda value: "",
    "blank": lambda value: " \n ",
    "too_long": lambda value: "x" * (LONG + 1),
    "unreadable": lambda value: f"{value}\0",
}


def arguments(
    verb: str, flavour: str, choice: int, incident: Incident, cast: dict[str, Person], now: datetime
) -> dict[str, Any]:
    """What is sent with this verb; `choice` decides between all that is equally good or equally wrong."""
    given = {**worded(verb, choice), **particular(verb, choice, cast, now)}
    if flavour in SPOILT and verb in WORDS:
        given[WORDS[verb]] = SPOILT[flavour](given[WORDS[verb]])
    if flavour == "missing":
        given |= dict.fromkeys(("kind", "flag", "solution", "statement"), None)
    if flavour.endswith("wrong"):
        given |= wrong(verb, choice, cast, now)
    return {name: value for name, value in {**given, **seen(verb, flavour, incident)}.items() if value is not None}


def worded(verb: str, choice: int) -> dict[str, Any]:
    if verb not in WORDS:
        return {}
    is_internal = verb in INTERNAL or (verb == "raise_flag" and FLAGS[choice % 3] != "customer_action_needed")
    is_internal |= verb == "discard" and choice % 2 == 1
    return {WORDS[verb]: TEAM_ONLY if is_internal else PUBLIC}


def particular(verb: str, choice: int, cast: dict[str, Person], now: datetime) -> dict[str, Any]:
    promise = {"next_update_by": now + timedelta(minutes=30 * (1 + choice % 200))} if choice % 3 == 0 else {}
    asked_for: dict[str, dict[str, Any]] = {
        **dict.fromkeys(("respond", "send_update", "state_problem"), promise),
        "propose_solution": {"kind": ("workaround", "conclusive_fix")[choice % 2], **promise},
        "keep_open": {"wish": (None, "conclusive_fix", "root_cause_analysis")[choice % 3]},
        "raise_flag": {"flag": FLAGS[choice % 3]},
        "lower_flag": {"flag": FLAGS[choice % 3]},
        "transfer_ownership": {"owner": supporter(choice, cast)},
        "discard": {"is_spam": choice % 2 == 1},
        "report_applied": {"applied_on": now.date() - timedelta(days=choice % 3)},
        "accept_solution": {"applied_on": now.date() if choice % 4 == 0 else None},
        "assign": triage(choice, cast),
    }
    return asked_for.get(verb, {})


def triage(choice: int, cast: dict[str, Person]) -> dict[str, Any]:
    """Half the time all of it, else one part."""
    whole = {
        "owner": supporter(choice, cast),
        "area": ("query", "inputs")[choice % 2],
        "category": ("bug", "question", "other")[choice % 3],
        "severity": 1 + choice // 2 % 4,
    }
    return whole if choice % 2 else dict([list(whole.items())[choice // 2 % 4]])


def supporter(choice: int, cast: dict[str, Person]) -> Person:
    team = [person for person in cast.values() if person.is_support]
    return team[choice // 3 % len(team)]


def wrong(verb: str, choice: int, cast: dict[str, Person], now: datetime) -> dict[str, Any]:
    match verb:
        case "assign" | "transfer_ownership":
            return {"owner": cast[("ada", "gone", "root")[choice % 3]]}
        case "propose_solution":
            return {"kind": "magic"}
        case "keep_open":
            return {"wish": "magic"}
        case "raise_flag" | "lower_flag":
            return {"flag": "magic"}
        case "reject_solution" | "correct_problem":
            return {WORDS[verb]: " "}
        case "report_applied" | "accept_solution":
            return {"applied_on": now.date() + timedelta(days=2)}
        case "respond" | "send_update" | "state_problem":
            return {"next_update_by": now - timedelta(minutes=choice)}
        case _:
            return {}


def seen(verb: str, flavour: str, incident: Incident) -> dict[str, Any]:
    """Which solution, or statement of the problem, the customer had before them."""
    papers = {
        **dict.fromkeys(("accept_solution", "reject_solution", "keep_open"), ("solution", incident.solutions)),
        **dict.fromkeys(("confirm_problem", "correct_problem"), ("statement", incident.statements)),
    }
    if verb not in papers or flavour == "missing":
        return {}
    name, written = papers[verb]
    newest = len(written) - 1
    return {name: {"older": newest - 1, "older and wrong": newest - 1, "foreign": -1}.get(flavour, newest)}
