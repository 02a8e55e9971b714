"""What an incident waits for, what hit it and what it tells of, by the API (R14, R23, R24, R26)."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from incidents import actions
from incidents.actions.problems import publish_problem, release_fix, remove_problem
from incidents.models import Incident, Outage
from tests.aftermath import everything
from tests.incidents.api.conftest import Tool, problem
from tests.knowledge import down, known, published
from tests.people import People

Tools = Callable[[User | None], Tool]


def test_an_incident_reads_what_it_waits_for_and_what_hit_it(tool: Tools, people: People, working: Incident) -> None:
    record = known(people)
    eva = tool(people.eva)
    eva.act(working, "match-problem", {"problem": record.number})
    answer = eva.act(working, "set-substate", {"substate": "pending_problem", "problem": record.number})

    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert (body["substate"], body["waits_for"], body["problems"]) == (
        "pending_problem", record.number, [record.number]
    )  # fmt: skip
    assert {"clear-substate", "unmatch-problem"} <= set(body["available_actions"])
    read = tool(people.ada).read(working)
    assert not {"substate", "waits_for", "problems"} & set(read)
    assert eva.act(working, "clear-substate").json()["substate"] is None


@pytest.mark.parametrize("body", [
    {"substate": "pending_problem"}, {"substate": "on_hold"}, {"substate": "pending_change", "change": "CHG-999"}, {},
])  # fmt: skip
def test_a_substate_without_its_record_is_refused(
    tool: Tools, people: People, working: Incident, body: dict[str, Any]
) -> None:
    before = everything()
    problem(tool(people.eva).act(working, "set-substate", body), 400)
    assert everything() == before


def test_a_released_fix_is_resolution_and_removal_the_fifth(tool: Tools, people: People, proposed: Incident) -> None:
    record = published(people)
    tool(people.eva).act(proposed, "match-problem", {"problem": record.number})
    actions.accept_solution(proposed, by=people.ada)
    release_fix(record, by=people.sam, release="11.4.2")
    read = tool(people.ada).read(proposed)["milestones"]
    assert (read["resolution"] is not None, read["removal"]) == (True, None)
    remove_problem(record, by=people.sam)
    assert tool(people.ada).read(proposed)["milestones"]["removal"] is not None


def test_a_solution_says_whose_workaround_it_is(tool: Tools, people: People, working: Incident) -> None:
    record = publish_problem(known(people), by=people.sam)
    body = {"kind": "workaround", "body": record.workaround, "problem": record.number}
    answer = tool(people.eva).act(working, "propose-solution", body)

    assert answer.json()["solutions"][0]["problem"] == record.number
    assert "problem" not in tool(people.ada).read(working)["solutions"][0]


def test_an_outage_is_linked(tool: Tools, people: People, working: Incident) -> None:
    outage = down(people)
    assert tool(people.eli).act(working, "link-outage", {"outage": outage.number}).status_code == 200
    assert Outage.objects.get().links.get().incident == working
    assert tool(people.eli).get(f"outages/{outage.number}/").json()["incidents"] == 1
    assert tool(people.eli).act(working, "unlink-outage", {"outage": outage.number}).status_code == 200
