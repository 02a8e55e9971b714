"""What the form for a CSAT request takes of a customer's words, and asks for where it is exceptionally bad (R39)."""

from typing import Any

from escalations.models import CsatRequest
from incidents import actions as incidents
from incidents.models import Message
from tests.escalations.conftest import MakeIcm
from tests.escalations.views.test_workspace_csat import SENT, at_work, page
from tests.people import People

__all__ = ["at_work"]


def test_what_the_customer_said_is_chosen_from_their_last_words(
    at_work: Any, make_icm: MakeIcm, people: People
) -> None:
    icm = make_icm()
    for number in range(22):
        incidents.post_message(icm.incidents[0], by=people.ada, body=f"Still nothing, {number}.")
    said = Message.objects.latest("pk")
    address = f"/workspace/incidents/{icm.incidents[0].number}/csat/new/"

    assert page(at_work("eva"), address).count('name="quotes"') == 20
    response = at_work("eva").post(address, {**SENT, "icm": icm.number, "quotes": [said.pk]})

    assert response.status_code == 302
    assert CsatRequest.objects.get().quotes == [said.pk]


def test_who_calls_it_exceptionally_bad_says_why(at_work: Any, make_icm: MakeIcm) -> None:
    icm = make_icm()
    address = f"/workspace/incidents/{icm.incidents[0].number}/csat/new/"
    response = at_work("eva").post(address, {**SENT, "icm": icm.number, "exceptionally_bad": "on"})

    assert response.status_code == 422
    assert "Say why, in a few words." in response.content.decode()
    assert "<title>Error: Ask for CSAT-impacting" in " ".join(response.content.decode().split())
    assert not CsatRequest.objects.exists()
