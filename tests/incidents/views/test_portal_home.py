"""The portal's home: in five seconds, does anything need me, what is open, and what was closed."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from incidents import actions
from incidents.models import Incident
from notifications.moment import at
from tests.conftest import Make
from tests.people import People

HOME = "/portal/"
PAGE = Callable[[str], str]


@pytest.fixture
def page(client: Client, people: People, monday: datetime) -> PAGE:
    """The home page as somebody sees it."""

    def seen(name: str) -> str:
        client.force_login(people.by_name(name))
        response = client.get(HOME)
        assert response.status_code == 200
        return response.content.decode()

    return seen


@pytest.mark.parametrize(
    ("zone", "hour", "greeting"),
    [
        ("UTC", 9, "Good morning, Ada"),
        ("UTC", 12, "Good afternoon, Ada"),
        ("UTC", 18, "Good evening, Ada"),
        ("UTC", 3, "Good evening, Ada"),
        ("Asia/Tokyo", 9, "Good evening, Ada"),
        ("America/Los_Angeles", 15, "Good morning, Ada"),
    ],
)
def test_the_greeting_follows_the_readers_own_clock(
    client: Client, people: People, zone: str, hour: int, greeting: str
) -> None:
    people.ada.zone = zone
    people.ada.save()
    client.force_login(people.ada)
    with at(datetime(2026, 11, 16, hour, 30, tzinfo=UTC)):
        assert greeting in client.get(HOME).content.decode()


def test_nothing_open_is_said_in_words(page: PAGE) -> None:
    seen = page("ada")
    assert "Nothing open. That is how we like it." in seen
    assert 'class="ask"' not in seen


def test_a_row_says_who_owns_it_and_what_comes_next(page: PAGE, working: Incident) -> None:
    seen = page("ada")
    assert working.title in seen
    assert working.number in seen
    assert "Eva Novak owns this" in seen
    assert "1 of 5 reached, last: Heard" in seen
    assert "Eva is working on it, checking that we have understood" in seen
    assert "A fix, or a way to keep working, by" in seen


def test_a_new_problem_promises_a_named_engineer(page: PAGE, make: Make) -> None:
    make("untriaged")
    seen = page("ada")
    assert "We have your problem and are reading it" in seen
    assert "A named engineer answers by" in seen
    assert "The support team has this" in seen


def test_a_late_promise_is_admitted(
    client: Client, people: People, make: Make, later: Callable[..., Iterator[None]]
) -> None:
    make("new")
    client.force_login(people.ada)
    with later(days=3):  # type: ignore[attr-defined]
        seen = client.get(HOME).content.decode()
    assert "It is late, and we are sorry." in seen


def test_of_everything_that_waits_for_the_customer_one_is_asked_and_the_others_are_counted(
    page: PAGE, people: People, make: Make
) -> None:
    questioned = make("work_in_progress", title="The third thing")
    actions.raise_flag(questioned, by=people.eva, flag="customer_action_needed", reason="Which version?")
    stated = make("work_in_progress", title="The second thing")
    actions.state_problem(stated, by=people.eva, body="It stops at night.")
    make("solution_proposed", title="The first thing")

    seen = page("ada")

    assert seen.count('class="ask"') == 1
    assert "Eva has proposed a solution for “The first thing”" in seen
    assert "2 more need you" in seen
    assert "/portal/incidents/?state=needs-you" in seen


def test_a_statement_comes_before_a_question(page: PAGE, people: People, make: Make) -> None:
    questioned = make("work_in_progress", title="The second thing")
    actions.raise_flag(questioned, by=people.eva, flag="customer_action_needed", reason="Which version?")
    stated = make("work_in_progress", title="The first thing")
    actions.state_problem(stated, by=people.eva, body="It stops at night.")
    seen = page("ada")
    assert "Has Eva understood “The first thing”?" in seen
    assert "1 more needs you" in seen


def test_a_question_is_asked_in_its_own_words(page: PAGE, people: People, working: Incident) -> None:
    actions.raise_flag(working, by=people.eva, flag="customer_action_needed", reason="Which version do you run?")
    seen = page("ada")
    assert "Eva has a question about" in seen
    assert "Which version do you run?" in seen
    assert "We keep working on it meanwhile." in seen


def test_what_is_kept_open_no_longer_asks(page: PAGE, people: People, proposed: Incident) -> None:
    actions.keep_open(proposed, by=people.ada, wish="conclusive_fix")
    seen = page("ada")
    assert 'class="ask"' not in seen
    assert "kept open at your request for the permanent fix" in seen


def test_what_was_closed_is_told_with_how(page: PAGE, closed: Incident) -> None:
    seen = page("ada")
    assert "Recently closed" in seen
    assert "Closed on 16 November 2026, on your word" in seen


def test_a_lead_sees_the_organisations_and_is_told_whose_word_is_waited_for(
    page: PAGE, people: People, proposed: Incident
) -> None:
    seen = page("lead")
    assert "Waiting for Ada’s word, or yours" in seen
    assert "reported by Ada Lindqvist" in seen
    assert "1 open for Contoso" in seen


@pytest.mark.parametrize("who", ["bob", "max"])
def test_others_see_none_of_it(page: PAGE, proposed: Incident, who: str) -> None:
    assert proposed.title not in page(who)


@pytest.mark.parametrize("who", ["eva", "mia", "root"])
@pytest.mark.parametrize("url", [HOME, "/portal/incidents/", "/portal/report/"])
def test_for_the_staff_the_portal_does_not_exist(client: Client, people: People, who: str, url: str) -> None:
    client.force_login(people.by_name(who))
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("url", [HOME, "/portal/incidents/", "/portal/report/"])
def test_who_is_not_signed_in_is_led_to_the_sign_in(client: Client, people: People, url: str) -> None:
    response = client.get(url)
    assert response.status_code == 302
    assert response["Location"].startswith("/account/")


def test_the_number_of_queries_does_not_follow_the_number_of_rows(
    client: Client, people: People, make: Make, monday: datetime
) -> None:
    client.force_login(people.lead)
    for state in ("solution_proposed", "closed"):
        make(state)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(HOME)
    for state in ["new", "work_in_progress", "solution_proposed", "closed"] * 7:
        make(state)
    with CaptureQueriesContext(connection) as many:
        client.get(HOME)
    assert len(many) == len(few) <= 12
