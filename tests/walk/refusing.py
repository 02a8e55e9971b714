"""What is refused: signed in, visible, allowed, up to date, possible, well formed, asked in this order (R1)."""

from tests.walk.model import SUPPORT, Incident, Person, Step
from tests.walk.rules import ANSWERS_TO_TASK, MAY, is_possible, task_of
from tests.walk.sound import is_well_formed, words


def admits(door: str, person: Person) -> bool:
    """Customers get 404 on the workspace, staff on the portal."""
    return {"portal": person.role == "customer", "workspace": person.role in SUPPORT}.get(door, True)


def exists(incident: Incident, step: Step, person: Person) -> bool:
    """What they act on. A task has an address of its own, and for customers there are none (R2)."""
    if not admits(step.door, person) or not incident.is_visible_to(person):
        return False
    if step.door == "api" and step.verb in ("delegate_task", *ANSWERS_TO_TASK) and not person.is_support:
        return False
    return step.door == "action" or step.verb not in ANSWERS_TO_TASK or task_of(incident, step.given) is not None


def refusal(incident: Incident, step: Step) -> int | None:
    if step.by is None or not step.by.is_active:
        return 401
    if not exists(incident, step, step.by):
        return 404
    if not MAY[step.verb](step.by, incident, step):
        return 403
    if step.is_stale:
        return 412
    if not is_possible(step.verb, incident, step.given):
        return 409
    return None if is_well_formed(step.verb, incident, step) else 400


def refusal_to_open(step: Step) -> int | None:
    """Customers for themselves, the support team on a customer's behalf; the administrator has no incidents."""
    given, by = step.given, step.by
    if by is None or not by.is_active:
        return 401
    if not admits(step.door, by):
        return 404
    if by.role != "customer" and not by.is_support:
        return 403
    is_whole = words(given.get("title")) and words(given.get("description")) and given.get("severity") in (1, 2, 3, 4)
    return None if is_whole and is_own_report(step) else 400


def is_own_report(step: Step) -> bool:
    named = step.given.get("customer")
    if step.by is not None and step.by.role == "customer":
        return step.door == "portal" or named in (None, step.by)  # the portal's form does not ask
    return named is not None and named.role == "customer" and named.is_active
