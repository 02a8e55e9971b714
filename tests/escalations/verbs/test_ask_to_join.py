"""The product group wants to speak with the customer: their own wish is the ground (R37)."""

import pytest

from accounts.acting import NotAllowed, NotPossible
from escalations import actions
from escalations.consent import consent_of
from incidents import actions as incidents
from incidents.models import Incident
from tests.aftermath import letters, refused
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.escalations.thread import inside, mailed
from tests.people import People


def test_pressing_is_joining(make_icm: MakeIcm, people: People, pg: ProductGroup) -> None:
    icm = actions.ask_to_join(make_icm("acknowledged"), by=pg.pia, reason="I want to see it happen.")

    assert inside(icm.incidents[0]) == {"pia": "pg_requested"}
    assert consent_of(icm) == {"state": "granted", "ground": "pg_requested"}
    assert letters("ask_to_join") == {"eva": "staff"}
    assert mailed("admit_guest") == {"ada": "reporter", "pia": "pg_requested"}


def test_the_areas_leadership_may_too(make_icm: MakeIcm, pg: ProductGroup) -> None:
    icm = actions.ask_to_join(make_icm("acknowledged"), by=pg.ema)

    assert inside(icm.incidents[0]) == {"ema": "pg_requested"}


def test_a_link_for_reading_joins_nothing(make_icm: MakeIcm, pg: ProductGroup) -> None:
    icm = make_icm("acknowledged")

    with refused(NotAllowed):
        actions.ask_to_join(icm, by=pg.pete)


def test_who_left_the_product_group_joins_nothing(make_icm: MakeIcm, pg: ProductGroup) -> None:
    icm = make_icm()
    pg.pia.is_active = False

    with refused(NotAllowed):
        actions.ask_to_join(icm, by=pg.pia)


def test_nobody_joins_twice(make_icm: MakeIcm, pg: ProductGroup) -> None:
    icm = actions.ask_to_join(make_icm("acknowledged"), by=pg.pia)

    with refused(NotPossible):
        actions.ask_to_join(icm, by=pg.pia)


@pytest.mark.parametrize("close", ["icm", "incident"])
def test_nobody_joins_what_is_closed(make_icm: MakeIcm, people: People, pg: ProductGroup, close: str) -> None:
    icm = make_icm("closed" if close == "icm" else "acknowledged")
    if close == "incident":
        incidents.withdraw(Incident.objects.get(pk=icm.incidents[0].pk), by=people.ada, reason="Gone.")

    with refused(NotPossible):
        actions.ask_to_join(icm, by=pg.pia)
