"""What runs by itself: the drain with its heartbeat, the purge, and the command that does the same."""

import os
import signal
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from notifications import moment, outbox, tasks
from notifications.models import Attempt, Notification, Pulse
from tests.notifications.conftest import Queue, minutes
from tests.notifications.sink import Sink

pytestmark = pytest.mark.django_db


def test_the_scheduled_drain_delivers_and_beats(queue: Queue, sink: Sink, noon: datetime) -> None:
    assert Pulse.objects.age("tick") is None
    queue(1)
    tasks.deliver()
    assert len(sink.accepted) == 1
    with moment.at(noon + minutes(2)):
        assert Pulse.objects.age("tick") == minutes(2)


def test_a_nudge_delivers_but_is_no_proof_of_a_living_schedule(queue: Queue, sink: Sink) -> None:
    queue(1)
    tasks.deliver(nudged=True)
    assert len(sink.accepted) == 1
    assert not Pulse.objects.exists()


def test_a_third_drain_in_one_process_leaves_the_thread_to_other_work(queue: Queue, sink: Sink) -> None:
    queue(1)
    with tasks._drains, tasks._drains:
        tasks.deliver()
    assert not sink.accepted
    assert Pulse.objects.exists()


def test_a_worker_that_is_shutting_down_begins_no_drain(
    queue: Queue, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "_halt", type(tasks._halt)())
    queue(1)
    tasks._stop_draining()
    tasks.deliver()
    assert Notification.objects.get().state == "pending"
    assert not sink.accepted


def test_the_command_delivers_beats_and_says_what_it_did(
    queue: Queue, sink: Sink, capsys: pytest.CaptureFixture[str]
) -> None:
    queue(1)
    call_command("deliver_mail")
    assert capsys.readouterr().out == "1 sent, 0 delayed, 0 dead, 0 suppressed, 0 ambiguous, 0 stale\n"
    assert Pulse.objects.filter(name="tick").exists()


@pytest.fixture
def _own_signals() -> Iterator[None]:
    """The command takes the process's signals; they are given back."""
    usual = {name: signal.getsignal(name) for name in (signal.SIGTERM, signal.SIGINT)}
    yield
    for name, handler in usual.items():
        signal.signal(name, handler)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_own_signals")
def test_the_command_that_goes_on_stops_when_told_and_strands_no_letter(queue: Queue, sink: Sink) -> None:
    for number in range(5):
        queue(number)
    sink.on_letter = lambda: os.kill(os.getpid(), signal.SIGTERM)
    call_command("deliver_mail", every=60)
    assert Notification.objects.filter(state="sent").count() == len(sink.accepted)
    assert Notification.objects.filter(state="pending", worker="").count() == 5 - len(sink.accepted) > 0


def test_old_letters_and_tries_are_let_go_and_waiting_ones_never(queue: Queue, noon: datetime, sink: Sink) -> None:
    queue(1)
    outbox.deliver()
    with moment.at(noon + timedelta(days=91)):
        recent = queue(2)
        outbox.deliver()
        assert outbox.purge() == 1
        assert list(Attempt.objects.values_list("notification", flat=True)) == [recent.pk]
    Notification.objects.create(kind="event", record_id=3, queued_at=noon, state="pending", next_at=noon)
    with moment.at(noon + timedelta(days=401)):
        outbox.purge()
    assert sorted(Notification.objects.values_list("record_id", flat=True)) == [2, 3]


def test_a_purge_of_many_goes_in_small_steps(queue: Queue, noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "PURGE_BATCH", 2)
    with outbox.silenced():
        for number in range(5):
            queue(number)
    with moment.at(noon + timedelta(days=401)):
        assert outbox.purge() == 5
    assert not Notification.objects.exists()


def test_messages_that_the_embedded_broker_dealt_with_a_day_ago_are_removed(
    settings: Settings, tmp_path: Path, noon: datetime
) -> None:
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"processed_folder": str(tmp_path)}
    for name, age in [("old.msg", timedelta(hours=25)), ("young.msg", timedelta(hours=23))]:
        (tmp_path / name).touch()
        os.utime(tmp_path / name, times=((noon - age).timestamp(),) * 2)
    tasks.purge()
    assert not (tmp_path / "old.msg").exists()
    assert (tmp_path / "young.msg").exists()


def test_with_another_broker_there_is_nothing_to_remove(settings: Settings) -> None:
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {}
    tasks.purge()
