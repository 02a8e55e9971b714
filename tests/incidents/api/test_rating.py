"""The customer's rating by tools: after closing, by who decides, changed for two weeks; nothing else moves (R42)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from incidents.actions import accept_solution, add_colleague
from incidents.models import Incident, Rating
from tests.aftermath import everything, letters
from tests.conftest import Make
from tests.incidents.api.conftest import Tool, problem
from tests.people import People

Later = Callable[..., Any]
GOOD = {"score": 5, "words": "Quick and kind."}


def address(incident: Incident) -> str:
    return f"incidents/{incident.number}/rating/"


@pytest.mark.parametrize("name", ["ada", "lead"])
def test_who_decides_rates_what_is_closed(monday: datetime, closed: Incident, people: People, name: str) -> None:
    tool = Tool(people.by_name(name))
    answer = tool.post(address(closed), GOOD)

    assert answer.status_code == 200
    assert {key: answer.json()[key] for key in ("score", "words", "changed_at", "can_rate")} == {
        **GOOD,
        "changed_at": None,
        "can_rate": True,
    }
    assert tool.get(address(closed)).json() == answer.json()
    assert Rating.objects.get().by == people.by_name(name)


def test_the_incident_stays_as_it_is(closed: Incident, people: People) -> None:
    tag = Tool(people.eva).get(f"incidents/{closed.number}/")["ETag"]
    Tool(people.ada).post(address(closed), GOOD)

    assert Tool(people.eva).get(f"incidents/{closed.number}/")["ETag"] == tag


def test_before_anybody_has_rated_it_reads_as_none(closed: Incident, people: People) -> None:
    read = Tool(people.ada).get(address(closed)).json()

    assert read == {"score": None, "words": "", "by": None, "at": None, "changed_at": None, "can_rate": True}
    assert Tool(people.eva).get(address(closed)).json() == {**read, "can_rate": False}


@pytest.mark.parametrize("name", ["eva", "sam", "mia"])
def test_the_support_team_reads_it_and_gives_none(closed: Incident, people: People, name: str) -> None:
    Tool(people.ada).post(address(closed), {"score": 2, "words": "Slow."})
    before = everything()
    tool = Tool(people.by_name(name))

    problem(tool.post(address(closed), GOOD), 403)
    assert everything() == before
    read = tool.get(address(closed)).json()
    assert (read["score"], read["words"], read["by"], read["can_rate"]) == (2, "Slow.", people.ada.email, False)
    assert letters("low_rating") == {"mia": "staff"}


def test_a_colleague_sees_the_incident_and_not_the_rating(closed: Incident, make: Make, people: People) -> None:
    shared = accept_solution(
        add_colleague(make("solution_proposed"), by=people.ada, colleague=people.bob), by=people.ada
    )
    before = everything()
    bob = Tool(people.bob)

    for answer in (bob.get(address(shared)), bob.post(address(shared), GOOD)):
        problem(answer, 403)
    for answer in (bob.get(address(closed)), Tool(people.max).post(address(shared), GOOD)):
        problem(answer, 404)
    problem(Tool(None).get(address(shared)), 401)
    assert everything() == before


@pytest.mark.parametrize("state", ["new", "work_in_progress", "solution_proposed"])
def test_what_is_open_is_not_rated_however_it_is_sent(make: Make, people: People, state: str) -> None:
    incident = make(state)
    before = everything()
    tool = Tool(people.ada)

    problem(tool.post(address(incident), GOOD), 409)
    problem(tool.post(address(incident), {"score": "much"}), 409)
    assert everything() == before
    assert tool.get(address(incident)).json()["can_rate"] is False


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "score"),
        ({"score": 0}, "score"),
        ({"score": 6}, "score"),
        ({"score": 2.5}, "score"),
        ({"score": 3, "words": "x" * 2001}, "words"),
    ],
)
def test_what_cannot_be_read_is_named(closed: Incident, people: People, sent: dict[str, Any], field: str) -> None:
    before = everything()

    assert list(problem(Tool(people.ada).post(address(closed), sent), 400)["errors"]) == [field]
    assert everything() == before


def test_it_is_changed_for_two_weeks_and_then_stands(
    monday: datetime, closed: Incident, people: People, later: Later
) -> None:
    tool = Tool(people.ada)
    tool.post(address(closed), {"score": 2})
    with later(days=13):
        assert tool.post(address(closed), {"score": 4}).json()["score"] == 4
    with later(days=14):
        problem(tool.post(address(closed), {"score": 1}), 409)
        assert tool.get(address(closed)).json()["can_rate"] is False
    assert Rating.objects.get().score == 4


def test_sent_twice_with_its_key_it_is_rated_once(closed: Incident, people: People) -> None:
    tool = Tool(people.ada)
    first = tool.post(address(closed), GOOD, idempotency_key="k1")
    again = tool.post(address(closed), GOOD, idempotency_key="k1")

    assert (again.status_code, again.json(), again["Idempotent-Replay"]) == (200, first.json(), "true")


def test_with_its_tag_no_newer_rating_is_overwritten(closed: Incident, people: People) -> None:
    tool, other = Tool(people.ada), Tool(people.lead)
    tag = tool.get(address(closed))["ETag"]
    newer = other.post(address(closed), {"score": 2, "words": "Slow."}, if_match=tag)
    before = everything()

    told = problem(tool.post(address(closed), GOOD, if_match=tag), 412)
    problem(tool.post(address(closed), {"score": "much"}, if_match=tag), 412)
    assert everything() == before
    assert f'"{told["version"]}"' == newer["ETag"] == tool.get(address(closed))["ETag"]
    assert tool.post(address(closed), GOOD, if_match=newer["ETag"]).json()["score"] == 5
