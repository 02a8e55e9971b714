"""An ICM is opened by tools: through the gate, named by field, led elsewhere; what is outstanding on it (R31, R32)."""

from collections.abc import Callable
from typing import Any

import pytest

from escalations import actions
from escalations.models import Consultation, Icm
from incidents.actions import record_check
from tests.aftermath import everything
from tests.conftest import Make
from tests.escalations.conftest import FACTS, ProductGroup, investigate
from tests.incidents.api.conftest import Tool, problem
from tests.people import People

ASKED = {
    "ground": "bug_evidence",
    "evidence": "The metric stays at 0 after scaling.",
    "team": "css_escalation",
    "kind": "bug",
    "title": "Output stops after scaling",
    "facts": FACTS,
    "new_because": "No other one is about scaling.",
}


@pytest.fixture
def eva(people: People) -> Tool:
    return Tool(people.eva)


def test_one_is_opened_and_read(make: Make, eva: Tool, people: People, pg: ProductGroup) -> None:
    incident = make("work_in_progress")
    investigate(incident, people)
    answer = eva.post("icms/", {**ASKED, "incident": incident.number})

    assert answer.status_code == 201
    number = answer.json()["number"]
    assert answer["Location"] == f"/api/v1/icms/{number}/"
    assert eva.get(answer["Location"]).json() == answer.json()
    assert answer.json()["incidents"] == [incident.number]
    assert Icm.objects.get().history.get().way == "api"


def test_sent_twice_it_is_opened_once(make: Make, eva: Tool, people: People, pg: ProductGroup) -> None:
    incident = make("work_in_progress")
    investigate(incident, people)
    first = eva.post("icms/", {**ASKED, "incident": incident.number}, idempotency_key="k1")
    again = eva.post("icms/", {**ASKED, "incident": incident.number}, idempotency_key="k1")

    assert (again.status_code, again.json()) == (201, first.json())
    assert again["Idempotent-Replay"] == "true"
    assert Icm.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "fields"),
    [
        ({"incident": "INC-9999999"}, {"incident"}),
        ({"incident": None}, {"incident"}),
        ({"consultation": "CON-9"}, {"consultation"}),
        ({"consultation": 9}, {"consultation"}),
        ({"consultation": True}, {"consultation"}),
        ({"consultation": -1}, {"consultation"}),
        ({"consultation": 10**40}, {"consultation"}),
        ({"pg_member": "nobody@product.example"}, {"pg_member"}),
        ({"facts": ["x"]}, {"facts"}),
        ({"title": 5 * ["x"]}, {"title"}),
    ],
)
def test_what_cannot_be_read_is_named(
    make: Make, eva: Tool, people: People, pg: ProductGroup, sent: dict[str, Any], fields: set[str]
) -> None:
    incident = make("work_in_progress")
    before = everything()
    document = problem(eva.post("icms/", {**ASKED, "incident": incident.number, **sent}), 400)

    assert set(document["errors"]) == fields
    assert everything() == before


@pytest.mark.parametrize("ground", ["documentation", "query", "unsure_how_to_troubleshoot", "beyond_my_skills"])
def test_what_is_no_ground_is_named_with_where_it_leads(
    make: Make, eva: Tool, people: People, pg: ProductGroup, ground: str
) -> None:
    incident = make("work_in_progress")
    document = problem(eva.post("icms/", {**ASKED, "incident": incident.number, "ground": ground}), 400)

    assert (set(document["errors"]), document["led_to"]) == ({"ground"}, "consultation")
    assert not Icm.objects.exists()
    assert not incident.events.filter(verb="open_icm").exists()


def test_no_facts_at_all_miss_each_of_them_by_name(make: Make, eva: Tool, people: People, pg: ProductGroup) -> None:
    incident = make("work_in_progress")
    investigate(incident, people)
    nothing: tuple[dict[str, str] | None, ...] = ({}, None)
    for facts in nothing:
        document = problem(eva.post("icms/", {**ASKED, "incident": incident.number, "facts": facts}), 400)
        assert set(document["errors"]) == {f"facts.{name}" for name in FACTS}
    document = problem(eva.post("icms/", {"incident": incident.number, "ground": "query", "facts": None}), 400)
    assert document["led_to"] == "consultation"


def test_what_is_outstanding_is_what_nobody_has_checked_by_now(
    make: Make, eva: Tool, people: People, pg: ProductGroup, django_assert_max_num_queries: Any
) -> None:
    some = [make("work_in_progress") for _each in range(3)]
    sent = {**ASKED, "ground": "pg_indicated", "pg_member": "pam@product.example", "said_where": "The call."}
    for incident in some:
        read = eva.post("icms/", {**sent, "incident": incident.number}).json()
        assert read["outstanding"] == ["diagnostics", "guides", "icm_search", "outage"]
    record_check(some[0], by=people.eva, check="outage", outcome="ruled_out", evidence="None is going on.")
    investigate(some[1], people)

    with django_assert_max_num_queries(14):
        rows = eva.get("icms/?ordering=number").json()["results"]
    assert [row["outstanding"] for row in rows] == [
        ["diagnostics", "guides", "icm_search"],
        [],
        ["diagnostics", "guides", "icm_search", "outage"],
    ]


def test_what_else_the_gate_refuses_leads_nowhere(make: Make, eva: Tool, people: People, pg: ProductGroup) -> None:
    incident = make("work_in_progress")
    document = problem(eva.post("icms/", {**ASKED, "incident": incident.number, "team": "livesite_dri"}), 400)

    assert set(document["errors"]) == {"investigation", "team"}
    assert "led_to" not in document


@pytest.mark.parametrize("spell", [lambda asked: asked.pk, lambda asked: str(asked.pk), lambda asked: asked.number])
def test_a_consultation_is_named_by_the_id_that_it_reads_or_by_its_number(
    make: Make, eva: Tool, people: People, pg: ProductGroup, spell: Callable[[Consultation], Any]
) -> None:
    incident = make("work_in_progress")
    investigate(incident, people)
    asked = actions.ask(incident, by=people.eva, area=people.query, audience="smes", question="Bug?", reason="Urgent.")
    asked = actions.answer(asked, by=people.sam, body="It is.", icm_indicated=True)
    sent = {**ASKED, "incident": incident.number, "ground": "expert_indicated", "consultation": spell(asked)}
    answer = eva.post("icms/", sent)

    assert answer.status_code == 201, answer.content
    assert answer.json()["consultation"] == asked.number


def test_none_is_opened_for_what_is_closed_however_it_is_asked(make: Make, eva: Tool) -> None:
    closed = make("closed")
    before = everything()
    problem(eva.post("icms/", {**ASKED, "incident": closed.number}), 409)
    problem(eva.post("icms/", {"incident": closed.number, "facts": "none"}), 409)
    assert everything() == before


@pytest.mark.parametrize("name", ["ada", "lead", "root"])
def test_a_customers_tool_opens_none(make: Make, people: People, name: str) -> None:
    incident = make("work_in_progress")
    before = everything()
    problem(Tool(people.by_name(name)).post("icms/", {**ASKED, "incident": incident.number}), 404)
    assert everything() == before
