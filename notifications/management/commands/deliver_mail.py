"""`manage.py deliver_mail`: what the workers do with the outbox, for an installation without them."""

import signal
import threading
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, close_old_connections

from notifications import outbox
from notifications.delivery import Counts
from notifications.models import Pulse
from notifications.tasks import TICK


class Command(BaseCommand):
    help = "Sends the letters that are due, and prints what became of them. With --every it goes on doing so."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--every", type=float, metavar="SECONDS", help="do it again after so long, until stopped")

    def handle(self, *_args: Any, every: float | None = None, **_options: Any) -> None:
        halt = threading.Event()
        if every is None:
            self.report(self.drain(halt))
            return
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: halt.set())
        while not halt.is_set():
            self.drain_if_possible(halt)
            halt.wait(every)

    def drain_if_possible(self, halt: threading.Event) -> None:
        close_old_connections()
        try:
            if any(asdict(counts := self.drain(halt)).values()):
                self.report(counts)
        except (OperationalError, InterfaceError) as fault:
            self.stderr.write(f"The database is away: {fault}")

    def drain(self, halt: threading.Event) -> Counts:
        Pulse.objects.beat(TICK)
        return outbox.deliver(halt=halt)

    def report(self, counts: Counts) -> None:
        self.stdout.write(", ".join(f"{number} {word}" for word, number in asdict(counts).items()))
