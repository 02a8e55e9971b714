"""Whoever opens an ICM by the page or by a call meets the same gate (R31, R33)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import ApiToken
from escalations.models import GateRefusal, Icm
from incidents.models import Incident
from notifications.moment import now
from tests.escalations.conftest import FACTS
from tests.escalations.gate.conftest import BUG, DETAILS, Visit, saved, text, walk
from tests.people import People

BODY = {**BUG, "evidence": "The metric stays at 0."}
TOMORROW = "to-morrow, by the clock of the test"
# What a call sends, what is typed on the page, and the field that both are refused about.
WRONG: list[tuple[dict[str, Any], dict[str, str], str]] = [
    ({"ground": "query"}, {"ground": "query"}, "ground"),
    ({"ground": "severity_1"}, {"ground": "severity_1"}, "ground"),
    ({"ground": "expert_indicated"}, {"ground": "expert_indicated"}, "ground"),
    ({"evidence": ""}, {"evidence": ""}, "evidence"),
    ({"title": " "}, {"title": " "}, "title"),
    ({"facts": {**FACTS, "ask": ""}}, {"fact_ask": ""}, "facts.ask"),
    (
        {"facts": {**FACTS, "window_end": "2016-01-01T00:00Z"}},
        {"fact_window_end": "2016-01-01T00:00Z"},
        "facts.window_end",
    ),
    ({"facts": {**FACTS, "window_end": TOMORROW}}, {"fact_window_end": TOMORROW}, "facts.window_end"),
    ({"title": "Output of CONTOSO stops"}, {"title": "Output of CONTOSO stops"}, "title"),
    ({"title": "No rows in Ada’s table"}, {"title": "No rows in Ada’s table"}, "title"),
]


def called(incident: Incident, people: People, **body: Any) -> Any:
    client = Client(headers={"Authorization": f"Bearer {ApiToken.objects.issue(people.eva)}"})
    return client.post("/api/v1/icms/", {"incident": incident.number, **body}, content_type="application/json")


@pytest.mark.parametrize(("sent", "typed", "field"), WRONG)
def test_both_are_refused_the_same_way(
    at: Visit, incident: Incident, people: People, sent: dict[str, Any], typed: dict[str, str], field: str
) -> None:
    if typed.get("fact_window_end") == TOMORROW:
        tomorrow = (now() + timedelta(days=1)).isoformat()
        sent, typed = {"facts": {**FACTS, "window_end": tomorrow}}, {"fact_window_end": tomorrow}
    answer = called(incident, people, **{**BODY, **sent})
    walk(at)
    at("draft", {**DETAILS, **typed})
    page = at("read", saved(at))

    assert (answer.status_code, page.status_code) == (400, 422)
    sentences = answer.json()["errors"][field]
    assert [sentence in text(page) for sentence in sentences] == [True]
    assert answer.json().get("led_to", "") == ("consultation" if sent.get("ground") == "query" else "")
    assert not Icm.objects.exists()
    by_door = GateRefusal.objects.filter(fields=[field]).order_by("way")
    assert list(by_door.values_list("way", flat=True)) == ["api", "workspace"]


def test_what_both_send_is_opened_the_same_way(at: Visit, incident: Incident, people: People) -> None:
    answer = called(incident, people, **{**BODY, "title": DETAILS["title"]})
    walk(at, new_because="It is another job.")
    at("read", saved(at))

    assert answer.status_code == 201
    first, second = Icm.objects.order_by("pk").values("ground", "evidence", "team", "kind", "title", "facts", "area")
    assert first == second


def test_a_title_that_names_the_customer_stays_in_its_field(at: Visit, incident: Incident) -> None:
    """With what was found and the way on; everything else that was typed stays too."""
    answer = walk(at, title="Output of Contoso stops", fact_impact="Orders are late.")
    page = text(answer)

    assert answer.status_code == 422
    assert "Leave out “Contoso”: it names the customer (Contoso)" in page
    assert "say it with another word" in page
    assert 'value="Output of Contoso stops"' in page
    assert "Orders are late." in page
    assert at("details", {**DETAILS, "title": "Output stops"}).status_code == 302
