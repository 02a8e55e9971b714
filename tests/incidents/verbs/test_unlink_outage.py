"""unlink_outage: it does not tell of it after all (R26)."""

from accounts.acting import NotPossible
from incidents import actions
from incidents.models import Incident
from tests.aftermath import last_event, refused
from tests.kinds import SUPPORT, only_for
from tests.knowledge import down
from tests.people import People


def test_the_link_goes_and_the_timeline_keeps_it(working: Incident, people: People) -> None:
    outage = down(people)
    actions.link_outage(working, by=people.eva, outage=outage)
    incident = actions.unlink_outage(working, by=people.eli, outage=outage)

    assert not incident.outage_links.exists()
    assert last_event(incident).data == {"outage": outage.pk, "number": outage.number, "title": outage.title}


def test_it_is_the_teams(working: Incident, people: People) -> None:
    outage = down(people)
    actions.link_outage(working, by=people.eva, outage=outage)
    only_for(people, *SUPPORT, act=lambda user: actions.unlink_outage(working, by=user, outage=outage))


def test_what_is_not_linked_has_no_link(working: Incident, people: People) -> None:
    outage = down(people)
    with refused(NotPossible):
        actions.unlink_outage(working, by=people.eva, outage=outage)


def test_a_closed_one_keeps_its_link(proposed: Incident, people: People) -> None:
    outage = down(people)
    actions.link_outage(proposed, by=people.eva, outage=outage)
    incident = actions.accept_solution(proposed, by=people.ada)
    with refused(NotPossible):
        actions.unlink_outage(incident, by=people.eva, outage=outage)
