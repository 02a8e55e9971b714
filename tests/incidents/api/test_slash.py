"""An address without its last slash: who reads is led on, who changes something is told the right one."""

import pytest

from incidents.models import Incident
from tests.incidents.api.conftest import ROOT, Tool, photograph, problem
from tests.people import People


def test_who_reads_is_led_on_with_all_that_was_asked(people: People, working: Incident) -> None:
    ada = Tool(people.ada)
    answer = ada.get("incidents?search=output")

    assert (answer.status_code, answer["Location"]) == (308, f"{ROOT}incidents/?search=output")
    answer = ada.get(f"incidents/{working.number}")
    assert ada.get(answer["Location"]).json()["number"] == working.number


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_what_changes_something_is_told_the_address_and_does_nothing(people: People, method: str) -> None:
    before = photograph()
    sent = {"title": "No output", "description": "Since 07:40.", "severity": 3}
    told = problem(Tool(people.ada).send(method, "incidents", sent), 404)

    assert "/api/v1/incidents/." in told["detail"]
    assert photograph() == before


def test_it_tells_nobody_whether_there_is_anything(people: People, working: Incident) -> None:
    """Another customer's incident, the team's own lists and what never was: all the same (R1)."""
    max_ = Tool(people.max)
    for path in (f"incidents/{working.number}", "icms", "nothing-like-it"):
        answer = max_.get(path)
        assert (answer.status_code, answer["Location"]) == (308, f"{ROOT}{path}/")
        problem(max_.get(f"{path}/"), 404)


def test_it_leads_nowhere_else(people: People) -> None:
    answer = Tool(people.ada).get(f"{ROOT}/elsewhere.example/%0d%0aX-Mine:1")
    assert answer.status_code == 308
    assert answer["Location"].startswith(ROOT)
    assert "X-Mine" not in answer.headers


def test_nobody_is_led_on_without_signing_in(people: People, working: Incident) -> None:
    problem(Tool(None).get(f"incidents/{working.number}"), 401)
