"""An import that is killed is run again, and what it leaves in the end is what an undisturbed one leaves."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from accounts.models import User
from incidents.models import Clock, Event, ImportedIncident, Incident
from tests.incidents.imports.sample import in_turn, said, written

STORIES = ["leap", "early", "dropped"]  # all closed: what was missed in open ones depends on when they are imported
FLEETING = {"solution", "owner", "owner_was", "plan_version", "calendar_version"}  # rows' numbers


class Killed(BaseException):
    """What no handler of errors catches, as nothing catches a kill."""


def test_an_import_killed_at_any_write_can_be_resumed(db: None, tmp_path: Path) -> None:
    file = written(tmp_path, in_turn(STORIES))
    undisturbed = elsewhere(lambda: call_command("import_incidents", file))
    there = []
    for writes in range(1_000):
        left, whole_then = elsewhere(partial(killed_and_resumed, file, writes))
        if whole_then is None:
            break
        assert left == undisturbed[0], f"killed at write {writes}"
        there.append(whole_then)
    assert set(there) == {0, 1, 2}, "kills fell into each of the incidents"
    assert len(there) > 60


def elsewhere(act: Callable[[], object]) -> tuple[Any, Any]:
    """What an act leaves in a database that forgets it afterwards, and what it answers."""
    with transaction.atomic():
        answer = act()
        left = what_is_there()
        transaction.set_rollback(True)
    return left, answer


def killed_and_resumed(file: Path, writes: int) -> int | None:
    """How many incidents were there when the import was killed; none where it was over before so many writes."""
    number = count()

    def kill(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE")) and next(number) == writes:
            raise Killed
        return execute(sql, *rest)

    try:
        with connection.execute_wrapper(kill):
            call_command("import_incidents", file)
    except Killed:
        found = whole()
        call_command("import_incidents", file)
        return found
    return None


def whole() -> int:
    """How many incidents are there; none of them by half."""
    assert (
        Incident.objects.count() == ImportedIncident.objects.count() == Incident.objects.filter(state="closed").count()
    )
    return Incident.objects.count()


def what_is_there() -> list[Any]:
    """Everything that was imported, but for the numbers of rows."""
    events = Event.objects.order_by("incident__title", "seq").values_list(
        "incident__title", "verb", "at", "state", "data"
    )
    clocks = Clock.objects.order_by("incident__title", "kind")
    return [
        [(*row, {name: value for name, value in data.items() if name not in FLEETING}) for *row, data in events],
        list(clocks.values_list("incident__title", "kind", "state", "elapsed", "due_at", "breached_at")),
        list(Incident.objects.order_by("title").values_list("title", "state", "closed_as", "version", "event_count")),
        list(User.objects.order_by("email").values_list("email", flat=True)),
    ]


def test_a_killed_process_is_resumed(tmp_path: Path) -> None:
    many = [said(f"i{number:02}", at, state, owner="Ann Doe") for number in range(MANY) for at, state in STEPS]
    by_time = sorted(many, key=lambda line: str(line["t"]))
    file = written(tmp_path, by_time)
    run(tmp_path / "disturbed", "migrate", "--verbosity", "0")
    (tmp_path / "calm").mkdir()
    for path in (tmp_path / "disturbed").glob("*.sqlite3*"):
        (tmp_path / "calm" / path.name).write_bytes(path.read_bytes())
    run(tmp_path / "calm", "import_incidents", str(file), "--metrics", str(tmp_path / "calm.out"))

    kill_at_work(tmp_path / "disturbed", str(file), "--metrics", str(tmp_path / "disturbed.out"))

    assert not (tmp_path / "disturbed.out").exists()
    there = len(rows(tmp_path / "disturbed", "incidents_importedincident"))
    assert 3 <= there < MANY
    again = run(tmp_path / "disturbed", "import_incidents", str(file), "--metrics", str(tmp_path / "disturbed.out"))
    assert f"{MANY - there} imported, {there} unchanged" in again
    assert (tmp_path / "disturbed.out").read_bytes() == (tmp_path / "calm.out").read_bytes()
    for table in ("incident", "event", "clock", "solution", "message", "importedincident"):
        assert rows(tmp_path / "disturbed", f"incidents_{table}") == rows(tmp_path / "calm", f"incidents_{table}")


MANY = 16
STEPS = [(1, "new"), (2, "wip"), (3, "proposed"), (4, "wip"), (5, "proposed"), (6, "closed")]


def command(folder: Path, *words: str) -> tuple[list[str], dict[str, str]]:
    """On a database of its own; what it prints is there at once."""
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    environment |= {"DATA_DIR": str(folder), "PYTHONUNBUFFERED": "1"}
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), *words], environment


def run(folder: Path, *words: str) -> str:
    program, environment = command(folder, *words)
    return subprocess.run(program, env=environment, check=True, capture_output=True, text=True, timeout=120).stdout


def kill_at_work(folder: Path, *words: str) -> None:
    """No warning, in the midst of the fourth incident."""
    program, environment = command(folder, "import_incidents", *words, "--verbosity", "2")
    with subprocess.Popen(program, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = [process.stdout.readline() for _number in range(3)]
        process.send_signal(signal.SIGKILL)
        assert all(line.endswith(": imported\n") for line in told), told
    assert process.returncode == -signal.SIGKILL


def rows(folder: Path, table: str) -> list[tuple[Any, ...]]:
    (file,) = folder.glob("*.sqlite3")
    with sqlite3.connect(file) as database:
        found = database.execute(f"SELECT * FROM {table} ORDER BY id").fetchall()  # noqa: S608 - our own names
    database.close()
    return found
