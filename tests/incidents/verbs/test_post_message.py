"""post_message: the customer writes (R15, R17)."""

import pytest

from accounts.acting import NotPossible, NotValid
from incidents import actions
from incidents.models import Incident
from notifications.models import Notification
from tests.aftermath import last_event, letters, refused
from tests.conftest import Make
from tests.kinds import only_for
from tests.people import People


@pytest.mark.parametrize("name", ["ada", "lead"])
@pytest.mark.parametrize("state", ["untriaged", "new", "work_in_progress", "solution_proposed"])
def test_it_wants_the_owner_and_changes_no_state(make: Make, people: People, name: str, state: str) -> None:
    incident = actions.post_message(make(state), by=people.by_name(name), body="It happened again.")

    assert (incident.action_needed, incident.state) == (True, "new" if state == "untriaged" else state)
    message = last_event(incident).message
    assert (message.body, message.visibility) == ("It happened again.", "public")


def test_the_owner_gets_each_one_whether_the_flag_is_up_or_not(working: Incident, people: People) -> None:
    actions.post_message(working, by=people.ada, body="It happened again.")
    actions.post_message(working, by=people.ada, body="And again.")

    assert Notification.objects.filter(verb="post_message", address=people.eva.email).count() == 2
    assert letters("post_message") == {"eva": "staff"}


def test_while_nobody_owns_it_nobody_is_written_to(make: Make, people: People) -> None:
    actions.post_message(make("untriaged"), by=people.ada, body="Hello?")

    assert letters("post_message") == {}


def test_it_answers_the_question_that_was_put(working: Incident, people: People) -> None:
    asked = actions.raise_flag(working, by=people.eva, flag="customer_action_needed", reason="Send the log.")
    incident = actions.post_message(asked, by=people.ada, body="Here it is.")

    assert (incident.customer_action_needed, incident.customer_question) == (False, "")


def test_others_may_not(working: Incident, people: People) -> None:
    only_for(people, "ada", "lead", act=lambda by: actions.post_message(working, by=by, body="Hello."))


def test_not_once_it_is_closed(closed: Incident, people: People) -> None:
    with refused(NotPossible):
        actions.post_message(closed, by=people.ada, body="Thank you.")


@pytest.mark.parametrize("body", ["", " \t", "x" * 20_001, "a\x00b"])
def test_it_needs_words(working: Incident, people: People, body: str) -> None:
    with refused(NotValid, "body"):
        actions.post_message(working, by=people.ada, body=body)


def test_the_longest_message_is_kept_whole(working: Incident, people: People) -> None:
    incident = actions.post_message(working, by=people.ada, body="x" * 20_000)

    assert len(last_event(incident).message.body) == 20_000
