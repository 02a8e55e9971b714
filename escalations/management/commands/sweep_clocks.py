"""`manage.py sweep_clocks`: tell of what is due, of what Problems came to, of what nobody answered, as the tasks do."""

from typing import Any

from django.core.management.base import BaseCommand

from escalations.actions import sweep_consultations
from incidents.actions import spreading, sweep_clocks


class Command(BaseCommand):
    help = (
        "Warn of and record breaches of every clock that is due (R21), tell what Problems came to (R23), and move up "
        "the consultations that nobody answered (R30)."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{sweep_clocks() + spreading.sweep_knowledge() + sweep_consultations()} told")
