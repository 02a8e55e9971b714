"""unmatch_problem: it was another cause (R24)."""

import pytest

from accounts.acting import NotPossible
from incidents import actions
from incidents.models import Incident, Problem
from tests.aftermath import last_event, letters, refused
from tests.kinds import SUPPORT, only_for
from tests.knowledge import known
from tests.people import People


@pytest.fixture
def problem(people: People) -> Problem:
    return known(people)


@pytest.fixture
def matched(working: Incident, people: People, problem: Problem) -> Incident:
    return actions.match_problem(working, by=people.eva, problem=problem)


@pytest.mark.parametrize("name", SUPPORT)
def test_anybody_of_the_team_takes_it_back(matched: Incident, people: People, problem: Problem, name: str) -> None:
    incident = actions.unmatch_problem(matched, by=people.by_name(name), problem=problem)

    assert not incident.matches.exists()
    assert last_event(incident).data == {"problem": problem.pk, "number": problem.number, "title": problem.title}
    assert letters("unmatch_problem") == {}


def test_nobody_else_may(matched: Incident, people: People, problem: Problem) -> None:
    only_for(people, *SUPPORT, act=lambda user: actions.unmatch_problem(matched, by=user, problem=problem))


def test_what_is_not_matched_has_no_match(working: Incident, people: People, problem: Problem) -> None:
    with refused(NotPossible):
        actions.unmatch_problem(working, by=people.eva, problem=problem)


def test_another_problems_match_stays(matched: Incident, people: People) -> None:
    other = known(people, title="Another cause")
    with refused(NotPossible):
        actions.unmatch_problem(matched, by=people.eva, problem=other)


def test_a_closed_one_keeps_its_match(proposed: Incident, people: People, problem: Problem) -> None:
    actions.match_problem(proposed, by=people.eva, problem=problem)
    incident = actions.accept_solution(proposed, by=people.ada)
    with refused(NotPossible):
        actions.unmatch_problem(incident, by=people.eva, problem=problem)
