"""The initial investigation by tools (R29)."""

from typing import Any

import pytest

from incidents.models import Check, Incident
from tests.incidents.api.conftest import Tool, photograph, problem
from tests.knowledge import down
from tests.people import People

ALL = {
    "diagnostics": {"outcome": "checked", "evidence": "Run 7: *two* leases."},
    "guides": {"outcome": "not_possible", "evidence": "There is none for leases."},
    "icm_search": {"outcome": "checked", "evidence": "None of them.", "query": "lease"},
    "outage": {"outcome": "ruled_out", "evidence": "The status page is green."},
}


def place(incident: Incident) -> str:
    return f"incidents/{incident.number}/investigation/"


def put(tool: Tool, incident: Incident, body: Any, **headers: str) -> Any:
    return tool.send("PUT", place(incident), body, **headers)


def test_all_four_are_recorded_and_read(people: People, monday: Any, working: Incident) -> None:
    eva = Tool(people.eva)
    before = eva.read(working, "investigation/")
    assert before == {**dict.fromkeys(ALL), "complete": False, "outstanding": list(ALL)}
    response = put(eva, working, ALL)

    assert response.status_code == 200
    read = response.json()
    made = {"by": "eva@relief.example", "at": "2026-11-16T09:00:00Z"}
    assert read["diagnostics"] == {**ALL["diagnostics"], **made}
    assert read["icm_search"] == {**ALL["icm_search"], **made, "found": []}
    assert read["outage"] == {**ALL["outage"], **made, "outage": None}
    assert (read["complete"], read["outstanding"]) == (True, [])
    assert Tool(people.mia).read(working, "investigation/") == read
    assert response["ETag"] == eva.get(f"incidents/{working.number}/")["ETag"]


def test_any_subset_will_do_and_leaves_the_others(people: People, working: Incident) -> None:
    eva = Tool(people.eva)
    put(eva, working, {"guides": ALL["guides"]})
    read = put(eva, working, {"outage": ALL["outage"], "guides": {"outcome": "checked", "evidence": "TSG 4"}}).json()

    assert read["outstanding"] == ["diagnostics", "icm_search"]
    assert read["guides"]["evidence"] == "TSG 4"
    lines = eva.read(working, "timeline/")["results"]
    assert [line["data"]["check"] for line in lines if line["verb"] == "record_check"] == ["guides", "guides", "outage"]


def test_an_outage_that_is_ruled_in_is_linked(people: People, working: Incident) -> None:
    outage = down(people)
    body = {"outage": {"outcome": "ruled_in", "evidence": "Same region.", "outage": outage.number}}
    assert put(Tool(people.eva), working, body).json()["outage"]["outage"] == outage.number

    assert working.outage_links.get().outage == outage


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({}, {"investigation"}),
        ({"horoscope": ALL["guides"]}, {"investigation"}),
        ({"guides": {"outcome": "checked"}}, {"guides.evidence"}),
        ({"guides": {"evidence": "x"}}, {"guides.outcome"}),
        ({"guides": {"outcome": "ruled_out", "evidence": "x"}}, {"guides.outcome"}),
        ({"outage": {"outcome": "checked", "evidence": "x"}}, {"outage.outcome"}),
        ({"outage": {"outcome": "ruled_in", "evidence": "x", "outage": "OUT-9999999"}}, {"outage.outage"}),
        ({**ALL, "guides": {"outcome": 7, "evidence": " "}}, {"guides.evidence", "guides.outcome"}),
        ({"guides": []}, {"guides"}),
        ({"guides": None}, {"guides"}),
        ({"icm_search": {**ALL["icm_search"], "query": "x" * 2_001}}, {"icm_search.query"}),
        ([], {"body"}),
        ({"guides": {**ALL["guides"], "evidence": "a\x00b"}}, {"guides.evidence"}),
    ],
)
def test_what_is_not_well_formed_is_named_and_nothing_is_half_done(
    people: People, working: Incident, changed: Any, fields: set[str]
) -> None:
    before = photograph()
    document = problem(put(Tool(people.eva), working, changed), 400)

    assert set(document["errors"]) == fields
    assert photograph() == before


def test_everybody_gets_what_is_theirs(people: People, working: Incident) -> None:
    before = photograph()
    for person in (people.ada, people.lead, people.max, people.root):
        problem(put(Tool(person), working, ALL), 404)
        problem(Tool(person).get(place(working)), 404)
    problem(put(Tool(None), working, ALL), 401)
    problem(put(Tool(people.eva), working, ALL, if_match='"1"'), 412)
    assert photograph() == before


def test_a_closed_one_takes_none_and_shows_what_there_is(people: People, closed: Incident) -> None:
    before = photograph()
    problem(put(Tool(people.eva), closed, ALL), 409)
    problem(put(Tool(people.eva), closed, {}), 409)

    assert photograph() == before
    assert Tool(people.eva).read(closed, "investigation/")["complete"] is False


def test_a_customer_reads_no_trace_of_it(people: People, working: Incident) -> None:
    ada = Tool(people.ada)
    tag = ada.get(f"incidents/{working.number}/")["ETag"]
    put(Tool(people.eva), working, ALL)
    seen = [str(ada.read(working, part)) for part in ("", "timeline/", "messages/", "attachments/")]

    assert "leases" not in "".join(seen)
    assert ada.get(f"incidents/{working.number}/")["ETag"] == tag


def test_the_same_key_records_once(people: People, working: Incident) -> None:
    eva = Tool(people.eva)
    first = put(eva, working, ALL, idempotency_key="k1")
    again = put(eva, working, ALL, idempotency_key="k1")

    assert (first.status_code, again.status_code, again["Idempotent-Replay"]) == (200, 200, "true")
    assert Check.objects.count() == 4


# --- Taking a task back -----------------------------------------------------------------------------------------------


def test_the_owner_takes_a_task_back(people: People, monday: Any, working: Incident) -> None:
    eva, sam = Tool(people.eva), Tool(people.sam)
    tasks = f"incidents/{working.number}/tasks/"
    eva.post(tasks, {"title": "Read the leases", "assignee": people.sam.email})
    recall = f"{tasks}{working.tasks.get().pk}/actions/recall/"
    before = photograph()
    problem(sam.post(recall, {"reason": "x"}), 403)
    problem(Tool(people.ada).post(recall, {"reason": "x"}), 404)
    assert set(problem(eva.post(recall, {"reason": " "}), 400)["errors"]) == {"reason"}
    problem(eva.post(f"{tasks}999999/actions/recall/", {"reason": "x"}), 404)
    assert photograph() == before
    read = eva.post(recall, {"reason": "Found it."}).json()

    assert (read["state"], read["reason"], read["result"]) == ("recalled", "Found it.", "")
    problem(eva.post(recall, {"reason": "Found it."}), 409)
    assert [task["id"] for task in eva.get(f"{tasks}?state=recalled").json()["results"]] == [read["id"]]
