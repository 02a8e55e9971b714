"""An incident's page of what lies above it: the product group's part of the history, and of the people (R36, R37)."""

import re

import pytest
from django.test import Client

from accounts.models import User
from escalations import actions
from escalations.models import Icm
from incidents import actions as incidents
from incidents.models import Incident
from tests.conftest import Make
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.escalations.thread import asked
from tests.people import People


def page(user: User, incident: Incident, show: str = "everything") -> str:
    client = Client()
    client.force_login(user)
    html = client.get(f"/workspace/incidents/{incident.number}/?show={show}&all=1").content.decode()
    return " ".join(html.split())


def history(html: str) -> str:
    found = re.search(r'<section id="history".*?</section>', html)
    assert found is not None
    return found[0]


def people_panel(html: str) -> str:
    found = re.search(r'<section class="panel" aria-labelledby="people-heading">.*?</section>', html)
    assert found is not None
    return found[0]


@pytest.fixture
def told(make_icm: MakeIcm, people: People, pg: ProductGroup) -> Incident:
    """What both sides said of an ICM, beside a customer's message and a note of the team's."""
    icm = make_icm("acknowledged")
    incident = Incident.objects.get(pk=icm.incidents[0].pk)
    actions.update(icm, by=pg.pia, body="The writer loses its lease.")
    incidents.post_message(incident, by=people.ada, body="Any news for us?")
    incidents.add_note(Incident.objects.get(pk=incident.pk), by=people.eva, body="Rang them.")
    actions.decline_consent(asked(Icm.objects.get(pk=icm.pk), people), by=pg.pia, reason="Not before the fix.")
    return incident


def test_the_product_groups_tab_holds_their_part_and_nothing_else(told: Incident, people: People) -> None:
    shown = history(page(people.eva, told, "pg"))

    assert re.search(r'aria-current="page">Product group <span class="n">5<', shown)
    for words in (Icm.objects.get().number, "Pia Aalto", "The writer loses its lease.", "Not before the fix."):
        assert words in shown
    assert "Any news for us?" not in shown
    assert "Rang them." not in shown


def test_a_question_that_reached_them_and_their_answer_stand_there_too(
    working: Incident, people: People, pg: ProductGroup
) -> None:
    question = actions.ask(
        working, by=people.eva, area=people.query, audience="pg", question="Is it the lease?", reason="Nobody knows."
    )
    actions.answer(question, by=pg.pia, body="It is the lease.", icm_indicated=True)
    actions.ask(working, by=people.eva, area=people.query, audience="colleagues", question="Who saw this?")

    shown = history(page(people.eva, working, "pg"))
    assert "Is it the lease?" in shown
    assert "It is the lease." in shown
    assert "Who saw this?" not in shown


def test_who_takes_part_comes_and_goes_in_it(make_icm: MakeIcm, people: People, pg: ProductGroup) -> None:
    icm = actions.ask_to_join(make_icm("acknowledged"), by=pg.pia, reason="I want to see it happen.")
    incident = Incident.objects.get(pk=icm.incidents[0].pk)
    html = page(people.eva, incident, "pg")

    assert re.search(r'Product group <span class="n">3<', history(html))
    panel = people_panel(html)
    assert "PG in thread" in panel
    assert "Pia Aalto" in panel
    assert "Change who takes part" in panel
    assert "Not yet." not in panel


def test_where_nobody_of_theirs_is_in_the_panel_says_so_and_where_to_ask(make: Make, people: People) -> None:
    incident = make("work_in_progress")
    panel = people_panel(page(people.eva, incident))

    assert "Not yet." in panel
    assert f'href="/workspace/incidents/{incident.number}/pg-consent/">Ask for consent<' in panel


def test_of_what_is_closed_nobody_is_asked(closed: Incident, people: People) -> None:
    assert "PG in thread" not in people_panel(page(people.eva, closed))
