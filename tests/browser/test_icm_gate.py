"""The five steps to an ICM as they are read, with a script and without one (R31 to R34)."""

import re
from typing import Any

import pytest

from escalations import actions
from escalations.models import Consultation, Icm
from incidents.models import Incident
from tests.browser.conftest import Open
from tests.browser.test_screens import LOOKS, flaws
from tests.conftest import Make
from tests.escalations.conftest import FACTS, ProductGroup, investigate
from tests.escalations.conftest import pg as pg
from tests.escalations.gate.conftest import BUG
from tests.knowledge import published
from tests.people import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STEPS = ("reason", "checked", "team", "details", "read")


@pytest.fixture
def begun(people: People, make: Make, pg: ProductGroup) -> Incident:
    """Another ICM is like it, a known error too; the investigation is made, the details are half written."""
    published(people)
    other = make("work_in_progress")
    investigate(other, people)
    asked: dict[str, Any] = {"by": people.eva, **BUG}
    actions.open_icm(other, **asked)
    incident = make("work_in_progress")
    investigate(incident, people)
    fields = {"ground": "bug_evidence", "kind": "bug", "title": "Output stops", "evidence": "It stays at 0."}
    fields |= {f"fact_{name}": words for name, words in FACTS.items()} | {"fact_impact": ""}
    for step in STEPS[:4]:
        actions.keep_icm_draft(incident, fields, by=people.eva, step=step)
    return incident


def place(incident: Incident, step: str = "") -> str:
    return f"/workspace/incidents/{incident.number}/icm/{step}" + ("/" if step else "")


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_its_screens(window: Open, people: People, begun: Incident, width: int, scheme: str) -> None:
    whole = {"new_because": "That one is about scaling down.", "fact_impact": "Orders are late."}
    eva = window(people.eva, width, scheme)
    assert flaws(eva, [place(begun, step) for step in STEPS]) == []

    actions.keep_icm_draft(begun, whole, by=people.eva)
    assert flaws(eva, [place(begun, "read"), f"/workspace/incidents/{begun.number}/icms/"]) == []
    actions.keep_icm_draft(begun, {"ground": "query"}, by=people.eva)
    assert flaws(eva, [place(begun, "reason")]) == []


def test_from_the_first_step_to_the_incident(window: Open, people: People, begun: Incident) -> None:
    page = window(people.eva).open(place(begun, "reason"))
    page.get_by_role("button", name="What you checked").click()
    page.get_by_label("Why is this none of them?").fill("That one is about scaling down.")
    page.get_by_role("button", name="Who takes it").click()
    page.get_by_role("button", name="Details").click()
    page.get_by_label("What does the customer lose?").fill("Orders are late.")
    assert page.locator("[data-shows=fact_impact]").inner_text() == "Orders are late."
    page.get_by_role("button", name="Read it as they will").click()
    page.get_by_role("button", name="Open the ICM and tell Pete and Pia").click()

    page.wait_for_url(f"**/workspace/incidents/{begun.number}/")
    assert Icm.objects.filter(hits__incident=begun).get().facts["impact"] == "Orders are late."


def test_what_is_no_ground_opens_in_place_and_has_one_way_on(window: Open, people: People, begun: Incident) -> None:
    page = window(people.eva).open(place(begun, "reason"))
    assert page.get_by_role("button", name="Ask the SMEs for Query").is_hidden()

    page.get_by_label("It is about writing a query").check()
    assert page.get_by_text("Sam Okoye").is_visible()
    assert page.get_by_role("button", name="What you checked").is_hidden()
    page.get_by_label("What would you like to know?").fill("How are units shared?")
    page.get_by_role("button", name="Ask the SMEs for Query").click()

    page.wait_for_url("**/workspace/consultations/CON-*/")
    assert Consultation.objects.get().question.startswith("How are units shared?")


def test_what_is_typed_is_kept_by_itself(window: Open, people: People, begun: Incident) -> None:
    page = window(people.eva).open(place(begun, "details"))
    page.get_by_label("Title").fill("Output stops after scaling")
    page.locator("[data-draft-words]", has_text=re.compile(r"Draft saved \d")).wait_for()

    page.reload()
    assert page.get_by_label("Title").input_value() == "Output stops after scaling"
