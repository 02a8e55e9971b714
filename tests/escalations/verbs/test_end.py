"""A question is taken back when nobody needs the answer any more; or ends with its incident (R30)."""

from datetime import datetime
from typing import Any

import pytest

from accounts.acting import NotAllowed, NotPossible
from escalations import actions
from escalations.models import Consultation
from incidents import actions as incident_actions
from incidents.models import Incident
from tests.aftermath import last_event, letters, refused, verbs
from tests.escalations.ladder import again, answered, ask
from tests.people import People


@pytest.mark.parametrize("name", ["sen", "eva", "mia"])
def test_who_asked_the_owner_and_a_manager_take_it_back(working: Incident, people: People, name: str) -> None:
    asked = actions.ask(working, by=people.sen, area=people.query, audience="colleagues", question="How do I go on?")
    ended = actions.end(asked, by=people.by_name(name), reason="Found it.")

    assert (ended.state, ended.due_at) == ("ended", None)
    assert ended.rungs.get().outcome == "ended"
    assert last_event(working).message.body == "Found it."
    assert letters("end") == ({} if name == "sen" else {"sen": "staff"})


@pytest.mark.parametrize("name", ["eli", "sam", "ada", "lead", "root", "gone"])
def test_nobody_else_does(working: Incident, people: People, name: str) -> None:
    asked = ask(working, people)

    with refused(NotAllowed):
        actions.end(asked, by=people.by_name(name))


def test_no_reason_is_needed(working: Incident, people: People) -> None:
    assert actions.end(ask(working, people), by=people.eva).state == "ended"


def test_what_is_answered_or_ended_is_not_taken_back(working: Incident, people: People) -> None:
    done = answered(working, people)
    ended = actions.end(ask(working, people), by=people.eva)

    for consultation in (done, ended):
        with refused(NotPossible):
            actions.end(consultation, by=people.eva)


def test_it_ends_with_its_incident(proposed: Incident, people: People) -> None:
    asked = ask(proposed, people)
    incident_actions.accept_solution(proposed, by=people.ada)
    lines = verbs(proposed)
    assert not Consultation.objects.waiting().exists(), "nobody is asked any more"

    assert actions.sweep_consultations() == 0
    ended = again(asked)
    assert (ended.state, ended.rungs.get().outcome) == ("ended", "ended")
    assert [event.verb for event in ended.history] == ["ask", "end"]
    assert verbs(proposed) == lines, "what is closed stays as it is"


def test_what_was_answered_stays_answered(monday: datetime, later: Any, proposed: Incident, people: People) -> None:
    done = answered(proposed, people)
    incident_actions.accept_solution(proposed, by=people.ada)

    with later(days=1):
        assert actions.sweep_consultations() == 0
    assert again(done).state == "answered"
