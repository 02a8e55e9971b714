"""A delegated task past its time is told once to whoever has it and to the owner (R15, R16)."""

from datetime import timedelta

import pytest

from incidents import actions, notices
from incidents.models import Event, Incident, Task
from incidents.replaying import replay_timeline
from notifications.models import Notification
from notifications.moment import at
from tests.aftermath import everything, last_event, letters
from tests.conftest import MONDAY, Make
from tests.people import People

HOUR = timedelta(hours=1)
DUE = MONDAY + 2 * HOUR


@pytest.fixture
def handed(people: People, make: Make) -> Task:
    """Sam's, for Eva, due in two hours."""
    with at(MONDAY):
        incident = make("work_in_progress", severity=4)
        actions.delegate_task(incident, by=people.eva, title="Read the leases", assignee=people.sam, due=DUE)
    return Task.objects.get()


def sweep(**span: float) -> None:
    with at(MONDAY + timedelta(**span)):
        actions.sweep_clocks()


def told() -> int:
    return Event.objects.filter(verb="chase_task").count()


def test_it_is_told_once_when_it_is_late(handed: Task) -> None:
    found = []
    for seconds in (7199, 7200, 7201, 7202, 90_000):
        sweep(seconds=seconds)
        found.append(told())

    assert found == [0, 0, 1, 1, 1]
    assert letters("chase_task") == {"sam": "staff", "eva": "staff"}
    assert Notification.objects.filter(verb="chase_task").count() == 2


def test_it_wants_the_owner_and_stays_the_teams(handed: Task) -> None:
    sweep(hours=3)

    incident, event = Incident.objects.get(), last_event(handed.incident)
    assert incident.action_needed
    assert (event.by, event.public, event.data["title"]) == (None, False, "Read the leases")
    assert Task.objects.get().is_open
    assert replay_timeline(Incident.objects.all()).differences == []


def test_each_reader_is_told_what_they_can_do(handed: Task, people: People) -> None:
    sweep(hours=3)
    found = {}
    for row in Notification.objects.filter(verb="chase_task"):
        letter = notices.letter(row)
        assert letter is not None
        assert letter.subject.startswith("Task late, was due Mon 16 Nov")
        found[row.address.partition("@")[0]] = letter.text

    assert "Eva Novak waits for it. Finish it with its result" in found["sam"]
    assert "Sam Okoye has it. Ask how it stands, or take it back." in found["eva"]


@pytest.mark.parametrize("verb", ["finish_task", "decline_task", "recall_task"])
def test_what_is_settled_in_time_is_not_late(handed: Task, people: People, verb: str) -> None:
    words = {"result": "Done."} if verb == "finish_task" else {"reason": "Because."}
    by = people.eva if verb == "recall_task" else people.sam
    with at(MONDAY + HOUR):
        getattr(actions, verb)(handed.incident, by=by, task=handed.pk, **words)
    sweep(hours=3)

    assert told() == 0


def test_a_task_without_a_time_is_never_late(people: People, make: Make) -> None:
    with at(MONDAY):
        actions.delegate_task(make("new", severity=4), by=people.eva, title="Look", assignee=people.sam)
    sweep(hours=3)

    assert told() == 0


def test_a_closing_ends_it_and_no_sweep_looks_at_it_again(handed: Task, people: People) -> None:
    with at(MONDAY + HOUR):
        actions.withdraw(handed.incident, by=people.ada, reason="It went away.")
    assert Task.objects.get().chase_at is None
    before = everything()
    sweep(hours=3)

    assert everything() == before


def test_a_reopening_takes_up_what_can_still_be_kept(handed: Task, people: People) -> None:
    with at(MONDAY + HOUR):
        actions.withdraw(handed.incident, by=people.ada, reason="It went away.")
        actions.reopen(Incident.objects.get(), by=people.mia, reason="In error.")
    sweep(hours=3)

    assert told() == 1


def test_what_was_late_before_it_was_reopened_is_not_told_again(handed: Task, people: People) -> None:
    sweep(hours=3)
    with at(MONDAY + 4 * HOUR):
        actions.withdraw(Incident.objects.get(), by=people.ada, reason="It went away.")
        actions.reopen(Incident.objects.get(), by=people.mia, reason="In error.")
    sweep(hours=5)

    assert told() == 1


def test_whoever_owns_it_by_now_hears_once(handed: Task, people: People) -> None:
    with at(MONDAY + HOUR):
        actions.transfer_ownership(handed.incident, by=people.mia, owner=people.sam, reason="Eva left.")
    sweep(hours=3)

    assert letters("chase_task") == {"sam": "staff"}
    assert Notification.objects.filter(verb="chase_task").count() == 1
