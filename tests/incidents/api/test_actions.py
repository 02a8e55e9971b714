"""Every action by its tool: who may, when, with what, and that a refusal leaves everything as it was."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from incidents import actions
from incidents.api.offers import OFFERS
from incidents.models import Event, Incident
from notifications.models import Notification
from tests.conftest import Make
from tests.incidents.api.conftest import Tool, photograph, problem
from tests.knowledge import down, known
from tests.people import People

PEOPLE = ("ada", "lead", "eva", "eli", "mia")
STATES = ("untriaged", "new", "work_in_progress", "solution_proposed", "closed")
OPEN = STATES[:4]
WORKED_ON = STATES[2:4]
CUSTOMER, SUPPORT, OWNER, MANAGER = {"ada", "lead"}, {"eva", "eli", "mia"}, {"eva"}, {"mia"}
HELPERS = {"eva", "mia"}


@dataclass(frozen=True)
class Case:
    """One action as the product describes it: who, in which states, and a body that will do."""

    who: set[str]
    states: tuple[str, ...]
    body: dict[str, Any] | Callable[[People], dict[str, Any]]  # made of records that there must be first
    bad: dict[str, Any] | None = None  # a body that is not well formed, and the field to blame
    blame: str = ""

    def sent(self, people: People) -> dict[str, Any]:
        return self.body(people) if callable(self.body) else self.body


def match(people: People) -> dict[str, Any]:
    return {"problem": known(people).number}


def link(people: People) -> dict[str, Any]:
    return {"outage": down(people).number}


def wait(people: People) -> dict[str, Any]:
    return {"substate": "pending_problem", **match(people)}


REASON = {"reason": "Because."}
TABLE = {
    "assign": Case(SUPPORT, OPEN, {"category": "quota"}, {"category": "cake"}, "category"),
    "respond": Case(OWNER, ("new",), {"body": "I have this."}, {"body": "  "}, "body"),
    "state-problem": Case(OWNER, WORKED_ON, {"body": "Ours."}, {}, "body"),
    "confirm-problem": Case(CUSTOMER, (), {}),
    "correct-problem": Case(CUSTOMER, (), {"body": "No."}),
    "propose-solution": Case(OWNER, WORKED_ON, {"kind": "workaround", "body": "Do."}, {"body": "Do."}, "kind"),
    "accept-solution": Case(CUSTOMER, WORKED_ON[1:], {}, {"applied_on": "soon"}, "applied_on"),
    "reject-solution": Case(CUSTOMER, WORKED_ON[1:], REASON, {"reason": None}, "reason"),
    "keep-open": Case(CUSTOMER, WORKED_ON[1:], {"wish": "root_cause_analysis"}, {"wish": "pony"}, "wish"),
    "withdraw-solution": Case(OWNER, WORKED_ON[1:], REASON, {}, "reason"),
    "withdraw": Case(CUSTOMER, OPEN, REASON, {"reason": "x" * 2001}, "reason"),
    "discard": Case(SUPPORT, ("untriaged", "new"), REASON, {**REASON, "duplicate_of": "INC-9"}, "duplicate_of"),
    "transfer-ownership": Case(
        MANAGER, OPEN, {**REASON, "owner": "sen@relief.example"}, {**REASON, "owner": "ada@contoso.example"}, "owner"
    ),
    "name-deputy": Case(
        HELPERS,
        STATES[1:4],
        {**REASON, "deputy": "sen@relief.example", "from": "2026-11-16T12:00:00Z", "until": "2026-11-17T09:00:00Z"},
        {**REASON, "deputy": "sen@relief.example", "until": "soon"},
        "until",
    ),
    "reopen": Case(MANAGER, ("closed",), REASON, {"reason": "\x00"}, "reason"),
    "raise-flag": Case(SUPPORT, OPEN, {"flag": "action_needed"}, {"flag": "red"}, "flag"),
    "lower-flag": Case(OWNER, (), {"flag": "action_needed"}),
    "report-applied": Case(
        CUSTOMER, WORKED_ON, {"applied_on": "2026-11-16"}, {"applied_on": "2027-01-01"}, "applied_on"
    ),
    # Colleagues of the customer
    "add-colleague": Case(
        CUSTOMER | OWNER, OPEN, {"colleague": "bob@contoso.example"}, {"colleague": "max@fabrikam.example"}, "colleague"
    ),
    "remove-colleague": Case(CUSTOMER | OWNER, (), {"colleague": "bob@contoso.example"}),
    # What it waits for, what hit it, what it tells of
    "set-substate": Case(OWNER, WORKED_ON, wait, {"substate": "pending_coffee"}, "substate"),
    "clear-substate": Case(OWNER, (), {}),
    "match-problem": Case(SUPPORT, OPEN, match, {"problem": "KE-9"}, "problem"),
    "unmatch-problem": Case(SUPPORT, (), match),
    "link-outage": Case(SUPPORT, OPEN, link, {"outage": ["x"]}, "outage"),
    "unlink-outage": Case(SUPPORT, (), link),
}


def test_the_table_holds_every_action() -> None:
    assert set(TABLE) == {offer.name for offer in OFFERS}


def test_an_action_that_is_not_theirs_or_not_for_now_changes_nothing(people: People, monday: Any, make: Make) -> None:
    tools = {name: Tool(people.by_name(name)) for name in PEOPLE}
    incidents = {state: make(state) for state in STATES}
    bodies = {action: case.sent(people) for action, case in TABLE.items()}
    before = photograph()
    for action, case in TABLE.items():
        for name in PEOPLE:
            for state, expected in refusals(case, name).items():
                problem(tools[name].act(incidents[state], action, bodies[action]), expected)
    assert photograph() == before


def refusals(case: Case, name: str) -> dict[str, int]:
    """By state. Not theirs: 403, asked where others could and where it is closed. Theirs, but not now: 409."""
    if name not in case.who:
        return dict.fromkeys((*case.states[-1:], "closed"), 403)
    found = {state: 409 for state in STATES if state not in case.states}
    owns_later = name in OWNER and case.who in (OWNER, HELPERS, CUSTOMER | OWNER)
    return {**found, "untriaged": 403} if owns_later else found


@pytest.mark.parametrize("action", [action for action, case in TABLE.items() if case.states])
def test_an_action_is_done_once_allowed_and_possible(people: People, monday: Any, make: Make, action: str) -> None:
    case, verb = TABLE[action], action.replace("-", "_")
    for name in sorted(case.who):
        incident = make(case.states[-1])
        tool = Tool(people.by_name(name))
        assert action in tool.read(incident)["available_actions"]
        answer = tool.act(incident, action, case.sent(people))
        assert answer.status_code == 200, answer.content
        assert answer.json() == tool.read(incident)
        assert answer["ETag"] == tool.get(f"incidents/{incident.number}/")["ETag"]
        event = Event.objects.filter(incident=incident).latest("seq")
        assert (event.verb, event.by, event.way) == (verb, people.by_name(name), "api")


@pytest.mark.parametrize("action", [action for action, case in TABLE.items() if case.bad is not None])
def test_what_is_not_well_formed_is_named_by_its_field(people: People, monday: Any, make: Make, action: str) -> None:
    case = TABLE[action]
    incident = make(case.states[-1])
    tool = Tool(people.by_name(sorted(case.who)[0]))
    before = photograph()
    document = problem(tool.act(incident, action, case.bad), 400)
    assert set(document["errors"]) == {case.blame}
    assert photograph() == before


@pytest.mark.parametrize("action", ["send-update", "post-message", "respond ", "x"])
def test_what_is_no_action_is_not_there(people: People, working: Incident, action: str) -> None:
    before = photograph()
    problem(Tool(people.eva).act(working, action, {"body": "x"}), 404)
    assert photograph() == before


def test_a_conflict_says_how_things_stand(people: People, closed: Incident) -> None:
    tool = Tool(people.mia)
    document = problem(tool.act(closed, "transfer-ownership", {}), 409)
    assert document["current_state"] == "closed"
    assert document["version"] == tool.read(closed)["version"]
    assert document["available_actions"] == ["reopen"]
    mine = Tool(people.ada)
    document = problem(mine.act(closed, "withdraw", {}), 409)
    assert f'"{document["version"]}"' == mine.get(f"incidents/{closed.number}/")["ETag"]
    assert document["available_actions"] == []


def test_the_first_answer_waits_for_triage(people: People, make: Make) -> None:
    incident = make("untriaged")
    actions.assign(incident, by=people.eli, owner=people.eva)
    before = photograph()
    document = problem(Tool(people.eva).act(incident, "respond", {"body": "Mine."}), 409)
    assert set(document["errors"]) == {"area", "category"}
    assert photograph() == before


def test_recognition_by_tools(people: People, working: Incident) -> None:
    eva, ada = Tool(people.eva), Tool(people.ada)
    problem(ada.act(working, "confirm-problem"), 409)
    eva.act(working, "state-problem", {"body": "It reads but writes nothing."})
    body = ada.act(working, "correct-problem", {"body": "It writes a little."}).json()
    assert body["statement"]["answer"] == "corrected"
    problem(ada.act(working, "confirm-problem"), 409)
    eva.act(working, "state-problem", {"body": "It writes a little."})
    answer = ada.act(working, "confirm-problem", kind="text/plain")
    assert answer.status_code == 200, "an empty body has no kind that could be wrong"
    assert answer.json()["milestones"]["recognition"] is not None


def test_an_answer_to_another_solution_than_the_newest_is_refused(people: People, proposed: Incident) -> None:
    ada, eva = Tool(people.ada), Tool(people.eva)
    first = ada.read(proposed)["solutions"][0]["id"]
    eva.act(proposed, "propose-solution", {"kind": "conclusive_fix", "body": "Update."})
    before = photograph()
    for action in ("accept-solution", "reject-solution", "keep-open"):
        problem(ada.act(proposed, action, {"solution": first}), 409)
    assert photograph() == before
    second = ada.read(proposed)["solutions"][1]["id"]
    body = ada.act(proposed, "reject-solution", {"solution": second, "reason": "Stalls."}).json()
    assert [solution["outcome"] for solution in body["solutions"]] == ["replaced", "rejected"]
    assert body["solutions"][1]["answer"] == "Stalls."


def test_acceptance_closes_and_cannot_be_dated_ahead(people: People, monday: Any, proposed: Incident) -> None:
    ada = Tool(people.ada)
    before = photograph()
    document = problem(ada.act(proposed, "accept-solution", {"applied_on": "2026-11-18"}), 400)
    assert set(document["errors"]) == {"applied_on"}
    assert photograph() == before
    body = ada.act(proposed, "accept-solution", {"applied_on": "2026-11-15"}).json()
    assert (body["state"], body["closed_as"]) == ("closed", "accepted")
    assert body["milestones"]["resolution"] == body["closed_at"]


@pytest.mark.parametrize(("action", "flag", "allowed"), [
    ("raise-flag", "action_needed", SUPPORT), ("raise-flag", "customer_action_needed", OWNER),
    ("raise-flag", "assistance_required", OWNER), ("lower-flag", "action_needed", OWNER),
    ("lower-flag", "customer_action_needed", OWNER), ("lower-flag", "assistance_required", {"eva", "mia"}),
])  # fmt: skip
def test_which_flag_it_is_narrows_who_may(
    people: People, make: Make, action: str, flag: str, allowed: set[str]
) -> None:
    for name in PEOPLE:
        incident = make("work_in_progress")
        if action == "lower-flag":
            actions.raise_flag(incident, by=people.eva, flag=flag, reason="Please.")
        tool, body = Tool(people.by_name(name)), {"flag": flag, "reason": "Please."}
        before = photograph()
        answer = tool.act(incident, action, body)
        if name in allowed:
            assert answer.json()["flags"][flag] is (action == "raise-flag")
            continue
        problem(answer, 403)
        problem(tool.act(incident, action, {"flag": flag}, if_match='"0"'), 403)
        assert photograph() == before


@pytest.mark.parametrize(("action", "wrong"), [
    ("accept-solution", {"applied_on": "soon"}), ("keep-open", {"wish": "magic"}), ("reject-solution", {"reason": 7}),
])  # fmt: skip
def test_an_older_solution_is_refused_before_what_is_wrong_with_the_answer(
    people: People, proposed: Incident, action: str, wrong: dict[str, Any]
) -> None:
    older = proposed.solutions.get().pk
    actions.propose_solution(proposed, by=people.eva, kind="conclusive_fix", body="Update to 11.4.2.")
    before = photograph()
    problem(Tool(people.ada).act(proposed, action, {"solution": older, **wrong}), 409)
    assert photograph() == before


def test_that_a_flag_is_down_is_said_before_what_is_wrong_with_the_words(people: People, working: Incident) -> None:
    actions.raise_flag(working, by=people.eli, flag="action_needed")
    before = photograph()
    problem(Tool(people.eva).act(working, "lower-flag", {"flag": "assistance_required", "reason": "a\0b"}), 409)
    assert photograph() == before


def test_a_flag_that_is_not_up_cannot_be_lowered(people: People, working: Incident) -> None:
    before = photograph()
    problem(Tool(people.eva).act(working, "lower-flag", {"flag": "assistance_required"}), 409)
    problem(Tool(people.eva).act(working, "raise-flag", {"flag": "customer_action_needed"}), 400)
    assert photograph() == before


def test_triage_by_patch_is_the_same_act(people: People, make: Make) -> None:
    incident = make("untriaged")
    path = f"incidents/{incident.number}/"
    body = {"owner": " EVA@relief.example ", "area": "query", "category": "bug", "severity": 2, "title": "Mine now"}
    answer = Tool(people.eli).patch(path, body)
    assert answer.status_code == 200
    read = answer.json()
    assert (read["owner"], read["area"], read["category"]) == ("eva@relief.example", "query", "bug")
    assert (read["severity"], read["title"]) == (2, "Output stops after scaling")
    problem(Tool(people.ada).patch(path, {"severity": 1}), 403)
    actions.respond(incident, by=people.eva, body="Mine.")
    before = photograph()
    problem(Tool(people.eli).patch(path, {"owner": "eli@relief.example", "severity": 1}), 409)
    assert photograph() == before
    assert Tool(people.eli).patch(path, {"owner": "eva@relief.example"}).status_code == 200
    assert Tool(people.eli).patch(path, {}).status_code == 200
    assert photograph() == before


@pytest.mark.parametrize(
    "owner", ["gone@relief.example", "root@relief.example", "ada@contoso.example", "nobody@x.example", "", None, 7, []]
)
def test_who_cannot_own_is_refused_beside_the_field(people: People, new: Incident, owner: Any) -> None:
    before = photograph()
    document = problem(Tool(people.eli).act(new, "assign", {"owner": owner}), 400)
    assert set(document["errors"]) == {"owner"}
    assert photograph() == before


def test_discarding_tells_the_customer_unless_it_is_spam(people: People, make: Make) -> None:
    first, second, third = make("new"), make("new"), make("new")
    Tool(people.eli).act(first, "discard", {"reason": "The same.", "duplicate_of": second.number})
    assert Tool(people.eli).read(first)["duplicate_of"] == second.number
    assert Notification.objects.filter(verb="discard").count() == 1
    Tool(people.eli).act(third, "discard", {"reason": "Pills.", "spam": True})
    assert Notification.objects.filter(verb="discard").count() == 1
