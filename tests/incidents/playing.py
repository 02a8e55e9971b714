"""Acts a story out: each step, an instant and a verb, is done at its time by the person whose verb it is."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from accounts.models import Calendar
from incidents import actions
from incidents.models import Incident
from notifications.moment import at
from tests.incidents.hand_worked import CALENDARS
from tests.people import People


def keep(name: str) -> None:
    """What is reported from now on is counted by this calendar."""
    calendar = Calendar.objects.get()
    zone, weekly, holidays = CALENDARS[name]
    number = calendar.current.number + 1
    calendar.versions.create(number=number, zone=zone, weekly=weekly, holidays=holidays)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def length(text: str) -> timedelta:
    """From hours:minutes, perhaps with seconds."""
    hours, minutes, *seconds = (int(part) for part in text.split(":"))
    return timedelta(hours=hours, minutes=minutes, seconds=sum(seconds))


def moment_of(step: str) -> datetime:
    """When a step is done: its first two words."""
    day, time, *_verb = step.split()
    return instant(f"{day} {time}")


def report(severity: int, people: People) -> Incident:
    incident = actions.open_incident(by=people.ada, title="Output stops", description="Since nine.", severity=severity)
    return actions.assign(incident, by=people.eli, owner=people.eva, area=people.query, category="bug")


Step = Callable[[Incident, People, list[str]], object]
STEPS: dict[str, Step] = {
    "respond": lambda i, p, words: actions.respond(i, by=p.eva, body="I have this."),
    "propose": lambda i, p, words: actions.propose_solution(i, by=p.eva, kind="workaround", body="Scale to twelve."),
    "reject": lambda i, p, words: actions.reject_solution(i, by=p.ada, reason="It stalls again."),
    "withdraw": lambda i, p, words: actions.withdraw_solution(i, by=p.eva, reason="It was wrong."),
    "accept": lambda i, p, words: actions.accept_solution(i, by=p.ada),
    "reopen": lambda i, p, words: actions.reopen(i, by=p.mia, reason="It came back."),
    "ask": lambda i, p, words: actions.raise_flag(i, by=p.eva, flag="customer_action_needed", reason="Send the log."),
    "severity": lambda i, p, words: actions.assign(i, by=p.eva, severity=int(words[0])),
    "keep_open": lambda i, p, words: actions.keep_open(i, by=p.ada),
    "note": lambda i, p, words: actions.add_note(i, by=p.eva, body="A lease is stuck."),
    "sweep": lambda i, p, words: actions.sweep_clocks(),
}


def play(people: People, severity: int, *steps: str) -> Incident:
    """An incident after the steps, the first of which reports it: "2026-11-16 10:00+01:00 report"."""
    first, *others = steps
    with at(moment_of(first)):
        incident = report(severity, people)
    for step in others:
        go_on(incident, people, step)
    return Incident.objects.get(pk=incident.pk)


def go_on(incident: Incident, people: People, step: str) -> None:
    _day, _time, verb, *words = step.split()
    with at(moment_of(step)):
        STEPS[verb](Incident.objects.get(pk=incident.pk), people, words)
