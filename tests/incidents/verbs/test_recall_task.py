"""recall_task: the owner takes a delegated task back, with a reason (R16)."""

from datetime import datetime, timedelta

import pytest

from accounts.acting import NotPossible, NotValid
from incidents import actions
from incidents.models import Incident, Message, Task
from incidents.replaying import replay_timeline
from tests.aftermath import last_event, letters, refused
from tests.conftest import MONDAY, Make
from tests.kinds import only_for
from tests.people import People

REASON = "The customer found it meanwhile."


@pytest.fixture
def handed(working: Incident, people: People) -> Incident:
    return actions.delegate_task(working, by=people.eva, title="Read the leases", assignee=people.sam)


def recalled(incident: Incident, people: People, reason: str = REASON) -> Incident:
    return actions.recall_task(incident, by=people.eva, task=incident.tasks.get().pk, reason=reason)


def test_the_owner_takes_it_back_and_nothing_new_wants_them(monday: datetime, handed: Incident, people: People) -> None:
    incident = recalled(handed, people)

    task = incident.tasks.get()
    assert (task.state, task.answer, task.settled_at) == ("recalled", REASON, monday)
    assert (incident.owner, incident.action_needed) == (people.eva, False)
    assert list(Task.objects.open()) == []
    assert replay_timeline(Incident.objects.all()).differences == []


def test_the_timeline_keeps_why_for_the_team(handed: Incident, people: People) -> None:
    event = last_event(recalled(handed, people))

    assert not event.public
    assert (event.message.body, event.message.visibility) == (REASON, Message.Visibility.INTERNAL)


def test_whose_it_was_is_told(handed: Incident, people: People) -> None:
    recalled(handed, people)

    assert letters("recall_task") == {"sam": "staff"}


def test_only_the_owner_may(handed: Incident, people: People) -> None:
    task = handed.tasks.get().pk

    only_for(people, "eva", act=lambda by: actions.recall_task(handed, by=by, task=task, reason=REASON))


def test_a_deputy_does_for_the_owner(monday: datetime, handed: Incident, people: People) -> None:
    until = MONDAY + timedelta(hours=1)
    actions.name_deputy(handed, by=people.eva, deputy=people.eli, until=until, reason="A course.")
    incident = actions.recall_task(handed, by=people.eli, task=handed.tasks.get().pk, reason=REASON)

    assert last_event(incident).data["for_owner"]["name"] == "Eva Novak"


def test_not_once_it_is_settled(handed: Incident, people: People) -> None:
    incident = actions.finish_task(handed, by=people.sam, task=handed.tasks.get().pk, result="Two are stuck.")

    with refused(NotPossible):
        recalled(incident, people)


def test_its_assignee_cannot_finish_it_any_more(handed: Incident, people: People) -> None:
    incident = recalled(handed, people)

    with refused(NotPossible):
        actions.finish_task(incident, by=people.sam, task=incident.tasks.get().pk, result="Two are stuck.")


def test_not_once_the_incident_is_closed(proposed: Incident, people: People) -> None:
    actions.delegate_task(proposed, by=people.eva, title="Read the leases", assignee=people.sam)
    incident = actions.withdraw(Incident.objects.get(pk=proposed.pk), by=people.ada, reason="No longer needed.")

    with refused(NotPossible):
        recalled(incident, people)


@pytest.mark.parametrize("reason", ["", " ", "x" * 2_001, "a\x00b"])
def test_it_needs_a_reason(handed: Incident, people: People, reason: str) -> None:
    with refused(NotValid, "reason"):
        recalled(handed, people, reason)


def test_it_is_one_of_this_incidents(handed: Incident, people: People, make: Make) -> None:
    other = actions.delegate_task(make("new"), by=people.eva, title="Another", assignee=people.sam)
    with refused(NotValid, "task"):
        actions.recall_task(handed, by=people.eva, task=other.tasks.get().pk, reason=REASON)
