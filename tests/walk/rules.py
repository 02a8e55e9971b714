"""Who may do what, and when it is possible. A verb is a row of MAY and of WHEN, and of POSSIBLE where more is asked."""

from collections.abc import Callable
from typing import Any

from tests.walk.model import FLAGS, Incident, Known, Paper, Person, Step, Task

OPEN = ("new", "work_in_progress", "solution_proposed")
ANSWERED = ("work_in_progress", "solution_proposed")
ANSWERS_TO_SOLUTION = ("accept_solution", "reject_solution", "keep_open")
ANSWERS_TO_TASK = ("finish_task", "decline_task")
NOWHERE = Known("problem", 999_999, "")  # a number that nothing has

# The verbs that the model does not know, each with the test that goes everywhere with it.
WALKED_ELSEWHERE: dict[str, str] = {
    "add_colleague": "tests/incidents/verbs/test_add_colleague.py",
    "remove_colleague": "tests/incidents/verbs/test_remove_colleague.py",
    "recall_task": "tests/incidents/verbs/test_recall_task.py",
    "record_check": "tests/incidents/verbs/test_record_check.py",
}

Given = dict[str, Any]
Rule = Callable[[Person, Incident, Step], bool]


# --- Who may (403) ---------------------------------------------------------------------------------------------------


def customer(person: Person, incident: Incident, step: Step) -> bool:
    return incident.is_decided_by(person)


def support(person: Person, incident: Incident, step: Step) -> bool:
    return person.is_support


def owner(person: Person, incident: Incident, step: Step) -> bool:
    return incident.is_held_by(person, step.at)


def manager(person: Person, incident: Incident, step: Step) -> bool:
    return person.role == "manager"


def raiser(person: Person, incident: Incident, step: Step) -> bool:
    """The owner asks the customer and asks for help; that the owner is wanted, any colleague can say (R15)."""
    return person.is_support if step.given.get("flag") not in FLAGS[1:] else owner(person, incident, step)


def lowerer(person: Person, incident: Incident, step: Step) -> bool:
    """The owner says "handled"; the call for help a manager may end too (R15). What is no flag is judged later."""
    is_helper = person.role == "manager" and step.given.get("flag") not in FLAGS[:2]
    return owner(person, incident, step) or is_helper


def namer(person: Person, incident: Incident, step: Step) -> bool:
    """The owner in person, or a manager (R11a)."""
    return person in (incident.owner,) or person.role == "manager"


def assignee(person: Person, incident: Incident, step: Step) -> bool:
    """Whose task it is, and nobody else (R16); what is no task of this incident is judged later."""
    task = task_of(incident, step.given)
    return person.is_support and (task is None or task.assignee == person)


def task_of(incident: Incident, given: Given) -> Task | None:
    place = given.get("task")
    return incident.tasks[place] if place is not None and 0 <= place < len(incident.tasks) else None


MAY: dict[str, Rule] = {
    **dict.fromkeys(("post_message", "confirm_problem", "correct_problem", "accept_solution"), customer),
    **dict.fromkeys(("reject_solution", "keep_open", "report_applied", "withdraw"), customer),
    **dict.fromkeys(("assign", "discard", "send_update", "add_note"), support),
    **dict.fromkeys(("match_problem", "unmatch_problem", "link_outage", "unlink_outage"), support),
    **dict.fromkeys(("respond", "state_problem", "propose_solution", "withdraw_solution"), owner),
    **dict.fromkeys(("set_substate", "clear_substate", "delegate_task"), owner),
    **dict.fromkeys(ANSWERS_TO_TASK, assignee),
    **dict.fromkeys(("transfer_ownership", "reopen"), manager),
    "name_deputy": namer,
    "raise_flag": raiser,
    "lower_flag": lowerer,
}

# --- When it is possible (409) ---------------------------------------------------------------------------------------

WHEN: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("assign", "add_note", "post_message", "withdraw", "transfer_ownership"), OPEN),
    **dict.fromkeys(("raise_flag", "lower_flag", "name_deputy", "delegate_task", *ANSWERS_TO_TASK), OPEN),
    **dict.fromkeys(("match_problem", "unmatch_problem", "link_outage", "unlink_outage"), OPEN),
    # What was closed before anybody answered, and reopened, still waits for the first answer (R5, R12).
    "respond": ("new", "work_in_progress"),
    "discard": ("new",),
    **dict.fromkeys(("send_update", "state_problem", "propose_solution", "report_applied"), ANSWERED),
    **dict.fromkeys(("confirm_problem", "correct_problem", "set_substate", "clear_substate"), ANSWERED),
    **dict.fromkeys(("accept_solution", "reject_solution", "keep_open", "withdraw_solution"), ("solution_proposed",)),
    "reopen": ("closed",),
}


def is_heard(incident: Incident, given: Given) -> bool:
    return "response" in incident.reached


def is_triaged(incident: Incident, given: Given) -> bool:
    return bool(not is_heard(incident, given) and incident.area and incident.category and incident.owner)


def can_be_confirmed(incident: Incident, given: Given) -> bool:
    """Once, and the newest."""
    return is_newest(incident.statements, given.get("statement")) and not incident.statements[-1].answer


def can_be_corrected(incident: Incident, given: Given) -> bool:
    """That it is wrong after all can be said later too, but not twice (R6)."""
    return is_newest(incident.statements, given.get("statement")) and incident.statements[-1].answer != "corrected"


def is_newest(papers: list[Paper], named: int | None) -> bool:
    return bool(papers) and named in (None, len(papers) - 1)


def is_flag_up(incident: Incident, given: Given) -> bool:
    return bool(incident.flags) and (given.get("flag") not in FLAGS or given["flag"] in incident.flags)


def may_have_this_owner(incident: Incident, given: Given) -> bool:
    """After the first answer a new owner is a transfer (R11); who can own nothing is no new owner."""
    new = given.get("owner")
    return not is_heard(incident, given) or not colleague(new) or new == incident.owner


def colleague(value: object) -> bool:
    return isinstance(value, Person) and value.is_support


def is_task_open(incident: Incident, given: Given) -> bool:
    task = task_of(incident, given)
    return task is None or task.state == "open"


def is_matched(incident: Incident, given: Given) -> bool:
    """With this one; a number that says nothing is judged later."""
    problem = given.get("problem")
    return bool(incident.matches) and (problem in (None, NOWHERE) or incident.is_hit_by(problem))


def is_linked(incident: Incident, given: Given) -> bool:
    return bool(incident.outages) and given.get("outage") in (None, NOWHERE, *incident.outages)


POSSIBLE: dict[str, Callable[[Incident, Given], bool]] = {
    "respond": is_triaged,
    **dict.fromkeys(("send_update", "state_problem", "propose_solution"), is_heard),
    "confirm_problem": can_be_confirmed,
    "correct_problem": can_be_corrected,
    **dict.fromkeys(ANSWERS_TO_SOLUTION, lambda incident, given: is_newest(incident.solutions, given.get("solution"))),
    "lower_flag": is_flag_up,
    "assign": may_have_this_owner,
    "name_deputy": lambda incident, given: incident.owner is not None,
    **dict.fromkeys(ANSWERS_TO_TASK, is_task_open),
    "clear_substate": lambda incident, given: incident.waits_for is not None,
    "unmatch_problem": is_matched,
    "unlink_outage": is_linked,
}


def is_possible(verb: str, incident: Incident, given: Given) -> bool:
    return incident.state in WHEN[verb] and (verb not in POSSIBLE or POSSIBLE[verb](incident, given))
