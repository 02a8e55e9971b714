"""A new installation for one drill: a folder, a database on it or on the server of DATABASE_URL, and nothing left."""

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit, urlunsplit

import django
import psycopg
from django.core.management import call_command
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def installation(name: str) -> Iterator[Path]:
    """Set up and migrated, for this process and for those that it starts; yields its folder. Models can be imported
    from here on."""
    # A stop asked for from outside unwinds too, so that no process or database is left behind.
    signal.signal(signal.SIGTERM, leave)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=f"{name}-")))
        prepare(folder, stack.enter_context(scratch_database()))
        stack.callback(connection.close)
        yield folder


def leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(143)


@contextmanager
def scratch_database() -> Iterator[str]:
    """The address of a new database on the server of DATABASE_URL, dropped at the end; empty for SQLite."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield ""
        return
    name = f"relief_drill_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def prepare(folder: Path, database: str) -> None:
    os.environ.update(
        DATA_DIR=str(folder / "data"),
        DATABASE_URL=database or f"sqlite:///{folder / 'data' / 'drill.sqlite3'}",
        DJANGO_SETTINGS_MODULE="bench.settings",
        SITE_URL="http://127.0.0.1",
        REDIS_URL="",
        LOG_LEVEL="CRITICAL",
        PYTHONPATH=str(ROOT),
    )
    django.setup()
    call_command("migrate", verbosity=0)
