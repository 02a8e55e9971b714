"""bring_forward: a manager puts a case at the head of the next morning review, until that has looked at it (R28)."""

from typing import Any

import pytest

from accounts.acting import NotAllowed, NotPossible
from escalations.actions import bring_forward, review_incident
from escalations.meetings import morning
from incidents import actions
from incidents.models import Incident
from incidents.replaying import replay_timeline
from tests.aftermath import everything, last_event, letters, refused
from tests.conftest import Make
from tests.kinds import CUSTOMERS
from tests.people import People

pytestmark = pytest.mark.usefixtures("monday")


def agenda(people: People) -> list[int]:
    return [case.incident.pk for case in morning.board(people.mia)]


def looked_at(incident: Incident, people: People, **more: Any) -> None:
    review_incident(incident, by=people.mia, course="investigate", guidance="Read the diagnostics first.", **more)


def test_it_comes_before_what_is_graver(make: Make, people: People) -> None:
    grave, small = make("work_in_progress"), make("work_in_progress")
    actions.assign(grave, by=people.eva, severity=1)
    assert agenda(people) == [grave.pk, small.pk]

    bring_forward(small, by=people.mia)

    assert agenda(people) == [small.pk, grave.pk]
    assert morning.board(people.mia)[0].reasons == ["brought_forward", "assigned"]
    assert morning.board(people.mia)[0].why[0] == "moved up by a manager"


def test_the_review_of_it_takes_it_off_again(working: Incident, people: People) -> None:
    bring_forward(working, by=people.mia)
    looked_at(working, people)
    assert agenda(people) == []

    bring_forward(working, by=people.mia)
    assert agenda(people) == [working.pk]


def test_the_timeline_tells_it_to_the_team_alone(working: Incident, people: People) -> None:
    bring_forward(working, by=people.mia)

    event = last_event(working)
    assert (event.verb, event.by, event.public) == ("bring_forward", people.mia, False)
    assert letters("bring_forward") == {}
    assert replay_timeline(Incident.objects.all()).differences == []


def test_what_is_at_the_head_already_stays_there(working: Incident, people: People) -> None:
    bring_forward(working, by=people.mia)
    before = everything()
    bring_forward(working, by=people.mia)

    assert everything() == before


@pytest.mark.parametrize("who", ["eva", "eli", "sen", "sam", "root", "gone", *CUSTOMERS])
def test_nobody_but_a_manager_does(working: Incident, people: People, who: str) -> None:
    with refused(NotAllowed):
        bring_forward(working, by=people.by_name(who))


def test_what_is_closed_is_not_reviewed(closed: Incident, people: People) -> None:
    with refused(NotPossible):
        bring_forward(closed, by=people.mia)
