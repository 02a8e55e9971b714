"""The timeline: gapless, ordered, readable by its audience, and enough to reckon everything anew (R18, S12, S13)."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.acting import Refusal, through
from incidents import actions
from incidents.models import Clock, Incident
from notifications.moment import at
from tests.aftermath import last_event, verbs
from tests.conftest import MONDAY, Make
from tests.people import People

HOUR = timedelta(hours=1)
KEPT = ("state", "target", "elapsed", "run_since", "due_at", "warn_at")


def test_every_act_is_one_line_in_order(monday: datetime, make: Make, people: People) -> None:
    incident = make("closed")

    rows = list(incident.events.order_by("seq").values_list("seq", "verb", "state"))
    assert rows == [
        (1, "open_incident", "new"),
        (2, "assign", "new"),
        (3, "respond", "work_in_progress"),
        (4, "propose_solution", "solution_proposed"),
        (5, "accept_solution", "closed"),
    ]
    assert (incident.event_count, incident.version) == (5, 4)


@pytest.mark.parametrize("way", ["portal", "workspace", "api", "system"])
def test_it_keeps_by_which_way_an_act_came(working: Incident, people: People, way: str) -> None:
    with through(way):
        actions.add_note(working, by=people.eva, body="A note.")

    assert last_event(working).way == way


def test_a_clock_that_went_back_is_clamped_and_flagged(monday: datetime, make: Make, people: People) -> None:
    incident = make("work_in_progress")
    with at(MONDAY - timedelta(minutes=10)):
        actions.propose_solution(incident, by=people.eva, kind="workaround", body="Scale.")

    event = last_event(incident)
    assert (event.at, event.clamped) == (MONDAY, True)
    assert incident.clocks.get(kind="relief").elapsed == timedelta()


def test_the_customer_reads_what_is_theirs(monday: datetime, make: Make, people: People) -> None:
    incident = make("work_in_progress", severity=1)
    actions.add_note(incident, by=people.sam, body="A stuck lease.")
    actions.raise_flag(incident, by=people.eva, flag="assistance_required", reason="Stuck.")
    actions.lower_flag(incident, by=people.mia, flag="assistance_required", reason="Sena helps.")
    actions.raise_flag(incident, by=people.eva, flag="customer_action_needed", reason="Send the log.")
    with at(MONDAY + 5 * HOUR):
        actions.sweep_clocks()
        actions.transfer_ownership(incident, by=people.mia, owner=people.eli, reason="Eva is ill.")

    for reader in (people.ada, people.lead):
        seen = incident.events.visible_to(reader).order_by("seq").values_list("verb", flat=True)
        assert list(seen) == ["open_incident", "respond", "raise_flag", "transfer_ownership"]
        words = incident.messages.visible_to(reader).values_list("body", flat=True)
        assert [body.split()[0] for body in words] == ["Good", "Send"]
    assert incident.events.visible_to(people.eli).count() == 9


@dataclass
class Model:
    """What a small second reckoner, which knows nothing of the first, thinks of the Relief clock."""

    running: bool = True
    since: datetime = MONDAY
    severity: int = 3
    elapsed: timedelta = timedelta()

    def happened(self, verb: str, moment: datetime, severity: int) -> None:
        if self.running:
            self.elapsed += minutes(self.since, moment, self.severity)
        self.since, self.severity = moment, severity
        if verb in {"propose_solution", "accept_solution", "withdraw", "discard"}:
            self.running = False
        if verb in {"reject_solution", "withdraw_solution", "reopen"}:
            self.running = True


def minutes(start: datetime, end: datetime, severity: int) -> timedelta:
    """Counted one by one: 08:00 to 16:00 UTC from Monday to Friday, as Amsterdam's winter has it."""
    if severity == 1:
        return end - start
    whole = int((end - start).total_seconds() // 60)
    moments = (start + timedelta(minutes=minute) for minute in range(whole))
    return timedelta(minutes=sum(moment.weekday() < 5 and 8 <= moment.hour < 16 for moment in moments))


Move = Callable[[Incident, People, random.Random], Incident]
MOVES: dict[str, Move] = {
    "assign": lambda i, p, r: actions.assign(i, by=p.eli, severity=r.randint(1, 4)),
    "respond": lambda i, p, r: actions.respond(i, by=p.eva, body="Mine."),
    "state_problem": lambda i, p, r: actions.state_problem(i, by=p.eva, body="Nothing is written."),
    "confirm_problem": lambda i, p, r: actions.confirm_problem(i, by=p.ada),
    "correct_problem": lambda i, p, r: actions.correct_problem(i, by=p.lead, body="Twice."),
    "send_update": lambda i, p, r: actions.send_update(i, by=p.sam, body="Still at it."),
    "add_note": lambda i, p, r: actions.add_note(i, by=p.eva, body="A lease."),
    "post_message": lambda i, p, r: actions.post_message(i, by=p.ada, body="And?"),
    "propose_solution": lambda i, p, r: actions.propose_solution(i, by=p.eva, kind="workaround", body="Scale."),
    "withdraw_solution": lambda i, p, r: actions.withdraw_solution(i, by=p.eva, reason="Wrong."),
    "reject_solution": lambda i, p, r: actions.reject_solution(i, by=p.ada, reason="No."),
    "keep_open": lambda i, p, r: actions.keep_open(i, by=p.ada),
    "raise_flag": lambda i, p, r: actions.raise_flag(i, by=p.eva, flag=r.choice(Incident.FLAGS), reason="Stuck."),
    "lower_flag": lambda i, p, r: actions.lower_flag(i, by=p.eva, flag=r.choice(Incident.FLAGS)),
    "accept_solution": lambda i, p, r: actions.accept_solution(i, by=p.ada),
    "reopen": lambda i, p, r: actions.reopen(i, by=p.mia, reason="A slip."),
}


@pytest.mark.parametrize("seed", range(4))
def test_after_any_walk_what_is_stored_is_what_the_timeline_says(make: Make, people: People, seed: int) -> None:
    chance = random.Random(seed)
    moment = MONDAY
    with at(moment):
        incident = make("new")
    model = Model()
    for _step in range(40):
        verb = chance.choice([verb for verb in MOVES if incident.hindrance(verb) is None])
        moment += timedelta(minutes=chance.randint(1, 300))
        with at(moment):
            try:
                incident = MOVES[verb](incident, people, chance)
            except Refusal:
                continue
            if chance.random() < 0.3:
                actions.sweep_clocks()
        model.happened(verb, moment, incident.severity)
        agrees(Incident.objects.get(pk=incident.pk), model, moment)
    assert len(verbs(incident)) > 30


def agrees(incident: Incident, model: Model, moment: datetime) -> None:
    """The cache, a fresh reckoning and the second reckoner; and a timeline without a gap."""
    facts = incident.events.facts()
    for kind in ("response", "relief"):
        stored, fresh = incident.clocks.get(kind=kind), Clock(incident=incident, kind=kind)
        fresh.reckon(facts, incident.promise)
        assert {name: getattr(stored, name) for name in KEPT} == {name: getattr(fresh, name) for name in KEPT}
    relief = incident.clocks.get(kind="relief")
    assert relief.is_running is model.running
    assert relief.elapsed_at(incident, moment) == model.elapsed
    rows = list(incident.events.order_by("seq").values_list("seq", "at"))
    assert [seq for seq, _at in rows] == list(range(1, incident.event_count + 1))
    assert [at for _seq, at in rows] == sorted(at for _seq, at in rows)
    assert last_event(incident).state == incident.state


def test_the_second_reckoner_can_disagree(make: Make, people: People) -> None:
    with at(MONDAY):
        incident = make("new")
    model = Model()
    model.happened("add_note", MONDAY + HOUR, 3)

    with pytest.raises(AssertionError):
        agrees(Incident.objects.get(pk=incident.pk), model, datetime(2026, 11, 16, 12, 0, tzinfo=UTC))


def test_events_of_one_moment_keep_their_order(monday: datetime, make: Make, people: People) -> None:
    incident: Any = make("work_in_progress")
    for number in range(5):
        actions.add_note(incident, by=people.eva, body=f"Note {number}.")

    bodies = incident.events.order_by("seq").values_list("message__body", flat=True)
    assert list(bodies)[-5:] == [f"Note {number}." for number in range(5)]
