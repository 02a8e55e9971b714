"""send_update: words of support to the customer (R15, R17)."""

from datetime import datetime, timedelta

import pytest

from accounts.acting import NotPossible, NotValid
from incidents import actions
from incidents.models import Incident
from tests.aftermath import last_event, letters, refused
from tests.conftest import Make
from tests.kinds import SUPPORT, only_for
from tests.people import People


@pytest.mark.parametrize("state", ["work_in_progress", "solution_proposed"])
def test_the_customer_reads_it_and_the_state_stays(make: Make, people: People, state: str) -> None:
    incident = actions.send_update(make(state), by=people.eva, body="Still at it.")

    message = last_event(incident).message
    assert (incident.state, message.visibility, message.body) == (state, "public", "Still at it.")
    assert letters("send_update") == {"ada": "customer"}


def test_the_owners_answer_lowers_action_needed(working: Incident, people: People) -> None:
    incident = actions.post_message(working, by=people.ada, body="And now?")
    assert incident.action_needed

    assert not actions.send_update(incident, by=people.eva, body="Half way.").action_needed


@pytest.mark.parametrize("name", ["eli", "sen", "sam", "mia"])
def test_an_update_by_anybody_else_wants_the_owner_who_is_told(working: Incident, people: People, name: str) -> None:
    incident = actions.send_update(working, by=people.by_name(name), body="I looked too.")

    assert incident.action_needed
    assert letters("send_update") == {"ada": "customer", "eva": "staff"}


def test_it_leaves_the_customers_question_up(working: Incident, people: People) -> None:
    incident = actions.raise_flag(working, by=people.eva, flag="customer_action_needed", reason="Send the log.")
    incident = actions.send_update(incident, by=people.eva, body="Meanwhile we read on.")

    assert (incident.customer_action_needed, incident.customer_question) == (True, "Send the log.")


def test_it_may_promise_the_next_one(monday: datetime, working: Incident, people: People) -> None:
    promised = monday + timedelta(hours=1)
    incident = actions.send_update(working, by=people.eva, body="More soon.", next_update_by=promised)

    assert incident.next_update_by == promised
    assert last_event(incident).data == {"next_update_by": promised.isoformat()}


def test_others_may_not(working: Incident, people: People) -> None:
    only_for(people, *SUPPORT, act=lambda by: actions.send_update(working, by=by, body="Hello."))


@pytest.mark.parametrize("state", ["untriaged", "new", "closed"])
def test_only_between_the_first_response_and_the_end(make: Make, people: People, state: str) -> None:
    incident = make(state)

    with refused(NotPossible):
        actions.send_update(incident, by=people.eva, body="Hello.")


@pytest.mark.parametrize("body", ["", " ", "x" * 20_001, "a\x00b"])
def test_it_needs_words(working: Incident, people: People, body: str) -> None:
    with refused(NotValid, "body"):
        actions.send_update(working, by=people.eva, body=body)


def test_a_promise_lies_ahead(monday: datetime, working: Incident, people: People) -> None:
    with refused(NotValid, "next_update_by"):
        actions.send_update(working, by=people.eva, body="More soon.", next_update_by=monday)
