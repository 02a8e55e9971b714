"""An ICM goes from open to closed by what both sides do, and stands in the timeline of its incident (R35)."""

import pytest

from accounts.acting import NotAllowed, NotPossible
from escalations import actions
from escalations.models import Icm
from incidents.models import Incident
from incidents.replaying import replay_timeline
from tests.aftermath import letters, refused, verbs
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.people import People


def test_from_open_to_closed(make_icm: MakeIcm, people: People, pg: ProductGroup) -> None:
    icm = make_icm("closed")

    assert icm.state == "closed"
    assert icm.owner == pg.pia
    assert verbs(icm.incidents[0])[-4:] == ["open_icm", "acknowledge", "resolve", "close"]
    assert replay_timeline(Incident.objects.all()).differences == []


def test_opening_writes_to_the_engineers_of_the_area_and_changes_nothing_else(make_icm: MakeIcm) -> None:
    icm = make_icm()
    incident = icm.incidents[0]

    assert letters("open_icm") == {"pia": "pg", "pete": "pg"}
    assert incident.state == "work_in_progress"
    assert not incident.action_needed


def test_the_first_to_acknowledge_owns_it(make_icm: MakeIcm, pg: ProductGroup) -> None:
    icm = make_icm("acknowledged")

    with refused(NotAllowed):
        actions.acknowledge(icm, by=pg.pete)
    assert Icm.objects.get(pk=icm.pk).owner == pg.pia


@pytest.mark.parametrize("state", ["open", "acknowledged", "needs_information", "mitigated", "closed"])
def test_only_what_is_resolved_is_closed(make_icm: MakeIcm, people: People, state: str) -> None:
    icm = make_icm(state)

    with refused(NotPossible):
        actions.close(icm, by=people.eva)


@pytest.mark.parametrize("verb", ["mitigate", "resolve"])
def test_whoever_works_on_what_nobody_has_has_it(
    make_icm: MakeIcm, people: People, pg: ProductGroup, verb: str
) -> None:
    icm = getattr(actions, verb)(make_icm(), by=pg.pete, **({"resolution": "fixed"} if verb == "resolve" else {}))

    assert icm.owner == pg.pete
    assert icm.acknowledged_at is not None
    with refused(NotAllowed):
        actions.update(icm, by=pg.pia, body="Me too.")


def test_what_is_sent_back_comes_back_to_somebody_who_can_ask(
    make_icm: MakeIcm, people: People, pg: ProductGroup
) -> None:
    icm = actions.resolve(make_icm(), by=pg.pete, resolution="fixed")
    icm = actions.send_back(icm, by=people.eva, reason="It stalls again.")

    assert (icm.state, icm.owner) == ("acknowledged", pg.pete)
    assert letters("send_back") == {"pete": "pg"}
    assert actions.request_information(icm, by=pg.pete, body="Which build?").state == "needs_information"


def test_what_an_owner_left_behind_is_whose_who_works_on_it(make_icm: MakeIcm, pg: ProductGroup) -> None:
    icm = make_icm("acknowledged")
    since = icm.acknowledged_at
    pg.pia.is_active = False
    pg.pia.save()

    icm = actions.mitigate(Icm.objects.get(pk=icm.pk), by=pg.pete)
    assert (icm.owner, icm.acknowledged_at) == (pg.pete, since)


def test_who_has_it_keeps_it(make_icm: MakeIcm, pg: ProductGroup) -> None:
    icm = make_icm("acknowledged")

    assert actions.mitigate(icm, by=pg.pia).owner == pg.pia
