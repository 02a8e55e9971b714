"""Lists: pages by cursors, filters, search and order, each by what the reader may read (T13)."""

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
