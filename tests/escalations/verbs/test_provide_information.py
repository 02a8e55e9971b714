"""provide_information: the answer to what the product group asked (R35)."""

from escalations import actions
from incidents.models import Incident
from incidents.replaying import replay_timeline
from tests.aftermath import last_event, letters
from tests.escalations.conftest import MakeIcm
from tests.people import People


def test_the_owner_goes_on_with_the_answer(make_icm: MakeIcm, people: People) -> None:
    icm = actions.provide_information(make_icm("needs_information"), by=people.eli, body="It is build 5.11.")

    assert icm.state == "acknowledged"
    assert letters("provide_information") == {"pia": "pg"}
    line = last_event(icm.incidents[0])
    assert (line.verb, line.public, line.message.body) == ("provide_information", False, "It is build 5.11.")
    assert replay_timeline(Incident.objects.all()).differences == []


def test_it_can_be_asked_again(make_icm: MakeIcm, people: People) -> None:
    icm = actions.provide_information(make_icm("needs_information"), by=people.eli, body="It is build 5.11.")
    assert icm.owner is not None
    icm = actions.request_information(icm, by=icm.owner, body="And the region?")

    assert icm.state == "needs_information"
    assert letters("request_information") == {"eva": "staff"}
