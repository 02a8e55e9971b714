"""`manage.py replay_timeline`: is what is stored what the timelines tell?"""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from incidents.models import Incident
from incidents.replaying import replay_timeline


class Command(BaseCommand):
    help = "Rebuild state, flags and clocks from the timelines and compare (R18). Exits with 1 if anything differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--incident", metavar="INC-…", help="only this one")

    def handle(self, *args: Any, incident: str | None, **options: Any) -> None:
        incidents = Incident.objects.numbered(incident) if incident else Incident.objects.all()
        replayed = replay_timeline(incidents)
        if incident and not replayed.incidents:
            raise CommandError(f"There is no incident {incident}.")
        for difference in replayed.differences:
            self.stdout.write(difference)
        self.stdout.write(f"{replayed.incidents} incidents, {replayed.events} events replayed")
        count = len(replayed.differences)
        self.stdout.write(f"{count} difference{'' if count == 1 else 's'}")
        if count:
            sys.exit(1)
