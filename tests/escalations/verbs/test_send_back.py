"""send_back: it is not what was asked for, with the reason (R35)."""

from escalations import actions
from tests.aftermath import last_event, letters
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.people import People


def test_its_owner_has_it_again_without_a_resolution(make_icm: MakeIcm, people: People, pg: ProductGroup) -> None:
    icm = actions.send_back(make_icm("resolved"), by=people.eva, reason="It stalls again.")

    assert (icm.state, icm.owner, icm.resolution, icm.resolved_at) == ("acknowledged", pg.pia, "", None)
    assert letters("send_back") == {"pia": "pg"}
    assert last_event(icm.incidents[0]).message.body == "It stalls again."


def test_it_can_be_resolved_anew(make_icm: MakeIcm, people: People, pg: ProductGroup) -> None:
    icm = actions.send_back(make_icm("resolved"), by=people.eva, reason="It stalls again.")
    icm = actions.resolve(icm, by=pg.pia, resolution="not_reproducible")

    assert (icm.state, icm.resolution) == ("resolved", "not_reproducible")
