"""Sends the morning's agenda and the eve of shiproom, if they are due and were not sent: what beat does by itself."""

from typing import Any

from django.core.management.base import BaseCommand

from escalations.actions.digests import send_digests


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{send_digests()} letters queued")
