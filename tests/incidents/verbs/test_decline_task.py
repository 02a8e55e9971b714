"""decline_task: a delegated task comes back to the owner with a reason (R16)."""

from datetime import datetime

import pytest

from accounts.acting import NotPossible, NotValid
from incidents import actions
from incidents.models import Incident
from incidents.replaying import replay_timeline
from tests.aftermath import last_event, letters, refused
from tests.kinds import only_for
from tests.people import People

REASON = "I have no access to that cluster."


@pytest.fixture
def handed(working: Incident, people: People) -> Incident:
    return actions.delegate_task(working, by=people.eva, title="Read the leases", assignee=people.sam)


def declined(incident: Incident, people: People, reason: str = REASON) -> Incident:
    return actions.decline_task(incident, by=people.sam, task=incident.tasks.get().pk, reason=reason)


def test_it_comes_back_with_a_reason_and_wants_the_owner(monday: datetime, handed: Incident, people: People) -> None:
    incident = declined(handed, people)

    task = incident.tasks.get()
    assert (task.state, task.answer, task.settled_at) == ("declined", REASON, monday)
    assert (incident.owner, incident.action_needed) == (people.eva, True)
    assert last_event(incident).message.body == REASON
    assert replay_timeline(Incident.objects.all()).differences == []


def test_the_owner_is_told(handed: Incident, people: People) -> None:
    declined(handed, people)

    assert letters("decline_task") == {"eva": "staff"}


def test_only_whose_task_it_is_may(handed: Incident, people: People) -> None:
    task = handed.tasks.get().pk

    only_for(people, "sam", act=lambda by: actions.decline_task(handed, by=by, task=task, reason=REASON))


def test_not_twice(handed: Incident, people: People) -> None:
    incident = declined(handed, people)

    with refused(NotPossible):
        declined(incident, people)


def test_not_once_the_incident_is_closed(proposed: Incident, people: People) -> None:
    actions.delegate_task(proposed, by=people.eva, title="Read the leases", assignee=people.sam)
    incident = actions.withdraw(Incident.objects.get(pk=proposed.pk), by=people.ada, reason="No longer needed.")

    with refused(NotPossible):
        declined(incident, people)


@pytest.mark.parametrize("reason", ["", " ", "x" * 2_001, "a\x00b"])
def test_it_needs_a_reason(handed: Incident, people: People, reason: str) -> None:
    with refused(NotValid, "reason"):
        declined(handed, people, reason)
