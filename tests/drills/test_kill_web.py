"""The drill that kills the web server, at its small size: it passes, and fails on a server broken on purpose (D5)."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

DRILL = Path(settings.BASE_DIR) / "bench" / "kill_web.py"


def drill(*options: str) -> tuple[int, dict[str, Any]]:
    """The exit code and the report; on the kind of database that the tests run on."""
    environment = dict(os.environ)
    if connection.vendor == "sqlite":
        environment.pop("DATABASE_URL", None)
    command = [sys.executable, str(DRILL), "--patience", "90", *options]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=180, check=False)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout.splitlines()[-1])


def test_whatever_is_killed_in_the_middle_of_posts_each_is_done_exactly_once() -> None:
    code, report = drill("--posts", "100", "--kills", "10")

    assert (report["posts"], report["kills"], report["database"]) == (100, 10, connection.vendor)
    assert report["kills_of_server"] == 1
    assert report["kills_in_flight"] >= 9, report
    assert report["lost_answers"] > 0, report
    assert code == 0, report


def test_the_drill_fails_where_a_key_is_committed_after_its_effect() -> None:
    code, report = drill("--posts", "40", "--kills", "5", "--seeded-fault", "key-after")

    assert report["wrong_answers"] > 0, report
    assert code == 1
