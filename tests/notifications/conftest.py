"""A floor on its own: letters written by `letterbox`, a broker in a folder, and mail servers on loopback."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from celery import Celery, current_app
from django.db import transaction
from pytest_django import Settings

from notifications import moment, outbox
from notifications.models import Notification
from notifications.outbox import Recipient
from tests.notifications import letterbox
from tests.notifications.sink import Sink, running_sink

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
Queue = Callable[..., Notification]


@pytest.fixture(autouse=True)
def installation(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.OUTBOX_LETTERS = {"event": "tests.notifications.letterbox.letter"}
    settings.SITE_NAME = "Relief"
    settings.MAIL_FROM_ADDRESS = "support@relief.example"
    settings.MAIL_FOLDER = tmp_path / "mail"
    settings.DEMO = False
    settings.EMAIL_URL = ""
    yield
    letterbox.written.clear()


@pytest.fixture(autouse=True)
def bells(tmp_path: Path) -> Iterator[Path]:
    """The broker's folder: each file in it is one nudge."""
    folder = tmp_path / "broker"
    for name in ("queue", "processed", "control"):
        (folder / name).mkdir(parents=True)
    usual = current_app._get_current_object()  # type: ignore[attr-defined]
    app = Celery("test", broker="embedded://", set_as_current=True)
    app.conf.broker_transport_options = {
        "data_folder_in": str(folder / "queue"),
        "data_folder_out": str(folder / "queue"),
        "processed_folder": str(folder / "processed"),
        "control_folder": str(folder / "control"),
        "store_processed": True,
    }
    yield folder / "queue"
    app.close()
    usual.set_current()


@pytest.fixture
def noon() -> Iterator[datetime]:
    with moment.at(NOON):
        yield NOON


@pytest.fixture
def queue() -> Queue:
    """Queues one letter, to Ada unless told otherwise."""

    def write(record_id: int = 1, *, to: str = "ada@contoso.example", urgency: str = "normal") -> Notification:
        with transaction.atomic():
            who = Recipient(f"user:{to}", to)
            outbox.queue("event", record_id, "propose_solution", [who], audience="customer", urgency=urgency)
        return Notification.objects.get(record_id=record_id, address=to)

    return write


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    with running_sink() as server:
        send_to(settings, server.port)
        yield server


def send_to(settings: Settings, port: int) -> None:
    settings.EMAIL_URL = f"smtp://127.0.0.1:{port}"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)
