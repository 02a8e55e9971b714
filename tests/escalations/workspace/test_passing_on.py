"""The product group's insight where it is by design: put into a solution, and said in the owner's own words (R35)."""

from html import unescape

import pytest
from django.test import Client

from accounts.acting import NotValid
from escalations import actions
from escalations.models import Icm
from incidents import actions as incidents
from incidents.models import Incident, Solution
from tests.aftermath import everything, refused
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.incidents.api.conftest import Tool, problem
from tests.people import People

INSIGHT = "Late events are dropped on purpose after the watermark has passed, so that totals never change twice."
OWN = "Totals are final once the window closes: events that come later are left out, so that no total changes twice."


@pytest.fixture
def by_design(make_icm: MakeIcm, pg: ProductGroup) -> Icm:
    return actions.resolve(make_icm("acknowledged"), by=pg.pia, resolution="by_design", insight=INSIGHT)


def hit(icm: Icm) -> Incident:
    return Incident.objects.get(pk=icm.incidents[0].pk)


def proposing(incident: Incident) -> str:
    return f"/workspace/incidents/{incident.number}/propose-solution/"


def test_it_is_offered_where_a_solution_is_written(client: Client, people: People, by_design: Icm) -> None:
    client.force_login(people.eva)
    page = client.get(proposing(hit(by_design))).content.decode()

    assert f'<option value="said:{by_design.number}">' in page
    assert INSIGHT not in page


def test_of_what_was_sent_back_nothing_is_offered(client: Client, people: People, by_design: Icm) -> None:
    actions.send_back(by_design, by=people.eva, reason="Ours are not late.")
    client.force_login(people.eva)

    assert "said:ICM" not in client.get(proposing(hit(by_design))).content.decode()


def test_one_press_puts_it_under_its_heading_and_sends_nothing(client: Client, people: People, by_design: Icm) -> None:
    client.force_login(people.eva)
    before = everything()
    typed = {"body": "Hello Ada.\n\n### What happened\n\n### What to do\n", "insert": f"said:{by_design.number}"}
    address = f"/workspace/incidents/{hit(by_design).number}/insert/propose-solution/"
    answer = client.post(address, typed)
    page = unescape(answer.content.decode())

    assert answer.status_code == 200
    assert f"Hello Ada.\n\n### What happened\n{INSIGHT}\n\n### What to do" in page
    assert "Say it in your own words" in page
    assert everything() == before


def test_as_it_stands_it_reaches_no_customer_and_in_other_words_it_does(
    client: Client, people: People, by_design: Icm
) -> None:
    incident, tool = hit(by_design), Tool(people.eva)
    client.force_login(people.eva)
    before = everything()
    for body in (INSIGHT, f"Hello Ada.\n\n> {INSIGHT.upper()}\n\nBest, Eva"):
        sent = {"kind": "conclusive_fix", "body": body, "confirm_note": "on"}
        page = client.post(proposing(incident), sent)
        assert page.status_code == 422
        assert "word for word" in page.content.decode()
        assert list(problem(tool.act(incident, "propose-solution", {**sent, "confirm_note": True}), 400)["errors"]) == [
            "body"
        ]
    assert everything() == before

    assert client.post(proposing(incident), {"kind": "conclusive_fix", "body": OWN}).status_code == 302
    assert Solution.objects.get().body == OWN


@pytest.mark.parametrize("verb", ["send_update", "state_problem"])
def test_nor_by_any_other_words_to_the_customer(people: People, by_design: Icm, verb: str) -> None:
    with refused(NotValid, "body"):
        getattr(incidents, verb)(hit(by_design), by=people.eva, body=INSIGHT)


def test_a_few_words_that_are_the_same_are_nobodys_text(make_icm: MakeIcm, people: People, pg: ProductGroup) -> None:
    icm = actions.resolve(make_icm("acknowledged"), by=pg.pia, resolution="by_design", insight="This is by design.")
    incidents.send_update(hit(icm), by=people.eva, body="This is by design. Here is why, and what you can do instead.")


def test_what_the_customer_has_read_already_may_be_said_again(
    make_icm: MakeIcm, people: People, pg: ProductGroup
) -> None:
    icm = make_icm("acknowledged")
    incidents.send_update(hit(icm), by=people.eva, body=INSIGHT)
    resolved = actions.resolve(icm, by=pg.pia, resolution="by_design", insight=INSIGHT)

    incidents.send_update(hit(resolved), by=people.eva, body=f"As I wrote: {INSIGHT}")

    assert hit(resolved).messages.filter(visibility="public").latest("pk").body == f"As I wrote: {INSIGHT}"
