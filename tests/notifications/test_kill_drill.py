"""The drill that kills workers, at its small size: it passes, and it fails when the workers are broken on purpose."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

DRILL = Path(settings.BASE_DIR) / "bench" / "kill_workers.py"


def drill(*options: str) -> tuple[int, dict[str, Any]]:
    """The exit code and the report; on the kind of database that the tests run on."""
    environment = {**os.environ, "DATABASE_URL": os.environ.get("DATABASE_URL", "")}
    if connection.vendor == "sqlite":
        environment.pop("DATABASE_URL")
    command = [sys.executable, str(DRILL), "--letters", "40", "--patience", "90", *options]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=180, check=False)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout.splitlines()[-1])


def test_no_letter_is_lost_and_every_second_copy_is_explained_when_workers_are_killed() -> None:
    code, report = drill("--kills", "3")
    assert (report["letters"], report["kills"], report["database"]) == (40, 3, connection.vendor)
    assert (report["lost"], report["unexplained"], code) == (0, 0, 0), report
    assert report["extra"] <= report["ambiguous"]


def test_the_drill_fails_when_workers_write_down_a_success_they_do_not_have_yet() -> None:
    code, report = drill("--letters", "24", "--kills", "7", "--delay", "0.5", "--seeded-fault", "mark-sent-first")
    assert report["lost"] > 0, report
    assert code == 1
