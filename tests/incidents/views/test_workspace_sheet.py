"""What a list shows, as CSV: all of it, only what the reader may see, and harmless to open."""

import csv
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from incidents import actions
from incidents.models import SavedView
from incidents.views.workspace import sheet
from tests.conftest import Make
from tests.incidents.heaps import heap
from tests.people import People


@pytest.fixture
def eva(client: Client, people: People) -> User:
    client.force_login(people.eva)
    return people.eva


def lines(client: Client, path: str) -> list[dict[str, str]]:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    text = b"".join(answer.streaming_content).decode("utf-8")  # type: ignore[attr-defined]
    return list(csv.DictReader(text.splitlines()))


def test_a_line_says_what_a_row_says(monday: datetime, client: Client, people: People, make: Make, eva: User) -> None:
    incident = make("work_in_progress", title="Ausfall in Zürich, seit 9", severity=2)
    actions.raise_flag(incident, by=people.eva, flag="customer_action_needed", reason="Which?")
    (line,) = lines(client, "/workspace/?format=csv")
    relief = incident.clocks.get(kind="relief").due_at
    assert line == {
        "Number": incident.number, "Title": "Ausfall in Zürich, seit 9", "Severity": "2",
        "State": "Work in progress", "Waits for": "", "Closed as": "", "Area": "Query", "Category": "bug",
        "Organisation": "Contoso", "Customer": "Ada Lindqvist", "Owner": "Eva Novak",
        "Flags": "Customer action needed", "Next clock": f"{relief:%Y-%m-%dT%H:%M:%SZ}",
        "Opened": "2026-11-16T09:00:00Z", "Changed": "2026-11-16T09:00:00Z", "Closed": "",
    }  # fmt: skip


@pytest.mark.parametrize("view", ["queue/open/", "queue/mine/", "queue/waiting/", "incidents/"])
@pytest.mark.parametrize(
    "query", ["", "severity=2&area=query", "sort=changed", "opened_since=2026-11-16&organization=CONTO"]
)
def test_the_file_is_the_list(
    monday: datetime, client: Client, people: People, eva: User, view: str, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row by row in the list's order, in batches, whichever page one is on."""
    monkeypatch.setattr(sheet, "BATCH", 7)
    monkeypatch.setattr("incidents.views.workspace.queue.PAGE", 11)
    heap(people, 60, monday)
    found, following = [], f"?{query}"
    while following:
        page = client.get(f"/workspace/{view}{following}").context
        found += sorted(row.incident.number for group in page["groups"] for row in group.rows)
        following = page["next"]
    exported = [line["Number"] for line in lines(client, f"/workspace/{view}?{query}&format=csv&after=1.2.3")]
    assert sorted(exported) == sorted(found)
    assert len(set(exported)) == len(exported)


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", " =1", "＝1", "\r=1", "\n=1"])
def test_no_cell_begins_a_formula(title: str) -> None:
    assert sheet.harmless(title) == f"'{title}"


def test_a_hostile_title_arrives_harmless(client: Client, make: Make, eva: User) -> None:
    make("new", title='=HYPERLINK("http://evil.example","Click")')
    (line,) = lines(client, "/workspace/?format=csv")
    assert line["Title"] == '\'=HYPERLINK("http://evil.example","Click")'


def test_a_file_that_is_cut_says_so(
    monday: datetime, client: Client, people: People, eva: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet, "MOST", 10)
    monkeypatch.setattr(sheet, "BATCH", 4)
    heap(people, 10, monday)
    path = "/workspace/queue/open/?format=csv"
    assert client.get(path).headers["content-disposition"] == 'attachment; filename="incidents-open.csv"'
    assert "As CSV, at most 10 rows" in client.get("/workspace/queue/open/").content.decode()
    heap(people, 1, monday)
    assert "incidents-open-first-10.csv" in client.get(path).headers["content-disposition"]
    assert len(lines(client, path)) == 10


def test_a_saved_view_is_a_file_too(monday: datetime, client: Client, people: People, make: Make, eva: User) -> None:
    make("new", title="one", severity=1)
    make("new", title="three", severity=3)
    saved = SavedView.objects.create(owner=eva, name="Hot, all of it", view="open", query="severity=1")
    path = f"/workspace/queue/saved/{saved.pk}/"
    assert "incidents-hot-all-of-it.csv" in client.get(f"{path}?format=csv").headers["content-disposition"]
    assert [line["Title"] for line in lines(client, f"{path}?format=csv")] == ["one"]
    client.force_login(people.eli)
    assert client.get(f"{path}?format=csv").status_code == 404


def test_nobody_else_gets_a_file(client: Client, people: People, make: Make) -> None:
    make("new")
    for name, status in (("ada", 404), ("root", 404)):
        client.force_login(people.by_name(name))
        assert client.get("/workspace/?format=csv").status_code == status
    client.logout()
    assert client.get("/workspace/?format=csv").status_code == 302


def test_a_file_of_many_costs_as_many_queries_as_one_of_few(
    monday: datetime, client: Client, people: People, eva: User
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            lines(client, "/workspace/queue/open/?format=csv")
        return len(queries)

    heap(people, 1, monday)
    asked()
    few = asked()
    heap(people, 60, monday)
    assert asked() == few
