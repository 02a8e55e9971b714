"""keep_open: it works for now; saying nothing at all means the same (R10)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.acting import NotPossible, NotValid
from incidents import actions
from incidents.models import Incident
from tests.aftermath import last_event, letters, refused, verbs
from tests.conftest import Make
from tests.kinds import only_for
from tests.people import People


@pytest.mark.parametrize("name", ["ada", "lead"])
@pytest.mark.parametrize("wish", ["", "conclusive_fix", "root_cause_analysis"])
def test_the_state_stays_and_the_wish_is_kept(proposed: Incident, people: People, name: str, wish: str) -> None:
    incident = actions.keep_open(proposed, by=people.by_name(name), wish=wish)

    solution = incident.solutions.get()
    assert (incident.state, solution.outcome, solution.wish) == ("solution_proposed", "proposed", wish)
    assert solution.kept_open_at == last_event(incident).at
    assert letters("keep_open") == {"eva": "staff"}


def test_it_moves_no_clock(later: Any, proposed: Incident, people: People) -> None:
    before = list(proposed.clocks.values())
    with later(hours=5):
        actions.keep_open(proposed, by=people.ada)

    assert list(proposed.clocks.values()) == before


def test_silence_for_four_hundred_days_brings_two_reminders_and_closes_nothing(
    monday: datetime, proposed: Incident
) -> None:
    for days in range(0, 401, 2):
        actions.sweep_clocks(monday + timedelta(days=days))

    incident = Incident.objects.get()
    assert verbs(incident)[-3:] == ["propose_solution", "remind_customer", "remind_customer"]
    assert (incident.state, incident.version) == ("solution_proposed", proposed.version)


def test_afterwards_the_customer_may_still_accept_or_reject(proposed: Incident, people: People) -> None:
    incident = actions.keep_open(proposed, by=people.ada, wish="conclusive_fix")

    assert {"accept_solution", "reject_solution", "keep_open"} <= set(incident.verbs_for(people.ada))


def test_it_answers_the_question_that_was_put(proposed: Incident, people: People) -> None:
    asked = actions.raise_flag(proposed, by=people.eva, flag="customer_action_needed", reason="Try it.")
    incident = actions.keep_open(asked, by=people.ada)

    assert (incident.customer_action_needed, incident.action_needed) == (False, True)


def test_others_may_not(proposed: Incident, people: People) -> None:
    only_for(people, "ada", "lead", act=lambda by: actions.keep_open(proposed, by=by))


@pytest.mark.parametrize("state", ["untriaged", "new", "work_in_progress", "closed"])
def test_not_without_a_solution_that_stands(make: Make, people: People, state: str) -> None:
    incident = make(state)

    with refused(NotPossible):
        actions.keep_open(incident, by=people.ada)


def test_not_another_solution_than_the_one_that_was_seen(proposed: Incident, people: People) -> None:
    seen = proposed.solutions.get().pk
    actions.propose_solution(proposed, by=people.eva, kind="conclusive_fix", body="Update to 11.4.2.")

    with refused(NotPossible):
        actions.keep_open(proposed, by=people.ada, solution=seen)


def test_a_wish_is_one_of_two(proposed: Incident, people: People) -> None:
    with refused(NotValid, "wish"):
        actions.keep_open(proposed, by=people.ada, wish="a_pony")
