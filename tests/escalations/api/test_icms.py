"""ICMs by tools: the list, the gate, one of them and what was said on it; a customer's tool finds nothing (R2, R35)."""

import pytest

from escalations import actions
from escalations.models import Icm
from tests.escalations.conftest import FACTS, MakeIcm
from tests.escalations.doing import STATES
from tests.incidents.api.conftest import Tool, problem
from tests.people import People

PROMISED = {
    *("number", "title", "state", "resolution", "ground", "team", "kind", "facts", "incidents", "owner"),
    *("csat_impacting", "opened_at", "updates", "consent", "available_actions"),
}


@pytest.fixture
def eva(people: People) -> Tool:
    return Tool(people.eva)


# --- One --------------------------------------------------------------------------------------------------------------


def test_an_icm_reads_as_it_is_promised(make_icm: MakeIcm, eva: Tool) -> None:
    icm = make_icm("needs_information")
    answer = eva.get(f"icms/{icm.number}/")
    read = answer.json()

    assert set(read) >= PROMISED
    assert answer["ETag"] == f'"{icm.version}"'
    shown = {name: read[name] for name in ("number", "title", "state", "resolution", "ground", "team", "kind", "owner")}
    assert shown == {
        "number": icm.number,
        "title": "Output stops after scaling to 12 units",
        "state": "needs_information",
        "resolution": None,
        "ground": "bug_evidence",
        "team": "css_escalation",
        "kind": "bug",
        "owner": "pia@product.example",
    }
    assert read["facts"] == FACTS
    assert read["incidents"] == [icm.incidents[0].number]
    assert read["csat_impacting"] is False
    assert read["consent"] == {"state": "none", "ground": None}
    assert [(said["verb"], said["by"], said["side"]) for said in read["updates"]] == [
        ("request_information", "pia@product.example", "product_group")
    ]


CAN = {
    "open": {"join", "notify-again", "request-consent"},
    "acknowledged": {"join", "notify-again", "request-consent"},
    "needs_information": {"provide-information", "join", "notify-again", "request-consent"},
    "mitigated": {"join", "notify-again", "request-consent"},
    "resolved": {"close", "send-back", "notify-again", "request-consent"},
    "closed": set(),
}


@pytest.mark.parametrize("state", STATES)
def test_it_says_what_can_be_done_now(make_icm: MakeIcm, eva: Tool, state: str) -> None:
    assert set(eva.get(f"icms/{make_icm(state).number}/").json()["available_actions"]) == CAN[state]


def test_what_did_not_change_is_not_sent_again(make_icm: MakeIcm, eva: Tool, people: People) -> None:
    icm = make_icm()
    tag = eva.get(f"icms/{icm.number}/")["ETag"]
    assert eva.get(f"icms/{icm.number}/", if_none_match=tag).status_code == 304
    actions.update(icm, by=people.eli, body="It happened again.")
    assert eva.get(f"icms/{icm.number}/", if_none_match=tag).status_code == 200


def test_the_mark_heads_the_title_that_staff_read(make_icm: MakeIcm, eva: Tool) -> None:
    icm = make_icm()
    Icm.objects.filter(pk=icm.pk).update(is_csat_impacting=True)

    assert eva.get(f"icms/{icm.number}/").json()["title"].startswith("[CSAT Impacting] Output")


@pytest.mark.parametrize("path", ["icms/", "icms/{icm}/", "icms/{icm}/updates/"])
@pytest.mark.parametrize("name", ["ada", "lead", "max", "root"])
def test_for_others_there_is_no_such_thing(make_icm: MakeIcm, people: People, path: str, name: str) -> None:
    address = path.format(icm=make_icm().number)
    hidden = problem(Tool(people.by_name(name)).get(address), 404)

    assert hidden == problem(Tool(people.by_name(name)).get("icms/ICM-999999/"), 404)
    problem(Tool(None).get(address), 401)


@pytest.mark.parametrize("number", ["ICM-999999", "INC-1000001", "x", "ICM-", "999999999999999"])
def test_what_does_not_exist_is_not_found(eva: Tool, make_icm: MakeIcm, number: str) -> None:
    make_icm()
    problem(eva.get(f"icms/{number}/"), 404)
    problem(eva.post(f"icms/{number}/actions/close/"), 404)


# --- The list ---------------------------------------------------------------------------------------------------------

FILTERS: dict[str, set[str]] = {
    "state=open": {"open"},
    "state=open&state=closed": {"open", "closed"},
    "team=livesite_dri": set(),
    "team=css_escalation&state=mitigated": {"mitigated"},
    "kind=bug": set(STATES),
    "kind=rca": set(),
    "ground=bug_evidence": set(STATES),
    "ground=severity_1": set(),
    "resolution=fixed": {"resolved", "closed"},
    "area=query": set(STATES),
    "area=inputs": set(),
    "owner=PIA@product.example": set(STATES) - {"open"},
    "severity=3": set(STATES),
    "csat_impacting=false": set(STATES),
    "csat_impacting=true": set(),
    "search=units+scaling": set(STATES),
    "search=elsewhere": set(),
    "incident=INC-9999999": set(),
}


@pytest.mark.parametrize("query", FILTERS)
def test_the_list_is_narrowed_by_what_an_icm_reads(make_icm: MakeIcm, eva: Tool, query: str) -> None:
    some = {make_icm(state).number: state for state in STATES}
    rows = eva.get(f"icms/?{query}").json()["results"]

    assert {some[row["number"]] for row in rows} == FILTERS[query]


def test_by_an_incident_and_by_number(make_icm: MakeIcm, eva: Tool) -> None:
    first, second = make_icm(), make_icm()
    for query in (f"incident={first.incidents[0].number}", f"search={first.number}"):
        assert [row["number"] for row in eva.get(f"icms/?{query}").json()["results"]] == [first.number]
    assert second.number


@pytest.mark.parametrize("query", ["state=asleep", "colour=blue", "csat_impacting=maybe", "ordering=title", "cursor=x"])
def test_a_filter_that_is_none_is_refused(eva: Tool, query: str) -> None:
    assert set(problem(eva.get(f"icms/?{query}"), 400)["errors"]) == {query.partition("=")[0]}


@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize("name", ["number", "opened_at", "severity", "changed"])
def test_every_order_can_be_walked(make_icm: MakeIcm, eva: Tool, name: str, sign: str) -> None:
    for state in STATES:
        make_icm(state)
    column = {"number": "pk", "changed": "last_event_at"}.get(name, name)
    answer = eva.get("icms/", {"ordering": sign + name, "page_size": 4}).json()
    found = [*answer["results"], *eva.get(answer["next"]).json()["results"]]

    assert [row["number"] for row in found] == [
        icm.number for icm in Icm.objects.order_by(f"{sign}{column}", f"{sign}pk")
    ]


# --- What was said on it ----------------------------------------------------------------------------------------------


def test_what_was_said_is_read_in_order_and_by_pages(make_icm: MakeIcm, eva: Tool, people: People) -> None:
    icm = make_icm("needs_information")
    icm = actions.provide_information(icm, by=people.eli, body="It is build 5.11.")
    actions.update(icm, by=people.eli, body="They knew.", is_for_support=True)
    rows = eva.get(f"icms/{icm.number}/updates/").json()["results"]

    assert [(row["body"], row["side"], row["is_for_support"]) for row in rows] == [
        ("Which build is it?", "product_group", False),
        ("It is build 5.11.", "support", False),
        ("They knew.", "support", True),
    ]
    page = eva.get(f"icms/{icm.number}/updates/", {"page_size": 2, "ordering": "-seq"}).json()
    assert [row["body"] for row in page["results"]] == ["They knew.", "It is build 5.11."]
    assert [row["body"] for row in eva.get(page["next"]).json()["results"]] == ["Which build is it?"]
    for query, count in (("search=build", 2), ("is_for_support=true", 1), ("verb=provide_information", 1)):
        assert len(eva.get(f"icms/{icm.number}/updates/?{query}").json()["results"]) == count


def test_a_word_of_ours_is_answered_with_itself(make_icm: MakeIcm, eva: Tool) -> None:
    icm = make_icm("acknowledged")
    answer = eva.post(f"icms/{icm.number}/updates/", {"body": "For us.", "is_for_support": True})

    assert answer.status_code == 201
    assert answer.json() == eva.get(f"icms/{icm.number}/updates/").json()["results"][-1]
    assert (answer.json()["by"], answer.json()["is_for_support"]) == ("eva@relief.example", True)
