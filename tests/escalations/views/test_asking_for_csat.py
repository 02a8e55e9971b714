"""What the form for a CSAT request takes of a customer's words, and asks for where it is exceptionally bad (R39)."""

from collections.abc import Callable
from typing import Any

import pytest

from escalations.models import CsatRequest, Icm
from incidents import actions as incidents
from incidents.models import Message
from tests.aftermath import everything
from tests.escalations.asking import approved, ask
from tests.escalations.conftest import MakeIcm
from tests.escalations.views.test_workspace_csat import SENT, at_work, page, place
from tests.escalations.written import TYPED, browser, keep
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


@pytest.mark.parametrize("asked", [ask, approved])
def test_where_a_request_stands_the_form_leads_to_it(
    at_work: Any, make_icm: MakeIcm, people: People, asked: Callable[[Icm, People], CsatRequest]
) -> None:
    icm = make_icm("acknowledged")
    request = asked(icm, people)
    before = everything()
    response = at_work("eva").get(f"/workspace/incidents/{icm.incidents[0].number}/csat/new/", follow=True)

    assert response.redirect_chain == [(place(request), 302)]
    assert f"{request.number} stands already." in response.content.decode()
    assert everything() == before


def test_words_that_were_kept_are_read_and_thrown_away_though_another_request_stands(
    make_icm: MakeIcm, people: People
) -> None:
    icm = make_icm("acknowledged")
    number = icm.incidents[0].number
    keep(people.eli, "request_csat", number, why=TYPED)
    request, address = ask(icm, people), f"/workspace/incidents/{number}/csat/new/"
    shown = browser(people.eli).get(address).content.decode()
    assert f"{TYPED}</textarea>" in shown
    assert f"{request.number} stands already." in shown
    assert f'href="{place(request)}"' in shown

    before = everything()
    assert browser(people.eli).post(address, {**SENT, "icm": icm.number}).status_code == 409
    assert everything() == before, "nothing is lost by trying"
    discarded = browser(people.eli).post(f"/workspace/drafts/request_csat/{number}/", {"discard": "1"}, follow=True)
    assert discarded.redirect_chain[-1] == (place(request), 302), "with nothing left to read, it leads there again"


def test_what_another_icm_of_it_could_still_be_marked_for_is_asked(
    at_work: Any, make_icm: MakeIcm, people: People
) -> None:
    icm = make_icm("acknowledged")
    approved(icm, people)
    other = make_icm("open", icm.incidents[0])

    assert other.number in page(at_work("eva"), f"/workspace/incidents/{icm.incidents[0].number}/csat/new/")
