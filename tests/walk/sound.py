"""What is well formed. A verb is a row of NEEDS, and of WHOLE where its fields have to fit each other."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from tests.walk.model import AWAITED, COMPLETE, FLAGS, Incident, Known, Step
from tests.walk.rules import ANSWERS_TO_SOLUTION, ANSWERS_TO_TASK, NOWHERE, colleague, task_of

LONG = 20_000  # characters: no field takes more


def words(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= LONG and "\0" not in value


def named(value: object) -> bool:
    return isinstance(value, Known) and value is not NOWHERE


NEEDS: dict[str, dict[str, Callable[[Any], bool]]] = {
    **{verb: {"body": words} for verb in ("post_message", "correct_problem", "send_update", "add_note", "respond")},
    "state_problem": {"body": words},
    "propose_solution": {"body": words, "kind": ("workaround", "conclusive_fix").__contains__},
    **{verb: {"reason": words} for verb in ("reject_solution", "withdraw_solution", "withdraw", "discard", "reopen")},
    "transfer_ownership": {"owner": colleague, "reason": words},
    "report_applied": {"applied_on": lambda value: isinstance(value, date)},
    "raise_flag": {"flag": FLAGS.__contains__},
    "lower_flag": {"flag": FLAGS.__contains__},
    "name_deputy": {"reason": words},
    "delegate_task": {"title": words, "assignee": colleague},
    "finish_task": {"result": words},
    "decline_task": {"reason": words},
    "set_substate": {"substate": [f"pending_{kind}" for kind in AWAITED].__contains__},
    **{verb: {"problem": named} for verb in ("match_problem", "unmatch_problem")},
    **{verb: {"outage": named} for verb in ("link_outage", "unlink_outage")},
}
MAY_HAVE: dict[str, Callable[[Any], bool]] = {
    "owner": colleague,
    "area": ("query", "inputs").__contains__,
    "category": ("bug", "question", "feature_request", "rca", "quota", "other").__contains__,
    "severity": (1, 2, 3, 4).__contains__,
    "reason": lambda value: words(value) or not value.strip(),  # where it is needed, NEEDS asks for it
    "wish": ("conclusive_fix", "root_cause_analysis").__contains__,
    "visibility": "public".__eq__,  # a customer's message is, and of staff the walk names another only to be refused
    "deputy": colleague,
}


def has_reason(incident: Incident, step: Step) -> bool:
    return step.given["flag"] == "action_needed" or words(step.given.get("reason"))


def is_somebody_else(incident: Incident, step: Step) -> bool:
    """Nobody transfers or delegates to the owner."""
    return (step.given.get("owner") or step.given.get("assignee")) != incident.owner


def has_an_end(incident: Incident, step: Step) -> bool:
    """A cover ends, at a time that is still to come; nobody ends the one there is (R11a)."""
    deputy, until = step.given.get("deputy"), step.given.get("until")
    if deputy is None:
        return incident.cover is not None
    begins: datetime = step.given.get("begins") or step.at
    return deputy != incident.owner and until is not None and until > max(begins, step.at)


def has_what_it_waits_for(incident: Incident, step: Step) -> bool:
    """Each needs the record it waits for, and that is not complete (R14)."""
    record = step.given.get(step.given["substate"].removeprefix("pending_"))
    return record is not None and named(record) and record.status not in COMPLETE


WHOLE: dict[str, Callable[[Incident, Step], bool]] = {
    "raise_flag": has_reason,
    **dict.fromkeys(("transfer_ownership", "delegate_task"), is_somebody_else),
    "name_deputy": has_an_end,
    "set_substate": has_what_it_waits_for,
    **dict.fromkeys(ANSWERS_TO_TASK, lambda incident, step: task_of(incident, step.given) is not None),
}


def is_well_formed(verb: str, incident: Incident, step: Step) -> bool:
    given = step.given
    if not all(is_so(given.get(name)) for name, is_so in NEEDS.get(verb, {}).items()):
        return False
    if not all(is_so(given[name]) for name, is_so in MAY_HAVE.items() if given.get(name) is not None):
        return False
    if step.door == "portal" and verb in ANSWERS_TO_SOLUTION and given.get("solution") is None:
        return False  # pages always send the solution that was seen
    if any(given[name] <= step.at for name in ("next_update_by", "due") if given.get(name)):
        return False
    if given.get("applied_on") and given["applied_on"] > step.at.date():
        return False
    return verb not in WHOLE or WHOLE[verb](incident, step)
