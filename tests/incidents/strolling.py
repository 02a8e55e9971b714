"""What somebody does next on a walk that only asks whether the timeline tells what is stored: anything they can."""

import random
from collections import Counter
from datetime import timedelta
from typing import Any

from accounts.acting import Refusal
from incidents import actions
from incidents.models import Check, Incident, Outage, Problem, Task
from notifications.moment import now
from tests.knowledge import awaited, down, known
from tests.people import People

ABRUPT = {"withdraw", "discard"}  # taken whenever they can be, no walk would come far
ANSWERS = {"finish_task": "result", "decline_task": "reason", "recall_task": "reason"}


def act(chance: random.Random, incident: Incident, people: People, tried: Counter[str]) -> str:
    """Somebody does something that they can do now, if there is anything: rather what was seldom tried."""
    incident = Incident.objects.get(pk=incident.pk)
    some = [people.ada, people.lead, people.bob, people.eva, people.eli, people.mia, people.sam]
    by = chance.choice([*some, incident.owner or people.eva])
    can = [verb for verb in incident.verbs_for(by) if verb not in ABRUPT or chance.random() < 0.2]
    if not can:
        return ""
    verb = min(chance.sample(can, min(len(can), 3)), key=lambda verb: tried[verb])
    tried[verb] += 1
    try:
        getattr(actions, verb)(incident, by=by, **given(chance, verb, people))
    except Refusal as refusal:
        return f"{verb}: {refusal.reason}"
    return verb


def given(chance: random.Random, verb: str, people: People) -> dict[str, Any]:
    body, reason = {"body": "Words."}, {"reason": "Because."}
    promise = {"next_update_by": now() + timedelta(minutes=chance.choice([30, 300, 3000]))}
    promise = promise if chance.random() < 0.5 else {}
    sent: dict[str, dict[str, Any]] = {
        "assign": triage(chance, people),
        **dict.fromkeys(("respond", "send_update", "state_problem"), body | promise),
        **dict.fromkeys(("add_note", "post_message", "correct_problem"), body),
        "propose_solution": {"kind": chance.choice(["workaround", "conclusive_fix"]), **body, **promise},
        "delegate_task": {
            "title": "Read it",
            "assignee": chance.choice([people.sam, people.eli]),
            "detail": chance.choice(["", "Words."]),
            "due": chance.choice([None, now() + timedelta(hours=2)]),
        },
        **{verb: answer_to_a_task(chance, verb) for verb in ANSWERS},
        "name_deputy": cover(chance, people) | reason,
        "record_check": finding(chance),
        "transfer_ownership": {"owner": chance.choice([people.eva, people.sen, people.mia]), **reason},
        **dict.fromkeys(("raise_flag", "lower_flag"), reason | {"flag": chance.choice(Incident.FLAGS)}),
        "accept_solution": chance.choice([{}, {"applied_on": now().date()}]),
        "keep_open": {"wish": chance.choice(["", "conclusive_fix"])},
        "report_applied": {"applied_on": now().date()},
        "confirm_problem": {},
        **{f"{verb}_colleague": {"colleague": chance.choice([people.bob, people.lead])} for verb in ("add", "remove")},
        "clear_substate": {},
    }
    return sent[verb] if verb in sent else beside(chance, verb, people) or reason


def beside(chance: random.Random, verb: str, people: People) -> dict[str, Any]:
    """What a verb is sent that names a record beside the incident: one that is there, or a new one."""
    if verb == "set_substate":
        return awaited(chance.choice(Incident.Substate.values), people)
    if verb.endswith("match_problem"):
        return {"problem": Problem.objects.first() or known(people)}
    return {"outage": Outage.objects.first() or down(people)} if verb.endswith("link_outage") else {}


def answer_to_a_task(chance: random.Random, verb: str) -> dict[str, Any]:
    """Of the newest task, open or not, or of none; whose it is not is refused."""
    newest = Task.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return {"task": chance.choice([newest, newest, newest, 0]), ANSWERS[verb]: "Words."}


def finding(chance: random.Random) -> dict[str, Any]:
    kind = chance.choice(Check.Kind.values)
    return {"check": kind, "outcome": str(chance.choice(Check.OUTCOMES[kind])), "evidence": "Words."}


def cover(chance: random.Random, people: People) -> dict[str, Any]:
    """Somebody stands in for hours or days, from now or soon; seldom is a cover ended before its time."""
    begins = now() + timedelta(hours=chance.choice([0, 0, 5]))
    until = {"begins": begins, "until": begins + timedelta(hours=chance.choice([1, 30, 300]))}
    return {"deputy": chance.choice([people.eli, people.sen, people.mia]), **until} if chance.random() < 0.8 else {}


def triage(chance: random.Random, people: People) -> dict[str, Any]:
    owner = {"owner": chance.choice([people.eva, people.sam])} if chance.random() < 0.5 else {}
    return {"severity": chance.randint(1, 4), "area": people.query, "category": "bug", **owner}
