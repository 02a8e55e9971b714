"""link_outage: it tells of an outage (R26)."""

import pytest

from accounts.acting import NotPossible
from incidents import actions
from incidents.models import Incident
from tests.aftermath import everything, last_event, letters, refused
from tests.conftest import Make
from tests.kinds import SUPPORT, only_for
from tests.knowledge import down
from tests.people import People


@pytest.mark.parametrize("state", ["untriaged", "new", "work_in_progress", "solution_proposed"])
def test_who_and_when_is_recorded(make: Make, people: People, state: str) -> None:
    outage = down(people)
    incident = actions.link_outage(make(state), by=people.eli, outage=outage)

    link = incident.outage_links.get()
    assert (link.outage, link.by) == (outage, people.eli)
    assert last_event(incident).data == {"outage": outage.pk, "number": outage.number, "title": outage.title}
    assert not last_event(incident).public
    assert letters("link_outage") == {}


def test_it_is_the_teams(new: Incident, people: People) -> None:
    outage = down(people)
    only_for(people, *SUPPORT, act=lambda user: actions.link_outage(new, by=user, outage=outage))


def test_a_second_time_changes_nothing(new: Incident, people: People) -> None:
    outage = down(people)
    actions.link_outage(new, by=people.eva, outage=outage)
    before = everything()
    actions.link_outage(new, by=people.eva, outage=outage)

    assert everything() == before


def test_a_closed_one_is_not_linked_any_more(closed: Incident, people: People) -> None:
    outage = down(people)
    with refused(NotPossible):
        actions.link_outage(closed, by=people.eva, outage=outage)
