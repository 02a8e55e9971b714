"""What people send on the walk: what a verb asks for, and everything that is wrong with it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from tests.walk.model import AWAITED, COMPLETE, FLAGS, Incident, Person, Task
from tests.walk.rules import ANSWERS_TO_TASK, NOWHERE
from tests.walk.shelf import Shelf
from tests.walk.sound import LONG

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
INTERNAL = (
    *("add_note", "transfer_ownership", "lower_flag"),
    *("name_deputy", "delegate_task", "finish_task", "decline_task"),
)
WORDS = {
    **dict.fromkeys(("post_message", "correct_problem", "send_update", "add_note", "respond"), "body"),
    **dict.fromkeys(("state_problem", "propose_solution"), "body"),
    **dict.fromkeys(("reject_solution", "withdraw_solution", "withdraw", "discard", "reopen"), "reason"),
    **dict.fromkeys(("transfer_ownership", "raise_flag", "lower_flag", "name_deputy", "decline_task"), "reason"),
    "delegate_task": "title",
    "finish_task": "result",
}
SPOILT: dict[str, Callable[[Any], Any]] = {
    "missing": lambda value: "",
    "blank": lambda value: " \n ",
    "too_long": lambda value: "x" * (LONG + 1),
    "unreadable": lambda value: f"{value}\0",
}


def arguments(
    verb: str, flavour: str, choice: int, incident: Incident, cast: dict[str, Person], shelf: Shelf, now: datetime
) -> dict[str, Any]:
    """What is sent with this verb; `choice` decides between all that is equally good or equally wrong."""
    given = {**worded(verb, choice), **particular(verb, choice, cast, now), **recorded(verb, choice, incident, shelf)}
    if flavour in SPOILT and verb in WORDS:
        given[WORDS[verb]] = SPOILT[flavour](given[WORDS[verb]])
    if flavour == "missing":
        given |= dict.fromkeys(("kind", "flag", "solution", "statement", "substate"), None)
    if flavour.endswith("wrong"):
        given |= wrong(verb, choice, cast, shelf, now)
    return {
        name: value for name, value in {**given, **seen(verb, flavour, choice, incident)}.items() if value is not None
    }


def worded(verb: str, choice: int) -> dict[str, Any]:
    if verb not in WORDS:
        return {}
    is_internal = verb in INTERNAL or (verb == "raise_flag" and flag(choice) != "customer_action_needed")
    is_internal |= verb == "discard" and choice % 2 == 1
    return {WORDS[verb]: TEAM_ONLY if is_internal else PUBLIC}


def particular(verb: str, choice: int, cast: dict[str, Person], now: datetime) -> dict[str, Any]:
    promise = {"next_update_by": now + timedelta(minutes=30 * (1 + choice % 200))} if choice % 3 == 0 else {}
    asked_for: dict[str, dict[str, Any]] = {
        **dict.fromkeys(("respond", "send_update", "state_problem"), promise),
        "propose_solution": {"kind": ("workaround", "conclusive_fix")[choice % 2], **promise},
        "keep_open": {"wish": (None, "conclusive_fix", "root_cause_analysis")[choice % 3]},
        "raise_flag": {"flag": flag(choice)},
        "lower_flag": {"flag": flag(choice)},
        "transfer_ownership": {"owner": supporter(choice, cast)},
        "discard": {"is_spam": choice % 2 == 1},
        "report_applied": {"applied_on": now.date() - timedelta(days=choice % 3)},
        "accept_solution": {"applied_on": now.date() if choice % 4 == 0 else None},
        "assign": triage(choice, cast),
        "name_deputy": cover(choice, cast, now),
        "delegate_task": {
            "assignee": supporter(choice, cast),
            "detail": TEAM_ONLY if choice % 2 else None,
            "due": now + timedelta(hours=1 + choice % 60) if choice % 3 else None,
        },
    }
    return asked_for.get(verb, {})


def flag(choice: int) -> str:
    """The question to the customer oftener than the others: most depends on it."""
    action, question, assistance = FLAGS
    return (action, question, assistance, question)[choice % 4]


def cover(choice: int, cast: dict[str, Person], now: datetime) -> dict[str, Any]:
    """For a shift or for days, from now, from before or from soon on; one in eight ends it."""
    if choice % 8 == 7:
        return {}
    begins = (None, now, now - timedelta(hours=2), now + timedelta(hours=3))[choice % 4]
    return {"deputy": supporter(choice, cast), "begins": begins, "until": now + timedelta(hours=4 + choice % 90)}


def recorded(verb: str, choice: int, incident: Incident, shelf: Shelf) -> dict[str, Any]:
    """The record beside the incident that a verb names: of what is taken back, mostly one that is there."""
    problems, outages = shelf.of("problem"), shelf.of("outage")
    match verb:
        case "set_substate":
            kind = AWAITED[choice % 3]
            waiting = [known for known in shelf.of(kind) if known.status not in COMPLETE]
            return {"substate": f"pending_{kind}", kind: waiting[choice // 3 % len(waiting)]}
        case "match_problem":
            return {"problem": problems[choice % len(problems)]}
        case "unmatch_problem":
            there = [match.problem for match in incident.matches] if choice % 5 else []
            return {"problem": (there or problems)[choice % len(there or problems)]}
        case "link_outage":
            return {"outage": outages[choice % len(outages)]}
        case "unlink_outage":
            there = incident.outages if choice % 5 else []
            return {"outage": (there or outages)[choice % len(there or outages)]}
        case _:
            return {}


def triage(choice: int, cast: dict[str, Person]) -> dict[str, Any]:
    """Mostly all of it, else one part."""
    whole = {
        "owner": supporter(choice, cast),
        "area": ("query", "inputs")[choice % 2],
        "category": ("bug", "question", "other")[choice % 3],
        "severity": 1 + choice // 2 % 4,
    }
    return whole if choice % 3 else dict([list(whole.items())[choice // 3 % 4]])


def supporter(choice: int, cast: dict[str, Person]) -> Person:
    team = [person for person in cast.values() if person.is_support]
    return team[choice // 3 % len(team)]


def wrong(verb: str, choice: int, cast: dict[str, Person], shelf: Shelf, now: datetime) -> dict[str, Any]:
    """One of the mistakes that can be made with this verb."""
    strangers = [cast[name] for name in ("ada", "gone", "root")]
    past = now - timedelta(minutes=choice)
    mistakes: dict[str, list[dict[str, Any]]] = {
        **{verb: [{"owner": stranger} for stranger in strangers] for verb in ("assign", "transfer_ownership")},
        "propose_solution": [{"kind": "magic"}],
        "keep_open": [{"wish": "magic"}],
        **{verb: [{"flag": "magic"}] for verb in ("raise_flag", "lower_flag")},
        "reject_solution": [{"reason": " "}],
        "correct_problem": [{"body": " "}],
        **{verb: [{"applied_on": now.date() + timedelta(days=2)}] for verb in ("report_applied", "accept_solution")},
        **{verb: [{"next_update_by": past}] for verb in ("respond", "send_update", "state_problem")},
        "name_deputy": [{"until": past}, {"deputy": cast["gone"]}, {"until": None}],
        "delegate_task": [{"due": now}, *[{"assignee": stranger} for stranger in strangers]],
        "finish_task": [{"result": " "}],
        "decline_task": [{"reason": " "}],
        "set_substate": [wrong_wait(choice, shelf)],
        **{verb: [{"problem": NOWHERE}] for verb in ("match_problem", "unmatch_problem")},
        **{verb: [{"outage": NOWHERE}] for verb in ("link_outage", "unlink_outage")},
    }
    possible = mistakes.get(verb, [{}])
    return possible[choice % len(possible)]


def wrong_wait(choice: int, shelf: Shelf) -> dict[str, Any]:
    """No sub-state, no record, or one for which nobody needs to wait any more."""
    over = [known for known in shelf.records if known.status in COMPLETE]
    if choice % 3 == 0 or not over:
        return {"substate": "magic"} if choice % 2 else dict.fromkeys(AWAITED, None)
    known = over[choice % len(over)]
    return {**dict.fromkeys(AWAITED, None), "substate": f"pending_{known.kind}", known.kind: known}


def seen(verb: str, flavour: str, choice: int, incident: Incident) -> dict[str, Any]:
    """Which solution or statement of the problem the customer had before them, and which task its assignee."""
    if verb in ANSWERS_TO_TASK:
        return {"task": -1 if flavour == "foreign" else a_task(choice, incident.tasks)}
    papers = {
        **dict.fromkeys(("accept_solution", "reject_solution", "keep_open"), ("solution", incident.solutions)),
        **dict.fromkeys(("confirm_problem", "correct_problem"), ("statement", incident.statements)),
    }
    if verb not in papers or flavour == "missing":
        return {}
    name, written = papers[verb]
    newest = len(written) - 1
    return {name: {"older": newest - 1, "older and wrong": newest - 1, "foreign": -1}.get(flavour, newest)}


def a_task(choice: int, tasks: list[Task]) -> int:
    """Mostly one that is open still."""
    still_open = [place for place, task in enumerate(tasks) if task.state == "open"]
    places = still_open if still_open and choice % 4 else [*range(len(tasks))]
    return places[choice % len(places)] if places else -1
