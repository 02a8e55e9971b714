"""One ICM hits several customers: each is asked, joined, written to and left by itself (R37)."""

import pytest

from accounts.acting import NotValid
from escalations import actions
from escalations.models import Icm
from escalations.thread import seat_of
from incidents.models import Incident
from notifications.models import Notification
from tests.aftermath import refused
from tests.conftest import Make
from tests.escalations.asking import approved
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.escalations.thread import EXHAUSTED, inside
from tests.people import People


@pytest.fixture
def icm(make_icm: MakeIcm) -> Icm:
    return make_icm("acknowledged")


@pytest.fixture
def adas(icm: Icm) -> Incident:
    return icm.incidents[0]


@pytest.fixture
def maxs(icm: Icm, make: Make, people: People) -> Incident:
    """Another organisation's, which Eva owns as well."""
    other = make("work_in_progress", customer=people.max)
    actions.join(icm, by=people.eva, incident=other)
    return other


def ask(icm: Icm, people: People, incident: Incident) -> Icm:
    return actions.request_consent(fresh(icm), by=people.eva, exhausted=EXHAUSTED, incident=incident)


def fresh(icm: Icm) -> Icm:
    return Icm.objects.with_everything().get(pk=icm.pk)


def states(icm: Icm) -> list[str]:
    return list(icm.consents.order_by("pk").values_list("state", flat=True))


def test_a_yes_answers_the_question_that_was_shown(
    icm: Icm, adas: Incident, maxs: Incident, people: People, pg: ProductGroup
) -> None:
    ask(icm, people, adas)
    ask(icm, people, maxs)

    actions.consent(fresh(icm), by=pg.pia)

    assert (inside(adas), inside(maxs)) == ({"pia": "consented"}, {})
    assert states(icm) == ["granted", "asked"]


def test_a_no_about_one_leaves_them_in_the_others_conversation(
    icm: Icm, adas: Incident, maxs: Incident, people: People, pg: ProductGroup
) -> None:
    actions.consent(ask(icm, people, adas), by=pg.pia)
    ask(icm, people, maxs)

    actions.decline_consent(fresh(icm), by=pg.pia)

    assert (inside(adas), inside(maxs)) == ({"pia": "consented"}, {})
    assert states(icm) == ["granted", "declined"]


def test_a_yes_taken_back_is_out_of_all_of_them(
    icm: Icm, adas: Incident, maxs: Incident, people: People, pg: ProductGroup
) -> None:
    actions.ask_to_join(icm, by=pg.pia, incident=adas)
    actions.ask_to_join(fresh(icm), by=pg.pia, incident=maxs)

    actions.decline_consent(fresh(icm), by=pg.pia)

    assert (inside(adas), inside(maxs)) == ({}, {})


def test_words_go_to_the_customer_they_are_meant_for_or_to_nobody(
    icm: Icm, adas: Incident, maxs: Incident, people: People, pg: ProductGroup
) -> None:
    actions.ask_to_join(icm, by=pg.pia, incident=adas)
    actions.ask_to_join(fresh(icm), by=pg.pia, incident=maxs)

    with refused(NotValid, "incident"):
        actions.write_to_customer(fresh(icm), by=pg.pia, body="Which build is it?")
    actions.write_to_customer(fresh(icm), by=pg.pia, body="Which build is it?", incident=maxs)

    told = Notification.objects.filter(verb="write_as_guest", audience="customer")
    assert list(told.values_list("address", flat=True)) == ["max@fabrikam.example"]


def test_they_leave_one_and_stay_in_the_other(icm: Icm, adas: Incident, maxs: Incident, pg: ProductGroup) -> None:
    actions.ask_to_join(icm, by=pg.pia, incident=adas)
    actions.ask_to_join(fresh(icm), by=pg.pia, incident=maxs)

    actions.leave(fresh(icm), by=pg.pia, incident=adas)

    assert (inside(adas), inside(maxs)) == ({}, {"pia": "pg_requested"})


def test_one_press_joins_the_customer_who_is_escalated(
    icm: Icm, adas: Incident, maxs: Incident, people: People, pg: ProductGroup
) -> None:
    people.sam.expertise.update(region=None)
    approved(fresh(icm), people, incident=maxs)

    actions.ask_to_join(fresh(icm), by=pg.pia)

    assert (inside(adas), inside(maxs)) == ({}, {"pia": "pg_requested"})


def test_each_has_its_place_on_the_page(
    icm: Icm, adas: Incident, maxs: Incident, people: People, pg: ProductGroup
) -> None:
    actions.consent(ask(icm, people, adas), by=pg.pia)
    ask(icm, people, maxs)

    seat = seat_of(fresh(icm), pg.pia)
    assert seat.asked is not None
    assert (seat.asked.incident, [place.incident for place in seat.inside]) == (maxs, [adas])

    actions.consent(fresh(icm), by=pg.pia)

    seat = seat_of(fresh(icm), pg.pia)
    assert (seat.asked, [place.incident for place in seat.inside]) == (None, [adas, maxs])
