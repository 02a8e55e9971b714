"""What the workers do for the outbox; the rows are the truth, so a task may be lost, late or doubled without harm."""

import threading
from pathlib import Path
from typing import Any

from celery import shared_task
from celery.signals import worker_shutting_down
from django.conf import settings

from notifications import outbox
from notifications.models import Pulse
from notifications.moment import now

TICK = "tick"
# Two threads at most, so that a slow mail server never keeps the clocks' sweep from its turn.
_drains = threading.BoundedSemaphore(2)
_rung = threading.Event()
_halt = threading.Event()


@worker_shutting_down.connect
def _stop_draining(**_: Any) -> None:
    _halt.set()


@shared_task(ignore_result=True)
def deliver(nudged: bool = False) -> None:
    """Drains the outbox; by the schedule it is also the heartbeat that readiness looks for (a nudge proves no beat)."""
    if not nudged:
        Pulse.objects.beat(TICK)
    _rung.set()
    if not _drains.acquire(blocking=False):
        return
    try:
        while _rung.is_set() and not _halt.is_set():
            _rung.clear()
            outbox.deliver(halt=_halt)
    finally:
        _drains.release()


@shared_task(ignore_result=True)
def purge() -> None:
    """Lets go of what is past its retention, and of the messages that the embedded broker has dealt with."""
    outbox.purge()
    folder = settings.CELERY_BROKER_TRANSPORT_OPTIONS.get("processed_folder")
    for path in Path(str(folder)).iterdir() if folder else ():
        _forget_processed(path)


def _forget_processed(path: Path) -> None:
    day = 24 * 3600
    if path.is_file() and path.stat().st_mtime < now().timestamp() - day:
        path.unlink(missing_ok=True)
