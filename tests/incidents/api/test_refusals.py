"""Refusals: in their order, always as problem documents, never a fault of ours."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.api import TokenThrottle
from incidents import actions
from incidents.api.offers import OFFERS
from incidents.models import Incident
from tests.conftest import Make
from tests.incidents.api.conftest import Tool, photograph, problem
from tests.knowledge import down, known
from tests.people import People

BROKEN = b'{"body": '


def test_refusals_come_in_their_order(people: People, make: Make) -> None:
    """Signed in, visible, allowed, not stale, possible, well formed: everything wrong at once, then one less."""
    new, working = make("new"), make("work_in_progress")
    owner, stale = Tool(people.eva), '"0"'
    before = photograph()
    problem(Tool(None).act(new, "propose-solution", BROKEN, if_match=stale), 401)
    problem(Tool(people.bob).act(new, "propose-solution", BROKEN, if_match=stale), 404)
    problem(Tool(people.eli).act(new, "propose-solution", BROKEN, if_match=stale), 403)
    problem(owner.act(new, "propose-solution", BROKEN, if_match=stale), 412)
    problem(owner.act(new, "propose-solution", BROKEN, if_match=f'"{new.version}"'), 409)
    problem(owner.act(working, "propose-solution", BROKEN, if_match=f'"{working.version}"'), 400)
    assert photograph() == before


@pytest.mark.parametrize("name", ["eva", "ada"])
def test_a_tag_lets_one_act_through_and_no_second(people: People, working: Incident, name: str) -> None:
    tool, path = Tool(people.by_name(name)), f"incidents/{working.number}/"
    tag = tool.get(path)["ETag"]
    body = {"body": "Hello.", "visibility": "public"}
    assert tool.post(f"{path}messages/", body, if_match=f'"other", W/{tag}').status_code == 201
    actions.propose_solution(working, by=people.eva, kind="workaround", body="Scale.")
    before = photograph()
    for stale in (tag, "nonsense", '""', f'"{tag}"'):
        document = problem(tool.post(f"{path}messages/", body, if_match=stale), 412)
        assert f'"{document["version"]}"' == tool.get(path)["ETag"]
    assert photograph() == before
    assert tool.post(f"{path}messages/", body, if_match="*").status_code == 201


def test_a_customers_tag_outlives_our_notes(people: People, proposed: Incident) -> None:
    tool = Tool(people.ada)
    tag = tool.get(f"incidents/{proposed.number}/")["ETag"]
    actions.add_note(proposed, by=people.eva, body="They will like it.")
    assert tool.act(proposed, "accept-solution", {}, if_match=tag).status_code == 200


@pytest.mark.parametrize("token", ["", "relief_wrong", "a b", "\udcff", "é"])
def test_a_token_that_opens_nothing(people: People, token: str) -> None:
    answer = Client().get(
        "/api/v1/incidents/", headers={"Authorization": f"Bearer {token}".encode("latin-1", "ignore").decode("latin-1")}
    )
    problem(answer, 401)
    assert answer["WWW-Authenticate"] == "Bearer"


def test_nobody_is_let_in_without_signing_in(people: People, working: Incident) -> None:
    before = photograph()
    tool = Tool(None)
    for path in ("incidents/", "areas/", "schema/", "x/", f"incidents/{working.number}/timeline/"):
        problem(tool.get(path), 401)
    problem(tool.post("incidents/", {}), 401)
    assert photograph() == before


def test_a_session_needs_its_token_against_forgery(people: People, working: Incident) -> None:
    before = photograph()
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.eva)
    path = f"/api/v1/incidents/{working.number}/actions/state-problem/"
    assert client.get(f"/api/v1/incidents/{working.number}/").status_code == 200
    problem(client.post(path, {"body": "x"}, "application/json"), 403)
    assert photograph() == before
    client.get("/api/v1/docs/?script=")
    token = client.cookies["relief_csrf"].value
    answer = client.post(path, {"body": "x"}, "application/json", headers={"X-CSRFToken": token})
    assert answer.status_code == 200


@pytest.mark.parametrize(("method", "path"), [
    ("DELETE", "incidents/{}/"), ("PUT", "incidents/{}/"), ("POST", "incidents/{}/"), ("PATCH", "incidents/"),
    ("GET", "incidents/{}/actions/respond/"), ("OPTIONS", "incidents/"), ("OPTIONS", "incidents/{}/"),
    ("POST", "incidents/{}/timeline/"), ("POST", "areas/"), ("TRACE", "areas/"), ("BREW", "areas/"),
])  # fmt: skip
def test_a_method_that_is_not_there(people: People, working: Incident, method: str, path: str) -> None:
    before = photograph()
    answer = Tool(people.mia).send(method, path.format(working.number), {})
    problem(answer, 405)
    assert "GET" in answer["Allow"] or "POST" in answer["Allow"]
    assert photograph() == before


@pytest.mark.parametrize("path", [
    "", "x/", "incidents/INC-1000001/tasks/", "areas/query/", "%00/",
    "incidents/%00/messages/", "incidents/INC-99999999999999999999/messages/", "incidents/-1/messages/",
    "incidents/1/messages/", "incidents/٣/messages/", "incidents/INC-1000001/actions/", "incidents//",
    "incidents/INC-1000001/attachments/%00/", "incidents/INC-1000001/attachments/a%00b/",
])  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_address_that_is_not_there(people: People, path: str, method: str) -> None:
    problem(Tool(people.eva).send(method, path, {}), 404)


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data", "application/x-www-form-urlencoded", "", "☃"])
def test_a_body_of_another_kind(people: People, working: Incident, kind: str) -> None:
    before = photograph()
    problem(Tool(people.eva).act(working, "state-problem", b"body=x", kind=kind), 415)
    assert photograph() == before


UNREADABLE = [
    *(BROKEN, b"null", b"[]", b'"body"', b"5", b"true", b"\xff\xfe\x00", b'{"body": NaN}', b'{"body": "\\ud800"}'),
    *(
        b"[" * 100_000,
        b'{"body":' * 50_000,
        b'{"body": 1' + b"0" * 5000 + b"}",
        b'{"kind": "\\ud83d"}',
        b'{"a": "\\udfff"}',
        b'{"body": "\xed\xa0\x80", "reason": "\xed\xa0\x80"}',
        '{"body": "\\ud800", "reason": "x"}'.encode("utf-16"),
        b'{"body": "caf\xe9", "reason": "caf\xe9"}',
    ),
]
UNSUITABLE = [
    *(b"", b"{}", b'{"body": {}}', b'{"body": []}', b'{"body": true}', b'{"body": "\\u0000", "reason": "\\u0000"}'),
    *(b'{"body": "", "reason": "", "flag": "", "kind": "", "owner": ""}', b'{"flag": ["action_needed"], "kind": {}}'),
]
NEEDS_NOTHING = {"assign", "accept-solution", "keep-open"}


@pytest.mark.parametrize("action", [offer.name for offer in OFFERS if offer.input().fields])
def test_what_cannot_be_read_is_refused_by_every_action(people: People, make: Make, action: str) -> None:
    incident = make({"respond": "new", "discard": "new", "reopen": "closed"}.get(action, "solution_proposed"))
    if action == "correct-problem":
        actions.state_problem(incident, by=people.eva, body="Ours.")
    if action == "lower-flag":
        actions.raise_flag(incident, by=people.eva, flag="assistance_required", reason="Help.")
    if action == "unmatch-problem":
        actions.match_problem(incident, by=people.eva, problem=known(people))
    if action == "remove-colleague":
        actions.add_colleague(incident, by=people.ada, colleague=people.bob)
    if action == "unlink-outage":
        actions.link_outage(incident, by=people.eva, outage=down(people))
    tools = [Tool(person) for person in (people.eva, people.mia, people.ada)]
    tool = next(tool for tool in tools if action in tool.read(incident)["available_actions"])
    before = photograph()
    for raw in UNREADABLE if action in NEEDS_NOTHING else [*UNREADABLE, *UNSUITABLE]:
        problem(tool.act(incident, action, raw), 400)
    assert photograph() == before


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=5), children, max_size=3),
    max_leaves=6,
)
FIELDS = ("title", "description", "severity", "area", "customer", "body", "visibility", "next_update_by", "spam")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.dictionaries(st.sampled_from(FIELDS), json_values, max_size=6) | json_values)
def test_no_body_is_a_fault_of_ours(people: People, new: Incident, body: Any) -> None:
    cache.clear()
    tool = Tool(people.eva)
    for path in ("incidents/", f"incidents/{new.number}/messages/", f"incidents/{new.number}/actions/discard/"):
        answer = tool.post(path, body)
        if answer.status_code >= 300:
            problem(answer, answer.status_code)
            assert answer.status_code in {400, 409}


def test_more_than_can_be_taken(people: People, working: Incident) -> None:
    before = photograph()
    raw = b'{"body": "' + b"x" * (2 * 1024 * 1024) + b'"}'
    problem(Tool(people.eva).act(working, "state-problem", raw), 413)
    problem(Tool(people.eva).act(working, "state-problem", raw, idempotency_key="k"), 413)
    assert photograph() == before


def test_what_is_not_acceptable_is_said_in_json(people: People) -> None:
    problem(Tool(people.eva).get("incidents/", accept="image/png"), 406)


def test_a_thousand_calls_a_minute_and_then_patience(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    rate, _seconds = TokenThrottle().parse_rate(TokenThrottle().get_rate())
    assert rate is not None
    assert rate >= 600
    monkeypatch.setattr(TokenThrottle, "rate", "3/min", raising=False)
    first, second = Tool(people.eva), Tool(people.eva)
    for _ in range(3):
        assert first.get("areas/").status_code == 200
    answer = first.get("areas/")
    problem(answer, 429)
    assert 1 <= int(answer["Retry-After"]) <= 61
    assert second.get("areas/").status_code == 200, "another token of the same person"


def test_a_fault_of_ours_is_a_problem_document_too(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = Tool(people.eva)
    tool.client.raise_request_exception = False
    monkeypatch.setattr("incidents.api.views.read", lambda *_: 1 // 0)
    monkeypatch.setattr("incidents.api.doors.read", lambda *_: 1 // 0)
    before = photograph()
    document = problem(
        tool.post(
            "incidents/",
            {"title": "x", "description": "x", "severity": 1, "customer": "ada@contoso.example"},
            idempotency_key="k",
        ),
        500,
    )
    assert len(document["reference"]) == 8
    assert photograph() == before, "with a key, the effect goes with the answer"


@pytest.mark.parametrize("half", [b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\\ud800"])
@pytest.mark.parametrize("field", ["owner", "area", "category", "severity"])
def test_half_a_character_names_nothing(people: People, new: Incident, field: str, half: bytes) -> None:
    before = photograph()
    problem(Tool(people.eli).act(new, "assign", b'{"%s": "%s"}' % (field.encode(), half)), 400)
    assert photograph() == before
