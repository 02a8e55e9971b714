"""`manage.py sweep_clocks`: everything that is due and that somebody is to be told of, as the periodic tasks do."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string


class Command(BaseCommand):
    help = "Tell of every clock that is due (R21), of what Problems came to (R23), and of what nobody answers (R40)."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{sum(import_string(sweep)() for sweep in settings.SWEEPS)} told")
