"""finish_task: a delegated task comes back to the owner with its result (R16)."""

from datetime import datetime

import pytest

from accounts.acting import NotAllowed, NotPossible, NotValid
from incidents import actions
from incidents.models import Incident, Message
from incidents.replaying import replay_timeline
from tests.aftermath import last_event, letters, refused
from tests.conftest import Make
from tests.kinds import only_for
from tests.people import People

RESULT = "Two leases are stuck since 09:40."


@pytest.fixture
def handed(working: Incident, people: People) -> Incident:
    return actions.delegate_task(working, by=people.eva, title="Read the leases", assignee=people.sam)


def finished(incident: Incident, people: People, result: str = RESULT) -> Incident:
    return actions.finish_task(incident, by=people.sam, task=incident.tasks.get().pk, result=result)


def test_its_result_wants_the_owner_who_stays_the_owner(monday: datetime, handed: Incident, people: People) -> None:
    incident = finished(handed, people)

    task = incident.tasks.get()
    assert (task.state, task.answer, task.settled_at) == ("done", RESULT, monday)
    assert (incident.owner, incident.action_needed, incident.state) == (people.eva, True, "work_in_progress")
    assert replay_timeline(Incident.objects.all()).differences == []


def test_the_result_is_a_note_for_the_team(handed: Incident, people: People) -> None:
    event = last_event(finished(handed, people))

    assert (event.public, event.message.visibility, event.message.body) == (False, Message.Visibility.INTERNAL, RESULT)
    assert event.data["title"] == "Read the leases"


def test_the_owner_is_told(handed: Incident, people: People) -> None:
    finished(handed, people)

    assert letters("finish_task") == {"eva": "staff"}


def test_only_whose_task_it_is_may(handed: Incident, people: People) -> None:
    task = handed.tasks.get().pk

    only_for(people, "sam", act=lambda by: actions.finish_task(handed, by=by, task=task, result=RESULT))


@pytest.mark.parametrize("first", ["finish", "decline"])
def test_not_twice(handed: Incident, people: People, first: str) -> None:
    task = handed.tasks.get().pk
    if first == "finish":
        incident = finished(handed, people)
    else:
        incident = actions.decline_task(handed, by=people.sam, task=task, reason="No access.")

    with refused(NotPossible):
        finished(incident, people)


def test_not_once_the_incident_is_closed(proposed: Incident, people: People) -> None:
    actions.delegate_task(proposed, by=people.eva, title="Read the leases", assignee=people.sam)
    incident = actions.accept_solution(Incident.objects.get(pk=proposed.pk), by=people.ada)

    with refused(NotPossible):
        finished(incident, people)


def test_a_task_of_another_incident_is_none_of_this_one(handed: Incident, make: Make, people: People) -> None:
    other = make("work_in_progress")
    with refused(NotValid, "task"):
        actions.finish_task(other, by=people.sam, task=handed.tasks.get().pk, result=RESULT)


def test_that_there_is_no_such_task_is_said_last(handed: Incident, proposed: Incident, people: People) -> None:
    """Who may not, is told so; and what is closed is closed."""
    with refused(NotAllowed):
        actions.finish_task(proposed, by=people.ada, task=handed.tasks.get().pk, result=RESULT)
    closed = actions.accept_solution(proposed, by=people.ada)
    with refused(NotPossible):
        actions.finish_task(closed, by=people.sam, task=handed.tasks.get().pk, result=RESULT)


@pytest.mark.parametrize("result", ["", " ", "x" * 20_001, "a\x00b"])
def test_it_needs_a_result(handed: Incident, people: People, result: str) -> None:
    with refused(NotValid, "result"):
        finished(handed, people, result)
