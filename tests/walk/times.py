"""What comes by itself on the walk: warnings and breaches, reminders of solutions, tasks past their time."""

from datetime import datetime

from tests.walk.model import FLAGS, Incident, Person
from tests.walk.readers import holders, tell

ACTION = FLAGS[0]


def sweep(incident: Incident, now: datetime, managers: list[Person]) -> None:
    settle(incident, now, managers)
    for clock in incident.clocks:
        if clock.wants_warning(now):
            clock.warned = True
            incident.timeline.append(f"warn {clock.name}")
            tell(incident, "warn", "staff", *holders(incident, now))
    remind(incident, now)
    chase(incident, now)


def chase(incident: Incident, now: datetime) -> None:
    """A task past its time is told once, and wants the owner (R15, R16)."""
    for task in incident.tasks:
        if task.state == "open" and task.chase_at and task.chase_at < now:
            task.chase_at = None
            incident.version += 1
            incident.flags.add(ACTION)
            incident.timeline.append("chase_task")
            tell(incident, "chase_task", "staff", task.assignee, *holders(incident, now))


def remind(incident: Incident, now: datetime) -> None:
    """Of the newest solution, if its customer has said nothing since; a late sweep sends one for those missed (R10)."""
    for solution in incident.solutions[-1:]:
        due = [moment for moment in solution.reminders if moment <= now]
        solution.reminders = [moment for moment in solution.reminders if moment > now]
        if due and not solution.answer:
            incident.timeline.append("remind_customer")
            tell(incident, "remind_customer", "customer", incident.reporter)


def hear(incident: Incident) -> None:
    """Whoever has said anything since has seen it."""
    for solution in incident.solutions[-1:]:
        solution.reminders = []


def settle(incident: Incident, now: datetime, managers: list[Person], *, is_by_severity: bool = False) -> None:
    """A breach is told once (R21) and was at the due time (S14); one by a change of severity, at the change (S11)."""
    for clock in incident.clocks:
        if clock.breached_at is None and clock.is_past(now):
            clock.breached_at = now if is_by_severity else clock.due()
            incident.timeline.append(f"breach {clock.name}")
            tell(incident, "breach", "staff", *holders(incident, now), *managers)
