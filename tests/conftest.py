"""What every test may ask for: the people, and an incident in each state, made by the real actions."""

import gc
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from pytest_django import Settings

from accounts.models import User
from escalations import guards as escalation_guards
from incidents import actions, guards
from incidents.models import Incident
from notifications.moment import at
from tests.people import People, settle_in

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)  # ten o'clock in Amsterdam, within working hours


@pytest.fixture(autouse=True)
def _quiet_settings(settings: Settings, tmp_path: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        "attachments": {
            "BACKEND": "incidents.storage.AttachmentFolder",
            "OPTIONS": {"location": str(tmp_path / "attachments")},
        },
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CELERY_BROKER_URL = "memory://"
    settings.MAIL_FOLDER = tmp_path / "mail"
    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def _flush_under_guards() -> Iterator[None]:
    """A flush deletes what the guards protect; on SQLite they are row triggers that it would trip over."""
    flush = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def unguarded(case: TransactionTestCase) -> None:
        floors = (guards, escalation_guards)
        for floor in floors:
            floor.remove()
        flush(case)
        for floor in floors:
            floor.install()

    TransactionTestCase._fixture_teardown = unguarded  # type: ignore[attr-defined]
    yield
    TransactionTestCase._fixture_teardown = flush  # type: ignore[attr-defined]


@pytest.fixture
def people(db: None) -> People:
    return settle_in()


@pytest.fixture
def monday() -> Iterator[datetime]:
    """It is Monday morning, and stays so."""
    with at(MONDAY):
        yield MONDAY


Make = Callable[..., Incident]


@pytest.fixture
def make(people: People) -> Make:
    """An incident of Ada's in a state, brought there by what people do."""

    def made(state: str = "new", **more: Any) -> Incident:
        return bring_to(state, people, **more)

    return made


def bring_to(state: str, people: People, *, customer: User | None = None, **more: Any) -> Incident:
    opening = {"title": "Output stops after scaling", "description": "Since 09:40 nothing arrives.", "severity": 3}
    incident = actions.open_incident(by=customer or people.ada, **{**opening, **more})
    if state == "untriaged":
        return incident
    incident = actions.assign(incident, by=people.eli, owner=people.eva, area=people.query, category="bug")
    if state == "new":
        return incident
    incident = actions.respond(incident, by=people.eva, body="Good morning, I have this now and it stays with me.")
    if state == "work_in_progress":
        return incident
    incident = actions.propose_solution(incident, by=people.eva, kind="workaround", body="Scale to 12 units.")
    if state == "solution_proposed":
        return incident
    assert state == "closed"
    return actions.accept_solution(incident, by=customer or people.ada)


@pytest.fixture
def new(make: Make) -> Incident:
    return make("new")


@pytest.fixture
def working(make: Make) -> Incident:
    return make("work_in_progress")


@pytest.fixture
def proposed(make: Make) -> Incident:
    return make("solution_proposed")


@pytest.fixture
def closed(make: Make) -> Incident:
    return make("closed")


@pytest.fixture
def later(monday: datetime) -> Callable[..., Any]:
    """`with later(hours=3):` - that much after Monday morning."""

    def moved(**span: float) -> Any:
        return at(MONDAY + timedelta(**span))

    return moved


# Run first: whoever came upon one of these at the end would leave the other process with nothing to take.
LONG = ("tests/drills", "tests/walk", "tests/config/test_up.py", "tests/notifications/test_kill_drill.py")


def pytest_configure() -> None:
    os.environ.setdefault("SQLITE_TIMEOUT", "2")


def pytest_collection_finish() -> None:
    """What is there by now stays to the end: looked through again and again for garbage, it cost a twelfth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What this run has no service for is skipped by name; `make test` brings the services, and says what it lacks."""
    there = {
        "postgresql": connection.vendor == "postgresql",
        "redis": bool(os.environ.get("REDIS_URL")),
        "browser": bool(os.environ.get("CHROMIUM")),
    }
    for item in items:
        for mark, is_there in there.items():
            if item.get_closest_marker(mark) and not is_there:
                item.add_marker(pytest.mark.skip(reason=f"needs {mark}"))
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


def pytest_report_header() -> str:
    return f"database: {connection.vendor}"
