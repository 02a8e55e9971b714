"""What this machine offers to the tests; what is missing is installed where that is possible, else named."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

from scripts.servers import find_chromium, find_postgresql, find_redis


@dataclass(frozen=True)
class Need:
    name: str
    find: Callable[[], str | None]
    packages: tuple[str, ...]


NEEDS = (
    Need("PostgreSQL", find_postgresql, ("postgresql",)),
    Need("Redis", find_redis, ("redis-server",)),
    Need("Chromium", find_chromium, ("chromium", "fonts-dejavu-core")),
)


def provide() -> dict[str, str | None]:
    """Where each need was found, by name; None where it is missing and could not be installed."""
    missing = [need for need in NEEDS if not need.find()]
    if missing and may_install():
        install([package for need in missing for package in need.packages])
    found = {need.name: need.find() for need in NEEDS}
    for need in NEEDS:
        says = found[need.name] or f"missing (Debian, Ubuntu: apt-get install {' '.join(need.packages)})"
        sys.stdout.write(f"{need.name}: {says}\n")
    return found


def may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: list[str]) -> None:
    """A failure is no end: what is still missing afterwards is named, and its tests are skipped or failed."""
    sys.stdout.write(f"Installing {' '.join(packages)} from the system's packages\n")
    sys.stdout.flush()
    quiet = {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}  # run level 1: install the servers, start none
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", "-qq", *command], env=os.environ | quiet, check=False)
