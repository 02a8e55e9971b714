"""What a sweep tells is as it is when it is told, and of many it tells some at a time (R14)."""

import pytest

from incidents import actions
from incidents.actions import problems, spreading
from incidents.actions.spreading import sweep_knowledge
from incidents.models import Incident, Problem
from tests.aftermath import verbs
from tests.conftest import Make
from tests.knowledge import known
from tests.people import People


def waiting(incident: Incident, people: People, problem: Problem) -> Incident:
    return actions.set_substate(incident, by=people.eva, substate="pending_problem", problem=problem)


def test_a_sweep_that_read_it_before_it_was_taken_back_tells_nobody(working: Incident, people: People) -> None:
    problem = known(people)
    waiting(working, people, problem)
    released = problems.release_fix(problem, by=people.sam, release="11.4.2")
    as_the_sweep_read_it = Problem.objects.get(pk=released.pk)
    problems.reinvestigate_problem(released, by=people.sam, reason="It was not it.")
    before = verbs(working)

    assert spreading.hear(working, as_the_sweep_read_it) is False
    working.refresh_from_db()
    assert (working.substate, verbs(working)) == ("pending_problem", before)


def test_more_than_one_sweep_can_tell_are_told_by_the_next_ones(
    make: Make, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreading, "BATCH", 2)
    problem = known(people)
    for _time in range(3):
        waiting(make("work_in_progress"), people, problem)
    problem = problems.release_fix(problem, by=people.sam, release="11.4.2")

    assert [sweep_knowledge(), sweep_knowledge(), sweep_knowledge()] == [2, 1, 0]
    assert not Problem.objects.get(pk=problem.pk).is_untold
