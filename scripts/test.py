"""What `make test` runs: static checks, then the suite on SQLite, on PostgreSQL with Redis, and in a real browser."""

import contextlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

from scripts import install
from scripts.machine import NEEDS, provide
from scripts.report import ROOT, Report
from scripts.servers import postgresql, private_folder, redis

PROGRAMS = ROOT / ".venv" / "bin"
LOCKS = ["requirements.lock", "requirements-dev.lock", "requirements-browser.lock"]
STATIC_CHECKS = {
    "ruff check": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "mypy": ["mypy", "."],
    "import contracts": ["lint-imports"],
    "templates": ["djlint", "--lint", "templates"],
    "migrations": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
    "system check": ["python", "manage.py", "check", "--fail-level", "WARNING"],
}
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PYTEST = ["python", "-m", "pytest"]
# Whoever has no tests left takes some of the other's: drills last a minute, most tests a tenth of a second.
PARALLEL = ["-n", "2", "--dist", "worksteal"]
SQLITE, BROWSER = "pytest on SQLite", "pytest in Chromium"


def main(arguments: list[str]) -> int:
    for number in STOPPING:
        signal.signal(number, interrupt_once)
    report = Report()
    interrupted = False
    try:
        run_legs(report, arguments)
    except KeyboardInterrupt:
        interrupted = True
    report.write()
    return 130 if interrupted else int(report.failed())


def interrupt_once(_number: int, _frame: FrameType | None) -> None:
    """The first signal stops the run; another one must not interrupt the clearing up."""
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def run_legs(report: Report, arguments: list[str]) -> None:
    if not report.run("environment", [sys.executable, "-m", install.__name__, *LOCKS], os.environ):
        return
    with private_folder("relief-test-") as folder:
        environment = clean_environment(folder)
        if arguments and arguments != ["--static"]:
            run_pytest(report, SQLITE, arguments, environment | on_sqlite(folder))
            return
        run_static_checks(report, environment)
        if not arguments:
            run_suites(report, folder, environment)


def clean_environment(folder: Path) -> dict[str, str]:
    """The developer's own settings, in the shell or in .env, must not colour a test, nor a test touch their data."""
    settings = re.findall(r"^#?\s*([A-Z_]+)=", (ROOT / ".env.example").read_text(), flags=re.MULTILINE)
    kept = {name: value for name, value in os.environ.items() if name not in settings}
    return kept | {
        "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}",
        "ENV_FILE": os.devnull,
        "DATA_DIR": str(folder / "data"),
        "SQLITE_TIMEOUT": "2",
        "PYTEST_PLUGINS": "scripts.own_folder",
    }


def on_sqlite(folder: Path) -> dict[str, str]:
    return {"RELIEF_EXPECT_VENDOR": "sqlite", "DATA_DIR": str(folder / "sqlite")}


def run_pytest(report: Report, name: str, arguments: list[str], environment: Mapping[str, str]) -> None:
    report.run(name, [*PYTEST, *arguments], environment)


def run_static_checks(report: Report, environment: Mapping[str, str]) -> None:
    for name, command in STATIC_CHECKS.items():
        report.run(name, command, environment)


def run_suites(report: Report, folder: Path, environment: dict[str, str]) -> None:
    found = provide()
    without_servers = [*PARALLEL, "-m", "not browser and not postgresql and not redis"]
    run_pytest(report, SQLITE, without_servers, environment | on_sqlite(folder))
    run_on_servers(report, found, PARALLEL, environment | {"DATA_DIR": str(folder / "servers")})
    run_in_browser(report, found, environment | on_sqlite(folder) | {"DATA_DIR": str(folder / "browser")})


def run_on_servers(
    report: Report, found: Mapping[str, str | None], options: list[str], environment: dict[str, str]
) -> None:
    """The suite on what there is of the two; what is missing is skipped by name."""
    skip_what_is_missing(report, found, ["PostgreSQL", "Redis"])
    present = [name for name in ("PostgreSQL", "Redis") if found[name]]
    if not present:
        return
    absent = [name.lower() for name in ("PostgreSQL", "Redis") if not found[name]]
    marks = " and ".join(f"not {mark}" for mark in ["browser", *absent])
    name = f"pytest on {' and '.join(present)}"
    with contextlib.ExitStack() as servers:
        try:
            addresses = start_servers(servers, found)
        except (OSError, RuntimeError, subprocess.CalledProcessError) as fault:
            report.fail(name, str(fault))
            return
        run_pytest(report, name, [*options, "-m", marks], environment | addresses)


def start_servers(servers: contextlib.ExitStack, found: Mapping[str, str | None]) -> dict[str, str]:
    """Where they are, for settings that pytest reads as it starts: a server started later would not be used."""
    addresses = {"RELIEF_EXPECT_VENDOR": "postgresql" if found["PostgreSQL"] else "sqlite"}
    if programs := found["PostgreSQL"]:
        addresses["DATABASE_URL"] = servers.enter_context(postgresql(programs))
    if program := found["Redis"]:
        addresses["REDIS_URL"] = servers.enter_context(redis(program))
    return addresses


def run_in_browser(report: Report, found: Mapping[str, str | None], environment: dict[str, str]) -> None:
    skip_what_is_missing(report, found, ["Chromium"])
    if chromium := found["Chromium"]:
        # Processes of its own: the browser driver leaves an event loop in the thread, which Django takes for async.
        own = {"CHROMIUM": chromium, "DJANGO_ALLOW_ASYNC_UNSAFE": "true"}
        run_pytest(report, BROWSER, [*PARALLEL, "-m", "browser"], environment | own)


def skip_what_is_missing(report: Report, found: Mapping[str, str | None], names: list[str]) -> None:
    strict = os.environ.get("CI") == "true" or os.environ.get("STRICT") == "1"
    for need in NEEDS:
        if need.name in names and not found[need.name]:
            packages = " ".join(need.packages)
            report.skip(f"tests with {need.name}", f"not on this machine: install {packages}", strict=strict)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
