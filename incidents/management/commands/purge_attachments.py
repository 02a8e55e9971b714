"""`manage.py purge_attachments`: take away files that no attachment names, as the periodic task does."""

from typing import Any

from django.core.management.base import BaseCommand

from incidents.actions import files


class Command(BaseCommand):
    help = "Take away stored files that no attachment names and that are two days old."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{files.purge_attachments()} purged")
