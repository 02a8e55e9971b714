"""The schema and its page."""

import io
import re
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from incidents.api.offers import OFFERS
from tests.incidents.api.conftest import Tool
from tests.people import People

CHANGES = {"post", "patch", "put"}


@pytest.fixture
def schema(people: People) -> Any:
    answer = Tool(people.ada).get("schema/")
    assert answer.status_code == 200
    return answer.json()


def test_the_schema_is_valid_and_without_warnings() -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=io.StringIO())


def test_every_action_has_its_own_operation_and_body(schema: Any) -> None:
    for offer in OFFERS:
        operation = schema["paths"][f"/api/v1/incidents/{{number}}/actions/{offer.name}/"]["post"]
        assert operation["operationId"] == offer.verb
        assert operation["description"] == str(offer.says)
        assert ("requestBody" in operation) == bool(offer.input().fields)
    assert not any("send-update" in path for path in schema["paths"])


def test_every_operation_tells_its_refusals_and_its_headers(schema: Any) -> None:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            refusals = {code for code in operation["responses"] if code >= "400"}
            assert {"400", "401", "429"} <= refusals
            headers = {p["name"] for p in operation["parameters"] if p["in"] == "header"}
            assert ("Idempotency-Key" in headers) == (method in CHANGES)
            assert ("If-Match" in headers) == ("412" in refusals) == (method in CHANGES and "{number}" in path)
            for code in refusals:
                assert list(operation["responses"][code]["content"]) == ["application/problem+json"]


def test_the_schema_says_what_is_required(schema: Any) -> None:
    parts = schema["components"]["schemas"]
    assert parts["ReportInput"]["required"] == ["description", "severity", "title"]
    assert parts["ReportInput"]["properties"]["title"] == {"type": "string", "minLength": 1, "maxLength": 200}
    assert parts["TriageInput"].get("required") is None
    assert parts["TransferInput"]["required"] == ["owner", "reason"]
    assert [ref["$ref"].rsplit("/", 1)[1] for ref in parts["Incident"]["oneOf"]] == [
        "StaffIncidentReading",
        "CustomerIncidentReading",
    ]


def test_the_schema_names_people_by_one_word(schema: Any) -> None:
    parts = {name: part["properties"] for name, part in schema["components"]["schemas"].items() if "properties" in part}
    staff, customer = parts["StaffIncidentReading"], parts["CustomerIncidentReading"]
    for field in (staff["owner"], staff["customer"], customer["customer"]):
        assert (field["type"], field["format"]) == ("string", "email")
    for field in (customer["owner"], parts["SolutionReading"]["answered_by"], parts["MessageReading"]["by"]):
        assert (field["type"], field["nullable"], field.get("format")) == ("string", True, None)
    assert parts["LineReading"]["by"] == parts["MessageReading"]["by"]


@pytest.mark.parametrize(("path", "names"), [
    ("areas/", {"search", "ordering"}), ("incidents/{number}/messages/", {"search", "ordering", "visibility"}),
    ("incidents/{number}/attachments/", {"search", "ordering"}),
    ("incidents/{number}/timeline/", {"verb", "ordering"}),
])  # fmt: skip
def test_the_schema_tells_what_a_list_knows(schema: Any, path: str, names: set[str]) -> None:
    parameters = schema["paths"][f"/api/v1/{path}"]["get"]["parameters"]
    assert {p["name"] for p in parameters if p["in"] == "query"} == names | {"cursor", "page_size"}


def test_the_schema_comes_as_yaml_too(people: People) -> None:
    answer = Tool(people.ada).get("schema/", accept="application/yaml")
    assert answer.content.startswith(b"openapi: 3")


def test_the_page_runs_no_script_but_files(people: People) -> None:
    client = Client()
    assert client.get("/api/v1/docs/").status_code == 302
    client.force_login(people.ada)
    page = client.get("/api/v1/docs/")
    assert page.status_code == 200
    policy = dict(part.strip().split(" ", 1) for part in page["Content-Security-Policy"].split(";"))
    assert policy["script-src"] == "'self'"
    assert policy["default-src"] == "'none'"
    text = page.content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=", text)
    script = client.get(re.findall(r'<script src="([^"]+)"', text)[-1].replace("&amp;", "&"))
    assert script["Content-Type"].startswith("application/javascript")
    assert b"/api/v1/schema/" in script.content
