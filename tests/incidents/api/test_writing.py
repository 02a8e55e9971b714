"""Reports and messages by tools: what is written, and what is refused beside its field."""

from typing import Any

import pytest

from incidents.models import Event, Incident
from notifications.models import Notification
from tests.incidents.api.conftest import Tool, photograph, problem
from tests.people import People


def test_a_report_is_opened_and_found_at_its_address(people: People, monday: Any) -> None:
    tool = Tool(people.ada)
    report = {"title": "Stops", "description": "Since noon.", "severity": 2, "area": "query", "state": "closed"}
    answer = tool.post("incidents/", report)
    assert answer.status_code == 201
    body = answer.json()
    assert (body["state"], body["severity"], body["customer"]) == ("new", 2, "ada@contoso.example")
    assert tool.get(answer["Location"]).json() == body
    assert Event.objects.get().way == "api"
    assert not Notification.objects.exists(), "no automatic thank-you (R3)"


def test_the_support_team_reports_for_a_customer(people: People) -> None:
    report = {"title": "Stops", "description": "By phone.", "severity": "3", "customer": "max@fabrikam.example"}
    body = Tool(people.eva).post("incidents/", report).json()
    assert (body["customer"], body["organization"]) == ("max@fabrikam.example", "Fabrikam")


@pytest.mark.parametrize(("name", "change", "blame"), [
    ("eva", {"customer": None}, "customer"), ("eva", {"customer": "eli@relief.example"}, "customer"),
    ("eva", {"customer": "who@x.example"}, "customer"), ("ada", {"customer": "max@fabrikam.example"}, "customer"),
    ("ada", {"customer": "who@x.example"}, "customer"), ("ada", {"title": "x" * 201}, "title"),
    ("ada", {"title": ""}, "title"), ("ada", {"description": "\x00"}, "description"), ("ada", {"area": "no"}, "area"),
    ("ada", {"severity": 0}, "severity"), ("ada", {"severity": 5}, "severity"), ("ada", {"severity": True}, "severity"),
    ("ada", {"severity": None}, "severity"), ("ada", {"severity": [1]}, "severity"), ("ada", {"title": {}}, "title"),
    ("ada", {"description": "x" * 20_001}, "description"), ("ada", {"severity": 10**400}, "severity"),
    ("ada", {"area": "\x00"}, "area"), ("ada", {"customer": "\x00"}, "customer"), ("ada", {"area": 5}, "area"),
])  # fmt: skip
def test_a_report_that_cannot_be_read_opens_nothing(
    people: People, name: str, change: dict[str, Any], blame: str
) -> None:
    report = {"title": "Stops", "description": "Now.", "severity": 2, **change}
    document = problem(Tool(people.by_name(name)).post("incidents/", report), 400)
    assert set(document["errors"]) == {blame}
    assert not Incident.objects.exists()


def test_a_customer_is_not_told_who_else_is_one(people: People) -> None:
    tool, report = Tool(people.ada), {"title": "Stops", "description": "Now.", "severity": 2}
    answers = [
        tool.post("incidents/", {**report, "customer": address}).content
        for address in ("max@fabrikam.example", "nobody@fabrikam.example", "eva@relief.example")
    ]
    assert len(set(answers)) == 1


def test_the_administrator_reports_nothing(people: People) -> None:
    problem(Tool(people.root).post("incidents/", {}), 403)
    assert not Incident.objects.exists()


def test_staff_say_who_may_read_a_message(people: People, working: Incident) -> None:
    tool, path = Tool(people.eva), f"incidents/{working.number}/messages/"
    said = tool.post(path, {"body": "For you.", "visibility": "public", "next_update_by": "2099-01-01T10:00:00Z"})
    assert (said.status_code, said.json()["seq"], said.json()["visibility"]) == (201, 2, "public")
    noted = tool.post(path, {"body": "For us.", "visibility": "internal"})
    assert (noted.status_code, noted.json()["seq"], noted.json()["visibility"]) == (201, 3, "internal")
    assert tool.read(working)["next_update_by"] == "2099-01-01T10:00:00Z"
    before = photograph()
    for body in ({"body": "x"}, {"body": "x", "visibility": "secret"}, {"body": "", "visibility": "internal"}):
        problem(tool.post(path, body), 400)
    problem(tool.post(path, {"body": "x", "visibility": "internal", "next_update_by": "2099-01-01T10:00:00Z"}), 400)
    problem(tool.post(path, {"body": "x", "visibility": "public", "next_update_by": "2001-01-01T10:00:00Z"}), 400)
    assert photograph() == before


def test_the_owners_first_answer_comes_before_other_public_words(people: People, new: Incident) -> None:
    path = f"incidents/{new.number}/messages/"
    before = photograph()
    for name in ("eva", "eli"):
        problem(Tool(people.by_name(name)).post(path, {"visibility": "public"}), 409)
    assert photograph() == before
    assert Tool(people.eli).post(path, {"body": "Ours.", "visibility": "internal"}).status_code == 201


def test_a_customers_message_is_public(people: People, new: Incident) -> None:
    tool, path = Tool(people.ada), f"incidents/{new.number}/messages/"
    assert tool.post(path, {"body": "More."}).json()["visibility"] == "public"
    answer = tool.post(path, {"body": "And more.", "visibility": "public", "next_update_by": "never"})
    assert (answer.status_code, answer.json()["seq"]) == (201, 2)
    before = photograph()
    document = problem(tool.post(path, {"body": "Psst.", "visibility": "internal"}), 400)
    assert set(document["errors"]) == {"visibility"}
    assert photograph() == before


def test_nobody_writes_to_what_is_closed(people: People, closed: Incident) -> None:
    path = f"incidents/{closed.number}/messages/"
    before = photograph()
    for name in ("ada", "eva"):
        problem(Tool(people.by_name(name)).post(path, b"{broken"), 409)
        problem(Tool(people.by_name(name)).post(path, {"body": "x", "visibility": "public"}), 409)
    assert photograph() == before
