"""What becomes of a Problem, Change or RCA reaches the incidents that it concerns, once, come what may (R14, R23)."""

from collections.abc import Callable
from typing import Any

import pytest

from incidents import actions
from incidents.actions import problems, spreading
from incidents.actions.changes import cancel_change, deliver_rca, finish_change
from incidents.actions.following import tell_followers
from incidents.actions.spreading import sweep_knowledge
from incidents.models import Incident, Known, Match, Problem
from incidents.stations import milestones
from tests.aftermath import everything, last_event, letters, verbs
from tests.conftest import Make
from tests.knowledge import asked, known, planned
from tests.people import People

DONE: dict[str, tuple[Callable[[People], Any], Callable[[Any, People], object], str]] = {
    "fix": (known, lambda record, people: problems.release_fix(record, by=people.sam, release="11.4.2"), "problem"),
    "removal": (known, lambda record, people: problems.remove_problem(record, by=people.sam), "problem"),
    "change": (planned, lambda record, people: finish_change(record, by=people.eli), "change"),
    "no change": (planned, lambda record, people: cancel_change(record, by=people.eli, reason="No."), "change"),
    "rca": (asked, lambda record, people: deliver_rca(record, by=people.sam, document="A lease."), "rca"),
}


def waiting(incident: Incident, people: People, name: str, record: Known) -> Incident:
    return actions.set_substate(incident, by=people.eva, substate=f"pending_{name}", **{name: record})  # type: ignore[arg-type]


@pytest.mark.parametrize("what", DONE)
def test_whoever_waits_for_it_is_told_and_waits_no_more(working: Incident, people: People, what: str) -> None:
    make, finish, name = DONE[what]
    record = make(people)
    waiting(working, people, name, record)
    finish(record, people)

    assert sweep_knowledge() == 1
    working.refresh_from_db()
    assert (working.substate, working.awaited, working.action_needed) == ("", None, True)
    event = last_event(working)
    assert (event.verb, event.by, event.public) == ("note_progress", None, False)
    assert (event.data["number"], event.data["substate"]) == (record.number, "")
    assert letters("note_progress") == {"eva": "staff"}


@pytest.mark.parametrize("what", DONE)
def test_a_second_sweep_tells_nobody(working: Incident, people: People, what: str) -> None:
    make, finish, name = DONE[what]
    record = make(people)
    waiting(working, people, name, record)
    finish(record, people)
    sweep_knowledge()
    before = everything()

    assert sweep_knowledge() == 0
    assert everything() == before


def test_who_waits_for_another_one_goes_on_waiting(working: Incident, people: People) -> None:
    change = planned(people)
    waiting(working, people, "change", planned(people))
    finish_change(change, by=people.eli)

    assert sweep_knowledge() == 0
    working.refresh_from_db()
    assert working.substate == "pending_change"


def test_whoever_was_hit_is_told_of_the_fix_without_having_waited(working: Incident, people: People) -> None:
    problem = known(people)
    actions.match_problem(working, by=people.eva, problem=problem)
    problems.release_fix(problem, by=people.sam, release="11.4.2")
    sweep_knowledge()

    working.refresh_from_db()
    assert working.action_needed
    assert "substate" not in last_event(working).data
    assert letters("note_progress") == {"eva": "staff"}


def test_who_waited_and_was_hit_hears_of_it_once(working: Incident, people: People) -> None:
    problem = known(people)
    actions.match_problem(working, by=people.eva, problem=problem)
    waiting(working, people, "problem", problem)
    problems.release_fix(problem, by=people.sam, release="11.4.2")
    sweep_knowledge()

    assert verbs(working).count("note_progress") == 1


def test_each_step_is_told_once_more(working: Incident, people: People) -> None:
    problem = known(people)
    actions.match_problem(working, by=people.eva, problem=problem)
    for step in ("release", "remove", "again"):
        {
            "release": lambda: problems.release_fix(problem, by=people.sam, release="11.4.2"),
            "remove": lambda: problems.remove_problem(problem, by=people.sam),
            "again": lambda: problems.reinvestigate_problem(problem, by=people.sam, reason="It came back."),
        }[step]()
        sweep_knowledge()

    told = working.events.filter(verb="note_progress").order_by("seq").values_list("data__status", flat=True)
    assert list(told) == ["fix_released", "removed", "investigating"]


def test_steps_that_nobody_told_of_are_told_as_the_last_of_them(working: Incident, people: People) -> None:
    problem = known(people)
    actions.match_problem(working, by=people.eva, problem=problem)
    problems.release_fix(problem, by=people.sam, release="11.4.2")
    problems.remove_problem(problem, by=people.sam)

    assert sweep_knowledge() == 1
    assert last_event(working).data["status"] == "removed"


def test_what_fails_for_one_is_told_to_the_others_and_tried_again(
    make: Make, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = known(people)
    first, second = (
        actions.match_problem(make("work_in_progress"), by=people.eva, problem=problem) for _time in range(2)
    )
    problems.release_fix(problem, by=people.sam, release="11.4.2")
    with monkeypatch.context() as faulty:
        faulty.setattr(spreading, "hear", fails_for(first, spreading.hear))
        assert sweep_knowledge() == 1
    assert [last_event(each).verb for each in (first, second)] == ["match_problem", "note_progress"]

    assert sweep_knowledge() == 1
    assert last_event(first).verb == "note_progress"
    assert verbs(second).count("note_progress") == 1


def fails_for(unlucky: Incident, hear: Callable[..., bool]) -> Callable[..., bool]:
    def faulty(incident: Incident, known: Known) -> bool:
        if incident.pk == unlucky.pk:
            raise RuntimeError("A fault of ours.")
        return hear(incident, known)

    return faulty


def test_one_bad_problem_stops_no_other(working: Incident, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, change = known(people, title="A bad one"), planned(people)
    good = known(people, title="A good one")
    actions.match_problem(working, by=people.eva, problem=good)
    waiting(working, people, "change", change)
    for problem in (bad, good):
        problems.release_fix(problem, by=people.sam, release="11.4.2")
    finish_change(change, by=people.eli)
    with monkeypatch.context() as faulty:
        faulty.setattr(spreading, "tell_followers", fails_of(bad, tell_followers))
        assert sweep_knowledge() == 2

    assert list(Problem.objects.filter(is_untold=True)) == [bad]
    assert sweep_knowledge() == 0
    assert not Problem.objects.filter(is_untold=True).exists()


def fails_of(unlucky: Problem, tell: Callable[[Problem], None]) -> Callable[[Problem], None]:
    def faulty(problem: Problem) -> None:
        if problem.pk == unlucky.pk:
            raise RuntimeError("A fault of ours.")
        tell(problem)

    return faulty


def test_it_is_told_as_soon_as_the_act_has_committed(
    working: Incident, people: People, django_capture_on_commit_callbacks: Any
) -> None:
    problem = known(people)
    actions.match_problem(working, by=people.eva, problem=problem)
    with django_capture_on_commit_callbacks(execute=True):
        problems.release_fix(problem, by=people.sam, release="11.4.2")

    assert last_event(working).verb == "note_progress"
    assert not Problem.objects.get().is_untold


def test_of_many_a_few_are_told_at_once_and_the_sweep_goes_on(
    make: Make, people: People, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr(spreading, "AT_ONCE", 2)
    change = planned(people)
    incidents = [waiting(make("work_in_progress"), people, "change", change) for _time in range(3)]
    with django_capture_on_commit_callbacks(execute=True):
        finish_change(change, by=people.eli)
    assert [verbs(each).count("note_progress") for each in incidents] == [1, 1, 0]
    change.refresh_from_db()
    assert change.is_untold

    assert sweep_knowledge() == 1
    assert [verbs(each).count("note_progress") for each in incidents] == [1, 1, 1]
    change.refresh_from_db()
    assert not change.is_untold


def test_many_letters_are_left_to_the_sweep_too(
    make: Make, people: People, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr(spreading, "AT_ONCE", 1)
    problem = known(people)
    for _time in range(2):
        closing = actions.match_problem(make("solution_proposed"), by=people.eva, problem=problem)
        actions.accept_solution(closing, by=people.ada)
    with django_capture_on_commit_callbacks(execute=True):
        problems.remove_problem(problem, by=people.sam)
    assert letters("removal") == {}

    sweep_knowledge()
    assert letters("removal") == {"ada": "customer"}


# --- Closed incidents, and their five R's -----------------------------------------------------------------------------


@pytest.fixture
def hit(proposed: Incident, people: People) -> Incident:
    """Closed, and hit by a Problem while it was open."""
    actions.match_problem(proposed, by=people.eva, problem=known(people))
    return actions.accept_solution(proposed, by=people.ada)


def reached(incident: Incident) -> tuple[bool, bool]:
    found = milestones(Incident.objects.get(pk=incident.pk))
    return found["resolution"] is not None, found["removal"] is not None


def test_a_closed_incident_is_not_written_to_and_yet_gets_its_last_two_r(hit: Incident, people: People) -> None:
    problem = Problem.objects.get()
    before = {name: rows for name, rows in everything().items() if name in {"Incident", "Event", "Match"}}
    assert reached(hit) == (False, False)
    problems.release_fix(problem, by=people.sam, release="11.4.2")
    sweep_knowledge()
    assert reached(hit) == (True, False)
    problems.remove_problem(problem, by=people.sam)
    sweep_knowledge()
    assert reached(hit) == (True, True)

    after = everything()
    assert {name: after[name] for name in before} == before


def test_of_several_problems_all_must_be_removed(working: Incident, people: People) -> None:
    causes = [known(people, title=title) for title in ("One cause", "Another cause")]
    for cause in causes:
        actions.match_problem(working, by=people.eva, problem=cause)
    problems.remove_problem(causes[0], by=people.sam)
    assert reached(working) == (False, False)
    problems.release_fix(causes[1], by=people.sam, release="11.4.2")
    assert reached(working) == (True, False)
    problems.remove_problem(causes[1], by=people.sam)
    assert reached(working) == (True, True)


def test_what_came_back_was_not_removed(working: Incident, people: People) -> None:
    problem = known(people)
    problems.remove_problem(problem, by=people.sam)
    actions.match_problem(working, by=people.eva, problem=problem)
    assert reached(working) == (False, False)
    problems.reinvestigate_problem(problem, by=people.sam, reason="It came back.")
    problems.remove_problem(problem, by=people.sam)
    assert reached(working) == (True, True)


def test_the_customers_word_comes_before_the_release(
    monday: Any, people: People, working: Incident, later: Any
) -> None:
    problem = known(people)
    actions.match_problem(working, by=people.eva, problem=problem)
    actions.report_applied(working, by=people.ada, applied_on=monday.date())
    with later(hours=5):
        problems.release_fix(problem, by=people.sam, release="11.4.2")

    assert milestones(Incident.objects.get(pk=working.pk))["resolution"] == monday


def test_a_fix_that_was_there_before_resolves_from_the_match_on(
    monday: Any, people: People, working: Incident, later: Any
) -> None:
    problem = problems.release_fix(known(people), by=people.sam, release="11.4.2")
    with later(hours=2):
        actions.match_problem(working, by=people.eva, problem=problem)
        match = Match.objects.get()

    assert milestones(Incident.objects.get(pk=working.pk))["resolution"] == match.at
