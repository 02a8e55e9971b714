"""The support team sees who has a link and how it was used, and takes it away by hand (R36)."""

import pytest
from django.template.loader import render_to_string
from django.test import Client

from escalations.models import Grant, Icm
from incidents.models import Incident
from tests.escalations.conftest import ProductGroup
from tests.escalations.ladder import ask
from tests.escalations.links.conftest import Browser, Post, Proved, path_of
from tests.people import People

pytestmark = pytest.mark.django_db


def shown(icm: Icm) -> str:
    return " ".join(render_to_string("workspace/icm/_links.html", {"icm": icm}).split())


def signed_in(person: object) -> Client:
    client = Client()
    client.force_login(person)  # type: ignore[arg-type]
    return client


def test_it_says_who_has_a_link_and_how_far_they_came(icm: Icm, pg: ProductGroup, post: Post, proved: Proved) -> None:
    assert "Nobody has one" in shown(icm)
    link = post.link(pg.pia)
    assert '<b>Pia Aalto</b> <p class="small dim"> Not opened yet' in shown(icm)
    Browser().open(link)
    assert "without a code so far" in shown(icm)
    proved(pg.pia, icm, link)
    assert "Came in with a code or a known browser" in shown(icm)


def test_a_link_is_taken_away_and_given_back_by_hand(
    icm: Icm, pg: ProductGroup, people: People, post: Post, proved: Proved
) -> None:
    browser = proved(pg.pia, icm)
    grant = Grant.objects.get(member=pg.pia)
    eva = signed_in(people.eva)
    answer = eva.post(f"/workspace/pg-links/{grant.pk}/revoke-link/", {"reason": "Left the team."})

    assert (answer.status_code, answer["Location"]) == (302, f"/workspace/icms/{icm.number}/")
    assert browser.get(path_of(icm)).status_code == 404
    assert "Taken away by Eva Novak: Left the team." in shown(icm)
    eva.post(f"/workspace/pg-links/{grant.pk}/restore-link/")
    assert Grant.objects.standing().filter(pk=grant.pk).exists()


def test_all_links_of_a_person_end_by_hand(icm: Icm, pg: ProductGroup, people: People, proved: Proved) -> None:
    browser = proved(pg.pia, icm)
    signed_in(people.eva).post(f"/workspace/pg-links/{Grant.objects.get(member=pg.pia).pk}/revoke-person/")

    assert browser.get(path_of(icm)).status_code == 404


def test_all_links_to_an_icm_end_by_one_press_of_its_page(
    icm: Icm, pg: ProductGroup, people: People, post: Post, proved: Proved
) -> None:
    browsers = [proved(pg.pia, icm), proved(pg.pete, icm)]
    eva, address = signed_in(people.eva), f"/workspace/pg-links/icms/{icm.number}/revoke-links/"
    assert f'action="{address}"' in eva.get(f"/workspace/icms/{icm.number}/").content.decode()

    assert eva.post(address).status_code == 400
    assert [browser.get(path_of(icm)).status_code for browser in browsers] == [200, 200]
    answer = eva.post(address, {"reason": "It went to the wrong people."})
    assert (answer.status_code, answer["Location"]) == (302, f"/workspace/icms/{icm.number}/")
    assert [browser.get(path_of(icm)).status_code for browser in browsers] == [404, 404]
    assert shown(icm).count("Taken away by Eva Novak: It went to the wrong people.") == 2


def test_the_page_of_a_consultation_shows_its_links_and_takes_them_away(
    working: Incident, pg: ProductGroup, people: People, post: Post
) -> None:
    asked = ask(working, people, "pg")
    place = f"/workspace/consultations/{asked.number}/"
    eva, pia = signed_in(people.eva), Browser()
    assert "Nobody has one" in eva.get(place).content.decode()
    pia.open(post.link(pg.pia))
    assert "without a code so far" in eva.get(place).content.decode()

    all_of_them = f"/workspace/pg-links/consultations/{asked.number}/revoke-links/"
    assert f'action="{all_of_them}"' in eva.get(place).content.decode()
    assert eva.post(all_of_them, {"reason": "Asked in error."})["Location"] == place
    assert pia.get(f"/pg/consultation/{asked.number}/").status_code == 404
    assert "Taken away by Eva Novak: Asked in error." in " ".join(eva.get(place).content.decode().split())


def test_what_is_with_our_own_people_has_no_links(working: Incident, pg: ProductGroup, people: People) -> None:
    asked = ask(working, people)

    page = signed_in(people.eva).get(f"/workspace/consultations/{asked.number}/").content.decode()
    assert "pg-links-heading" not in page


@pytest.mark.parametrize("name", ["ada", "root"])
def test_for_others_there_is_no_such_thing(
    icm: Icm, pg: ProductGroup, people: People, proved: Proved, name: str
) -> None:
    browser = proved(pg.pia, icm)
    address = f"/workspace/pg-links/{Grant.objects.get(member=pg.pia).pk}/revoke-link/"

    assert signed_in(people.by_name(name)).post(address, {"reason": "No."}).status_code == 404
    assert browser.get(path_of(icm)).status_code == 200
