"""`manage.py sweep_clocks`: tell of clocks that are due and of what Problems came to, as the periodic tasks do."""

from typing import Any

from django.core.management.base import BaseCommand

from incidents import actions
from incidents.actions import spreading


class Command(BaseCommand):
    help = "Warn of and record breaches of every clock that is due (R21), and tell what Problems came to (R23)."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{actions.sweep_clocks() + spreading.sweep_knowledge()} told")
