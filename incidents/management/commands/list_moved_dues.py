"""`manage.py list_moved_dues`: what new zone data would change, before anybody works with it."""

from datetime import datetime
from importlib.metadata import version
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from incidents.zone_data import moved_dues


class Command(BaseCommand):
    help = "List the due and warning times of running clocks that the installed zone data move (S17); 1 if any."

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(moved_dues())
        for moved in found:
            line = f"{moved.number} {moved.clock} {moved.time}: {said(moved.stored)} -> {said(moved.reckoned)}"
            self.stdout.write(line)
        summary = f"{len(found)} moved under tzdata {version('tzdata')}"
        if found:
            raise CommandError(summary)
        self.stdout.write(summary)


def said(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC" if moment else "none"
