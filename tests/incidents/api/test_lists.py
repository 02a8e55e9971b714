"""Lists: pages by cursors, filters, search and order, each by what the reader may read (T13)."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest

from incidents import actions
from incidents.models import Incident
from notifications.moment import at
from tests.conftest import MONDAY, Make
from tests.incidents.api.conftest import Tool, problem
from tests.people import People


def walk(tool: Tool, path: str, query: dict[str, Any], way: str = "next") -> list[list[Any]]:
    """All pages, from the first that is asked for."""
    page = tool.get(path, query).json()
    pages = [page["results"]]
    while page[way]:
        page = tool.get(page[way]).json()
        pages.append(page["results"])
    return pages


def numbers(pages: list[list[Any]]) -> list[str]:
    return [row["number"] for page in pages for row in page]


@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize("name", ["number", "opened_at", "severity", "changed"])
def test_every_order_can_be_walked_there_and_back(people: People, make: Make, name: str, sign: str) -> None:
    for minutes, severity in enumerate([3, 1, 3, 3, 2, 1, 3]):
        with at(MONDAY + timedelta(minutes=minutes // 2)):
            make("untriaged", severity=severity)
    column = {"number": "pk", "changed": "last_event_at"}.get(name, name)
    expected = [row.number for row in Incident.objects.order_by(sign + column, sign + "pk")]
    tool, query = Tool(people.eva), {"ordering": sign + name, "page_size": 3}
    pages = walk(tool, "incidents/", query)
    assert [len(page) for page in pages] == [3, 3, 1]
    assert numbers(pages) == expected
    last = tool.get(tool.get(tool.get("incidents/", query).json()["next"]).json()["next"]).json()
    back = tool.get(last["previous"]).json()
    assert numbers([back["results"]]) == expected[3:6]
    first = tool.get(back["previous"]).json()
    assert (numbers([first["results"]]), first["previous"]) == (expected[:3], None)
    assert numbers([tool.get(first["next"]).json()["results"]]) == expected[3:6]


def test_a_new_row_repeats_nothing(people: People, make: Make) -> None:
    for _ in range(4):
        make("untriaged")
    tool = Tool(people.ada)
    first = tool.get("incidents/", {"page_size": 2}).json()
    make("untriaged")
    second = tool.get(first["next"]).json()
    assert len({row["number"] for row in [*first["results"], *second["results"]]}) == 4
    assert second["next"] is None


@pytest.mark.parametrize("cursor", [
    "x", "", "é", "bnVsbA==", "W10=", "NQ==", "eyJhIjogMX0=", "WyItbnVtYmVyIiwgZmFsc2UsICJ4IiwgMV0=",
    "WyJudW1iZXIiLCBmYWxzZSwgNSwgNV0=", "WyItbnVtYmVyIiwgZmFsc2UsIDk5OTk5OTk5OTk5OTk5OTk5OTk5LCAxXQ==",
])  # fmt: skip
def test_a_cursor_that_leads_nowhere(people: People, new: Incident, cursor: str) -> None:
    document = problem(Tool(people.eva).get("incidents/", {"cursor": cursor}), 400)
    assert set(document["errors"]) == {"cursor"}


@pytest.mark.parametrize("moment", [
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-11-16T09:00:00", "2026-13-01T00:00:00Z", 5, None,
])  # fmt: skip
def test_a_cursor_beyond_the_calendar_leads_nowhere(people: People, new: Incident, moment: Any) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps(["opened_at", False, moment, 1]).encode()).decode()
    answer = Tool(people.eva).get("incidents/", {"cursor": cursor, "ordering": "opened_at"})
    assert set(problem(answer, 400)["errors"]) == {"cursor"}


@pytest.mark.parametrize("cursor", ["x", "LTE=", "IngI", "W10=", "MTAwMDAwMDAwMDA="])
def test_a_cursor_that_leads_nowhere_in_a_conversation(people: People, new: Incident, cursor: str) -> None:
    problem(Tool(people.eva).get(f"incidents/{new.number}/timeline/", {"cursor": cursor}), 400)


def test_a_conversation_can_be_walked(people: People, working: Incident) -> None:
    for place in range(6):
        actions.post_message(working, by=people.ada, body=f"Message {place}")
        actions.add_note(working, by=people.eva, body="Hm.")
    pages = walk(Tool(people.ada), f"incidents/{working.number}/messages/", {"page_size": 3})
    assert [len(page) for page in pages] == [3, 3, 1]
    assert [row["seq"] for page in pages for row in page] == list(range(1, 8))
    staff = walk(Tool(people.eva), f"incidents/{working.number}/timeline/", {"page_size": 4})
    assert [row["seq"] for page in staff for row in page] == list(range(1, working.events.count() + 1))


@pytest.mark.parametrize(("name", "query", "expected"), [
    ("eva", {}, "abcd"), ("eva", {"state": "new"}, "ac"), ("eva", {"state": ["new", "closed"]}, "abc"),
    ("eva", {"severity": 1}, "a"), ("eva", {"area": "query"}, "bd"), ("eva", {"category": "bug"}, "bd"),
    ("eva", {"owner": "EVA@relief.example"}, "bd"), ("eva", {"owner": "x@relief.example"}, ""),
    ("eva", {"customer": "max@fabrikam.example"}, "c"), ("eva", {"organization": "contoso"}, "abd"),
    ("eva", {"action_needed": "true"}, "d"), ("eva", {"action_needed": "false"}, "abc"),
    ("eva", {"customer_action_needed": "true"}, "d"), ("eva", {"assistance_required": "true"}, "d"),
    ("eva", {"closed_as": "accepted"}, "b"), ("eva", {"search": "PUMP"}, "a"), ("eva", {"search": "lost words"}, "c"),
    ("eva", {"search": "%"}, ""), ("eva", {"severity": [1, 2], "state": "new"}, "ac"),
    ("lead", {}, "abd"), ("lead", {"state": "closed"}, "b"), ("ada", {"search": "pump"}, "a"),
    ("ada", {"customer": "max@fabrikam.example"}, ""), ("max", {"search": "pump"}, ""), ("max", {}, "c"),
    ("ada", {"customer_action_needed": "true"}, "d"), ("ada", {"customer_action_needed": "false"}, "ab"),
])  # fmt: skip
def test_filters_narrow_what_is_visible(
    people: People, make: Make, name: str, query: dict[str, Any], expected: str
) -> None:
    found = {
        make("untriaged", title="The pump stops", severity=1).number: "a",
        make("closed").number: "b",
        make("untriaged", customer=people.max, description="All lost words.", severity=2).number: "c",
    }
    asked = make("work_in_progress")
    actions.raise_flag(asked, by=people.eva, flag="action_needed")
    actions.raise_flag(asked, by=people.eva, flag="customer_action_needed", reason="The log.")
    actions.raise_flag(asked, by=people.eva, flag="assistance_required", reason="Help.")
    found[asked.number] = "d"
    rows = Tool(people.by_name(name)).get("incidents/", query).json()["results"]
    assert "".join(sorted(found[row["number"]] for row in rows)) == expected


def test_a_number_is_found(people: People, make: Make) -> None:
    first, second = make("new"), make("new")
    for words in (second.number, second.number.lower(), f" {second.number.removeprefix('INC-')} "):
        rows = Tool(people.ada).get("incidents/", {"search": words}).json()["results"]
        assert [row["number"] for row in rows] == [second.number]
    assert Tool(people.max).get("incidents/", {"search": first.number}).json()["results"] == []


@pytest.mark.parametrize("query", [
    {"state": "resolved"}, {"severity": 9}, {"severity": "high"}, {"area": "pumps"}, {"category": "x"},
    {"action_needed": "maybe"}, {"closed_as": "lost"}, {"search": "\x00"}, {"search": "x" * 201}, {"owner": "\x00"},
    {"ordering": "title"}, {"ordering": ""}, {"ordering": "--number"}, {"ordering": "owner__name"}, {"ordering": "pk"},
    {"page_size": 0}, {"page_size": 101}, {"page_size": "x"}, {"page_size": "-1"}, {"owner__password": "x"},
    {"colour": "red"}, {"state__in": "new"},
])  # fmt: skip
def test_what_a_list_does_not_know_is_refused(people: People, new: Incident, query: dict[str, Any]) -> None:
    document = problem(Tool(people.eva).get("incidents/", query), 400)
    assert set(document["errors"]) == set(query)


@pytest.mark.parametrize("name", ["action_needed", "assistance_required", "owner", "area", "category"])
def test_what_a_customer_does_not_read_is_no_filter_for_them(people: People, new: Incident, name: str) -> None:
    """The same words as for a filter that nobody has, whatever its value."""
    tool = Tool(people.ada)
    unknown = problem(tool.get("incidents/", {"colour": "true"}), 400)["errors"]["colour"]
    for value in ("true", "false", "eva@relief.example", "query"):
        assert problem(tool.get("incidents/", {name: value}), 400)["errors"] == {name: unknown}


@pytest.mark.parametrize("ordering", ["changed", "-changed"])
def test_a_customer_cannot_order_by_what_they_do_not_read(people: People, new: Incident, ordering: str) -> None:
    problem(Tool(people.ada).get("incidents/", {"ordering": ordering}), 400)


@pytest.fixture
def spoken(people: People, working: Incident) -> Incident:
    """Words in turn: Ada's questions, and notes among ourselves."""
    for place in range(4):
        actions.post_message(working, by=people.ada, body=f"Question {place}")
        actions.add_note(working, by=people.eva, body=f"Thought {place}")
    return working


@pytest.mark.parametrize("part", ["messages/", "timeline/"])
@pytest.mark.parametrize("name", ["eva", "ada"])
def test_newest_first_can_be_walked_there_and_back_though_words_are_added(
    people: People, spoken: Incident, name: str, part: str
) -> None:
    tool, path = Tool(people.by_name(name)), f"incidents/{spoken.number}/{part}"
    oldest = [row["seq"] for row in tool.get(path).json()["results"]]
    assert oldest == list(range(1, len(oldest) + 1))
    first = tool.get(path, {"ordering": "-seq", "page_size": 2}).json()
    assert first["previous"] is None
    actions.post_message(spoken, by=people.ada, body="One more.")
    pages = [first["results"], *walk(tool, first["next"], {})]
    assert [row["seq"] for page in pages for row in page] == oldest[::-1]
    second = tool.get(first["next"]).json()
    assert tool.get(second["previous"]).json()["results"] == first["results"]
    newest = tool.get(tool.get(second["previous"]).json()["previous"]).json()
    assert (newest["results"][0]["seq"], newest["previous"]) == (oldest[-1] + 1, None)


def seqs(tool: Tool, incident: Incident, part: str, **query: Any) -> list[int]:
    pages = walk(tool, f"incidents/{incident.number}/{part}", {"page_size": 3, **query})
    return [row["seq"] for page in pages for row in page]


def test_words_are_found_at_their_place_in_the_conversation(people: People, spoken: Incident) -> None:
    eva, ada = Tool(people.eva), Tool(people.ada)
    assert seqs(eva, spoken, "messages/", search="QUESTION") == [2, 4, 6, 8]
    assert seqs(ada, spoken, "messages/", search="question", ordering="-seq") == [5, 4, 3, 2]
    assert seqs(ada, spoken, "messages/", search="thought") == []
    assert seqs(eva, spoken, "messages/", visibility="internal", ordering="seq") == [3, 5, 7, 9]
    assert seqs(eva, spoken, "messages/", visibility="internal", search="2") == [7]


def test_a_timeline_is_narrowed_to_a_verb(people: People, spoken: Incident) -> None:
    lines = Tool(people.eva).read(spoken, "timeline/")["results"]
    notes = [line["seq"] for line in lines if line["verb"] == "add_note"]
    assert seqs(Tool(people.eva), spoken, "timeline/", verb="add_note", ordering="-seq") == notes[::-1]
    assert seqs(Tool(people.ada), spoken, "timeline/", verb="post_message") == [3, 4, 5, 6]
    assert seqs(Tool(people.ada), spoken, "timeline/", verb="add_note") == []


@pytest.mark.parametrize(("query", "slugs"), [
    ({"search": "QUE"}, ["query"]), ({"search": "put"}, ["inputs"]), ({"search": "lantern"}, ["inputs"]),
    ({"search": "x"}, []), ({"ordering": "-name"}, ["query", "inputs"]), ({"ordering": "name"}, ["inputs", "query"]),
])  # fmt: skip
def test_areas_are_found_by_name_and_slug(people: People, query: dict[str, Any], slugs: list[str]) -> None:
    people.inputs.name = "Inputs and lanterns"
    people.inputs.save()
    assert [
        row["slug"] for page in walk(Tool(people.ada), "areas/", {**query, "page_size": 1}) for row in page
    ] == slugs


@pytest.mark.parametrize(("name", "part", "query"), [
    ("eva", "messages/", {"visibility": "secret"}), ("eva", "messages/", {"verb": "respond"}),
    ("eva", "messages/", {"search": "\x00"}), ("eva", "messages/", {"ordering": "at"}),
    ("ada", "messages/", {"visibility": "public"}), ("ada", "messages/", {"visibility": "internal"}),
    ("eva", "timeline/", {"search": "x"}), ("eva", "timeline/", {"ordering": "--seq"}),
    ("eva", "timeline/", {"ordering": ""}), ("eva", "timeline/", {"verb": "x" * 41}),
    ("ada", "timeline/", {"public": "false"}), ("ada", "areas/", {"slug": "query"}),
    ("ada", "areas/", {"ordering": "seq"}),
])  # fmt: skip
def test_what_the_other_lists_do_not_know_is_refused(
    people: People, spoken: Incident, name: str, part: str, query: dict[str, Any]
) -> None:
    path = part if part == "areas/" else f"incidents/{spoken.number}/{part}"
    assert set(problem(Tool(people.by_name(name)).get(path, query), 400)["errors"]) == set(query)


@pytest.mark.parametrize("path", ["areas/", "incidents/{}/messages/", "incidents/{}/timeline/"])
def test_every_list_refuses_an_unknown_filter_in_the_same_words(people: People, new: Incident, path: str) -> None:
    for name in ("eva", "ada"):
        tool = Tool(people.by_name(name))
        expected = problem(tool.get("incidents/", {"colour": "red"}), 400)["errors"]
        assert problem(tool.get(path.format(new.number), {"colour": "red"}), 400)["errors"] == expected
