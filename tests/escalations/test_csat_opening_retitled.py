"""The title of the ICM that an approval opens can be changed as long as nobody has approved it (R37, R39, R40)."""

from typing import Any

import pytest

from accounts.acting import NotValid, Stale
from escalations import actions
from escalations.models import CsatRequest, Icm
from incidents import actions as incidents
from incidents.models import Draft, Incident
from tests.aftermath import everything, refused
from tests.escalations.asking import WORDS, again, ask
from tests.escalations.conftest import FACTS, MakeIcm, ProductGroup, investigate
from tests.escalations.written import browser, keep, page_of
from tests.incidents.api.conftest import problem
from tests.incidents.api.conftest import tool as tool
from tests.people import People

NAMING, NAMELESS = "Bob is slow", "Output of the seventh unit is slow"


@pytest.fixture
def named_later(working: Incident, people: People, pg: ProductGroup) -> CsatRequest:
    """A title that named nobody when it was asked; then Bob was added."""
    investigate(working, people)
    opening = {"title": NAMING, "kind": "bug", "facts": FACTS, "new_because": "No other one is about it."}
    request = ask(None, people, incident=Incident.objects.get(pk=working.pk), opening=opening)
    incidents.add_colleague(Incident.objects.get(pk=working.pk), by=people.ada, colleague=people.bob)
    return again(request)


def place(request: CsatRequest, verb: str = "") -> str:
    return f"approvals/csat/{request.number}/{verb}"


def test_a_title_that_names_the_customer_by_now_is_put_right_and_then_approved(
    named_later: CsatRequest, people: People
) -> None:
    text = named_later.text_hash
    with pytest.raises(NotValid) as caught:
        actions.approve_csat(named_later, by=people.sam)
    assert set(caught.value.errors) == {"title"}
    assert again(named_later).state == "asked"
    revised = actions.revise_csat(again(named_later), by=people.eva, **WORDS, title=f"  {NAMELESS} ")

    assert revised.history.get(verb="revise_csat").data["was"]["title"] == NAMING
    assert revised.opening["facts"] == FACTS, "nothing else of it changed"
    with refused(Stale):
        actions.approve_csat(again(revised), by=people.sam, text=text)
    approved = actions.approve_csat(again(revised), by=people.sam, text=revised.text_hash)
    assert (approved.state, Icm.objects.get().title) == ("approved", NAMELESS)


@pytest.mark.parametrize("title", [NAMING, "Slow for Contoso", "[CSAT Impacting] Output", "\u200b", "x" * 201])
def test_a_title_is_held_to_what_the_gate_asks_of_it(named_later: CsatRequest, people: People, title: str) -> None:
    with refused(NotValid, "title"):
        actions.revise_csat(named_later, by=people.eva, **WORDS, title=title)


def test_a_revision_that_says_nothing_of_the_title_leaves_it(named_later: CsatRequest, people: People) -> None:
    revised = actions.revise_csat(named_later, by=people.eva, **{**WORDS, "why": "Worse now."})

    assert revised.title == NAMING
    assert "title" not in revised.history.get(verb="revise_csat").data["was"]


def test_an_icm_that_is_open_keeps_its_title(make_icm: MakeIcm, people: People) -> None:
    request = ask(make_icm(), people)

    with refused(NotValid, "title"):
        actions.revise_csat(request, by=people.eva, **WORDS, title=NAMELESS)
    assert 'name="title"' not in page_of(people.eva, place(request, "revise-csat/"))


def test_the_page_offers_it(named_later: CsatRequest, people: People) -> None:
    revise = place(named_later, "revise-csat/")
    assert f'value="{NAMING}"' in page_of(people.eva, revise)
    keep(people.eva, "revise_csat", named_later.number, **WORDS, title="Output of the seventh")
    assert 'value="Output of the seventh"' in page_of(people.eva, revise), "what was begun is there again"

    before = everything()
    for wrong in (NAMING, ""):
        answer: Any = browser(people.eva).post(f"/workspace/{revise}", {**WORDS, "title": wrong})
        assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"title"})
    assert everything() == before
    assert browser(people.eva).post(f"/workspace/{revise}", {**WORDS, "title": NAMELESS}).status_code == 302
    assert not Draft.objects.exists()
    shown = page_of(people.sam, place(named_later))
    assert f"<ins>[CSAT Impacting]</ins> {NAMELESS}" in shown
    assert f"Title before: {NAMING}" in shown
    approve, sent = place(named_later, "approve-csat/"), {"text": again(named_later).text_hash}
    assert browser(people.sam).post(f"/workspace/{approve}", sent).status_code == 302


def test_so_do_tools(named_later: CsatRequest, people: People, tool: Any) -> None:
    address = f"csat-requests/{named_later.number}/actions"
    assert "title" in problem(tool(people.sam).post(f"{address}/approve/", {}), 400)["errors"]
    before = everything()
    assert "title" in problem(tool(people.eva).post(f"{address}/revise/", {**WORDS, "title": NAMING}), 400)["errors"]
    assert everything() == before
    assert tool(people.eva).post(f"{address}/revise/", {**WORDS, "title": NAMELESS}).status_code == 200
    assert tool(people.sam).post(f"{address}/approve/", {}).status_code == 200
    assert Icm.objects.get().title == NAMELESS
