"""Problems, Changes, RCA requests and outages by the API: the team writes, customers read what is theirs (R24, R26)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Region, User
from incidents.actions.outages import edit_outage
from incidents.actions.problems import remove_problem
from incidents.models import KnownEvent, Problem
from notifications.moment import now
from tests.aftermath import everything
from tests.incidents.api.conftest import Tool, problem
from tests.knowledge import asked, down, known, planned, published
from tests.people import People

Tools = Callable[[User | None], Tool]
NEW: dict[str, dict[str, Any]] = {
    "problems": {"title": "A lease", "symptoms": "The output stops.", "area": "query"},
    "changes": {"title": "A new broker", "planned_for": "2030-11-20T20:00:00Z"},
    "rcas": {"title": "Why leases outlive workers", "due_on": "2030-11-20"},
    "outages": {"title": "Inputs", "area": "inputs", "public_text": "Some jobs.", "starts_at": "2026-01-05T10:00:00Z"},
}
MADE: dict[str, Callable[[People], Any]] = {"problems": published, "changes": planned, "rcas": asked, "outages": down}


@pytest.mark.parametrize("path", NEW)
def test_the_team_writes_it_down_and_reads_it_again(tool: Tools, people: People, path: str) -> None:
    answer = tool(people.eli).post(f"{path}/", NEW[path])

    assert answer.status_code == 201, answer.content
    body = answer.json()
    assert {name: body[name] for name in NEW[path]} == NEW[path]
    again = tool(people.mia).get(answer["Location"])
    assert (again.json(), again["ETag"]) == (body, answer["ETag"])
    assert KnownEvent.objects.get().by == people.eli


@pytest.mark.parametrize("path", NEW)
@pytest.mark.parametrize("name", ["ada", "lead", "max", "root"])
def test_nobody_else_does(tool: Tools, people: People, path: str, name: str) -> None:
    before = everything()
    there = path in {"problems", "outages"}

    problem(tool(people.by_name(name)).post(f"{path}/", NEW[path]), 403 if there else 404)
    assert everything() == before


@pytest.mark.parametrize("path", ["changes", "rcas"])
def test_what_is_the_teams_alone_does_not_exist_for_others(tool: Tools, people: People, path: str) -> None:
    record = MADE[path](people)
    for name in ("ada", "max", "root"):
        for address in (f"{path}/", f"{path}/{record.number}/"):
            problem(tool(people.by_name(name)).get(address), 404)
        problem(tool(people.by_name(name)).patch(f"{path}/{record.number}/", {"title": "x"}), 404)


# --- What a customer reads --------------------------------------------------------------------------------------------


def test_a_customer_reads_what_is_published_and_nothing_else_of_it(tool: Tools, people: People) -> None:
    known(people, title="Ours alone")
    shown = published(people)
    page = tool(people.ada).get("problems/").json()["results"]

    assert page == [
        {
            "number": shown.number,
            "title": shown.title,
            "area": "query",
            "symptoms": shown.symptoms,
            "workaround": "Scale to 12 units.",
            "status": "known_error",
            "release": "",
        }
    ]
    assert tool(people.ada).get(f"problems/{shown.number}/").json() == page[0]


def test_what_is_not_published_does_not_exist_for_customers(tool: Tools, people: People) -> None:
    hidden = known(people)
    problem(tool(people.ada).get(f"problems/{hidden.number}/"), 404)
    problem(tool(people.ada).patch(f"problems/{hidden.number}/", {"title": "x"}), 404)
    problem(tool(people.ada).patch(f"problems/{published(people).number}/", {"title": "x"}), 403)


def test_a_customer_does_not_search_in_the_cause(tool: Tools, people: People) -> None:
    published(people)
    assert tool(people.ada).get("problems/", {"search": "given back"}).json()["results"] == []
    assert len(tool(people.ada).get("problems/", {"search": "scale"}).json()["results"]) == 1


def test_a_customer_reads_the_outages_of_their_region_that_go_on(tool: Tools, people: People) -> None:
    here, elsewhere = down(people), down(people)
    edit_outage(elsewhere, by=people.eli, regions=[Region.objects.get(slug="americas")])
    over = down(people)
    edit_outage(over, by=people.eli, ends_at=now() - timedelta(minutes=5))
    down(people, starts_at=now() + timedelta(hours=1))

    assert [each["number"] for each in tool(people.ada).get("outages/").json()["results"]] == [here.number]
    assert len(tool(people.max).get("outages/").json()["results"]) == 2
    problem(tool(people.ada).get(f"outages/{elsewhere.number}/"), 404)
    assert set(tool(people.ada).get(f"outages/{here.number}/").json()) == {
        *("number", "area", "regions", "public_text", "starts_at", "ends_at")
    }


def test_an_administrator_reads_none(tool: Tools, people: People) -> None:
    published(people), down(people)
    for path in ("problems/", "outages/"):
        assert tool(people.root).get(path).json()["results"] == []


# --- Lists ------------------------------------------------------------------------------------------------------------


def test_a_list_is_narrowed_and_paged(tool: Tools, people: People) -> None:
    first, second, third = known(people), known(people, title="Another"), published(people)
    team = tool(people.eva)

    def numbers(**query: Any) -> list[str]:
        return [each["number"] for each in team.get("problems/", query).json()["results"]]

    assert numbers() == [third.number, second.number, first.number]
    assert numbers(search="another") == numbers(search=second.number) == [second.number]
    assert numbers(published="true") == [third.number]
    assert numbers(status="removed") == []
    assert numbers(area="inputs") == []
    assert numbers(ordering="number", page_size="2") == [first.number, second.number]
    page = team.get("problems/", {"page_size": "2"}).json()
    assert [each["number"] for each in team.get(page["next"]).json()["results"]] == [first.number]
    assert set(problem(team.get("problems/", {"colour": "red"}), 400)["errors"]) == {"colour"}
    assert set(problem(team.get("problems/", {"ordering": "severity"}), 400)["errors"]) == {"ordering"}


# --- Changing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", NEW)
def test_a_field_is_edited_and_the_others_stay(tool: Tools, people: People, path: str) -> None:
    record = MADE[path](people)
    before = tool(people.eva).get(f"{path}/{record.number}/").json()
    answer = tool(people.eva).patch(f"{path}/{record.number}/", {"title": "Another title"})

    assert answer.status_code == 200, answer.content
    assert answer.json() == {**before, "title": "Another title", "version": before["version"] + 1}


MOVES: list[tuple[str, dict[str, Any], str]] = [
    ("problems", {"status": "fix_released", "release": "11.4.2"}, "release_fix"),
    ("problems", {"status": "removed"}, "remove_problem"),
    ("problems", {"status": "investigating", "reason": "It was another."}, "reinvestigate_problem"),
    ("problems", {"published": False}, "hide_problem"),
    ("changes", {"status": "done"}, "finish_change"),
    ("changes", {"status": "cancelled", "reason": "Not needed."}, "cancel_change"),
    ("rcas", {"status": "delivered", "document": "A lease."}, "deliver_rca"),
    ("outages", {"status": "over"}, "end_outage"),
]


@pytest.mark.parametrize(("path", "body", "verb"), MOVES)
def test_another_status_is_the_act_that_leads_there(
    tool: Tools, people: People, path: str, body: dict[str, Any], verb: str
) -> None:
    record = MADE[path](people)
    answer = tool(people.eva).patch(f"{path}/{record.number}/", body)

    assert answer.status_code == 200, answer.content
    assert record.history.last().verb == verb
    assert {name: answer.json()[name] for name in body if name != "reason"} == {
        name: value for name, value in body.items() if name != "reason"
    }


def test_edits_and_a_move_are_done_together_or_not_at_all(tool: Tools, people: People) -> None:
    record = published(people)
    before = everything()
    body = {"title": "Edited", "status": "fix_released"}
    assert set(problem(tool(people.eva).patch(f"problems/{record.number}/", body), 400)["errors"]) == {"release"}
    assert everything() == before

    done = tool(people.eva).patch(f"problems/{record.number}/", {**body, "release": "11.4.2"})
    assert (done.json()["title"], done.json()["status"], done.json()["release"]) == ("Edited", "fix_released", "11.4.2")
    assert [event.verb for event in record.history][-2:] == ["edit_problem", "release_fix"]


def test_a_status_that_cannot_follow_is_a_conflict_before_the_body_is_judged(tool: Tools, people: People) -> None:
    record = remove_problem(published(people), by=people.sam)
    before = everything()
    refusal = problem(tool(people.eva).patch(f"problems/{record.number}/", {"status": "fix_released"}), 409)

    assert (refusal["current_state"], refusal["version"]) == ("removed", record.version)
    assert everything() == before


def test_the_same_status_is_no_act(tool: Tools, people: People) -> None:
    record = published(people)
    before = everything()
    assert tool(people.eva).patch(f"problems/{record.number}/", {"status": "known_error"}).status_code == 200
    assert everything() == before


def test_an_older_version_is_refused(tool: Tools, people: People) -> None:
    record = published(people)
    tag = tool(people.eva).get(f"problems/{record.number}/")["ETag"]
    edited = tool(people.eva).patch(f"problems/{record.number}/", {"title": "First"}, if_match=tag)
    assert edited.status_code == 200
    problem(tool(people.eli).patch(f"problems/{record.number}/", {"title": "Second"}, if_match=tag), 412)
    assert tool(people.eli).patch(
        f"problems/{record.number}/", {"title": "Second"}, if_match=edited["ETag"]
    ).status_code == 200  # fmt: skip


def test_sent_twice_with_a_key_it_is_done_once(tool: Tools, people: People) -> None:
    first, second = (tool(people.eva).post("problems/", NEW["problems"], idempotency_key="k1") for _time in range(2))

    assert first.json() == second.json()
    assert second["Idempotent-Replay"] == "true"
    assert Problem.objects.count() == 1


BAD: list[tuple[str, Any, set[str]]] = [
    ("problems", {}, {"title", "symptoms", "area"}),
    ("problems", {**NEW["problems"], "area": "x"}, {"area"}),
    ("problems", {**NEW["problems"], "title": "x" * 201}, {"title"}),
    ("changes", {"title": "x", "planned_for": "soon"}, {"planned_for"}),
    ("rcas", {"title": "x", "due_on": "2030-13-01"}, {"due_on"}),
    ("outages", {**NEW["outages"], "ends_at": "2026-01-05T09:00:00Z"}, {"ends_at"}),
    ("outages", {**NEW["outages"], "regions": ["atlantis"]}, {"regions"}),
]


@pytest.mark.parametrize(("path", "body", "fields"), BAD)
def test_what_cannot_be_read_is_named_by_field(
    tool: Tools, people: People, path: str, body: Any, fields: set[str]
) -> None:
    before = everything()
    found = set(problem(tool(people.eva).post(f"{path}/", body), 400)["errors"])
    assert found
    assert found <= fields
    assert everything() == before


def test_what_customers_read_keeps_its_workaround(tool: Tools, people: People) -> None:
    record = published(people)
    before = everything()
    refusal = problem(tool(people.eva).patch(f"problems/{record.number}/", {"workaround": ""}), 400)
    assert set(refusal["errors"]) == {"workaround"}
    assert everything() == before


FAR = [
    (path, field, year)
    for path, field in (("changes", "planned_for"), ("outages", "starts_at"), ("outages", "ends_at"))
    for year in ("0001", "1850", "9999")
]


@pytest.mark.parametrize(("path", "field", "year"), FAR)
def test_a_moment_that_no_reader_could_be_shown_is_refused(
    tool: Tools, people: People, path: str, field: str, year: str
) -> None:
    record = MADE[path](people)
    before = everything()
    far = {field: f"{year}-12-31T23:59:59Z" if year == "9999" else f"{year}-01-01T00:00:00Z"}
    for answer in (
        tool(people.eva).post(f"{path}/", {**NEW[path], **far}),
        tool(people.eva).patch(f"{path}/{record.number}/", far),
    ):
        assert set(problem(answer, 400)["errors"]) == {field}
    assert everything() == before


@pytest.mark.parametrize("number", ["KE-1", "KE-999999999999", "0", "x", "OUT-101", "KE-", "-1"])
def test_what_is_no_number_of_ours_is_not_there(tool: Tools, people: People, number: str) -> None:
    published(people)
    problem(tool(people.eva).get(f"problems/{number}/"), 404)
