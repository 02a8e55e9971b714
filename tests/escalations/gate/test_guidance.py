"""The gate shows what the morning review said, and what is to be done once the ICM is open (R28, R32)."""

from typing import Any

import pytest
from django.test import Client

from escalations import actions, shown
from escalations.actions.meeting import review_incident
from incidents import actions as incidents
from incidents.models import Incident
from tests.escalations.conftest import ProductGroup, investigate
from tests.escalations.gate.conftest import BUG, QUOTA, Open, Visit, text
from tests.escalations.gate.test_facts import TurnedAway
from tests.people import People

STEPS = ("reason", "checked", "team", "read")


@pytest.fixture
def panel(people: People) -> Any:
    """The ICMs of an incident, as somebody reads them on its page."""

    def read(incident: Incident, who: str = "eva") -> str:
        client = Client()
        client.force_login(people.by_name(who))
        return text(client.get(f"/workspace/incidents/{incident.number}/icms/"))

    return read


def test_the_last_guidance_is_filled_in(at: Visit, incident: Incident, people: People) -> None:
    review_incident(incident, by=people.mia, course="sme", guidance="Ask Sam first.")
    review_incident(incident, by=people.sen, course="icm", guidance="Three of three: open one.", who=people.eli)
    page = text(at("checked"))

    assert "Three of three: open one." in page
    assert "Open an ICM; Sena Wood" in page
    assert "For Eli Brandt" in page
    assert "Ask Sam first." not in page
    assert "Not reviewed yet" not in page


@pytest.mark.parametrize("step", STEPS)
def test_every_step_tells_of_it(at: Visit, incident: Incident, people: People, step: str) -> None:
    assert "Not reviewed yet" in text(at(step))
    review_incident(incident, by=people.mia, course="sme", guidance="Ask Sam first.")

    assert "Consult an SME" in text(at(step))


def test_what_was_not_reviewed_says_why(at: Visit, incident: Incident, people: People) -> None:
    assert "Not reviewed yet: it waits for the next meeting: newly assigned" in text(at("checked"))
    incidents.assign(Incident.objects.get(pk=incident.pk), by=people.eva, severity=1)
    assert "Not reviewed yet: severity 1 does not wait for the meeting" in text(at("checked"))


# --- Facts that need not be there -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "facts"),
    [("bug", {"subscription_id": QUOTA["subscription_id"]}), ("rca", {"needed_by": "2099-01-01"})],
)
def test_a_fact_that_is_not_required_is_kept_or_refused_by_its_shape(
    monday: Any, opened: Open, turned_away: TurnedAway, people: People, kind: str, facts: dict[str, str]
) -> None:
    name = next(iter(facts))
    asked: dict[str, Any] = {"by": people.sen, "ground": "expert_indicated", "kind": kind}
    known: dict[str, Any] = BUG["facts"]

    turned_away(f"facts.{name}", **asked, facts={**known, name: "soon"})
    if name == "needed_by":
        turned_away("facts.needed_by", **asked, facts={**known, **facts})
        facts = {"needed_by": "2026-11-30"}
    assert opened(**asked, facts={**known, **facts}).facts[name] == facts[name]


def test_a_quota_says_by_when_it_is_needed(monday: Any, opened: Open) -> None:
    facts = {**QUOTA, "needed_by": "2026-11-30"}
    icm = opened(kind="quota_increase", team="livesite_dri", ground="", evidence="", facts=facts)

    assert icm.facts == facts


@pytest.mark.parametrize(
    ("kind", "name", "label"),
    [
        ("feature_request", "way_around", "The way around it today"),
        ("rca", "to_answer", "What the customer must be able to answer"),
    ],
)
def test_a_wish_and_an_rca_say_more_of_the_customers_need(
    opened: Open, turned_away: TurnedAway, people: People, kind: str, name: str, label: str
) -> None:
    """Nobody has to say it; a bug has no such fact, and what is no text is refused."""
    said: dict[str, Any] = {**BUG["facts"], name: "They count by hand each night."}
    turned_away(f"facts.{name}", facts=said)
    asked: dict[str, Any] = {"by": people.sen, "ground": "expert_indicated", "kind": kind}
    turned_away(f"facts.{name}", **asked, facts={**said, name: 7})

    icm = opened(**asked, facts=said)

    assert icm.facts[name] == said[name]
    assert label in [fact.label for fact in shown.facts_of(icm)]


def test_the_form_says_which_facts_are_optional(at: Visit) -> None:
    at("team", {"kind": "quota_increase"})
    page = text(at("details"))

    assert page.count("(optional)") == 1
    assert 'name="fact_needed_by"' in page


# --- Once it is open --------------------------------------------------------------------------------------------------


def test_what_comes_next_is_suggested_to_the_owner(panel: Any, opened: Open, incident: Incident) -> None:
    assert "set-substate" not in panel(incident)
    opened()
    page = panel(incident)

    assert "The engineers who build Query are now helping." in page
    assert "set-substate/?substate=pending_problem" in page
    assert "Checks to follow" not in page


def test_it_is_suggested_until_it_is_done(panel: Any, opened: Open, incident: Incident, people: People) -> None:
    opened()
    incidents.send_update(Incident.objects.get(pk=incident.pk), by=people.eva, body="The engineers are helping.")

    assert "are now helping" not in panel(incident)


def test_who_may_not_do_it_is_not_asked_to(panel: Any, opened: Open, incident: Incident) -> None:
    opened()

    assert "set-substate" not in panel(incident, "eli")


def test_the_link_opens_the_form_with_its_choice_made(incident: Incident, people: People) -> None:
    client = Client()
    client.force_login(people.eva)
    page = text(client.get(f"/workspace/incidents/{incident.number}/set-substate/?substate=pending_problem"))

    assert page.count(" checked") == 1


def test_the_checks_that_are_to_follow_stand_on_the_incident(
    panel: Any, uninvestigated: Incident, people: People, pg: ProductGroup
) -> None:
    incidents.assign(uninvestigated, by=people.eva, severity=1)
    about = Incident.objects.get(pk=uninvestigated.pk)
    asked: dict[str, Any] = {**BUG, "ground": "severity_1", "evidence": ""}
    actions.open_icm(about, by=people.eva, **asked)
    page = panel(about)
    assert "Checks to follow" in page
    assert f"/workspace/incidents/{about.number}/investigation/" in page

    investigate(Incident.objects.get(pk=about.pk), people)
    assert "Checks to follow" not in panel(about)
