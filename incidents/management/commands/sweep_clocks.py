"""`manage.py sweep_clocks`: tell of clocks that are due, as the periodic task does."""

from typing import Any

from django.core.management.base import BaseCommand

from incidents import actions


class Command(BaseCommand):
    help = "Warn of and record breaches of every clock that is due (R21)."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{actions.sweep_clocks()} told")
