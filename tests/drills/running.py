"""A drill run as its operator runs it, on the kind of database that the tests run on."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

BENCH = Path(settings.BASE_DIR) / "bench"
LONGEST_SECONDS = 240


def drill(name: str, *options: str) -> tuple[int, dict[str, Any]]:
    """The exit code and the report of `bench/<name>.py`, whose database is a scratch one of its own."""
    environment = dict(os.environ)
    if connection.vendor == "sqlite":
        environment.pop("DATABASE_URL", None)
    command = [sys.executable, str(BENCH / f"{name}.py"), *options]
    done = subprocess.run(
        command, capture_output=True, text=True, env=environment, timeout=LONGEST_SECONDS, check=False
    )
    assert done.stdout, done.stderr
    report = json.loads(done.stdout.splitlines()[-1])
    assert report["database"] == connection.vendor
    return done.returncode, report
