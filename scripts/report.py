"""Runs the legs of a test run one after another and says at the end, in plain sight, how each of them went."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INTERRUPTED_SECONDS = 10  # how long a leg may take to end after Ctrl-C


@dataclass(frozen=True)
class Leg:
    name: str
    outcome: str
    seconds: float = 0.0
    remark: str = ""


@dataclass
class Report:
    legs: list[Leg] = field(default_factory=list)

    def run(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> bool:
        """One leg; its output passes through untouched. A failure is noted and hides no later leg."""
        heading(name)
        started = time.monotonic()
        outcome = "interrupted"
        try:
            outcome = "ok" if run_in_group(command, environment) == 0 else "FAILED"
        finally:
            self.legs.append(Leg(name, outcome, time.monotonic() - started))
        return outcome == "ok"

    def skip(self, name: str, why: str, *, strict: bool) -> None:
        """A leg that cannot run here; where nothing may be missing, that is a failure."""
        self.legs.append(Leg(name, "FAILED" if strict else "skipped", remark=why))

    def fail(self, name: str, why: str) -> None:
        """A leg that could not even begin."""
        heading(name)
        sys.stdout.write(f"{why}\n")
        self.legs.append(Leg(name, "FAILED", remark="could not begin: see above"))

    def failed(self) -> bool:
        return any(leg.outcome not in ("ok", "skipped") for leg in self.legs)

    def write(self) -> None:
        heading("Summary")
        width = max((len(leg.name) for leg in self.legs), default=0)
        for leg in self.legs:
            line = f"{leg.outcome:<11} {leg.name:<{width}} {leg.seconds:>7.1f} s  {leg.remark}"
            sys.stdout.write(f"{line.rstrip()}\n")
        sys.stdout.write(f"{self.verdict()}\n")
        sys.stdout.flush()

    def verdict(self) -> str:
        if self.failed():
            return "There were failures."
        skipped = [leg.name for leg in self.legs if leg.outcome == "skipped"]
        return f"No failures, but not everything was run: {', '.join(skipped)}." if skipped else "All is well."


def heading(text: str) -> None:
    sys.stdout.write(f"\n--- {text} {'-' * max(0, 100 - len(text))}\n")
    sys.stdout.flush()


def run_in_group(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """The exit code. The command has a process group of its own, so that nothing it started is left behind."""
    process = subprocess.Popen(command, cwd=ROOT, env=dict(environment), start_new_session=True)
    try:
        return process.wait()
    except KeyboardInterrupt:
        signal_group(process, signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=INTERRUPTED_SECONDS)
        raise
    finally:
        signal_group(process, signal.SIGKILL)
        process.wait()


def signal_group(process: "subprocess.Popen[bytes]", number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)
