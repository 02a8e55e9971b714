"""`manage.py evaluate_similar DIR`: how often similar items find a known duplicate, as one line of JSON."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from incidents.search.evaluation import REPORTS, evaluate


class Command(BaseCommand):
    help = "Ask for the known duplicates in DIR (*.reports.jsonl, *.pairs.jsonl) among what is older than each (R25)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if not any(folder.glob(f"*{REPORTS}")):
            raise CommandError(f"There is no *{REPORTS} in {folder}.")
        self.stdout.write(json.dumps(evaluate(folder)))
