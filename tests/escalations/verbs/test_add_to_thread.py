"""By name: at severity 1, or by an approved CSAT escalation; asked at that moment (R37)."""

import pytest

from accounts.acting import NotAllowed, NotPossible, NotValid
from escalations import actions
from incidents import actions as incidents
from incidents.models import Incident
from tests.aftermath import letters, refused
from tests.escalations.asking import approved, ask
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.escalations.thread import inside, mailed
from tests.people import People

BAD = {"exceptionally_bad": True, "exceptional_because": "They may leave us."}


def with_severity(incident: Incident, people: People, severity: int) -> None:
    incidents.assign(Incident.objects.get(pk=incident.pk), by=people.eva, severity=severity)


def test_at_severity_1_somebody_is_added_by_name_and_all_are_told(
    make_icm: MakeIcm, people: People, pg: ProductGroup
) -> None:
    icm = make_icm("acknowledged")
    with_severity(icm.incidents[0], people, 1)

    actions.add_to_thread(icm, by=people.eli, member=pg.pete)

    assert inside(icm.incidents[0]) == {"pete": "severity_1"}
    assert mailed("admit_guest") == {"ada": "reporter", "pete": "severity_1"}
    assert letters("add_to_thread") == {"eva": "staff", "pete": "pg"}


def test_severity_1_alone_lets_nobody_in(make_icm: MakeIcm, people: People) -> None:
    icm = make_icm("acknowledged")
    with_severity(icm.incidents[0], people, 1)

    incidents.send_update(Incident.objects.get(pk=icm.incidents[0].pk), by=people.eva, body="We are on it.")

    assert mailed("send_update") == {"ada": "reporter"}


def test_a_later_downgrade_keeps_who_is_in_and_lets_nobody_new_in(
    make_icm: MakeIcm, people: People, pg: ProductGroup
) -> None:
    icm = make_icm("acknowledged")
    with_severity(icm.incidents[0], people, 1)
    icm = actions.add_to_thread(icm, by=people.eva, member=pg.pete)
    with_severity(icm.incidents[0], people, 2)

    with refused(NotPossible):
        actions.add_to_thread(icm, by=people.eva, member=pg.pia)
    incidents.send_update(Incident.objects.get(pk=icm.incidents[0].pk), by=people.eva, body="We are on it.")

    assert mailed("send_update") == {"ada": "reporter", "pete": "severity_1"}


def test_an_approved_escalation_brings_em_and_pm_in_and_nobody_else(
    make_icm: MakeIcm, people: People, pg: ProductGroup
) -> None:
    icm = make_icm("acknowledged")
    approved(icm, people, **BAD)

    icm = actions.add_to_thread(icm, by=people.eva, member=pg.ema)
    icm = actions.add_to_thread(icm, by=people.eva, member=pg.pam)
    with refused(NotPossible):
        actions.add_to_thread(icm, by=people.eva, member=pg.pia)

    assert inside(icm.incidents[0]) == {"ema": "csat_leadership", "pam": "csat_leadership"}


@pytest.mark.parametrize("how", ["only asked for", "approved, and not exceptionally bad"])
def test_without_that_approval_leadership_stays_out(
    make_icm: MakeIcm, people: People, pg: ProductGroup, how: str
) -> None:
    icm = make_icm("acknowledged")
    if how == "only asked for":
        ask(icm, people, **BAD)
    else:
        approved(icm, people)

    with refused(NotPossible):
        actions.add_to_thread(icm, by=people.eva, member=pg.ema)


def test_only_who_covers_the_area(make_icm: MakeIcm, people: People, pg: ProductGroup) -> None:
    icm = make_icm("acknowledged")
    with_severity(icm.incidents[0], people, 1)
    pg.pete.areas.set([people.inputs])

    with refused(NotValid, "member"):
        actions.add_to_thread(icm, by=people.eva, member=pg.pete)


def test_it_is_the_support_teams(make_icm: MakeIcm, people: People, pg: ProductGroup) -> None:
    icm = make_icm("acknowledged")
    with_severity(icm.incidents[0], people, 1)

    with refused(NotAllowed):
        actions.add_to_thread(icm, by=people.ada, member=pg.pete)


def test_nobody_is_added_twice(make_icm: MakeIcm, people: People, pg: ProductGroup) -> None:
    icm = make_icm("acknowledged")
    with_severity(icm.incidents[0], people, 1)
    icm = actions.add_to_thread(icm, by=people.eva, member=pg.pete)

    with refused(NotPossible):
        actions.add_to_thread(icm, by=people.eva, member=pg.pete)
