"""What an incident reads like: to the support team, and to its customer."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import ApiToken
from incidents import actions
from incidents.models import Incident
from tests.conftest import Make
from tests.incidents.api.conftest import Tool, problem
from tests.people import People

CUSTOMER_FIELDS = {
    *("number", "title", "description", "state", "severity", "customer", "organization", "owner", "opened_at"),
    *(
        "closed_at",
        "closed_as",
        "flags",
        "milestones",
        "promised",
        "solutions",
        "statement",
        "available_actions",
        "colleagues",
    ),
}
STAFF_FIELDS = (CUSTOMER_FIELDS - {"promised"}) | {
    *("substate", "area", "category", "region", "clocks", "next_update_by", "customer_question", "csat_impacting"),
    *("assistance_reason", "duplicate_of", "version", "deputy", "deputy_from", "deputy_until", "waits_for", "problems"),
}
SOLUTION_FIELDS = {
    *(
        "id",
        "kind",
        "body",
        "proposed_at",
        "proposed_by",
        "outcome",
        "answered_at",
        "answered_by",
        "answer",
        "wish",
        "kept_open_at",
    ),
}
LINE_FIELDS = {"seq", "verb", "by", "at", "way", "public", "state", "message", "data", "for_owner"}


def test_the_support_team_reads_every_field(people: People, monday: Any, proposed: Incident) -> None:
    body = Tool(people.eli).read(proposed)
    assert set(body) == STAFF_FIELDS
    assert set(body["flags"]) == {"action_needed", "customer_action_needed", "assistance_required"}
    assert set(body["milestones"]) == {"response", "recognition", "relief", "resolution", "removal"}
    assert (body["owner"], body["customer"]) == ("eva@relief.example", "ada@contoso.example")
    assert (body["organization"], body["region"], body["area"]) == ("Contoso", "europe", "query")
    assert body["opened_at"] == "2026-11-16T09:00:00Z"
    assert set(body["solutions"][0]) == SOLUTION_FIELDS | {"problem"}
    solution = body["solutions"][0]
    assert (solution["proposed_by"], solution["answered_by"]) == ("eva@relief.example", None)


def test_a_customer_reads_nothing_of_the_support_team(people: People, monday: Any, proposed: Incident) -> None:
    body = Tool(people.ada).read(proposed)
    assert set(body) == CUSTOMER_FIELDS
    assert body["flags"] == {"customer_action_needed": False}
    assert (body["owner"], body["customer"]) == ("Eva Novak", "ada@contoso.example")
    assert body["solutions"][0]["proposed_by"] == "Eva Novak"
    assert set(body["promised"]) == {"response_by", "relief_by", "next_update_by"}
    assert set(body["solutions"][0]) == SOLUTION_FIELDS
    decisions = ["accept-solution", "reject-solution", "keep-open", "report-applied", "withdraw", "add-colleague"]
    assert body["available_actions"] == decisions


def test_clocks_are_told_in_seconds_of_business_time(people: People, later: Any, make: Make) -> None:
    with later():
        incident = make("new")
    with later(hours=2, seconds=7):
        clocks = Tool(people.eva).read(incident)["clocks"]
    assert clocks["response"] == {
        "state": "running",
        "elapsed_seconds": 7207,
        "target_seconds": 480 * 60,
        "due_at": "2026-11-17T09:00:00Z",
        "breached": False,
    }
    with later(days=3):
        assert Tool(people.eva).read(incident)["clocks"]["response"]["breached"] is True


def test_what_is_counted_apart_is_never_breached(people: People, later: Any, make: Make) -> None:
    with later():
        incident = make("new", severity=1)
    with later(hours=5):
        answer = Tool(people.ada).act(incident, "withdraw", {"reason": "Solved itself."})
        assert answer.json()["closed_as"] == "withdrawn"
        clocks = Tool(people.eva).read(incident)["clocks"]
    assert clocks["response"]["elapsed_seconds"] > clocks["response"]["target_seconds"]
    assert [clock["breached"] for clock in clocks.values()] == [False, False]


def test_a_customer_reads_what_was_promised(people: People, monday: Any, make: Make) -> None:
    incident = make("new")
    promised = Tool(people.ada).read(incident)["promised"]
    assert promised["response_by"] == "2026-11-17T09:00:00Z"
    assert promised["relief_by"] == "2026-11-19T09:00:00Z"
    Tool(people.eva).act(incident, "respond", {"body": "Mine.", "next_update_by": "2026-11-16T12:00:00+01:00"})
    promised = Tool(people.ada).read(incident)["promised"]
    assert (promised["response_by"], promised["next_update_by"]) == (None, "2026-11-16T11:00:00Z")


def test_a_statement_reads_with_its_answer(people: People, working: Incident) -> None:
    actions.state_problem(working, by=people.eva, body="It reads but writes nothing.")
    statement = Tool(people.ada).read(working)["statement"]
    assert (statement["body"], statement["answer"]) == ("It reads but writes nothing.", None)
    Tool(people.ada).act(working, "confirm-problem")
    assert Tool(people.eva).read(working)["statement"]["answer"] == "confirmed"


@pytest.mark.parametrize("name", ["max", "bob", "root"])
def test_what_is_not_ones_own_does_not_exist(people: People, working: Incident, name: str) -> None:
    tool = Tool(people.by_name(name))
    for part in ("", "messages/", "timeline/", "actions/withdraw/"):
        hidden = tool.get(f"incidents/{working.number}/{part}")
        absent = tool.get(f"incidents/INC-9999999/{part}")
        assert (hidden.status_code, hidden.content) == (absent.status_code, absent.content)
        assert hidden.status_code == (405 if "actions" in part else 404)
    hidden = tool.post(f"incidents/{working.number}/actions/withdraw/", {"reason": "x"})
    problem(hidden, 404)
    assert tool.get("incidents/").json()["results"] == []


def test_a_deactivated_person_is_not_signed_in(people: People, working: Incident) -> None:
    tool = Tool(people.eva)
    people.eva.is_active = False
    people.eva.save()
    answer = tool.get("incidents/")
    problem(answer, 401)
    assert answer["WWW-Authenticate"] == "Bearer"


def test_messages_are_the_conversation_as_one_may_read_it(people: People, working: Incident) -> None:
    actions.add_note(working, by=people.eva, body="Secret thought.")
    actions.post_message(working, by=people.ada, body="Any news?")
    mine = Tool(people.ada).read(working, "messages/")["results"]
    theirs = Tool(people.eva).read(working, "messages/")["results"]
    assert [(message["seq"], message["visibility"]) for message in mine] == [(1, "public"), (2, "public")]
    assert [message["seq"] for message in theirs] == [1, 2, 3]
    assert theirs[1] == {
        **theirs[1],
        "body": "Secret thought.",
        "visibility": "internal",
        "by": "eva@relief.example",
    }
    assert [message["by"] for message in mine] == ["Eva Novak", "ada@contoso.example"]


def test_the_timeline_tells_a_customer_what_concerns_them(people: People, working: Incident) -> None:
    actions.raise_flag(working, by=people.eva, flag="assistance_required", reason="I am stuck.")
    actions.raise_flag(working, by=people.eva, flag="customer_action_needed", reason="Send the log, please.")
    actions.transfer_ownership(working, by=people.mia, owner=people.eli, reason="Eva is leaving us.")
    lines = Tool(people.ada).read(working, "timeline/")["results"]
    assert all(set(line) == LINE_FIELDS for line in lines)
    assert [line["seq"] for line in lines] == [1, 2, 3, 4]
    assert [line["verb"] for line in lines] == ["open_incident", "respond", "raise_flag", "transfer_ownership"]
    assert [line["data"] for line in lines] == [{"severity": 3}, {}, {"flag": "customer_action_needed"}, {}]
    assert lines[2]["message"] == {"body": "Send the log, please.", "visibility": "public"}
    assert lines[3]["message"] is None
    staff = Tool(people.eli).read(working, "timeline/")["results"]
    assert [line["seq"] for line in staff] == list(range(1, 7))
    assert staff[-1]["message"]["body"] == "Eva is leaving us."
    assert staff[-1]["data"] == {"owner": "eli@relief.example", "owner_was": "eva@relief.example"}
    assert (staff[-1]["by"], lines[-1]["by"], lines[0]["by"]) == (
        *("mia@relief.example", people.mia.name, "ada@contoso.example"),
    )


@pytest.mark.parametrize("name", ["eva", "ada"])
def test_who_answered_a_solution_is_named(people: People, proposed: Incident, name: str) -> None:
    actions.reject_solution(proposed, by=people.ada, reason="No.")
    second = actions.propose_solution(proposed, by=people.eva, kind="workaround", body="Scale.")
    actions.withdraw_solution(second, by=people.eva, reason="Not that.")
    solutions = Tool(people.by_name(name)).read(proposed)["solutions"]
    eva = {"eva": "eva@relief.example", "ada": "Eva Novak"}[name]
    assert {solution["answered_by"] for solution in solutions} == {"ada@contoso.example", eva}


def test_nobody_reads_as_null(people: People, later: Any, make: Make) -> None:
    with later():
        incident = make("untriaged", severity=1)
    assert Tool(people.eva).read(incident)["owner"] is None
    assert Tool(people.ada).read(incident)["owner"] is None
    with later(days=2):
        actions.sweep_clocks()
        lines = Tool(people.eva).read(incident, "timeline/")["results"]
    assert lines[-1]["by"] is None


def test_an_owner_who_is_read_can_be_sent_back(people: People, make: Make) -> None:
    incident, other = make("untriaged"), make("new")
    tool = Tool(people.eva)
    answer = tool.act(incident, "assign", {"owner": tool.read(other)["owner"]})
    assert answer.json()["owner"] == tool.read(other)["owner"]
    line = tool.read(incident, "timeline/")["results"][-1]
    assert (line["data"]["owner"], line["data"]["owner_was"]) == (answer.json()["owner"], None)


def test_no_answer_to_a_customer_holds_a_secret_or_a_staff_address(people: People, make: Make) -> None:
    incident = make("solution_proposed")
    actions.add_note(incident, by=people.eli, body="canary-note")
    actions.raise_flag(incident, by=people.eva, flag="assistance_required", reason="canary-help")
    tool = Tool(people.ada)
    actions.reject_solution(incident, by=people.ada, reason="No.")
    actions.transfer_ownership(incident, by=people.mia, owner=people.eli, reason="canary-move")
    digests = list(ApiToken.objects.values_list("digest", flat=True))
    paths = ["incidents/", *(f"incidents/{incident.number}/{part}" for part in ("", "messages/", "timeline/"))]
    answers = [tool.get(path) for path in paths] + [tool.act(incident, "withdraw", {"reason": "Done."})]
    for answer in answers:
        assert answer.status_code == 200
        text = answer.content.decode()
        for secret in ("relief.example", "canary", "md5$", "password", "Bearer", *digests):
            assert secret not in text


def test_an_internal_note_moves_nothing_that_a_customer_can_see(people: People, working: Incident) -> None:
    tool = Tool(people.ada)
    paths = ["incidents/", *(f"incidents/{working.number}/{part}" for part in ("", "messages/", "timeline/"))]

    def seen() -> list[Any]:
        return [(answer.content, answer.get("ETag")) for answer in map(tool.get, paths)]

    before = seen()
    actions.add_note(working, by=people.eli, body="Between us.")
    actions.lower_flag(working, by=people.eva, flag="action_needed")
    actions.assign(working, by=people.eli, category="question")
    assert seen() == before


def test_a_customer_is_spared_what_has_not_changed(people: People, working: Incident) -> None:
    tool, path = Tool(people.ada), f"incidents/{working.number}/"
    tag = tool.get(path)["ETag"]
    again = tool.get(path, if_none_match=f'"other", W/{tag}')
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    actions.send_update(working, by=people.eva, body="News.", next_update_by=None)
    actions.state_problem(working, by=people.eva, body="Our words.")
    assert tool.get(path, if_none_match=tag).status_code == 200


def test_clocks_run_so_the_support_team_always_reads_anew(people: People, later: Any, make: Make) -> None:
    with later():
        incident = make("new")
        tag = Tool(people.eva).get(f"incidents/{incident.number}/")["ETag"]
    with later(minutes=10):
        again = Tool(people.eva).get(f"incidents/{incident.number}/", if_none_match=tag)
    assert again.status_code == 200
    assert again["ETag"] == tag == f'"{incident.version}"'
    assert again.json()["clocks"]["response"]["elapsed_seconds"] == 600


def test_answers_are_for_one_reader_and_not_kept(people: People, working: Incident) -> None:
    answer = Tool(people.ada).get(f"incidents/{working.number}/")
    assert {"private", "no-cache"} <= set(answer["Cache-Control"].split(", "))
    assert "Authorization" in answer["Vary"]


def test_areas_are_listed_by_name(people: People) -> None:
    body = Tool(people.max).get("areas/").json()
    assert body == {
        "results": [
            {"slug": "inputs", "name": "Inputs", "description": ""},
            {"slug": "query", "name": "Query", "description": ""},
        ],
        "next": None,
        "previous": None,
    }


@pytest.mark.parametrize(("name", "path", "queries"), [
    ("eva", "incidents/", 7), ("lead", "incidents/", 7), ("eva", "incidents/INC-{}/timeline/", 9),
    ("ada", "incidents/INC-{}/messages/", 9), ("eva", "incidents/INC-{}/", 7),
])  # fmt: skip
def test_a_longer_list_costs_no_more_queries(people: People, make: Make, name: str, path: str, queries: int) -> None:
    first = make("work_in_progress")
    tool, path = Tool(people.by_name(name)), path.format(first.number.removeprefix("INC-"))
    assert counted(tool, path) == queries
    for _ in range(30):
        make("untriaged")
        actions.add_note(first, by=people.eva, body="A thought.")
        actions.post_message(first, by=people.ada, body="A question.")
    assert counted(tool, path) == queries


def counted(tool: Tool, path: str) -> int:
    """What a call asks of the tables; on PostgreSQL the one question for the time is extra."""
    with CaptureQueriesContext(connection) as queries:
        answer = tool.get(path)
    assert answer.status_code == 200
    return len([query for query in queries if "clock_timestamp" not in query["sql"]])
