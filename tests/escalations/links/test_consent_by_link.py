"""Yes, no, join, write and leave, pressed on the page behind a link (R36, R37)."""

import pytest

from escalations import actions
from escalations.models import Icm
from incidents.models import Incident
from notifications.models import Notification
from tests.conftest import Make
from tests.escalations.conftest import ProductGroup
from tests.escalations.links.conftest import Proved, path_of
from tests.escalations.thread import EXHAUSTED, asked, inside
from tests.people import People


@pytest.fixture
def owned(icm: Icm, pg: ProductGroup) -> Icm:
    return actions.acknowledge(icm, by=pg.pia)


def test_from_the_question_to_leaving(owned: Icm, people: People, pg: ProductGroup, proved: Proved) -> None:
    icm = asked(owned, people)
    incident = icm.incidents[0]
    browser = proved(pg.pia, icm)
    place = path_of(icm)

    answer = browser.send(browser.get(place), f"{place}consent/")
    assert answer.status_code == 303
    assert inside(incident) == {"pia": "consented"}

    browser.send(browser.get(place), f"{place}write-to-customer/", body="Which partition key do you use?")
    assert "Which partition key do you use?" in incident.messages.latest("pk").body
    assert incident.events.latest("seq").way == "link"

    browser.send(browser.get(place), f"{place}leave/")
    assert inside(incident) == {}


def test_no_needs_no_reason(owned: Icm, people: People, pg: ProductGroup, proved: Proved) -> None:
    icm = asked(owned, people)
    browser, place = proved(pg.pia, icm), path_of(icm)

    assert browser.send(browser.get(place), f"{place}decline-consent/").status_code == 303
    assert inside(icm.incidents[0]) == {}
    assert icm.consents.get().state == "declined"


def test_one_press_joins(owned: Icm, pg: ProductGroup, proved: Proved) -> None:
    browser, place = proved(pg.pia, owned), path_of(owned)

    browser.send(browser.get(place), f"{place}ask-to-join/", reason="I want to see it happen.")

    assert inside(owned.incidents[0]) == {"pia": "pg_requested"}


def test_words_that_say_nothing_come_back(owned: Icm, pg: ProductGroup, proved: Proved) -> None:
    browser, place = proved(pg.pia, owned), path_of(owned)
    browser.send(browser.get(place), f"{place}ask-to-join/")

    answer = browser.send(browser.get(place), f"{place}write-to-customer/", body=" ")

    assert answer.status_code == 422
    assert not Notification.objects.filter(verb="write_as_guest").exists()


def test_looking_changes_nothing(owned: Icm, people: People, pg: ProductGroup, proved: Proved) -> None:
    icm = asked(owned, people)
    browser, place = proved(pg.pia, icm), path_of(icm)

    for verb in ("consent", "decline-consent", "ask-to-join", "leave", "write-to-customer"):
        assert browser.get(f"{place}{verb}/").status_code in {302, 303}

    assert icm.consents.get().state == "asked"
    assert inside(Incident.objects.get(pk=icm.incidents[0].pk)) == {}


def test_a_form_of_the_page_says_whose_conversation_it_is(
    owned: Icm, people: People, pg: ProductGroup, make: Make, proved: Proved
) -> None:
    first, other = owned.incidents[0], make("work_in_progress", customer=people.max)
    icm = actions.join(owned, by=people.eva, incident=other)
    icm = actions.request_consent(icm, by=people.eva, exhausted=EXHAUSTED, incident=other)
    browser, place = proved(pg.pia, icm), path_of(icm)

    assert browser.send(browser.get(place), f"{place}consent/").status_code == 303
    assert (inside(first), inside(other)) == ({}, {"pia": "consented"})

    browser.send(browser.get(place), f"{place}write-to-customer/", body="Which build is it?")
    told = Notification.objects.filter(verb="write_as_guest", audience="customer")
    assert list(told.values_list("address", flat=True)) == ["max@fabrikam.example"]


def test_leaving_one_customers_conversation_stays_in_the_other(
    owned: Icm, people: People, pg: ProductGroup, make: Make, proved: Proved
) -> None:
    first, other = owned.incidents[0], make("work_in_progress", customer=people.max)
    icm = actions.join(owned, by=people.eva, incident=other)
    for incident in (first, other):
        icm = actions.ask_to_join(icm, by=pg.pia, incident=incident)
    browser, place = proved(pg.pia, icm), path_of(icm)

    assert browser.send(browser.get(place), f"{place}leave/").status_code == 303

    assert (inside(first), inside(other)) == ({}, {"pia": "pg_requested"})
