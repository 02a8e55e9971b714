"""CSAT requests by tools: asking, the SME's answers, and what is refused (R39, R40)."""

from collections.abc import Callable

import pytest

from accounts.models import User
from escalations import actions
from escalations.models import CsatRequest, Icm
from incidents.models import Incident
from tests.aftermath import everything
from tests.escalations.asking import again, approved, ask
from tests.escalations.conftest import FACTS, MakeIcm, ProductGroup, investigate
from tests.incidents.api.conftest import Tool, problem
from tests.incidents.api.conftest import tool as tool
from tests.people import People

ToolOf = Callable[[User | None], Tool]
BODY = {"sentiment": "frustrated", "why": "Late.", "prevention": "Sooner.", "exceptionally_bad": False}


def test_asking_and_reading_it(tool: ToolOf, make_icm: MakeIcm, people: People) -> None:
    icm = make_icm()
    answer = tool(people.eva).post("csat-requests/", {"icm": icm.number, **BODY})

    assert answer.status_code == 201
    found = answer.json()
    assert {name: found[name] for name in BODY} == BODY
    assert (found["state"], found["icm"], found["asked_by"]) == ("asked", icm.number, "eva@relief.example")
    assert found["incident"] == icm.incidents[0].number
    for name in (str(found["id"]), found["number"]):
        assert tool(people.sam).get(f"csat-requests/{name}/").json()["why"] == "Late."
    (listed,) = tool(people.sam).get("csat-requests/", {"state": "asked"}).json()["results"]
    assert listed["available_actions"] == ["approve", "decline", "ask-for-more", "discuss"]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"asked_by": "eva@relief.example"}, 1),
        ({"asked_by": "sam@relief.example"}, 0),
        ({"sentiment": "frustrated"}, 1),
        ({"sentiment": "calm"}, 0),
        ({"exceptionally_bad": "false"}, 1),
        ({"exceptionally_bad": "true"}, 0),
        ({"by_fallback": "true"}, 0),
        ({"decided_by": "sam@relief.example"}, 0),
        ({"search": "CSAT-101"}, 1),
        ({"search": "CSAT-109"}, 0),
    ],
)
def test_it_is_found_by_what_it_reads(
    tool: ToolOf, make_icm: MakeIcm, people: People, query: dict[str, str], count: int
) -> None:
    request = ask(make_icm(), people)
    query = {name: value.replace("CSAT-101", request.number) for name, value in query.items()}

    answer = tool(people.sam).get("csat-requests/", query)
    assert answer.status_code == 200, answer.content
    assert len(answer.json()["results"]) == count


def test_without_an_icm_the_approval_opens_one(
    tool: ToolOf, working: Incident, people: People, pg: ProductGroup
) -> None:
    investigate(working, people)
    opening = {"kind": "bug", "title": "Output stops", "facts": FACTS, "new_because": "No other is."}
    body = {"incident": working.number, "opening": opening, **BODY}
    asked = tool(people.eva).post("csat-requests/", body).json()
    assert asked["icm"] is None

    done = tool(people.sam).post(f"csat-requests/{asked['id']}/actions/approve/", {"comment": "Ring them."})
    assert done.status_code == 200
    assert Icm.objects.get().number == done.json()["icm"]


def test_the_icm_and_the_incident_read_as_marked(tool: ToolOf, make_icm: MakeIcm, people: People) -> None:
    icm = make_icm("acknowledged")
    asked = tool(people.eva).post("csat-requests/", {"icm": icm.number, **BODY}).json()
    done = tool(people.sam).post(f"csat-requests/{asked['id']}/actions/approve/", {})
    incident = tool(people.eva).read(icm.incidents[0])

    assert (done.status_code, done.json()["state"], done.json()["decided_by"]) == (200, "approved", people.sam.email)
    assert (incident["title"], incident["csat_impacting"]) == ("[CSAT Impacting] Output stops after scaling", True)
    theirs = tool(people.ada).read(icm.incidents[0])
    assert theirs["title"] == "Output stops after scaling"
    assert "csat_impacting" not in theirs


@pytest.mark.parametrize(
    ("action", "body", "state"),
    [
        ("decline", {"reason": "They are content."}, "declined"),
        ("ask-for-more", {"body": "Who says so?"}, "more_asked"),
        ("discuss", {"body": "I look at it."}, "asked"),
    ],
)
def test_the_other_answers(
    tool: ToolOf, make_icm: MakeIcm, people: People, action: str, body: dict[str, str], state: str
) -> None:
    request = ask(make_icm(), people)
    answer = tool(people.sam).post(f"csat-requests/{request.pk}/actions/{action}/", body)

    assert (answer.status_code, answer.json()["state"]) == (200, state)
    before = everything()
    empty = tool(people.sam).post(f"csat-requests/{request.pk}/actions/{action}/", {})
    assert empty.status_code in {400, 409}
    assert everything() == before


def test_a_manager_ends_it(tool: ToolOf, make_icm: MakeIcm, people: People) -> None:
    request = approved(make_icm("acknowledged"), people)
    address = f"csat-requests/{request.pk}/actions/end/"

    problem(tool(people.eva).post(address, {"reason": "Over."}), 403)
    assert tool(people.mia).post(address, {"reason": "Over."}).json()["state"] == "ended"


# --- Refused, with nothing changed ------------------------------------------------------------------------------------


def test_in_the_order_that_is_promised(tool: ToolOf, make_icm: MakeIcm, people: People) -> None:
    request = ask(make_icm("acknowledged"), people)
    address, before = f"csat-requests/{request.pk}/actions/approve/", everything()

    assert tool(None).post(address, {}).status_code == 401
    problem(tool(people.ada).post(address, {}), 404)
    problem(tool(people.eva).post(address, {}), 403)
    problem(tool(people.sam).post(address, {}, if_match='"99"'), 412)
    problem(tool(people.sam).post(address, {"text": "f" * 64}), 412)
    assert everything() == before


def test_twice_and_after_the_text_changed(tool: ToolOf, make_icm: MakeIcm, people: People) -> None:
    request = ask(make_icm("acknowledged"), people)
    address = f"csat-requests/{request.pk}/actions/approve/"
    seen = tool(people.sam).get(f"csat-requests/{request.pk}/")
    revised = {**BODY, "why": "Worse now."}
    assert tool(people.eva).post(f"csat-requests/{request.pk}/actions/revise/", revised).status_code == 200

    problem(tool(people.sam).post(address, {}, if_match=seen["ETag"]), 412)
    problem(tool(people.sam).post(address, {"text": seen.json()["text"]}), 412)
    assert tool(people.sam).post(address, {}).status_code == 200
    before = everything()
    document = problem(tool(people.sam).post(address, {}), 409)
    assert document["current_state"] == "approved"
    assert everything() == before


def test_with_the_same_key_it_is_done_once(tool: ToolOf, make_icm: MakeIcm, people: People) -> None:
    icm = make_icm()
    body = {"icm": icm.number, **BODY}
    first, second = (tool(people.eva).post("csat-requests/", body, idempotency_key="k") for _time in range(2))

    assert first.json() == second.json()
    assert CsatRequest.objects.count() == 1


def test_by_field(tool: ToolOf, make_icm: MakeIcm, people: People) -> None:
    icm = make_icm()
    before = everything()

    assert "icm" in problem(tool(people.eva).post("csat-requests/", {**BODY, "icm": "ICM-999999"}), 400)["errors"]
    assert "icm" in problem(tool(people.eva).post("csat-requests/", BODY), 400)["errors"]
    short = {"icm": icm.number, **BODY, "prevention": ""}
    assert set(problem(tool(people.eva).post("csat-requests/", short), 400)["errors"]) == {"prevention"}
    bare = problem(tool(people.eva).post("csat-requests/", {"icm": icm.number}), 400)
    assert set(bare["errors"]) == {"sentiment", "why", "prevention"}, "all of them at once"
    assert everything() == before


def test_customers_find_nothing_there(tool: ToolOf, make_icm: MakeIcm, people: People) -> None:
    request = ask(make_icm(), people)

    for path in ("csat-requests/", f"csat-requests/{request.pk}/"):
        problem(tool(people.ada).get(path), 404)
    problem(tool(people.ada).post("csat-requests/", BODY), 404)


def test_it_is_the_incidents_closing_that_ends_the_time_for_it(tool: ToolOf, make_icm: MakeIcm, people: People) -> None:
    request = ask(make_icm(), people)
    number = request.incident.number
    assert tool(people.ada).post(f"incidents/{number}/actions/withdraw/", {"reason": "Gone."}).status_code == 200

    document = problem(tool(people.sam).post(f"csat-requests/{request.pk}/actions/approve/", {}), 409)
    assert document["current_state"] == "void"
    assert again(request).state == "void"
    assert actions.sweep_csat() == 0
