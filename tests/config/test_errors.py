"""What a refused form shows again, and what is said when the database is away."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import InterfaceError, OperationalError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from incidents.models import Incident
from tests.aftermath import everything
from tests.people import People

SECRET = "correct horse battery"


def signed_in(user: User, **more: Any) -> Client:
    client = Client(**more)
    client.force_login(user)
    return client


# --- What was typed ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/account/password/change/", "/account/password/reset/1-x/", "/account/sign-in/"])
def test_outside_of_the_record_nothing_typed_is_shown_again(people: People, path: str) -> None:
    before = everything()
    sent = {
        "oldpassword": SECRET,
        "password1": SECRET,
        "password2": SECRET,
        "login": "ada@contoso.example",
        "key": SECRET,
    }
    response = signed_in(people.ada, enforce_csrf_checks=True).post(path, sent)

    assert (response.status_code, everything()) == (403, before)
    assert SECRET not in response.content.decode()
    assert "ada@contoso.example" not in response.content.decode()


@pytest.mark.parametrize("path", ["/portal/report/", "/workspace/incidents/new/", "/account/settings/"])
def test_a_refused_form_shows_its_words_and_no_password(people: People, path: str) -> None:
    sent = {"password1": SECRET, "new_password2": SECRET, "API_Password": SECRET, "description": "Half an hour's work."}
    response = signed_in(people.ada, enforce_csrf_checks=True).post(path, sent)

    assert response.status_code == 403
    assert "Half an hour&#x27;s work." in response.content.decode()
    assert SECRET not in response.content.decode()


# --- The database -----------------------------------------------------------------------------------------------------


class DriverError(Exception):
    """What PostgreSQL's driver raises, by the code of its cause."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


def fault(words: str, kind: type[Exception] = OperationalError, sqlstate: str = "") -> Exception:
    error = kind(words)
    error.__cause__ = DriverError(sqlstate) if sqlstate else None
    return error


LOCKS = [
    fault("database is locked"),
    fault("canceling statement due to lock timeout", sqlstate="55P03"),
    fault("deadlock detected", sqlstate="40P01"),
]
OTHERS = [
    fault("connection refused"),
    fault("disk full", sqlstate="53100"),
    fault("attempt to write a readonly database"),
    fault("connection already closed", InterfaceError),
]
EVERY = [(error, "Somebody else is writing", "3") for error in LOCKS] + [
    (error, "The database cannot be reached or written just now", "60") for error in OTHERS
]
Raising = Callable[[Exception], None]


@pytest.fixture
def session_raises(monkeypatch: pytest.MonkeyPatch) -> Raising:
    """The fault strikes before any view, while the session is loaded."""
    return lambda error: monkeypatch.setattr(SessionStore, "load", raiser(error))


@pytest.fixture
def view_raises(monkeypatch: pytest.MonkeyPatch) -> Raising:
    """The fault strikes in the view, while it looks for the incident."""
    return lambda error: monkeypatch.setattr(type(Incident.objects), "visible_to", raiser(error), raising=True)


def raiser(error: Exception) -> Callable[..., Any]:
    def struck(*args: Any, **kwargs: Any) -> Any:
        raise error

    return struck


def quiet(user: User) -> Client:
    return signed_in(user, raise_request_exception=False)


def check_away(response: Any, words: str, seconds: str) -> None:
    assert (response.status_code, response["Retry-After"]) == (503, seconds)
    assert words in response.content.decode()


@pytest.mark.parametrize(("error", "words", "seconds"), EVERY, ids=str)
@pytest.mark.parametrize("strike", ["session_raises", "view_raises"])
def test_a_page_says_why_and_when_to_come_back(
    working: Incident, people: People, request: Any, strike: str, error: Exception, words: str, seconds: str
) -> None:
    client = quiet(people.ada)
    request.getfixturevalue(strike)(error)
    response = client.get(reverse("portal:incident", args=[working.number]))

    check_away(response, words, seconds)
    assert "text/html" in response["Content-Type"]


@pytest.mark.parametrize(("error", "words", "seconds"), EVERY, ids=str)
@pytest.mark.parametrize("strike", ["session_raises", "view_raises"])
def test_so_does_the_api_in_a_problem_document(
    working: Incident, people: People, request: Any, strike: str, error: Exception, words: str, seconds: str
) -> None:
    client = quiet(people.ada)
    request.getfixturevalue(strike)(error)
    response = client.get(f"/api/v1/incidents/{working.number}/")

    check_away(response, words, seconds)
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == 503


@pytest.mark.parametrize(("error", "is_logged"), [(LOCKS[0], False), (OTHERS[0], True)])
def test_the_operator_is_told_of_what_is_no_lock(
    people: People, session_raises: Raising, caplog: pytest.LogCaptureFixture, error: Exception, is_logged: bool
) -> None:
    client = quiet(people.ada)
    session_raises(error)
    client.get(reverse("portal:home"))
    told = [row for row in caplog.records if row.name == "config.errors" and row.levelno == logging.ERROR]

    assert [row.exc_info is not None for row in told] == [True] * is_logged


def test_what_is_no_fault_of_the_database_is_ours(people: People, session_raises: Raising) -> None:
    client = quiet(people.ada)
    session_raises(ValueError("a fault of ours"))
    response = client.get(reverse("portal:home"))

    assert response.status_code == 500
    assert "Retry-After" not in response
