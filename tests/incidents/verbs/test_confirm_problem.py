"""confirm_problem: the customer says that we have it: Recognition (R6)."""

from datetime import datetime

import pytest

from accounts.acting import NotPossible
from incidents import actions
from incidents.models import Incident
from tests.aftermath import last_event, letters, refused
from tests.conftest import Make
from tests.kinds import only_for
from tests.people import People


@pytest.fixture
def stated(working: Incident, people: People) -> Incident:
    return actions.state_problem(working, by=people.eva, body="Your job writes nothing.")


@pytest.mark.parametrize("name", ["ada", "lead"])
def test_recognition_is_reached(monday: datetime, stated: Incident, people: People, name: str) -> None:
    incident = actions.confirm_problem(stated, by=people.by_name(name))

    incident.refresh_from_db()
    assert (incident.recognised_at, incident.statement_answer) == (monday, "confirmed")
    assert (incident.state, incident.action_needed) == ("work_in_progress", False)
    assert last_event(incident).public
    assert letters("confirm_problem") == {"eva": "staff"}


def test_it_answers_the_question_that_was_put(stated: Incident, people: People) -> None:
    asked = actions.raise_flag(stated, by=people.eva, flag="customer_action_needed", reason="Is this right?")
    incident = actions.confirm_problem(asked, by=people.ada)

    flags = (incident.customer_action_needed, incident.customer_question, incident.action_needed)
    assert flags == (False, "", True)


def test_others_may_not(stated: Incident, people: People) -> None:
    only_for(people, "ada", "lead", act=lambda by: actions.confirm_problem(stated, by=by))


@pytest.mark.parametrize("state", ["untriaged", "new", "work_in_progress", "solution_proposed", "closed"])
def test_not_without_a_statement(make: Make, people: People, state: str) -> None:
    incident = make(state)

    with refused(NotPossible):
        actions.confirm_problem(incident, by=people.ada)


def test_one_answer_to_one_statement(stated: Incident, people: People) -> None:
    actions.confirm_problem(stated, by=people.ada)

    with refused(NotPossible):
        actions.confirm_problem(stated, by=people.lead)


def test_not_after_it_was_corrected(stated: Incident, people: People) -> None:
    actions.correct_problem(stated, by=people.ada, body="It writes twice.")

    with refused(NotPossible):
        actions.confirm_problem(stated, by=people.ada)
