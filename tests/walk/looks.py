"""What people see on the walk: never what is not theirs, and clocks as the model reckons them (R2, R22)."""

from datetime import datetime
from typing import Any

from incidents import notices, removal_letters
from notifications.models import Notification
from tests.walk import hours, model
from tests.walk.arguments import TEAM_ONLY
from tests.walk.beside import caused
from tests.walk.model import Person
from tests.walk.refusing import refusal
from tests.walk.rules import WALKED_ELSEWHERE
from tests.walk.steps import Stage, Tracked

NO_ACTION = ("add_note", "send_update", "post_message", "delegate_task", "finish_task", "decline_task")  # by their own
CUSTOMER_READS = {
    *("number", "title", "description", "state", "severity", "customer", "organization", "owner", "opened_at"),
    *("closed_at", "closed_as", "flags", "milestones", "promised", "statement", "solutions", "available_actions"),
    "colleagues",
}


def look(stage: Stage, tracked: Tracked, name: str, now: datetime) -> list[str]:
    """What is wrong with what this person is shown of the incident, if anything."""
    reader = stage.person(name)
    address = f"/api/v1/incidents/INC-{1_000_000 + tracked.pk}/"
    client = stage.drive.client(reader)
    response = client.get(address)
    expected = 401 if reader is None or not reader.is_active else 200 if tracked.model.is_visible_to(reader) else 404
    if response.status_code != expected:
        return [f"reading is answered {response.status_code}, not {expected}"]
    if expected != 200 or reader is None:
        return []
    read = response.json()
    found = wrong_actions(stage, tracked, reader, read["available_actions"], now)
    found += wrong_milestones(tracked.model, read["milestones"])
    if reader.role != "customer":
        found += wrong_reading(tracked.model, read)
        return found + wrong_clocks(tracked.model, read["clocks"], now)
    number = read["number"]
    pages = [response, *(client.get(f"{address}{part}/") for part in ("messages", "timeline"))]
    pages.append(client.get(f"/portal/incidents/{number}/"))
    more = {*read, *read["flags"]} - CUSTOMER_READS - {"customer_action_needed"}
    return found + [f"a customer reads {name}" for name in more] + leaks(stage, *(page.text for page in pages))


def wrong_actions(stage: Stage, tracked: Tracked, reader: Person, offered: list[str], now: datetime) -> list[str]:
    """What is offered can be done, and what can be done is offered."""
    steps = [step for detail in range(4) for step in stage.good_steps(tracked.model, now, detail, "api")]
    hers = [step for step in steps if step.by == reader and step.verb not in NO_ACTION]
    possible = {step.verb.replace("_", "-") for step in hers if refusal(tracked.model, step) in (None, 400)}
    judged = set(offered) - {verb.replace("_", "-") for verb in WALKED_ELSEWHERE}
    return [] if possible == judged else [f"predicted the actions {sorted(possible)}, found {sorted(offered)}"]


def wrong_milestones(incident: model.Incident, read: dict[str, str | None]) -> list[str]:
    """The last two of the five R's come from its Problems too, however long it has been closed (R23)."""
    fixed, removed = caused(incident)
    resolved = min(filter(None, [incident.reached.get("resolution"), fixed]), default=None)
    expected = {name: incident.reached.get(name) for name in ("response", "recognition", "relief")}
    expected |= {"resolution": resolved, "removal": removed}
    got = {name: moment(at) for name, at in read.items()}
    return [] if got == expected else [f"predicted the five R's {expected}, found {got}"]


def wrong_reading(incident: model.Incident, read: dict[str, Any]) -> list[str]:
    """What it waits for and what hit it."""
    awaited = incident.waits_for.number if incident.waits_for else None
    expected = (incident.substate or None, awaited, {match.problem.number for match in incident.matches})
    got = (read["substate"], read["waits_for"], set(read["problems"]))
    return [] if got == expected else [f"predicted the reading {expected}, found {got}"]


def wrong_clocks(incident: model.Incident, read: dict[str, Any], now: datetime) -> list[str]:
    expected = {clock.name: reading(incident, clock, now) for clock in (incident.response, incident.relief)}
    got = {name: {**clock, "due_at": moment(clock["due_at"])} for name, clock in read.items()}
    return [] if got == expected else [f"predicted the reading {expected}, found {got}"]


def reading(incident: model.Incident, clock: hours.Clock, now: datetime) -> dict[str, Any]:
    """Discarded incidents, and those withdrawn before the first response, are never counted as breached (R20)."""
    is_unheard = incident.closed_as == "withdrawn" and "response" not in incident.reached
    is_apart = incident.closed_as == "discarded" or is_unheard
    return {
        "state": clock.state,
        "elapsed_seconds": int(clock.elapsed(now).total_seconds()),
        "target_seconds": int(clock.target.total_seconds()),
        "due_at": clock.due(),
        "breached": not is_apart and (clock.breached_at is not None or clock.is_past(now)),
    }


def moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def leaks(stage: Stage, *texts: str) -> list[str]:
    """What stands in a customer's text and is the team's."""
    secrets = [TEAM_ONLY, *(person.email for person in stage.cast.values() if person.role != "customer")]
    return [f"a customer is told {secret}" for secret in secrets if any(secret in text for text in texts)]


def read_letters(stage: Stage, before: set[int]) -> list[str]:
    """Each letter written since can be composed, and a customer's holds nothing of the team's (R17)."""
    found = []
    for row in Notification.objects.exclude(pk__in=before):
        stage.tally.letters += 1
        letter = (removal_letters if row.kind == removal_letters.KIND else notices).letter(row)
        if letter is None and row.kind == removal_letters.KIND:
            continue  # it came back before the letter went out
        if letter is None:
            found.append(f"a letter about {row.verb} to {row.address}, who may not read it")
        elif row.audience == "customer":
            found += leaks(stage, letter.subject, letter.text, letter.html)
    return found
