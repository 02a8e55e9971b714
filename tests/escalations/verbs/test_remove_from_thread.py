"""The support team takes somebody out: at once, with a reason that they are told (R37)."""

from accounts.acting import NotAllowed, NotPossible, NotValid
from escalations import actions
from escalations.consent import consent_of
from incidents.models import Incident
from incidents.replaying import replay_timeline
from tests.aftermath import last_event, letters, refused
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.escalations.thread import inside, joined
from tests.people import People


def test_out_and_told_why(make_icm: MakeIcm, people: People, pg: ProductGroup) -> None:
    icm = joined(make_icm("acknowledged"), people, pg.pia)

    actions.remove_from_thread(icm, by=people.eli, member=pg.pia, reason="The customer asked for fewer people.")

    assert inside(icm.incidents[0]) == {}
    assert consent_of(icm) == {"state": "ended", "ground": "consented"}
    assert letters("remove_from_thread") == {"eva": "staff", "pia": "pg"}
    assert last_event(icm.incidents[0]).public
    assert replay_timeline(Incident.objects.all()).differences == []


def test_a_reason_is_owed(make_icm: MakeIcm, people: People, pg: ProductGroup) -> None:
    icm = joined(make_icm("acknowledged"), people, pg.pia)

    with refused(NotValid, "reason"):
        actions.remove_from_thread(icm, by=people.eva, member=pg.pia, reason="")


def test_only_who_is_in(make_icm: MakeIcm, people: People, pg: ProductGroup) -> None:
    icm = joined(make_icm("acknowledged"), people, pg.pia)

    with refused(NotPossible):
        actions.remove_from_thread(icm, by=people.eva, member=pg.pete, reason="Not needed.")


def test_it_is_the_support_teams(make_icm: MakeIcm, people: People, pg: ProductGroup) -> None:
    icm = joined(make_icm("acknowledged"), people, pg.pia)

    with refused(NotAllowed):
        actions.remove_from_thread(icm, by=people.lead, member=pg.pia, reason="Not needed.")
