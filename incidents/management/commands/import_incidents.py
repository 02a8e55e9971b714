"""`manage.py import_incidents`: another system's history on the same timeline and clocks, and its figures."""

import json
import os
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError

from incidents.actions import import_incident
from incidents.imports import people
from incidents.imports.log import Fault, Line, Log, digest, read
from incidents.imports.metrics import metrics
from incidents.imports.steps import steps
from incidents.models import ImportedIncident
from notifications.moment import now

IMPORTED, UNCHANGED, DIFFERING, FAILED = "imported", "unchanged", "differing", "failed"


class Command(BaseCommand):
    help = (
        "Import another system's log of incidents. Interrupted, it is run again; what is there already stays as it is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a JSON object per line, in order of time")
        parser.add_argument("--metrics", type=Path, metavar="OUT", help="write each incident's figures, a line of JSON")

    def handle(self, *args: Any, file: Path, metrics: Path | None, **options: Any) -> None:
        log = read_log(file)
        check_target(metrics, file)
        for fault in log.faults:
            self.stderr.write(f"line {fault.number}: {fault.reason}{holds_back(fault)}")
        done = self.bring(log, settled(), is_talkative=options["verbosity"] > 1)
        if metrics is not None:
            write_figures(metrics, [name for name, what in done.items() if what in {IMPORTED, UNCHANGED}])
        self.sum_up(log, Counter(done.values()))

    def bring(self, log: Log, past: people.Past, *, is_talkative: bool) -> dict[str, str]:
        """Each whole incident in a transaction of its own, in the log's order; what became of it, by its name."""
        done = {}
        for name, lines in log.whole():
            try:
                done[name] = bring_one(name, lines, past)
            except Exception as error:  # a fault of ours with this one, or of the database: it must not cost the others
                done[name] = FAILED
                self.stderr.write(f"{name}: could not be written, and none of it was: {error!r}")
                continue
            if done[name] == DIFFERING:
                self.stderr.write(f"{name}: imported before from other lines, and left as it is")
            elif is_talkative:
                self.stdout.write(f"{name}: {done[name]}")
        return done

    def sum_up(self, log: Log, counts: Counter[str]) -> None:
        held = len(log.held_back)
        self.stdout.write(
            f"incidents: {counts[IMPORTED]} imported, {counts[UNCHANGED]} unchanged, {counts[DIFFERING]} differing, "
            f"{counts[FAILED]} failed, {held} held back; lines that could not be read: {len(log.faults)}"
        )
        if any(fault.names_nobody for fault in log.faults):
            self.stdout.write(
                "A line that names no incident holds none back: if one was imported without a line of its own, the "
                "mended file cannot complete it later."
            )
        if log.faults or counts[DIFFERING] or counts[FAILED]:
            raise CommandError("Not everything in this log has been imported: see above for the lines and reasons.")


def read_log(file: Path) -> Log:
    if not file.is_file():
        raise CommandError(f"{file}: there is no such file.")
    try:
        with file.open("rb") as stream:
            return read(stream, until=now())
    except OSError as error:
        raise CommandError(f"{file}: cannot be read: {error.strerror}.") from error


def check_target(target: Path | None, file: Path) -> None:
    """Whatever can be known of it is said before the import, which may take long."""
    if target is None:
        return
    if target.exists() and not target.is_file():
        raise CommandError(f"{target}: is no ordinary file; give the name of one for the figures.")
    if target.exists() and target.samefile(file):
        raise CommandError(f"{target}: is the log itself; give another name for the figures.")
    if not target.parent.is_dir() or not os.access(target.parent, os.W_OK):
        raise CommandError(f"{target}: its folder is not there, or cannot be written to.")


def holds_back(fault: Fault) -> str:
    names = sorted(fault.incidents)
    if fault.beginning:
        names.append(f"whatever begins with “{fault.beginning}”")
    return f" (holds back {', '.join(names)})" if names else ""


def settled() -> people.Past:
    try:
        return people.settle()
    except people.NotOurs as error:
        raise CommandError(str(error)) from error


def bring_one(name: str, lines: Sequence[Line], past: people.Past) -> str:
    """Import an incident unless it is there; of two imports at once, the second finds what the first has written."""
    mark = digest(lines)
    if (found := seen(name, mark)) is not None:
        return found
    past.meet(line.owner for line in lines)
    try:
        import_incident(name, mark, steps(lines), past)
    except IntegrityError:
        if (found := seen(name, mark)) is None:
            raise
        return found
    return IMPORTED


def seen(name: str, mark: str) -> str | None:
    kept = ImportedIncident.objects.filter(name=name).values_list("digest", flat=True).first()
    return None if kept is None else UNCHANGED if kept == mark else DIFFERING


def write_figures(target: Path, names: Iterable[str]) -> None:
    """By name, a line each; whole or not at all."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8") as stream:
            for name in sorted(names):
                stream.write(figures(name) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(target)
    except OSError as error:
        raise CommandError(f"{target}: the figures could not be written: {error.strerror}. Run this again.") from error
    finally:
        part.unlink(missing_ok=True)


def figures(name: str) -> str:
    imported = ImportedIncident.objects.select_related("incident__plan_version", "incident__calendar_version")
    return json.dumps(metrics(imported.get(name=name)), ensure_ascii=False, separators=(",", ":"))
