"""delegate_task: a piece of work for a colleague; the owner does not change (R16)."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from accounts.acting import NotAllowed, NotPossible, NotValid
from incidents import actions
from incidents.models import Incident, Message, Task
from incidents.replaying import replay_timeline
from tests.aftermath import everything, last_event, letters, refused
from tests.conftest import MONDAY, Make
from tests.kinds import only_for
from tests.people import People

HOUR = timedelta(hours=1)
WHAT = "Read the lease history of partition 7"


@pytest.mark.parametrize("state", ["new", "work_in_progress", "solution_proposed"])
def test_the_owner_hands_out_a_piece_of_work(monday: datetime, make: Make, people: People, state: str) -> None:
    incident = actions.delegate_task(
        make(state), by=people.eva, title=WHAT, assignee=people.sam, detail="Since *nine*.", due=monday + HOUR
    )

    task = incident.tasks.get()
    assert (task.title, task.detail, task.assignee, task.due) == (WHAT, "Since *nine*.", people.sam, monday + HOUR)
    assert (task.state, task.delegated_by, task.delegated_at) == ("open", people.eva, monday)
    assert (incident.owner, incident.state, incident.action_needed) == (people.eva, state, False)
    assert replay_timeline(Incident.objects.all()).differences == []


def test_the_timeline_keeps_it_for_the_team(monday: datetime, working: Incident, people: People) -> None:
    incident = actions.delegate_task(working, by=people.eva, title=WHAT, assignee=people.sam, detail="Since nine.")

    event = last_event(incident)
    assert not event.public
    assert (event.data["title"], event.data["assignee"]["name"]) == (WHAT, "Sam Okoye")
    assert event.message.visibility == Message.Visibility.INTERNAL


def test_whose_it_is_is_told(working: Incident, people: People) -> None:
    actions.delegate_task(working, by=people.eva, title=WHAT, assignee=people.sam)

    assert letters("delegate_task") == {"sam": "staff"}


def test_a_deputy_delegates_for_the_owner(monday: datetime, working: Incident, people: People) -> None:
    cover = {"deputy": people.eli, "until": MONDAY + HOUR, "reason": "A course."}
    actions.name_deputy(working, by=people.eva, **cover)  # type: ignore[arg-type]
    incident = actions.delegate_task(working, by=people.eli, title=WHAT, assignee=people.sam)

    assert last_event(incident).data["for_owner"]["name"] == "Eva Novak"


def test_only_the_owner_may(working: Incident, people: People) -> None:
    only_for(people, "eva", act=lambda by: actions.delegate_task(working, by=by, title=WHAT, assignee=people.sam))


def test_nobody_does_where_nobody_owns_it(make: Make, people: People) -> None:
    incident = make("untriaged")
    with refused(NotAllowed):
        actions.delegate_task(incident, by=people.eva, title=WHAT, assignee=people.sam)


def test_not_once_it_is_closed(closed: Incident, people: People) -> None:
    with refused(NotPossible):
        actions.delegate_task(closed, by=people.eva, title=WHAT, assignee=people.sam)


@pytest.mark.parametrize("name", ["ada", "root", "gone", "eva"])
def test_it_goes_to_an_active_colleague(working: Incident, people: People, name: str) -> None:
    with refused(NotValid, "assignee"):
        actions.delegate_task(working, by=people.eva, title=WHAT, assignee=people.by_name(name))


@pytest.mark.parametrize("title", ["", "  ", "x" * 201, "a\x00b"])
def test_it_says_what_is_to_be_done(working: Incident, people: People, title: str) -> None:
    with refused(NotValid, "title"):
        actions.delegate_task(working, by=people.eva, title=title, assignee=people.sam)


@pytest.mark.parametrize("due", [MONDAY, MONDAY - HOUR, MONDAY + 400_000 * HOUR * 24])
def test_it_is_due_at_a_time_to_come(monday: datetime, working: Incident, people: People, due: datetime) -> None:
    with refused(NotValid, "due"):
        actions.delegate_task(working, by=people.eva, title=WHAT, assignee=people.sam, due=due)


def test_a_closing_is_the_end_of_its_open_tasks(proposed: Incident, people: People) -> None:
    incident = actions.delegate_task(proposed, by=people.eva, title=WHAT, assignee=people.sam)
    assert list(Task.objects.open()) == [incident.tasks.get()]
    incident = actions.accept_solution(incident, by=people.ada)

    task = incident.tasks.get()
    assert (task.state, task.standing, list(Task.objects.open())) == ("open", "over", [])


def test_the_database_lets_no_task_into_a_closed_incident_nor_changes_one(proposed: Incident, people: People) -> None:
    incident = actions.delegate_task(proposed, by=people.eva, title=WHAT, assignee=people.sam)
    incident = actions.accept_solution(incident, by=people.ada)
    task = incident.tasks.get()
    again = Task(
        incident=incident, title="x", assignee=people.sam, delegated_by=people.eva, delegated_at=task.delegated_at
    )
    before = everything()
    for write in (task.save, task.delete, again.save):
        with pytest.raises(DatabaseError, match="closed is read-only"), transaction.atomic():
            write()

    assert everything() == before
