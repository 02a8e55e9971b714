"""state_problem: our words for the customer's problem (R6)."""

from datetime import datetime, timedelta

import pytest

from accounts.acting import NotPossible, NotValid
from incidents import actions
from incidents.models import Incident
from tests.aftermath import last_event, letters, refused
from tests.conftest import Make
from tests.kinds import only_for
from tests.people import People

BODY = "Your job reads from the hub and writes nothing."


@pytest.mark.parametrize("state", ["work_in_progress", "solution_proposed"])
def test_it_puts_our_words_before_the_customer(make: Make, people: People, state: str) -> None:
    incident = actions.state_problem(make(state), by=people.eva, body=BODY)

    incident.refresh_from_db()
    assert incident.statement is not None
    assert (incident.statement.body, incident.statement.visibility) == (BODY, "public")
    assert (incident.statement_answer, incident.recognised_at, incident.state) == ("", None, state)
    assert letters("state_problem") == {"ada": "customer"}


def test_a_newer_statement_replaces_the_older_and_waits_for_its_own_answer(working: Incident, people: People) -> None:
    actions.state_problem(working, by=people.eva, body=BODY)
    actions.correct_problem(working, by=people.ada, body="It writes, but twice.")
    incident = actions.state_problem(working, by=people.eva, body="Your job writes everything twice.")

    incident.refresh_from_db()
    assert incident.statement == last_event(incident).message
    assert incident.statement_answer == ""


def test_it_answers_what_the_customer_wrote(working: Incident, people: People) -> None:
    incident = actions.post_message(working, by=people.ada, body="Do you understand?")

    assert not actions.state_problem(incident, by=people.eva, body=BODY).action_needed


def test_it_may_promise_the_next_update(monday: datetime, working: Incident, people: People) -> None:
    promised = monday + timedelta(hours=2)
    incident = actions.state_problem(working, by=people.eva, body=BODY, next_update_by=promised)

    assert incident.clocks.get(kind="next_update").due_at == promised


def test_only_the_owner_may(working: Incident, people: People) -> None:
    only_for(people, "eva", act=lambda by: actions.state_problem(working, by=by, body=BODY))


@pytest.mark.parametrize("state", ["new", "closed"])
def test_only_between_the_first_response_and_the_end(make: Make, people: People, state: str) -> None:
    incident = make(state)

    with refused(NotPossible):
        actions.state_problem(incident, by=people.eva, body=BODY)


@pytest.mark.parametrize("body", ["", " ", "x" * 20_001, "a\x00b"])
def test_it_needs_words(working: Incident, people: People, body: str) -> None:
    with refused(NotValid, "body"):
        actions.state_problem(working, by=people.eva, body=body)


def test_a_promise_lies_ahead(monday: datetime, working: Incident, people: People) -> None:
    with refused(NotValid, "next_update_by"):
        actions.state_problem(working, by=people.eva, body=BODY, next_update_by=monday)
