"""The real things tests run against: a private PostgreSQL and a private Redis, started in a folder that is removed."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Server = subprocess.Popen[bytes]

DEBIAN_VERSIONS = Path("/usr/lib/postgresql")
DATABASE_OWNER = "postgres"
START_SECONDS = 60
# A test database that is thrown away needs no durability.
FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]


def find_postgresql() -> str | None:
    """The folder of the server's programs: the newest of Debian's versions, else where PATH has `initdb`."""
    versions = [folder for folder in DEBIAN_VERSIONS.glob("*/bin") if (folder / "initdb").exists()]
    if versions:
        return str(max(versions, key=lambda folder: float(folder.parent.name)))
    on_path = shutil.which("initdb")
    return str(Path(on_path).resolve().parent) if on_path else None


def find_redis() -> str | None:
    return shutil.which("redis-server") or shutil.which("valkey-server")


def find_chromium() -> str | None:
    """A Chromium that starts: on some systems the name on PATH is only a notice of where to get it."""
    for name in ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome"):
        path = shutil.which(name)
        if path and subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0:
            return path
    return None


@contextlib.contextmanager
def postgresql(programs: str) -> Iterator[str]:
    """A new cluster with no data; yields its DATABASE_URL."""
    with private_folder("relief-postgresql-") as folder:
        owner = DATABASE_OWNER if os.geteuid() == 0 else None  # the server refuses to run as root
        if owner:
            shutil.chown(folder, owner)
        initialise(programs, folder, owner)
        port = free_port()
        options = [f"unix_socket_directories={folder}", "listen_addresses=127.0.0.1", f"port={port}", *FAST]
        settings = [argument for option in options for argument in ("-c", option)]
        command = [f"{programs}/postgres", "-D", f"{folder}/data", *settings]
        log = folder / "server.log"
        with running(command, log, signal.SIGQUIT, owner) as server:  # SIGQUIT: PostgreSQL's immediate mode
            ready = [f"{programs}/pg_isready", "--quiet", "--host", "127.0.0.1", "--port", str(port)]
            wait_until(lambda: subprocess.run(ready, check=False).returncode == 0, server, log)
            yield f"postgresql://{DATABASE_OWNER}@127.0.0.1:{port}/postgres"


def initialise(programs: str, folder: Path, owner: str | None) -> None:
    options = ["--username", DATABASE_OWNER, "--auth", "trust", "--no-sync", "--encoding", "UTF8"]
    command = [f"{programs}/initdb", "--pgdata", f"{folder}/data", *options]
    # initdb takes the locale from here; lower-casing beyond ASCII needs one that is not C.
    environment = os.environ | {"LC_ALL": "C.UTF-8"}
    subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL, **identity(owner))


@contextlib.contextmanager
def redis(program: str) -> Iterator[str]:
    """A server that keeps nothing on disk; yields its REDIS_URL."""
    with private_folder("relief-redis-") as folder:
        port = free_port()
        options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
        log = folder / "server.log"
        with running([program, *options], log, signal.SIGTERM) as server:
            wait_until(lambda: accepts(port), server, log)
            yield f"redis://127.0.0.1:{port}/0"


@contextlib.contextmanager
def private_folder(prefix: str) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir="/tmp"))  # short: a socket's path has at most 107 characters
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def running(command: list[str], log: Path, stop: signal.Signals, owner: str | None = None) -> Iterator[Server]:
    """A server in a session of its own, so that Ctrl-C reaches it only through us; stopped with `stop`, then killed."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=log.parent,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            **identity(owner),
        )
    try:
        yield process
    finally:
        process.send_signal(stop)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def identity(owner: str | None) -> dict[str, Any]:
    """Popen's arguments for running as another user."""
    if owner is None:
        return {}
    person = pwd.getpwnam(owner)
    return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def accepts(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def wait_until(ready: Callable[[], bool], server: Server, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not ready():
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"A server for the tests did not start:\n{log.read_text(errors='replace')}")
        time.sleep(0.05)
