"""correct_problem: the customer says what is different (R6, R15)."""

from datetime import datetime

import pytest

from accounts.acting import NotPossible, NotValid
from incidents import actions
from incidents.models import Incident
from tests.aftermath import last_event, letters, refused
from tests.conftest import Make
from tests.kinds import only_for
from tests.people import People

BODY = "It writes, but everything twice."


@pytest.fixture
def stated(working: Incident, people: People) -> Incident:
    return actions.state_problem(working, by=people.eva, body="Your job writes nothing.")


@pytest.mark.parametrize("name", ["ada", "lead"])
def test_it_wants_the_owner_who_gets_the_words(monday: datetime, stated: Incident, people: People, name: str) -> None:
    incident = actions.correct_problem(stated, by=people.by_name(name), body=BODY)

    incident.refresh_from_db()
    assert (incident.action_needed, incident.statement_answer, incident.recognised_at) == (True, "corrected", None)
    assert (last_event(incident).message.body, last_event(incident).message.visibility) == (BODY, "public")
    assert letters("correct_problem") == {"eva": "staff"}


def test_a_second_thought_takes_recognition_back(stated: Incident, people: People) -> None:
    confirmed = actions.confirm_problem(stated, by=people.ada)
    assert confirmed.recognised_at is not None

    assert actions.correct_problem(confirmed, by=people.ada, body=BODY).recognised_at is None


def test_it_answers_the_question_that_was_put(stated: Incident, people: People) -> None:
    asked = actions.raise_flag(stated, by=people.eva, flag="customer_action_needed", reason="Is this right?")

    assert not actions.correct_problem(asked, by=people.ada, body=BODY).customer_action_needed


def test_others_may_not(stated: Incident, people: People) -> None:
    only_for(people, "ada", "lead", act=lambda by: actions.correct_problem(stated, by=by, body=BODY))


@pytest.mark.parametrize("state", ["untriaged", "new", "work_in_progress", "solution_proposed", "closed"])
def test_not_without_a_statement(make: Make, people: People, state: str) -> None:
    incident = make(state)

    with refused(NotPossible):
        actions.correct_problem(incident, by=people.ada, body=BODY)


def test_not_twice_before_we_say_it_anew(stated: Incident, people: People) -> None:
    actions.correct_problem(stated, by=people.ada, body=BODY)

    with refused(NotPossible):
        actions.correct_problem(stated, by=people.ada, body="Once more.")


@pytest.mark.parametrize("body", ["", " ", "x" * 20_001, "a\x00b"])
def test_it_needs_words(stated: Incident, people: People, body: str) -> None:
    with refused(NotValid, "body"):
        actions.correct_problem(stated, by=people.ada, body=body)
