"""All problems of a customer: by state, a page at a time, each found again by who may see it."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from incidents import actions
from incidents.models import Incident
from tests.conftest import Make
from tests.people import People

URL = "/portal/incidents/"
Titles = Callable[[str], list[str]]


@pytest.fixture
def titles(client: Client, people: People, monday: datetime) -> Titles:
    """What Ada's list shows under a query string."""

    def shown(query: str = "") -> list[str]:
        client.force_login(people.ada)
        response = client.get(URL + query)
        assert response.status_code == 200
        return [row.incident.title for row in response.context["rows"]]

    return shown


@pytest.fixture
def four(people: People, make: Make) -> None:
    make("new", title="new")
    make("solution_proposed", title="ready")
    stated = make("work_in_progress", title="stated")
    actions.state_problem(stated, by=people.eva, body="It stops at night.")
    make("closed", title="closed")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["closed", "stated", "ready", "new"]),
        ("?state=open", ["stated", "ready", "new"]),
        ("?state=needs-you", ["stated", "ready"]),
        ("?state=closed", ["closed"]),
        ("?state=nonsense", ["closed", "stated", "ready", "new"]),
    ],
)
def test_each_state_has_its_list(titles: Titles, four: None, query: str, expected: list[str]) -> None:
    assert titles(query) == expected


def test_a_page_holds_25_and_leads_to_the_older_ones(client: Client, people: People, make: Make) -> None:
    made = [make("untriaged", title=f"number {n}") for n in range(27)]
    client.force_login(people.ada)
    first = client.get(URL)
    assert [row.incident for row in first.context["rows"]] == made[:1:-1]
    link = f"?before={made[2].number}"
    assert link in first.content.decode()

    second = client.get(URL + link)
    assert [row.incident for row in second.context["rows"]] == [made[1], made[0]]
    assert "Newest" in second.content.decode()
    assert "before=" not in second.content.decode()


def test_the_older_ones_stay_within_the_state(client: Client, people: People, make: Make) -> None:
    for n in range(26):
        make("untriaged", title=f"number {n}")
    client.force_login(people.ada)
    assert "?state=open&amp;before=" in client.get(URL + "?state=open").content.decode()


@pytest.mark.parametrize("before", ["INC-9", "nonsense", "INC-99999999999999999999", "-1", "INC-1²"])
def test_a_place_that_is_none_shows_nothing_and_breaks_nothing(titles: Titles, four: None, before: str) -> None:
    assert titles(f"?before={before}") == []


def test_anothers_number_as_a_place_shows_no_more_than_ones_own(titles: Titles, people: People, make: Make) -> None:
    make("new", title="mine")
    theirs = make("untriaged", title="theirs", customer=people.max)
    assert titles(f"?before={theirs.number}") == ["mine"]


def test_no_list_counts_its_table(client: Client, people: People, four: None) -> None:
    client.force_login(people.ada)
    with CaptureQueriesContext(connection) as queries:
        client.get(URL)
    assert not [query for query in queries.captured_queries if "COUNT(" in query["sql"]]


def test_the_number_of_queries_does_not_follow_the_number_of_rows(client: Client, people: People, make: Make) -> None:
    client.force_login(people.ada)
    make("solution_proposed")
    with CaptureQueriesContext(connection) as one:
        client.get(URL)
    for state in ["new", "work_in_progress", "solution_proposed", "closed", "closed", "new"] * 5:
        make(state)
    with CaptureQueriesContext(connection) as thirty:
        client.get(URL)
    assert len(thirty) == len(one) <= 12
    assert Incident.objects.count() == 31
