"""The support team sees who has a link and how it was used, and takes it away by hand (R36)."""

import pytest
from django.template.loader import render_to_string
from django.test import Client

from escalations.models import Grant, Icm
from tests.escalations.conftest import ProductGroup
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


@pytest.mark.parametrize("name", ["ada", "root"])
def test_for_others_there_is_no_such_thing(
    icm: Icm, pg: ProductGroup, people: People, proved: Proved, name: str
) -> None:
    browser = proved(pg.pia, icm)
    address = f"/workspace/pg-links/{Grant.objects.get(member=pg.pia).pk}/revoke-link/"

    assert signed_in(people.by_name(name)).post(address, {"reason": "No."}).status_code == 404
    assert browser.get(path_of(icm)).status_code == 200
