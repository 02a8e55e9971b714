"""The walk: people of every kind do anything, allowed or not, and after each step all is as the model says."""

from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.core.cache import cache
from django.db import transaction
from hypothesis import note, reject
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from incidents import actions
from incidents.actions.spreading import sweep_knowledge
from incidents.models import Incident
from notifications.moment import at
from tests.aftermath import everything
from tests.walk import beside, effects, times
from tests.walk.arguments import TEAM_ONLY
from tests.walk.chances import (
    ANY,
    GAPS,
    MOST,
    MOST_REPORTS,
    ONWARD,
    PATHS,
    STARTS,
    TRYING,
    afterwards,
    doors,
    gaps,
    ints,
    names,
)
from tests.walk.compare import Stored, differences, predicted
from tests.walk.looks import look, read_letters
from tests.walk.model import Known, Person, Step
from tests.walk.refusing import refusal, refusal_to_open
from tests.walk.shelf import Shelf
from tests.walk.steps import CONCERNED, NAMES, Stage, Tracked


class Difference(AssertionError):
    """The installation and the model do not agree."""


class Walk(RuleBasedStateMachine):
    """One walk. `stage` is set by whoever starts it; what happens is undone before the next."""

    stage: ClassVar[Stage]

    def __init__(self) -> None:
        super().__init__()
        cache.clear()
        self.now = STARTS[0]
        self.tracked: list[Tracked] = []
        self.reports = 0
        self.undone = ExitStack()
        self.undone.enter_context(transaction.atomic())
        self.undone.callback(transaction.set_rollback, True)
        self.before = everything()

    def teardown(self) -> None:
        self.undone.close()

    @initialize(
        start=st.sampled_from(STARTS), further=st.sampled_from(PATHS), detail=ints, gap=gaps, any_number=st.integers(0)
    )
    def begin(self, start: datetime, further: tuple[str, ...], detail: int, gap: str, any_number: int) -> None:
        """Two organisations, each with an incident; Ada's may be on its way already."""
        if any_number == 0:
            reject()  # each run begins with the simplest of everything, which is no walk worth its steps
        self.now = start
        self.stage.tally.walks += 1
        with at(start):
            self.stage.shelf = Shelf(self.stage.people, TEAM_ONLY)
        self.before = everything()
        self.report(self.stage.opening("max", start, 1, "action"))
        self.report(self.stage.opening("ada", start, 2, "action"))
        for verb in further:
            self.pass_time(gap)
            self.do_one_of(self.tracked[-1], (verb,), 0, detail * 3 + 1, "action")

    # --- What can happen ---------------------------------------------------------------------------------------------

    @rule(name=names, door=doors, choice=ints, gap=gaps)
    def open_incident(self, name: str, door: str, choice: int, gap: str) -> None:
        """Refused or not; and when there are enough, somebody goes on with one of them."""
        self.pass_time(gap)
        if len(self.tracked) < MOST and self.reports < MOST_REPORTS:
            self.report(self.stage.opening(name, self.now, choice, door))
        else:
            self.do_one_of(self.tracked[choice % len(self.tracked)], ONWARD, choice // 2, choice, door)

    @rule(place=ints, choice=ints, detail=ints, door=doors, gap=gaps, then=afterwards)
    def do_what_is_possible(self, place: int, choice: int, detail: int, door: str, gap: str, then: str) -> None:
        """Somebody does what they may, rightly; else hardly any incident would come further than its report."""
        self.pass_time(gap)
        self.do_one_of(self.tracked[place % len(self.tracked)], ANY, choice, detail, door)
        self.and_then(then, place, detail)

    @rule(place=ints, choice=ints, detail=ints, door=doors, gap=gaps, then=afterwards)
    def go_on(self, place: int, choice: int, detail: int, door: str, gap: str, then: str) -> None:
        """The same, but never an end: so that there is something to decide about."""
        self.pass_time(gap)
        self.do_one_of(self.tracked[place % len(self.tracked)], ONWARD, choice, detail, door)
        self.and_then(then, place, detail)

    @rule(**TRYING, name=names)
    def do_anything(self, name: str, **what: Any) -> None:
        self.attempt(name, **what)

    @rule(**TRYING, name=st.sampled_from(CONCERNED))
    def try_anything(self, name: str, **what: Any) -> None:
        """The same by those who may do something here: there is more to it than who they are."""
        self.attempt(name, **what)

    @rule(choice=ints, gap=gaps, is_told=st.booleans())
    def something_becomes_known(self, choice: int, gap: str, is_told: bool) -> None:
        """A fix is released, a change is done; the incidents hear of it at once, or at the next sweep."""
        self.pass_time(gap)
        with at(self.now):
            told = self.stage.shelf.become(choice)
        self.agree(f"{self.now}: {told}")
        if is_told:
            self.spread()

    def attempt(
        self,
        name: str,
        place: int,
        verb: str,
        flavour: str,
        detail: int,
        door: str,
        gap: str,
        is_stale: bool,
        then: str,
    ) -> None:
        tracked = self.tracked[place % len(self.tracked)]
        self.pass_time(gap)
        step = self.stage.step(tracked.model, verb, name, self.now, detail, door, flavour)
        self.act(tracked, replace(step, is_stale=is_stale and tracked.model.version > 0))
        self.and_then(then, place, detail)

    def do_one_of(self, tracked: Tracked, verbs: tuple[str, ...], choice: int, detail: int, door: str) -> None:
        """One of these verbs, the likelier the more often it is named, by somebody who may, if there is one."""
        steps = self.stage.good_steps(tracked.model, self.now, detail, door, sorted(set(verbs)))
        possible = [step for step in steps if refusal(tracked.model, step) is None]
        can_be_done = [verb for verb in verbs if any(step.verb == verb for step in possible)]
        if can_be_done:
            verb = can_be_done[choice % len(can_be_done)]
            by_somebody = [step for step in possible if step.verb == verb]
            self.act(tracked, by_somebody[detail % len(by_somebody)])

    def and_then(self, then: str, place: int, detail: int) -> None:
        """Swept or looked at: now, or not for a while."""
        if then == "sweep":
            self.sweep()
        if then == "look":
            self.look(self.tracked[place % len(self.tracked)], NAMES[detail % len(NAMES)])

    def sweep(self) -> None:
        with at(self.now):
            actions.sweep_clocks()
        for tracked in self.tracked:
            times.sweep(tracked.model, self.now, self.stage.managers)
        self.stage.tally.sweeps += 1
        self.agree(f"{self.now}: the clocks are swept")
        self.spread()

    def spread(self) -> None:
        """What became of the records beside them is told to the incidents (R14, R23)."""
        with at(self.now):
            sweep_knowledge()
        incidents = [tracked.model for tracked in self.tracked]
        beside.spread(self.stage.shelf.records, incidents, self.now, self.stage.managers)
        self.agree(f"{self.now}: what is known is told")

    def look(self, tracked: Tracked, name: str) -> None:
        """Reading changes nothing, and shows nobody what is not theirs."""
        self.stage.tally.looks += 1
        with at(self.now):
            found = look(self.stage, tracked, name, self.now)
        self.judge(f"{self.now}: {name} looks at {tracked.pk}", found)

    # --- How it is done and judged -----------------------------------------------------------------------------------

    def pass_time(self, gap: str) -> None:
        if gap in GAPS:
            self.now += GAPS[gap]
            return
        dues = [clock.due() for tracked in self.tracked for clock in tracked.model.clocks]
        ahead = [due for due in dues if due is not None and due >= self.now]
        if ahead:
            self.now = min(ahead) + timedelta(seconds=gap == "just after it is due")

    def report(self, step: Step) -> None:
        self.reports += 1
        refused = refusal_to_open(step)
        with at(self.now):
            answer = self.stage.drive.open(step)
        if refused is None and answer == 200:
            reporter = step.by if step.by is not None and step.by.role == "customer" else step.given["customer"]
            newest = Incident.objects.latest("pk").pk
            self.tracked.append(Tracked(newest, effects.opened(step, reporter)))
        self.weigh(step, refused, answer)

    def act(self, tracked: Tracked, step: Step) -> None:
        refused = refusal(tracked.model, step)
        with at(self.now):
            answer = self.stage.drive.act(step, tracked.pk)
        if refused is None:
            effects.act(tracked.model, step, self.stage.managers)
        self.weigh(step, refused, answer, f" to {tracked.pk}")

    def weigh(self, step: Step, refused: int | None, answer: int, about: str = "") -> None:
        self.stage.tally.count(step.door, step.verb, refused)
        told = f"{self.now}: {said(step)}{about}"
        expected = self.stage.drive.expects(step, refused)
        if answer != expected:
            self.judge(told, [f"predicted the answer {expected}, got {answer}"])
        if refused is None:
            return self.agree(told)
        return self.judge(told, [] if everything() == self.before else ["refused, and yet something has changed"])

    def agree(self, told: str) -> None:
        """Everything about every incident, and each letter that was written."""
        stored = Stored(self.now)
        found = [] if len(stored.incidents) == len(self.tracked) else ["another number of incidents"]
        for tracked in self.tracked:
            found += differences(predicted(tracked.model, self.now), stored.of(tracked.pk))
        found += self.stage.shelf.differences()
        with at(self.now):
            found += read_letters(self.stage, {row[0] for row in self.before["Notification"]})
        self.judge(told, found)
        self.before = everything()

    def judge(self, told: str, found: list[str]) -> None:
        note(told)
        if not found:
            return
        self.stage.tally.found_at = self.stage.tally.found_at or self.stage.tally.steps
        raise Difference("\n  ".join([told, *found]))


def said(step: Step) -> str:
    who = step.by.name if step.by else "nobody"
    given = {name: short(value) for name, value in step.given.items()}
    return f"{who} by {step.door}: {step.verb} {given}{' on an older version' if step.is_stale else ''}"


def short(value: object) -> object:
    if isinstance(value, Person):
        return value.name
    if isinstance(value, Known):
        return value.number
    return f"{value[:20]}..." if isinstance(value, str) and len(value) > 40 else value
