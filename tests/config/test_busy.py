"""Somebody else holds what a person wants to change: they are told to come back in a moment, and nothing is done."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, connections, transaction
from django.test import Client
from django.urls import reverse

from accounts.acting import lock
from accounts.models import ApiToken
from incidents.models import Incident
from tests.aftermath import everything
from tests.people import People

pytestmark = pytest.mark.django_db(transaction=True)

IMPATIENT = {"postgresql": "SET lock_timeout = '100ms'", "sqlite": "PRAGMA busy_timeout = 100"}
WORDS = "Half an hour of work."


@contextmanager
def held(incident: Incident) -> Iterator[None]:
    """By another connection, for as long as this lasts."""
    is_held, is_over = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            lock(incident)
            is_held.set()
            is_over.wait(timeout=30)
        connections.close_all()

    thread = threading.Thread(target=hold)
    thread.start()
    try:
        assert is_held.wait(timeout=30)
        yield
    finally:
        is_over.set()
        thread.join(timeout=30)


@pytest.fixture
def _impatient() -> Iterator[None]:
    """This connection gives up sooner than in service; it is not used again."""
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute(IMPATIENT[connection.vendor])
    yield
    connection.close()


@pytest.mark.usefixtures("_impatient")
def test_a_page_shows_what_was_typed_and_says_when_to_come_back(proposed: Incident, people: People) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(people.ada)
    before = everything()
    url = reverse("portal:reject_solution", args=[proposed.number])
    with held(proposed):
        response = client.post(url, {"solution": proposed.solutions.get().pk, "reason": WORDS, "nonce": "one"})

    assert (response.status_code, response["Retry-After"]) == (503, "3")
    assert "Somebody else is writing to this just now." in response.content.decode()
    assert WORDS in response.content.decode()
    assert everything() == before


@pytest.mark.usefixtures("_impatient")
def test_a_tool_is_told_so_and_may_send_the_same_key_again(proposed: Incident, people: People) -> None:
    token = ApiToken.objects.issue(people.ada)
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "one"}
    client = Client(raise_request_exception=False, headers=headers)
    before = everything()
    url = reverse("api:accept_solution", args=[proposed.number])
    with held(proposed):
        response = client.post(url, {}, content_type="application/json")

    assert (response.status_code, response["Retry-After"]) == (503, "3")
    assert response["Content-Type"] == "application/problem+json"
    assert everything() == before
    again = client.post(url, {}, content_type="application/json")
    assert (again.status_code, again.has_header("Idempotent-Replay")) == (200, False)


@pytest.mark.postgresql
def test_in_service_nobody_waits_longer_than_three_seconds_for_a_lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("3s",)
