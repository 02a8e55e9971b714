"""Delegated tasks by tools (R16)."""

from typing import Any

import pytest

from incidents import actions
from incidents.models import Incident, Task
from tests.conftest import Make
from tests.incidents.api.conftest import Tool, photograph, problem
from tests.people import People

BODY = {"title": "Read the leases", "assignee": "sam@relief.example"}


def tasks(incident: Incident) -> str:
    return f"incidents/{incident.number}/tasks/"


def answer_to(incident: Incident, name: str) -> str:
    return f"{tasks(incident)}{incident.tasks.get().pk}/actions/{name}/"


def test_a_task_reads_as_it_was_handed_out(people: People, monday: Any, working: Incident) -> None:
    body = {**BODY, "detail": "Since *nine*.", "due": "2026-11-16T17:00:00+01:00"}
    response = Tool(people.eva).post(tasks(working), body)

    assert response.status_code == 201
    read = response.json()
    assert {name: read[name] for name in ("title", "detail", "assignee", "due")} == {
        **body,
        "due": "2026-11-16T16:00:00Z",
    }
    assert (read["state"], read["result"], read["reason"], read["is_late"]) == ("open", "", "", False)
    assert (read["delegated_by"], read["delegated_at"]) == ("eva@relief.example", "2026-11-16T09:00:00Z")
    assert Tool(people.sen).read(working, "tasks/")["results"] == [read]
    assert Tool(people.eva).read(working)["owner"] == "eva@relief.example"


def test_a_day_is_due_at_its_end_where_the_caller_is(people: People, monday: Any, working: Incident) -> None:
    people.eva.zone = "Europe/Amsterdam"
    people.eva.save()

    assert Tool(people.eva).post(tasks(working), {**BODY, "due": "2026-11-20"}).json()["due"] == "2026-11-20T23:00:00Z"


@pytest.mark.parametrize(
    ("name", "body", "state", "field"),
    [
        ("done", {"result": "Two are stuck."}, "done", "result"),
        ("decline", {"reason": "No access."}, "declined", "reason"),
    ],
)
def test_the_assignee_answers(
    people: People, monday: Any, working: Incident, name: str, body: dict[str, str], state: str, field: str
) -> None:
    eva, sam = Tool(people.eva), Tool(people.sam)
    eva.post(tasks(working), BODY)
    response = sam.post(answer_to(working, name), body)

    assert response.status_code == 200
    read = response.json()
    assert (read["state"], read[field], read["settled_at"]) == (state, body[field], "2026-11-16T09:00:00Z")
    assert {read["result"], read["reason"]} == {body[field], ""}
    assert eva.read(working)["flags"]["action_needed"] is True
    before = photograph()
    problem(sam.post(answer_to(working, name), body), 409)
    problem(sam.post(answer_to(working, name), {}), 409)
    assert photograph() == before


@pytest.mark.parametrize("name", ["done", "decline"])
def test_an_answer_is_the_assignees_and_well_formed(people: People, working: Incident, name: str) -> None:
    eva, sam = Tool(people.eva), Tool(people.sam)
    eva.post(tasks(working), BODY)
    address = answer_to(working, name)
    before = photograph()
    for person in (people.eva, people.eli, people.mia):
        problem(Tool(person).post(address, {"result": "x", "reason": "x"}), 403)
    for person in (people.ada, people.max, people.root):
        problem(Tool(person).post(address, {"result": "x", "reason": "x"}), 404)
    field = "result" if name == "done" else "reason"
    assert set(problem(sam.post(address, {field: "  "}), 400)["errors"]) == {field}
    problem(sam.post(address, {field: "x"}, if_match='"1"'), 412)
    assert photograph() == before


@pytest.mark.parametrize("pk", ["0", "999999", "9" * 30])
def test_a_task_that_is_none_of_this_incidents_is_not_there(
    people: People, working: Incident, make: Make, pk: str
) -> None:
    other = make("work_in_progress")
    Tool(people.eva).post(tasks(other), BODY)
    before = photograph()
    for place in (pk, str(other.tasks.get().pk)):
        problem(Tool(people.sam).post(f"{tasks(working)}{place}/actions/done/", {"result": "x"}), 404)
    assert photograph() == before


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": []}, "title"),
        ({"assignee": "ada@contoso.example"}, "assignee"),
        ({"assignee": "eva@relief.example"}, "assignee"),
        ({"assignee": None}, "assignee"),
        ({"due": "soon"}, "due"),
        ({"due": "2026-11-01"}, "due"),
        ({"due": "9999-12-31"}, "due"),
        ({"due": "9999-12-31T23:59:59-12:00"}, "due"),
        ({"due": 7}, "due"),
        ({"detail": "a\x00b"}, "detail"),
    ],
)
def test_what_is_not_well_formed_is_named(
    people: People, monday: Any, working: Incident, changed: dict[str, Any], field: str
) -> None:
    before = photograph()
    document = problem(Tool(people.eva).post(tasks(working), {**BODY, **changed}), 400)

    assert set(document["errors"]) == {field}
    assert photograph() == before


def test_only_the_owner_hands_out_and_nothing_goes_into_a_closed_one(people: People, make: Make) -> None:
    working, closed = make("work_in_progress"), make("closed")
    before = photograph()
    for person, status in ((people.eli, 403), (people.mia, 403), (people.ada, 404), (people.max, 404)):
        problem(Tool(person).post(tasks(working), BODY), status)
    problem(Tool(people.eva).post(tasks(closed), BODY), 409)
    assert photograph() == before


def test_a_closing_ends_what_is_open(people: People, proposed: Incident) -> None:
    eva, sam = Tool(people.eva), Tool(people.sam)
    eva.post(tasks(proposed), BODY)
    Tool(people.ada).act(proposed, "accept-solution", {})
    before = photograph()

    assert [task["state"] for task in eva.read(proposed, "tasks/")["results"]] == ["over"]
    for name in ("done", "decline"):
        problem(sam.post(answer_to(proposed, name), {"result": "x", "reason": "x"}), 409)
    assert photograph() == before


def test_a_customer_finds_no_trace_of_tasks(people: People, working: Incident) -> None:
    tag = Tool(people.ada).get(f"incidents/{working.number}/")["ETag"]
    Tool(people.eva).post(tasks(working), {**BODY, "detail": "A secret."})
    ada = Tool(people.ada)

    problem(ada.get(tasks(working)), 404)
    assert ada.get(f"incidents/{working.number}/")["ETag"] == tag
    assert "leases" not in str(ada.read(working, "timeline/")) + str(ada.read(working, "messages/"))


def test_a_list_is_narrowed_by_state_assignee_and_words(people: People, monday: Any, working: Incident) -> None:
    for title, assignee in (("One", people.sam), ("Two", people.eli), ("Three", people.sam)):
        actions.delegate_task(working, by=people.eva, title=title, assignee=assignee)
    actions.finish_task(working, by=people.eli, task=Task.objects.get(title="Two").pk, result="Done.")
    found = {}
    for query in ("state=open", "state=done", "assignee=SAM@relief.example", "search=thr", "state=over"):
        answer = Tool(people.mia).get(f"{tasks(working)}?{query}").json()
        found[query] = [task["title"] for task in answer["results"]]

    assert found == {
        "state=open": ["One", "Three"],
        "state=done": ["Two"],
        "assignee=SAM@relief.example": ["One", "Three"],
        "search=thr": ["Three"],
        "state=over": [],
    }
    problem(Tool(people.mia).get(f"{tasks(working)}?state=late"), 400)
    problem(Tool(people.mia).get(f"{tasks(working)}?due=today"), 400)


def test_the_same_key_hands_out_once(people: People, working: Incident) -> None:
    eva = Tool(people.eva)
    first = eva.post(tasks(working), BODY, idempotency_key="k1")
    again = eva.post(tasks(working), BODY, idempotency_key="k1")

    assert (first.status_code, again.status_code, again["Idempotent-Replay"]) == (201, 201, "true")
    assert first.json() == again.json()
    assert Task.objects.count() == 1
