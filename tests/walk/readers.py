"""Who is told what: the reporter reads what changes for them, the owner and who stands in what others did (R11a)."""

from collections.abc import Callable
from datetime import datetime

from tests.walk.model import FLAGS, Incident, Person, Step

Readers = Callable[[Incident, Step, Incident, list[Person]], list[Person | None]]
_ACTION, QUESTION, ASSISTANCE = FLAGS


def holders(incident: Incident, now: datetime, by: Person | None = None) -> list[Person | None]:
    """The owner, and who stands in just now; nobody hears of the owner's own act."""
    if incident.owner in (None, by):
        return []
    return [incident.owner, incident.deputy(now)]


def owner(incident: Incident, step: Step, before: Incident, managers: list[Person]) -> list[Person | None]:
    return holders(incident, step.at, step.by)


def new_owner(incident: Incident, step: Step, before: Incident, managers: list[Person]) -> list[Person | None]:
    return holders(incident, step.at, step.by) if incident.owner != before.owner else []


def both_owners(incident: Incident, step: Step, before: Incident, managers: list[Person]) -> list[Person | None]:
    return [*holders(incident, step.at, step.by), before.owner]


def called(incident: Incident, step: Step, before: Incident, managers: list[Person]) -> list[Person | None]:
    """A call for help goes to the managers, that the owner is wanted to the owner (R15)."""
    if step.given["flag"] == ASSISTANCE:
        return [*managers]
    return [] if step.given["flag"] == QUESTION else holders(incident, step.at, step.by)


def cover(incident: Incident, step: Step, before: Incident, managers: list[Person]) -> list[Person | None]:
    """The owner, who stands in from now on, and who did before (R11a)."""
    named = [one.cover.deputy for one in (incident, before) if one.cover]
    return [incident.owner, *named]


def assignee(incident: Incident, step: Step, before: Incident, managers: list[Person]) -> list[Person | None]:
    return [step.given["assignee"]]


# Of a discarding the rules name the customer alone.
STAFF: dict[str, Readers] = {
    **dict.fromkeys(("post_message", "confirm_problem", "correct_problem", "reject_solution", "keep_open"), owner),
    **dict.fromkeys(("report_applied", "accept_solution", "withdraw", "reopen", "lower_flag"), owner),
    **dict.fromkeys(("send_update", "add_note", "match_problem", "finish_task", "decline_task"), owner),
    "assign": new_owner,
    "transfer_ownership": both_owners,
    "raise_flag": called,
    "name_deputy": cover,
    "delegate_task": assignee,
}
CUSTOMER = (
    *("respond", "send_update", "state_problem", "propose_solution", "withdraw_solution"),
    *("accept_solution", "reject_solution", "withdraw", "discard", "transfer_ownership", "reopen"),
)


def write_letters(incident: Incident, step: Step, before: Incident, managers: list[Person]) -> None:
    """Staff are not told of their own act."""
    is_question = step.verb == "raise_flag" and step.given["flag"] == QUESTION
    if is_question or (step.verb in CUSTOMER and not step.given.get("is_spam")):
        tell(incident, step.verb, "customer", incident.reporter)
    if step.verb == "post_message" and step.by != incident.reporter:  # a lead's words, which the reporter has not seen
        tell(incident, step.verb, "customer", incident.reporter)
    if step.verb in STAFF:
        readers = STAFF[step.verb](incident, step, before, managers)
        tell(incident, step.verb, "staff", *[reader for reader in readers if reader != step.by])


def tell(incident: Incident, verb: str, audience: str, *readers: Person | None) -> None:
    for reader in dict.fromkeys(readers):
        if reader is not None and reader.is_active:
            incident.letters.append((verb, audience, reader.email))
