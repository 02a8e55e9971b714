"""match_problem: a Problem is its cause, as an engineer saw it (R24)."""

import pytest

from accounts.acting import NotPossible
from incidents import actions
from incidents.actions.problems import remove_problem
from incidents.models import Incident
from tests.aftermath import everything, last_event, letters, refused
from tests.conftest import Make
from tests.kinds import SUPPORT, only_for
from tests.knowledge import known
from tests.people import People


@pytest.mark.parametrize("state", ["untriaged", "new", "work_in_progress", "solution_proposed"])
def test_who_and_when_is_recorded(make: Make, people: People, state: str) -> None:
    problem = known(people)
    incident = actions.match_problem(make(state), by=people.eli, problem=problem)

    match = incident.matches.get()
    event = last_event(incident)
    assert (match.problem, match.by, match.at) == (problem, people.eli, event.at)
    assert event.data == {"problem": problem.pk, "number": problem.number, "title": problem.title, "came_back": False}
    assert not event.public


@pytest.mark.parametrize("name", SUPPORT)
def test_anybody_of_the_team_may(new: Incident, people: People, name: str) -> None:
    assert actions.match_problem(new, by=people.by_name(name), problem=known(people)).matches.exists()


def test_nobody_else_may(new: Incident, people: People) -> None:
    problem = known(people)
    only_for(people, *SUPPORT, act=lambda user: actions.match_problem(new, by=user, problem=problem))


def test_the_owner_is_told_what_a_colleague_found(working: Incident, people: People) -> None:
    incident = actions.match_problem(working, by=people.eli, problem=known(people))

    assert letters("match_problem") == {"eva": "staff"}
    assert not incident.action_needed


def test_a_second_time_changes_nothing(working: Incident, people: People) -> None:
    problem = known(people)
    actions.match_problem(working, by=people.eva, problem=problem)
    before = everything()
    actions.match_problem(working, by=people.eva, problem=problem)

    assert everything() == before


def test_several_may_hit_one(working: Incident, people: People) -> None:
    for title in ("One cause", "Another cause"):
        actions.match_problem(working, by=people.eva, problem=known(people, title=title))

    assert working.matches.count() == 2


def test_what_was_removed_came_back_and_wants_the_owner(working: Incident, people: People) -> None:
    """Also where the page still called it a known error (R23)."""
    problem = known(people)
    remove_problem(problem, by=people.sam)
    incident = actions.match_problem(working, by=people.eli, problem=problem)

    assert incident.action_needed
    assert last_event(incident).data["came_back"] is True
    assert letters("match_problem") == {"eva": "staff"}


def test_a_closed_one_is_not_matched_any_more(closed: Incident, people: People) -> None:
    problem = known(people)
    with refused(NotPossible):
        actions.match_problem(closed, by=people.eva, problem=problem)
