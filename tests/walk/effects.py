"""What an act that is not refused does to the incident of the model. A verb is a row of EFFECTS."""

from copy import copy
from datetime import timedelta

from tests.walk.model import FLAGS, Cover, Effect, Incident, Match, Paper, Person, Step, Task
from tests.walk.readers import write_letters
from tests.walk.rules import task_of
from tests.walk.times import hear, settle

ANSWERS = ("respond", "send_update", "state_problem", "propose_solution", "withdraw_solution")
PROMISING = ("respond", "send_update", "state_problem", "propose_solution")
INTERACTIONS = ("post_message", "confirm_problem", "correct_problem", "reject_solution", "keep_open", "report_applied")
IN_OWN_NAME = ("name_deputy", "transfer_ownership", "reopen", "finish_task", "decline_task")
ACTION, QUESTION, _ASSISTANCE = FLAGS
REMINDERS = (timedelta(days=3), timedelta(days=10))


def opened(step: Step, reporter: Person) -> Incident:
    """Both clocks start, and nobody is written to (R3)."""
    given = step.given
    incident = Incident(reporter, given["severity"], step.at, given.get("area") or "")
    for clock in (incident.response, incident.relief):
        clock.run(step.at, incident.severity)
    incident.timeline.append("open_incident")
    return incident


def act(incident: Incident, step: Step, managers: list[Person]) -> None:
    """Overdue clocks are settled first: that nobody had looked changes nothing (S16)."""
    settle(incident, step.at, managers)
    before = copy(incident)
    if EFFECTS[step.verb](incident, step) is NOTHING:
        return
    incident.version += 1
    incident.timeline.append(step.verb)
    show_both(incident, step, before)
    move_flags(incident, step)
    keep_promise(incident, step)
    if step.verb in INTERACTIONS:
        hear(incident)
    write_letters(incident, step, before, managers)
    settle(incident, step.at, managers, is_by_severity=True)


def show_both(incident: Incident, step: Step, before: Incident) -> None:
    """What a deputy does, they do for the owner; not what is theirs by a right of their own (R11a)."""
    is_for_owner = step.by is not None and step.by == before.deputy(step.at) != before.owner
    if is_for_owner and before.owner and step.verb not in IN_OWN_NAME:
        incident.acted_for.append((step.verb, before.owner.email))


# --- What each verb does ---------------------------------------------------------------------------------------------

NOTHING = object()


def assign(incident: Incident, step: Step) -> object:
    """What is so already is no change; where nothing changes, nothing has happened."""
    changed = {name: value for name, value in step.given.items() if getattr(incident, name) != value}
    if "owner" in changed:
        incident.cover = None  # whoever stood in did so for the owner before
    for name, value in changed.items():
        setattr(incident, name, value)
    if "severity" in changed:
        incident.response.change_severity(step.at, incident.severity)
        incident.relief.change_severity(step.at, incident.severity)
    return None if changed else NOTHING


def respond(incident: Incident, step: Step) -> None:
    incident.state, incident.reached["response"] = "work_in_progress", step.at
    incident.response.halt(step.at, "stopped")


def state_problem(incident: Incident, step: Step) -> None:
    incident.statements.append(Paper())


def confirm_problem(incident: Incident, step: Step) -> None:
    incident.statements[-1].answer = "confirmed"
    incident.reached.setdefault("recognition", step.at)


def correct_problem(incident: Incident, step: Step) -> None:
    incident.statements[-1].answer = "corrected"
    incident.reached.pop("recognition", None)


def propose_solution(incident: Incident, step: Step) -> None:
    """A newer one replaces the older; Relief was reached with the first, where the clock paused (R20)."""
    incident.state = "solution_proposed"
    incident.reached.setdefault("relief", step.at)
    answer_solution(incident, "replaced")
    incident.solutions.append(Paper(step.given["kind"], reminders=[step.at + after for after in REMINDERS]))
    incident.relief.halt(step.at, "paused")


def answer_solution(incident: Incident, how: str) -> None:
    """The one that stands, if one does."""
    for solution in incident.solutions[-1:]:
        solution.answer = solution.answer or how


def reject_solution(incident: Incident, step: Step) -> None:
    answer_solution(incident, "rejected")
    back_to_work(incident, step)


def withdraw_solution(incident: Incident, step: Step) -> None:
    answer_solution(incident, "withdrawn")
    back_to_work(incident, step)


def back_to_work(incident: Incident, step: Step) -> None:
    incident.state, incident.closed_as = "work_in_progress", ""
    incident.reached.pop("relief", None)
    incident.relief.run(step.at, incident.severity)


def reopen(incident: Incident, step: Step) -> None:
    incident.reached.pop("resolution", None)
    back_to_work(incident, step)
    for task in incident.tasks:  # what is late already was told, or came too late to be
        task.chase_at = task.due if task.state == "open" and task.due and task.due > step.at else None


def close(incident: Incident, step: Step) -> None:
    incident.state, incident.waits_for = "closed", None
    incident.closed_as = {"accept_solution": "accepted", "withdraw": "withdrawn", "discard": "discarded"}[step.verb]
    incident.response.halt(step.at, "stopped")
    incident.relief.halt(step.at, "stopped")
    answer_solution(incident, "withdrawn")
    for task in incident.tasks:
        task.chase_at = None


def accept_solution(incident: Incident, step: Step) -> None:
    """What they accept, they have recognised; a conclusive fix, or one they have applied, resolves (R23)."""
    if incident.statements and "recognition" not in incident.reached:
        incident.statements[-1].answer = "accepted"
    incident.reached.setdefault("recognition", step.at)
    if incident.solutions[-1].kind == "conclusive_fix" or step.given.get("applied_on"):
        incident.reached.setdefault("resolution", step.at)
    answer_solution(incident, "accepted")
    close(incident, step)


def report_applied(incident: Incident, step: Step) -> None:
    incident.reached.setdefault("resolution", step.at)


def transfer_ownership(incident: Incident, step: Step) -> None:
    incident.owner, incident.cover = step.given["owner"], None


def raise_flag(incident: Incident, step: Step) -> None:
    """Or say anew why it is up."""
    incident.flags.add(step.given["flag"])


def lower_flag(incident: Incident, step: Step) -> None:
    incident.flags.discard(step.given["flag"])


def name_deputy(incident: Incident, step: Step) -> None:
    """From a time or now until another; a newer deputy replaces the older, and nobody ends the cover (R11a)."""
    deputy, begins = step.given.get("deputy"), step.given.get("begins") or step.at
    cover = Cover(deputy, max(begins, incident.opened_at), step.given["until"]) if deputy else None
    incident.cover = cover


def delegate_task(incident: Incident, step: Step) -> None:
    due = step.given.get("due")
    incident.tasks.append(Task(step.given["assignee"], due=due, chase_at=due))


def settle_task(incident: Incident, step: Step) -> None:
    task = task_of(incident, step.given)
    assert task is not None
    task.state = {"finish_task": "done", "decline_task": "declined"}[step.verb]


def set_substate(incident: Incident, step: Step) -> None:
    """No clock stops for it (R14)."""
    incident.waits_for = step.given[step.given["substate"].removeprefix("pending_")]


def clear_substate(incident: Incident, step: Step) -> None:
    incident.waits_for = None


def match_problem(incident: Incident, step: Step) -> object:
    problem = step.given["problem"]
    if incident.is_hit_by(problem):
        return NOTHING
    incident.matches.append(Match(problem, step.at, problem.status))
    return None


def unmatch_problem(incident: Incident, step: Step) -> None:
    incident.matches = [match for match in incident.matches if match.problem is not step.given["problem"]]


def link_outage(incident: Incident, step: Step) -> object:
    outage = step.given["outage"]
    if outage in incident.outages:
        return NOTHING
    incident.outages.append(outage)
    return None


def unlink_outage(incident: Incident, step: Step) -> None:
    incident.outages.remove(step.given["outage"])


def speak(incident: Incident, step: Step) -> None:
    """Words change nothing but what all words change."""


EFFECTS: dict[str, Effect] = {
    **dict.fromkeys(("post_message", "send_update", "add_note", "keep_open"), speak),
    **dict.fromkeys(("withdraw", "discard"), close),
    **{one.__name__: one for one in (assign, respond, state_problem, confirm_problem, correct_problem)},
    **{one.__name__: one for one in (propose_solution, reject_solution, withdraw_solution, accept_solution)},
    **{one.__name__: one for one in (report_applied, reopen, transfer_ownership, raise_flag, lower_flag)},
    **{one.__name__: one for one in (name_deputy, delegate_task, set_substate, clear_substate)},
    **{one.__name__: one for one in (match_problem, unmatch_problem, link_outage, unlink_outage)},
    **dict.fromkeys(("finish_task", "decline_task"), settle_task),
}


def move_flags(incident: Incident, step: Step) -> None:
    """R15. A question that the customer's word lowers leaves the owner something to look at; so do their own words."""
    if incident.state == "closed":
        incident.flags.clear()
    elif step.verb in INTERACTIONS:
        if QUESTION in incident.flags or step.verb in ("post_message", "correct_problem", "reject_solution"):
            incident.flags.add(ACTION)
        incident.flags.discard(QUESTION)
    elif is_for_the_owner(incident, step):
        incident.flags.add(ACTION)
    elif step.verb in ANSWERS:
        incident.flags.discard(ACTION)


def is_for_the_owner(incident: Incident, step: Step) -> bool:
    """A colleague's words, a task that comes back; what came back; and work again for who owns what was reopened."""
    if step.verb in ("send_update", "add_note"):
        return not incident.is_held_by(step.by, step.at)
    if step.verb == "match_problem":
        return bool(step.given["problem"].status == "removed")
    return step.verb in ("reopen", "transfer_ownership", "finish_task", "decline_task")


def keep_promise(incident: Incident, step: Step) -> None:
    """Words to the customer keep the promise before, and may make a new one."""
    if incident.state == "closed":
        incident.promise.make(step.at, None)
    elif step.verb in PROMISING and (incident.promise.by or step.given.get("next_update_by")):
        incident.promise.make(step.at, step.given.get("next_update_by"))
