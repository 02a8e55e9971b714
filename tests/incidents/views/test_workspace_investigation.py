"""The initial investigation on pages, and taking a task back (R16, R29)."""

import re

import pytest
from django.test import Client

from incidents import actions
from incidents.models import Check, Incident, Task
from tests.aftermath import everything
from tests.conftest import Make
from tests.incidents.test_words import said
from tests.knowledge import down
from tests.people import People

SEEN = "Two leases, *both* stuck."


def page(incident: Incident, rest: str = "") -> str:
    return f"/workspace/incidents/{incident.number}/{rest}"


@pytest.fixture
def as_eva(client: Client, people: People) -> Client:
    client.force_login(people.eva)
    return client


def record(client: Client, incident: Incident, check: str = "diagnostics", **more: str) -> int:
    sent = {"check": check, "outcome": "ruled_out" if check == "outage" else "checked", "evidence": SEEN, **more}
    return client.post(page(incident, "record-check/"), sent).status_code


def test_the_page_has_four_forms_and_says_how_far_it_is(as_eva: Client, working: Incident) -> None:
    html = as_eva.get(page(working, "investigation/")).content.decode()

    assert html.count(f'action="{page(working, "record-check/")}') == 4
    assert "Investigation 0 of 4" in said(html)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert sorted(ids) == sorted(set(ids))


def test_each_check_is_recorded_and_stands_with_its_evidence(as_eva: Client, working: Incident, people: People) -> None:
    for check in Check.Kind.values:
        response = as_eva.post(
            page(working, "record-check/"),
            {"check": check, "outcome": "ruled_out" if check == "outage" else "checked", "evidence": SEEN},
        )
        assert response["Location"] == page(working, "investigation/")
    html = as_eva.get(page(working, "investigation/")).content.decode()

    assert "Investigation 4 of 4" in said(html)
    assert html.count("<em>both</em> stuck") == 4
    assert "Investigation 4 of 4" in said(as_eva.get(page(working)).content.decode())


def test_what_was_replaced_can_still_be_read(as_eva: Client, working: Incident) -> None:
    record(as_eva, working, outcome="not_possible", evidence="No access yet.")
    record(as_eva, working)
    text = said(as_eva.get(page(working, "investigation/")).content.decode())

    assert "1 earlier finding" in text
    assert "No access yet." in text


def test_evidence_is_harmless(as_eva: Client, working: Incident) -> None:
    record(as_eva, working, evidence="<script>alert(1)</script> [run](https://diagnostics.example/7)")
    html = as_eva.get(page(working, "investigation/")).content.decode()

    assert "<script>alert" not in html
    assert 'href="https://diagnostics.example/7"' in html


def test_what_is_missing_is_said_and_what_was_typed_stays(as_eva: Client, working: Incident) -> None:
    before = everything()
    response = as_eva.post(page(working, "record-check/"), {"check": "guides", "evidence": "TSG zebra"})

    assert response.status_code == 422
    html = response.content.decode()
    assert "Say how this check came out." in html
    assert "TSG zebra</textarea>" in html
    assert html.count(f'action="{page(working, "record-check/")}') == 4
    assert everything() == before


@pytest.mark.parametrize("check", ["", "horoscope"])
def test_a_check_that_is_none_is_refused_in_words(as_eva: Client, working: Incident, check: str) -> None:
    before = everything()
    assert record(as_eva, working, check) == 422

    assert everything() == before


def test_an_outage_is_named_by_its_number_and_linked(as_eva: Client, working: Incident, people: People) -> None:
    outage = down(people)
    record(as_eva, working, "outage", outcome="ruled_in", outage=outage.number)

    assert working.outage_links.get().outage == outage
    assert outage.number in as_eva.get(page(working, "investigation/")).content.decode()
    assert record(as_eva, working, "outage", outcome="ruled_in", outage="OUT-9999999") == 422
    assert record(as_eva, working, "outage", outcome="ruled_out", outage=outage.number) == 422


def test_the_words_of_a_search_come_into_the_form_and_are_kept(as_eva: Client, working: Incident) -> None:
    html = as_eva.get(page(working, "investigation/"), {"q": "stuck lease"}).content.decode()
    assert 'name="query" value="stuck lease"' in html
    assert "No ICM has these words." in html
    record(as_eva, working, "icm_search", query="stuck lease")

    assert Check.objects.get().query == "stuck lease"
    assert "Searched for “stuck lease”. It showed no ICM." in said(as_eva.get(page(working)).content.decode())


@pytest.mark.parametrize("words", ["a\x00b", "x" * 5_000, "' OR 1=1 --", "%%%"])
def test_whatever_is_searched_for_is_answered(as_eva: Client, working: Incident, words: str) -> None:
    assert as_eva.get(page(working, "investigation/"), {"q": words}).status_code == 200


def test_a_closed_one_is_read_and_takes_no_more(as_eva: Client, proposed: Incident, people: People) -> None:
    record(as_eva, proposed)
    actions.accept_solution(Incident.objects.get(pk=proposed.pk), by=people.ada)
    html = as_eva.get(page(proposed, "investigation/")).content.decode()
    before = everything()

    assert "<em>both</em> stuck" in html
    assert "record-check" not in html
    assert record(as_eva, proposed) == 409
    assert everything() == before


def test_a_verbs_address_leads_to_the_page(as_eva: Client, working: Incident) -> None:
    assert as_eva.get(page(working, "record-check/"))["Location"] == page(working, "investigation/")


# --- Taking a task back -----------------------------------------------------------------------------------------------


def test_the_owner_takes_a_task_back(as_eva: Client, make: Make, people: People) -> None:
    incident = actions.delegate_task(make("new"), by=people.eva, title="Read the leases", assignee=people.sam)
    task = Task.objects.get()
    place = page(incident, f"tasks/{task.pk}/recall/")
    assert place in as_eva.get(page(incident)).content.decode()
    assert "Sam Okoye is told why" in as_eva.get(place).content.decode()
    assert as_eva.post(place, {"reason": ""}).status_code == 422
    assert as_eva.post(place, {"reason": "Found it."})["Location"] == page(incident)

    html = as_eva.get(page(incident)).content.decode()
    assert "taken back" in html
    assert place not in html
    assert as_eva.get(place).status_code == 409


def test_nobody_else_is_offered_it(client: Client, make: Make, people: People) -> None:
    incident = actions.delegate_task(make("new"), by=people.eva, title="Read the leases", assignee=people.sam)
    client.force_login(people.sam)

    assert "recall" not in client.get(page(incident)).content.decode()
