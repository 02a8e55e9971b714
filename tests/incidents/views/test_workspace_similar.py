"""What is similar to an incident, and what can be done about it from there (R25); what may tell of an outage (R26)."""

import re
from typing import Any

import pytest
from django.test import Client

from incidents import actions
from incidents.actions.outages import edit_outage
from incidents.models import Incident
from tests.conftest import Make, bring_to
from tests.incidents.views.test_workspace_known import eva, text
from tests.knowledge import down, known, planned
from tests.people import People

__all__ = ["eva"]

WORDS = {"title": "Copper valve leaks", "description": "It drips since noon."}


@pytest.fixture
def incident(make: Make) -> Incident:
    return make("work_in_progress", **WORDS)


def panel(client: Client, incident: Incident) -> str:
    response = client.get(f"/workspace/incidents/{incident.number}/similar/")
    assert response.status_code == 200
    return text(response)


def headings(html: str) -> list[str]:
    return re.findall(r'<h3 class="small ink2">([^<]*)</h3>', html)


def test_known_errors_come_first_then_their_own_then_others(
    eva: Client, people: People, make: Make, incident: Incident
) -> None:
    other = bring_to("new", people, customer=people.max, **WORDS)
    own, unlike = make("closed", **WORDS), make("new")
    problem = known(people, title="Valves of copper leak")
    outage = down(people, title="Copper valves", public_text="They drip.")
    html = panel(eva, incident)

    assert headings(html) == ["Known errors and outages", "Of Contoso", "Of other customers"]
    places = [html.index(record.number) for record in (own, other)]
    assert max(html.index(problem.number), html.index(outage.number)) < places[0] < places[1]
    assert unlike.number not in html
    assert "Both have: " in html


def test_a_known_error_is_linked_by_one_press(eva: Client, people: People, incident: Incident) -> None:
    problem = known(people, title="Valves of copper leak")
    html = panel(eva, incident)
    action = re.search(r'action="([^"]*match-problem/)"', html)
    assert action
    response: Any = eva.post(action[1], {"problem": problem.number, "beside": "1"})

    assert response["Location"] == f"/workspace/incidents/{incident.number}/#known"
    assert incident.matches.get().problem == problem
    html = panel(eva, incident)
    assert "match-problem" not in html
    assert "Linked" in html
    assert 'id="known" tabindex="-1"' in text(eva.get(f"/workspace/incidents/{incident.number}/"))


def test_an_outage_is_linked_by_one_press(eva: Client, people: People, incident: Incident) -> None:
    outage = down(people, title="Copper valves", public_text="They drip.")
    assert "link-outage/" in panel(eva, incident)
    place = f"/workspace/incidents/{incident.number}/link-outage/"

    assert eva.post(place, {"outage": outage.number})["Location"].endswith(f"{incident.number}/")
    assert incident.outage_links.get().outage == outage
    assert "link-outage/" not in panel(eva, incident)


def test_a_workaround_is_used_by_who_may_propose(eva: Client, people: People, incident: Incident) -> None:
    problem = known(people, title="Valves of copper leak")
    link = f"/workspace/incidents/{incident.number}/propose-solution/?problem={problem.number}"
    assert f'href="{link}"' in panel(eva, incident)
    assert "Scale to 12 units." in text(eva.get(link))
    eva.force_login(people.eli)

    assert "propose-solution" not in panel(eva, incident)
    assert "match-problem" in panel(eva, incident)


def test_a_duplicate_is_named_on_the_page_of_discarding(eva: Client, people: People, make: Make) -> None:
    before, new = make("work_in_progress", **WORDS), make("new", **WORDS)
    link = f"/workspace/incidents/{new.number}/discard/?duplicate_of={before.number}"

    assert f'href="{link}"' in panel(eva, new)
    assert f'name="duplicate_of" value="{before.number}"' in text(eva.get(link))
    assert "duplicate_of" not in panel(eva, before), "it was answered"
    hostile = text(eva.get(f"/workspace/incidents/{new.number}/discard/", {"duplicate_of": '"><script>x'}))
    assert "<script>x" not in hostile


def test_a_closed_incident_offers_nothing_to_do(eva: Client, people: People, make: Make) -> None:
    known(people, title="Valves of copper leak")
    closed = make("closed", **WORDS)
    make("new", **WORDS)
    html = panel(eva, closed)

    assert headings(html) == ["Known errors and outages", "Of Contoso"]
    assert '<form method="post"' not in html.partition('id="similar"')[2].partition("</section>")[0]
    assert "discard" not in html


def test_what_has_one_word_in_common_is_not_like_it(eva: Client, people: People, incident: Incident) -> None:
    known(people, title="Valves are green")
    bring_to("new", people, customer=people.max, title="The copper price", description="It rose.")
    planned(people)

    assert "Nothing is like this one." in panel(eva, incident)


def test_an_outage_suggests_what_reads_like_it_whatever_its_area(eva: Client, people: People, make: Make) -> None:
    outage = down(people, title="Broker gateway", public_text="Jobs read nothing from their brokers.")
    of_area = make("new")
    actions.assign(of_area, by=people.eva, area=people.inputs)
    alike = make("untriaged", title="Our job reads nothing", description="The broker is there.")
    for unlike in (make("untriaged"), make("closed", **WORDS)):
        assert unlike.number
    elsewhere = bring_to("untriaged", people, customer=people.max, title="Our job reads nothing")
    edit_outage(outage, by=people.eli, regions=[people.ada.organization.region])  # type: ignore[union-attr]
    page = text(eva.get(f"/workspace/outages/{outage.number}/"))

    assert re.findall(r'name="incidents" value="(\d+)"', page) == [str(alike.pk), str(of_area.pk)]
    assert elsewhere.number not in page
