"""What stands in the database about an incident, in the model's words, beside what the model says of it."""

from collections import Counter
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from accounts.models import User
from incidents.models import Clock, Event, Incident, Match, Message, OutageLink, Solution, Task
from notifications.models import Notification
from tests.walk import hours, model

REACHED = {
    "response": "responded_at",
    "recognition": "recognised_at",
    "relief": "relieved_at",
    "resolution": "resolved_at",
}
MEASURED = ("response", "relief")
NOTHING = timedelta(0)


def predicted(incident: model.Incident, now: datetime) -> dict[str, Any]:
    """Everything the model says of an incident, by names."""
    return {
        "state": incident.state,
        "closed_as": incident.closed_as,
        "severity": incident.severity,
        "area": incident.area,
        "category": incident.category,
        "owner": incident.owner.email if incident.owner else "",
        "customer": incident.reporter.email,
        "flags": set(incident.flags),
        "sub-state": (incident.substate, incident.waits_for.pk if incident.waits_for else None),
        "deputy": (incident.cover.deputy.email, incident.cover.begins, incident.cover.until) if incident.cover else (),
        "tasks": [(task.assignee.email, task.state) for task in incident.tasks],
        "problems": {match.problem.pk for match in incident.matches},
        "outages": {outage.pk for outage in incident.outages},
        "acted for": incident.acted_for,
        "version": incident.version,
        "next update by": incident.promise.by,
        "reached": incident.reached,
        "solutions": [(solution.kind, solution.answer or "proposed") for solution in incident.solutions],
        "statements": len(incident.statements),
        "answer to the statement": incident.statements[-1].answer if incident.statements else "",
        "timeline": in_any_order(incident.timeline),
        "letters": Counter(incident.letters),
        **{clock.name: clock_predicted(clock, now) for clock in (incident.response, incident.relief)},
        "promise": clock_told(incident.promise),
    }


def clock_predicted(clock: hours.Clock, now: datetime) -> dict[str, Any]:
    return {**clock_told(clock), "target": clock.target, "elapsed": clock.elapsed(now)}


def clock_told(clock: hours.Clock) -> dict[str, Any]:
    told = {"state": clock.state, "due": clock.due(), "breached": clock.breached_at, "warned": clock.warned}
    return told if told["state"] != "stopped" or clock.name != "next_update" else {"state": "stopped"}


def in_any_order(timeline: list[str]) -> list[list[str]]:
    """What two clocks tell at one moment, they tell in any order."""
    told = groupby(enumerate(timeline), lambda line: line[0] if " " not in line[1] else "clocks")
    return [sorted(line for _place, line in lines) for _key, lines in told]


class Stored:
    """The tables, read once for all incidents."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        people = ("owner", "deputy", "customer", "area", "plan_version", "calendar_version")
        waits_for = ("waits_for_problem", "waits_for_change", "waits_for_rca")
        self.incidents = {row.pk: row for row in Incident.objects.select_related(*people, *waits_for)}
        self.events = list(Event.objects.order_by("incident", "seq"))
        self.clocks = list(Clock.objects.order_by("pk"))
        self.solutions = list(Solution.objects.order_by("pk"))
        self.statements = list(Message.objects.filter(event__verb="state_problem"))
        self.letters = list(Notification.objects.filter(kind="event"))
        self.tasks = list(Task.objects.select_related("assignee").order_by("pk"))
        self.matches, self.links = list(Match.objects.all()), list(OutageLink.objects.all())
        self.emails = dict(User.objects.values_list("pk", "email"))

    def of(self, pk: int) -> dict[str, Any]:
        row = self.incidents[pk]
        return {
            "state": row.state,
            "closed_as": row.closed_as,
            "severity": row.severity,
            "area": row.area.slug if row.area else "",
            "category": row.category,
            "owner": row.owner.email if row.owner else "",
            "customer": row.customer.email,
            "flags": {flag for flag in model.FLAGS if getattr(row, flag)},
            "sub-state": (row.substate, row.awaited.pk if row.awaited else None),
            "deputy": (row.deputy.email, row.deputy_from, row.deputy_until) if row.deputy else (),
            "tasks": [(one.assignee.email, one.state) for one in self.tasks if one.incident_id == pk],
            "problems": {one.problem_id for one in self.matches if one.incident_id == pk},
            "outages": {one.outage_id for one in self.links if one.incident_id == pk},
            "acted for": self.acted_for(pk),
            "version": row.version,
            "next update by": row.next_update_by,
            "reached": {name: getattr(row, column) for name, column in REACHED.items() if getattr(row, column)},
            "solutions": [(one.kind, one.outcome) for one in self.solutions if one.incident_id == pk],
            "statements": sum(one.incident_id == pk for one in self.statements),
            "answer to the statement": row.statement_answer if row.statement_id else "",
            "timeline": in_any_order(self.timeline(pk)),
            "letters": self.letters_about(pk),
            **{name: self.measured(row, name) for name in MEASURED},
            "promise": self.told(row, "next_update"),
        }

    def timeline(self, pk: int) -> list[str]:
        """A clock's own lines with its name."""
        return [f"{one.verb} {one.data['clock']}" if "clock" in one.data else one.verb for one in self.of_incident(pk)]

    def acted_for(self, pk: int) -> list[tuple[str, str]]:
        """What shows two names (R11a)."""
        told = [(one.verb, one.data.get("for_owner")) for one in self.of_incident(pk)]
        return [(verb, self.emails[owner["id"]]) for verb, owner in told if owner]

    def of_incident(self, pk: int) -> list[Event]:
        return [event for event in self.events if event.incident_id == pk]

    def letters_about(self, pk: int) -> Counter[tuple[str, str, str]]:
        events = {event.pk for event in self.of_incident(pk)}
        return Counter((one.verb, one.audience, one.address) for one in self.letters if one.record_id in events)

    def clock(self, row: Incident, name: str) -> Clock | None:
        return next((clock for clock in self.clocks if clock.incident_id == row.pk and clock.kind == name), None)

    def measured(self, row: Incident, name: str) -> dict[str, Any]:
        clock = self.clock(row, name)
        assert clock is not None
        return {**self.told(row, name), "target": clock.target, "elapsed": clock.elapsed_at(row, self.now)}

    def told(self, row: Incident, name: str) -> dict[str, Any]:
        clock = self.clock(row, name)
        if clock is None or (clock.state == "stopped" and name == "next_update"):
            return {"state": "stopped"}
        warned = clock.warned_at is not None
        return {"state": clock.state, "due": clock.due_at, "breached": clock.breached_at, "warned": warned}


def differences(predicted: dict[str, Any], stored: dict[str, Any]) -> list[str]:
    return [
        f"{name}: predicted {value!r}, found {stored[name]!r}"
        for name, value in predicted.items()
        if stored[name] != value
    ]
