"""respond: the owner's first message of value (R5)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.acting import NotAllowed, NotPossible, NotValid
from incidents import actions
from incidents.models import Incident
from tests.aftermath import last_event, letters, refused
from tests.conftest import Make
from tests.kinds import only_for
from tests.people import People

BODY = "Good morning, I have this now and it stays with me."


def test_the_owner_takes_it_to_work_and_stops_the_response_clock(
    monday: datetime, new: Incident, people: People, later: Any
) -> None:
    with later(hours=2):
        incident = actions.respond(new, by=people.eva, body=BODY)

    incident.refresh_from_db()
    assert (incident.state, incident.responded_at) == ("work_in_progress", monday + timedelta(hours=2))
    response, relief = incident.clocks.get(kind="response"), incident.clocks.get(kind="relief")
    assert (response.state, response.elapsed, response.due_at) == ("stopped", timedelta(hours=2), None)
    assert relief.state == "running"


def test_its_words_are_public_and_reach_the_customer(new: Incident, people: People) -> None:
    incident = actions.respond(new, by=people.eva, body=f"  {BODY}  ")

    message = last_event(incident).message
    assert (message.body, message.visibility, message.author) == (BODY, "public", people.eva)
    assert letters("respond") == {"ada": "customer"}


def test_it_answers_what_the_customer_wrote_meanwhile(new: Incident, people: People) -> None:
    incident = actions.post_message(new, by=people.ada, body="Is anybody there?")
    assert incident.action_needed

    assert not actions.respond(incident, by=people.eva, body=BODY).action_needed


def test_it_may_promise_the_next_update(monday: datetime, new: Incident, people: People) -> None:
    promised = monday + timedelta(hours=4)
    incident = actions.respond(new, by=people.eva, body=BODY, next_update_by=promised)

    assert incident.next_update_by == promised
    assert incident.clocks.get(kind="next_update").due_at == promised


def test_only_the_owner_may(new: Incident, people: People) -> None:
    only_for(people, "eva", act=lambda by: actions.respond(new, by=by, body=BODY))


def test_the_refusal_names_who_may(new: Incident, people: People) -> None:
    with refused(NotAllowed) as refusal:
        actions.respond(new, by=people.mia, body=BODY)
    assert refusal.value.reason == "Only Eva Novak, who owns this, can do that."


def test_nobody_may_while_nobody_owns_it(make: Make, people: People) -> None:
    incident = make("untriaged")

    only_for(people, act=lambda by: actions.respond(incident, by=by, body=BODY))
    with refused(NotAllowed) as refusal:
        actions.respond(incident, by=people.eva, body=BODY)
    assert refusal.value.reason == "Nobody owns this yet, and only its owner can do that."


@pytest.mark.parametrize("missing", ["area", "category"])
def test_triage_comes_first_and_the_refusal_names_what_is_missing(make: Make, people: People, missing: str) -> None:
    triage: dict[str, Any] = {"area": people.query, "category": "bug"}
    triage.pop(missing)
    incident = actions.assign(make("untriaged"), by=people.eli, owner=people.eva, **triage)

    with refused(NotPossible, missing) as refusal:
        actions.respond(incident, by=people.eva, body=BODY)
    assert missing in refusal.value.reason


@pytest.mark.parametrize("state", ["work_in_progress", "solution_proposed", "closed"])
def test_there_is_one_first_response(make: Make, people: People, state: str) -> None:
    incident = make(state)

    with refused(NotPossible):
        actions.respond(incident, by=people.eva, body=BODY)


@pytest.mark.parametrize("body", ["", " \n", "x" * 20_001, "a\x00b"])
def test_it_needs_words(new: Incident, people: People, body: str) -> None:
    with refused(NotValid, "body"):
        actions.respond(new, by=people.eva, body=body)


@pytest.mark.parametrize("minutes", [0, -1])
def test_a_promise_lies_ahead(monday: datetime, new: Incident, people: People, minutes: int) -> None:
    with refused(NotValid, "next_update_by"):
        actions.respond(new, by=people.eva, body=BODY, next_update_by=monday + timedelta(minutes=minutes))
