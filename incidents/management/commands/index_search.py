"""`manage.py index_search`: build what search knows of every record anew, or only what it does not know yet."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from incidents import search


class Command(BaseCommand):
    help = "Build the search anew, in batches; it stays usable meanwhile. With --missing: only what is not in it yet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--missing", action="store_true", help="Only the records that search does not know yet.")

    def handle(self, *args: Any, **options: Any) -> None:
        for name, kind in search.KINDS.items():
            count = search.index_all(name, missing=options["missing"])
            if options["verbosity"] > 0:
                self.stdout.write(f"{kind.label}: {count}")
