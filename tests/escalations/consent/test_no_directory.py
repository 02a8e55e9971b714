"""A customer cannot find out whose addresses are the product group's (R2, R37)."""

import pytest
from django.test import Client

from incidents.models import Incident
from tests.escalations.conftest import ProductGroup
from tests.people import People

pytestmark = pytest.mark.usefixtures("monday")


@pytest.mark.parametrize("who", ["ada", "lead"])
def test_sharing_with_one_of_theirs_is_answered_as_with_a_stranger(
    working: Incident, people: People, pg: ProductGroup, who: str
) -> None:
    client = Client()
    client.force_login(people.by_name(who))
    place = f"/portal/incidents/{working.number}/add-colleague/"
    answers = []
    for address in (pg.pia.email, "nobody@product.example"):
        response = client.post(place, {"colleague": address})
        answers.append((response.status_code, "We find nobody of this organisation" in response.content.decode()))

    assert answers == [(422, True), (422, True)]


def test_and_so_it_is_by_tools(working: Incident, people: People, pg: ProductGroup) -> None:
    client = Client()
    client.force_login(people.ada)
    place = f"/api/v1/incidents/{working.number}/actions/add-colleague/"
    told = []
    for address in (pg.pia.email, "nobody@product.example"):
        response = client.post(place, {"colleague": address}, content_type="application/json")
        told.append((response.status_code, response.json()["errors"]))

    assert told[0] == told[1]
