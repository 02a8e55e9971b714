"""add_note: words for the team only (R2, R17)."""

import pytest

from accounts.acting import NotPossible, NotValid
from incidents import actions
from incidents.models import Incident
from tests.aftermath import last_event, letters, refused
from tests.conftest import Make
from tests.kinds import SUPPORT, only_for
from tests.people import People

BODY = "The log shows a stuck lease."


@pytest.mark.parametrize("state", ["untriaged", "new", "work_in_progress", "solution_proposed"])
def test_a_note_is_internal_from_birth(make: Make, people: People, state: str) -> None:
    incident = actions.add_note(make(state), by=people.sam, body=BODY)

    event = last_event(incident)
    assert (event.public, event.message.visibility, event.message.body) == (False, "internal", BODY)
    assert incident.state in {state, "new"}


@pytest.mark.parametrize("name", ["ada", "lead"])
def test_no_customer_finds_it(working: Incident, people: People, name: str) -> None:
    actions.add_note(working, by=people.sam, body=BODY)

    reader = people.by_name(name)
    assert not working.messages.visible_to(reader).filter(body=BODY).exists()
    assert not working.events.visible_to(reader).filter(verb="add_note").exists()


def test_a_colleagues_note_wants_the_owner_who_is_told(working: Incident, people: People) -> None:
    incident = actions.add_note(working, by=people.sam, body=BODY)

    assert incident.action_needed
    assert letters("add_note") == {"eva": "staff"}


def test_the_owners_own_note_changes_no_flag_and_tells_nobody(working: Incident, people: People) -> None:
    assert not actions.add_note(working, by=people.eva, body=BODY).action_needed
    assert letters("add_note") == {}

    asked = actions.post_message(working, by=people.ada, body="And now?")
    assert actions.add_note(asked, by=people.eva, body=BODY).action_needed, "a note answers no customer"


def test_others_may_not(working: Incident, people: People) -> None:
    only_for(people, *SUPPORT, act=lambda by: actions.add_note(working, by=by, body=BODY))


def test_not_once_it_is_closed(closed: Incident, people: People) -> None:
    with refused(NotPossible):
        actions.add_note(closed, by=people.eva, body=BODY)


@pytest.mark.parametrize("body", ["", " ", "x" * 20_001, "a\x00b"])
def test_it_needs_words(working: Incident, people: People, body: str) -> None:
    with refused(NotValid, "body"):
        actions.add_note(working, by=people.eva, body=body)
