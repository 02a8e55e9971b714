"""A consultation that reached the product group is read and answered by its link (R30, R36)."""

import re

import pytest
from django.test import Client

from escalations import actions, links
from escalations.models import Code, Consultation, PgMember
from incidents import actions as incidents
from incidents.models import Incident
from notifications.models import Notification
from tests.aftermath import everything
from tests.escalations.conftest import ProductGroup
from tests.escalations.ladder import again, ask
from tests.people import People


@pytest.fixture
def asked(working: Incident, people: People, pg: ProductGroup) -> Consultation:
    return ask(working, people, "pg")


def entered(consultation: Consultation, member: PgMember) -> Client:
    """A browser that has opened the link of its mail and entered the code."""
    client = Client()
    letter = Notification.objects.get(verb="ask", recipient_key=f"pg:{member.pk}")
    address = links.address_for(member, consultation, letter)
    client.post("/p/open/", {"token": address.rpartition("/p/")[2]})
    client.post(f"/pg/consultation/{consultation.number}/send-code/")
    digits = links.digits_of(Code.objects.get())
    client.post(f"/pg/consultation/{consultation.number}/enter-code/", {"code": digits})
    return client


def test_the_page_says_what_is_asked_and_not_who_the_customer_is(asked: Consultation, pg: ProductGroup) -> None:
    page = entered(asked, pg.pia).get(f"/pg/consultation/{asked.number}/").content.decode()

    assert "The writer starts and stops." in page
    assert "Query" in page
    for name in ("Contoso", "Ada", "Lindqvist", "Output stops after scaling", asked.incident.number):
        assert name not in page


def test_they_say_what_to_do_next_and_that_no_icm_is_right(asked: Consultation, pg: ProductGroup) -> None:
    client = entered(asked, pg.pia)
    sent = {"body": "Restart it.", "icm_indicated": "no", "version": again(asked).version}
    response = client.post(f"/pg/consultation/{asked.number}/answer/", sent)

    assert response.status_code == 303
    said = again(asked).answers.get()
    assert (said.member, said.body, said.icm_indicated) == (pg.pia, "Restart it.", False)
    assert "Restart it." in client.get(f"/pg/consultation/{asked.number}/").content.decode()


def test_they_say_that_an_icm_is_right(asked: Consultation, pg: ProductGroup) -> None:
    sent = {"body": "It is the writer.", "icm_indicated": "yes", "version": again(asked).version}
    entered(asked, pg.pia).post(f"/pg/consultation/{asked.number}/answer/", sent)

    assert again(asked).is_icm_indicated


@pytest.mark.parametrize("chosen", [{}, {"icm_indicated": ""}, {"icm_indicated": "on"}, {"icm_indicated": "perhaps"}])
def test_whether_an_icm_is_right_is_never_guessed(
    asked: Consultation, pg: ProductGroup, chosen: dict[str, str]
) -> None:
    client = entered(asked, pg.pia)
    before = everything()
    sent = {"body": "Restart it, says Ömer.", "version": again(asked).version, **chosen}
    response = client.post(f"/pg/consultation/{asked.number}/answer/", sent)
    page = response.content.decode()

    assert (response.status_code, everything()) == (422, before)
    assert page.count("Say whether an ICM is right.") == 2, "in the summary, and beside the choice"
    assert "Restart it, says Ömer." in page
    assert re.findall(r'type="radio" name="icm_indicated" value="(\w+)"', page) == ["yes", "no"]
    assert "checked" not in page.partition("<form")[2].partition("</form>")[0]


def test_what_is_missing_comes_back_beside_its_field(asked: Consultation, pg: ProductGroup) -> None:
    response = entered(asked, pg.pia).post(f"/pg/consultation/{asked.number}/answer/", {"body": " "})

    assert response.status_code == 422
    assert again(asked).state == "asked"


def test_an_older_page_answers_nothing_and_keeps_the_words(
    asked: Consultation, people: People, pg: ProductGroup
) -> None:
    client, version = entered(asked, pg.pia), again(asked).version
    actions.answer(again(asked), by=pg.pete, body="Restart it.", icm_indicated=False)
    sent = {"body": "Wait for it.", "icm_indicated": "yes", "version": version}
    response = client.post(f"/pg/consultation/{asked.number}/answer/", sent)

    assert response.status_code == 409
    assert "Wait for it." in response.content.decode()
    assert again(asked).answers.count() == 1


def test_who_did_not_enter_the_code_answers_nothing(asked: Consultation, pg: ProductGroup) -> None:
    client = Client()
    letter = Notification.objects.get(verb="ask", recipient_key=f"pg:{pg.pia.pk}")
    client.post("/p/open/", {"token": links.address_for(pg.pia, asked, letter).rpartition("/p/")[2]})
    response = client.post(f"/pg/consultation/{asked.number}/answer/", {"body": "Restart it.", "icm_indicated": "no"})

    assert response.status_code == 403
    assert again(asked).state == "asked"


def test_what_was_taken_back_is_gone(asked: Consultation, people: People, pg: ProductGroup) -> None:
    client = entered(asked, pg.pia)
    actions.end(again(asked), by=people.eva)

    assert client.get(f"/pg/consultation/{asked.number}/").status_code == 404


def test_what_was_answered_opens_no_more_once_its_incident_is_closed(asked: Consultation, pg: ProductGroup) -> None:
    pia, pete = entered(asked, pg.pia), Client()
    actions.answer(again(asked), by=pg.pia, body="Restart it.", icm_indicated=False)
    letter = Notification.objects.get(verb="ask", recipient_key=f"pg:{pg.pete.pk}")
    token = links.address_for(pg.pete, asked, letter).rpartition("/p/")[2]
    assert pia.get(f"/pg/consultation/{asked.number}/").status_code == 200
    assert pete.post("/p/open/", {"token": token}).status_code == 303

    incidents.withdraw(asked.incident, by=asked.incident.customer, reason="It works again.")
    assert pia.get(f"/pg/consultation/{asked.number}/").status_code == 404
    assert pete.get(f"/pg/consultation/{asked.number}/").status_code == 404
    assert pete.post("/p/open/", {"token": token}).status_code == 410
