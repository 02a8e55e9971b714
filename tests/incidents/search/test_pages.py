"""Where search is asked: the workspace, the portal and the API; reading changes nothing."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from incidents import actions
from incidents.models import Incident
from tests.aftermath import everything
from tests.conftest import Make
from tests.incidents.api.conftest import Tool
from tests.incidents.search.conftest import Report
from tests.people import People


def page(user: User, path: str, **query: str) -> str:
    client = Client()
    client.force_login(user)
    before = everything()
    answer = client.get(path, query)
    assert answer.status_code == 200
    assert everything() == before
    return answer.content.decode()


def test_the_workspace_finds_and_marks(people: People, report: Report) -> None:
    incident = report("Output stops <b>now</b>", "x" * 300 + " The <script>output</script> of the job stops & stalls.")
    html = page(people.eva, "/workspace/search/", q="outputs job")

    assert f"/workspace/incidents/{incident.number}/" in html
    assert "<mark>Output</mark> stops &lt;b&gt;now&lt;/b&gt;" in html
    assert "&lt;script&gt;<mark>output</mark>&lt;/script&gt; of the <mark>job</mark> stops &amp; stalls." in html
    assert incident.number in html
    assert "New" in html


def test_a_slip_is_marked_where_it_was_understood(people: People, report: Report) -> None:
    report("Windows close early")

    assert "<mark>Windows</mark> close early" in page(people.eva, "/workspace/search/", q="windwo")


def test_nothing_found_says_so(people: People, report: Report) -> None:
    report("Output stops")

    assert "Nothing has these words" in page(people.eva, "/workspace/search/", q="zebra")
    assert "Nothing has these words" not in page(people.eva, "/workspace/search/")


def test_what_was_typed_comes_back_safely(people: People) -> None:
    html = page(people.eva, "/workspace/search/", q='"><script>x</script>')

    assert "<script>x" not in html
    assert "&quot;&gt;&lt;script&gt;x&lt;/script&gt;" in html


def test_an_incident_leads_to_what_is_similar(people: People, report: Report) -> None:
    first, second = report("Valve leaks", "Zirconium valve."), report("Leaking valve", "The zirconium valve leaks.")
    link = f"/workspace/incidents/{second.number}/similar/"

    assert f'hx-get="{link}" hx-trigger="load"' in page(people.eva, f"/workspace/incidents/{second.number}/")
    html = page(people.eva, link)
    assert f"/workspace/incidents/{first.number}/" in html
    assert "Both have: valve" in html
    assert "Nothing is like this one" not in html


def test_nothing_similar_says_so(people: People, new: Incident) -> None:
    assert "Nothing is like this one" in page(people.eva, f"/workspace/incidents/{new.number}/similar/")


def test_the_portal_finds_ones_own(people: People, report: Report, make: Make) -> None:
    report("Valve leaks")
    report("Pump fails")
    report("Valve of Max", by=people.max)
    asked = make("work_in_progress", title="A valve in work")
    actions.add_note(asked, by=people.eva, body="zirconium")
    html = page(people.ada, "/portal/incidents/", search="valve")

    assert "Valve leaks" in html
    assert "A valve in work" in html
    assert "Pump fails" not in html
    assert "Max" not in html
    assert "?state=open&amp;search=valve" in html
    assert "Nothing of yours has these words." in page(people.ada, "/portal/incidents/", search="zirconium")


def similar(user: User, incident: Incident) -> Any:
    return Tool(user).get(f"incidents/{incident.number}/similar/").json()["results"]


def test_the_api_tells_what_is_similar_and_why(people: People, report: Report) -> None:
    first, second = report("Valve leaks", "Zirconium valve."), report("Leaking valve", "The zirconium valve leaks.")
    [row] = similar(people.eva, second)

    assert row.pop("score") > 0
    assert set(row.pop("matched")) == {"leaking", "valve", "zirconium"}
    assert row == {"kind": "incident", "id": first.pk, "number": first.number, "title": "Valve leaks", "state": "new"}


@pytest.mark.parametrize(("words", "found"), [
    ("zirconium", ""), ("leak", "ab"), ("leaks valve", "ab"), ("alve", "ab"), ("vavle", "ab"),
    ("valve x", ""), ("%", ""),
])  # fmt: skip
def test_the_api_searches_all_words_and_parts_of_them(people: People, report: Report, words: str, found: str) -> None:
    numbers = {report("Valve leaks").number: "a", report("Leaking valve").number: "b", report("Pump").number: "c"}
    actions.assign(Incident.objects.get(title="Pump"), by=people.eva, owner=people.eva)
    actions.add_note(Incident.objects.get(title="Pump"), by=people.eva, body="zirconium")
    rows = Tool(people.ada).get("incidents/", {"search": words}).json()["results"]

    assert "".join(sorted(numbers[row["number"]] for row in rows)) == found
    staff = Tool(people.eva).get("incidents/", {"search": words}).json()["results"]
    assert "".join(sorted(numbers[row["number"]] for row in staff)) == ("c" if words == "zirconium" else found)
