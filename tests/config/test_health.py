"""What machines are told: alive without a database, ready only when every required check is well, measured in text."""

import shutil
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django.fixtures import Settings

from config import health
from notifications.models import Channel, Notification, Pulse
from notifications.moment import at, now


@pytest.fixture
def long_running(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that no longer has the grace of its first minute."""
    monkeypatch.setattr(health, "STARTED", time.monotonic() - 3600)


@pytest.fixture
def beating(db: None) -> None:
    Pulse.objects.beat("tick")


@pytest.fixture
def fresh_migrations_check() -> Iterator[None]:
    health.confirm_migrations.cache_clear()
    yield
    health.confirm_migrations.cache_clear()


@pytest.fixture
def well(beating: None, long_running: None, fresh_migrations_check: None) -> None:
    """Everything readiness looks at is as it should be."""


def letter(**fields: Any) -> Notification:
    unique = {"kind": "event", "record_id": Notification.objects.count() + 1, "verb": "respond", "audience": "customer"}
    return Notification.objects.create(**unique, recipient_key="user:1", address="ada@contoso.example", **fields)


def ready(client: Client) -> dict[str, Any]:
    answer = client.get("/readyz")
    body: dict[str, Any] = answer.json()
    assert answer.status_code == (200 if body["ok"] else 503)
    return body


def failing(body: dict[str, Any]) -> list[str]:
    return [name for name, check in body["checks"].items() if not check["ok"]]


def refuse(when: Callable[[str], bool]) -> Callable[..., Any]:
    """A database that refuses every statement of which `when` says so."""

    def wrapper(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if when(sql):
            raise DatabaseError("disk I/O error at /srv/secret")
        return execute(sql, *rest)

    return wrapper


def test_the_process_says_that_it_is_up_without_asking_the_database(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_health_is_only_read(client: Client) -> None:
    assert [client.post(path).status_code for path in ("/healthz", "/readyz", "/metrics")] == [405, 405, 405]


def test_all_is_ready_when_everything_is_well(client: Client, well: None) -> None:
    body = ready(client)
    assert (body["status"], failing(body)) == ("ready", [])
    assert set(body["checks"]) == {"database", "broker", "disk", "migrations", "tick", "outbox", "mail", "clock"}


def test_a_database_that_can_only_be_read_is_not_ready(client: Client, well: None) -> None:
    with connection.execute_wrapper(refuse(lambda sql: not sql.startswith("SELECT"))):
        body = ready(client)
    assert body["status"] == "unready"
    assert body["checks"]["database"] == {"ok": False, "says": "cannot be written"}
    assert "secret" not in str(body)


def test_a_dead_database_leaves_the_rest_unknown(client: Client, well: None) -> None:
    with connection.execute_wrapper(refuse(lambda _sql: True)):
        body = ready(client)
    assert set(failing(body)) == {"database", "migrations", "tick", "outbox", "mail", "clock"}
    assert body["checks"]["outbox"]["says"] == "unknown"


def test_a_missing_redis_degrades_but_stays_ready(client: Client, well: None, settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    body = ready(client)
    assert (body["ok"], body["status"], failing(body)) == (True, "degraded", ["broker"])


@pytest.mark.redis
def test_a_redis_that_answers_is_named_reachable(client: Client, well: None) -> None:
    assert ready(client)["checks"]["broker"] == {"ok": True, "says": "reachable"}


def test_waiting_migrations_are_not_ready(client: Client, well: None) -> None:
    MigrationRecorder(connection).record_unapplied("notifications", "0002_ground")
    body = ready(client)
    assert failing(body) == ["migrations"]
    assert "waiting" in body["checks"]["migrations"]["says"]


def test_migrations_once_seen_to_be_current_are_not_asked_again(client: Client, well: None) -> None:
    assert ready(client)["ok"]
    MigrationRecorder(connection).record_unapplied("notifications", "0001_outbox")
    assert ready(client)["ok"]


@pytest.mark.parametrize(("seconds", "ok"), [(59, True), (61, False)])
def test_a_heartbeat_is_good_for_a_minute(client: Client, well: None, seconds: int, *, ok: bool) -> None:
    with at(now() + timedelta(seconds=seconds)):
        assert ready(client)["checks"]["tick"]["ok"] is ok


def test_without_any_heartbeat_a_process_is_ready_only_in_its_first_minute(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "STARTED", time.monotonic())
    assert ready(client)["checks"]["tick"] == {"ok": True, "says": "starting"}
    monkeypatch.setattr(health, "STARTED", time.monotonic() - 61)
    assert ready(client)["checks"]["tick"] == {"ok": False, "says": "never"}


@pytest.mark.parametrize(("minutes", "ok"), [(4, True), (6, False)])
def test_a_letter_may_be_due_for_five_minutes(client: Client, well: None, minutes: int, *, ok: bool) -> None:
    letter(next_at=now() - timedelta(minutes=minutes))
    assert ready(client)["checks"]["outbox"]["ok"] is ok


def test_a_letter_whose_worker_vanished_is_due_since_its_lease_ran_out(client: Client, well: None) -> None:
    moment = now()
    letter(state="sending", next_at=moment - timedelta(hours=1), lease_until=moment - timedelta(minutes=1))
    assert ready(client)["ok"]
    letter(state="sending", next_at=moment - timedelta(hours=1), lease_until=moment - timedelta(minutes=6))
    assert failing(ready(client)) == ["outbox"]


def test_a_letter_that_waits_for_its_turn_is_not_overdue(client: Client, well: None) -> None:
    letter(next_at=now() + timedelta(hours=1))
    letter(state="sent", next_at=now() - timedelta(hours=1))
    assert ready(client)["ok"]


def test_an_open_mail_breaker_is_shown_without_the_server_s_words(client: Client, well: None) -> None:
    Channel.objects.email().trip("535 5.7.8 bad password for relay-user")
    body = ready(client)
    assert failing(body) == ["mail"]
    assert body["checks"]["mail"]["says"] == "breaker open"
    assert "relay-user" not in str(body)


@pytest.mark.parametrize(("free", "ok"), [(29, False), (30, True)])
def test_a_disk_with_less_than_three_per_cent_free_is_not_ready(
    client: Client, well: None, monkeypatch: pytest.MonkeyPatch, free: int, *, ok: bool
) -> None:
    usage = shutil._ntuple_diskusage(1000, 1000 - free, free)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    assert ready(client)["checks"]["disk"]["ok"] is ok


def test_a_clock_that_differs_from_the_database_s_degrades(client: Client, well: None) -> None:
    with at(now() + timedelta(seconds=10)):
        body = ready(client)
    assert (body["status"], failing(body)) == ("degraded", ["clock"])


def test_metrics_count_what_is_not_settled(client: Client, well: None) -> None:
    letter(next_at=now() - timedelta(seconds=100))
    letter(state="dead")
    letter(state="dead")
    letter(state="sent")
    text = client.get("/metrics").content.decode()
    assert 'relief_outbox_notifications{state="pending"} 1.0' in text
    assert 'relief_outbox_notifications{state="dead"} 2.0' in text
    assert 'state="sent"' not in text
    assert "relief_outbox_oldest_due_seconds 10" in text
    assert "relief_mail_breaker_open 0.0" in text
    assert "relief_database_up 1.0" in text
    assert "process_resident_memory_bytes" in text


def test_metrics_tell_since_when_the_timelines_agree(client: Client, well: None) -> None:
    assert "relief_replay_agreed_age_seconds" not in client.get("/metrics").content.decode()
    with at(now() - timedelta(hours=7)):
        Pulse.objects.beat("replay")
    assert "relief_replay_agreed_age_seconds 252" in client.get("/metrics").content.decode()


def test_metrics_without_a_database_still_tell_of_the_process(client: Client, well: None) -> None:
    with connection.execute_wrapper(refuse(lambda _sql: True)):
        text = client.get("/metrics").content.decode()
    assert "relief_database_up 0.0" in text
    assert "relief_outbox_notifications" not in text
    assert "process_resident_memory_bytes" in text
