"""Keeps a few long-running children alive, tells their output apart, and ends all of them together."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

LEASH = Path(__file__).with_name("leash.py")
TURN_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0  # who lived this long starts again with the shortest pause
# A letter being sent is cut off after this; its row in the outbox finds it again. What is left of the ten seconds that
# are promised is for a busy machine.
GRACE_SECONDS = 6.0

Say = Callable[[str, str], None]


def write_line(name: str, line: str) -> None:
    """One line on standard output, its writer's name before it. A closed output must not stop the children."""
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.write(f"{name:<6} | {line}\n")
        sys.stdout.flush()


@dataclass
class Child:
    """One program that is to be running, in a process group of its own."""

    name: str
    command: Sequence[str]
    process: "subprocess.Popen[str] | None" = None
    started_at: float = 0.0
    failures: int = 0
    due_at: float = 0.0

    def start(self, environment: Mapping[str, str], say: Say) -> None:
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-IS", str(LEASH), str(os.getpid()), *self.command],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        threading.Thread(target=self._relay, args=(self.process.stdout, say), daemon=True).start()

    def _relay(self, output: IO[str], say: Say) -> None:
        for line in output:
            say(self.name, line.rstrip("\n"))

    def has_died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def pause_after_death(self) -> float:
        """Seconds until the next start: 1, 2, 4 … 30, and 1 again after a minute alive."""
        if time.monotonic() - self.started_at >= STEADY_SECONDS:
            self.failures = 0
        self.failures += 1
        return min(LONGEST_PAUSE_SECONDS, 2.0 ** (self.failures - 1))

    def signal_group(self, number: int) -> None:
        """To the child and everything it started; a group that is gone is no error."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)


@dataclass
class Supervisor:
    """Runs until INT, TERM or HUP."""

    children: Sequence[Child]
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    say: Say = write_line
    grace: float = GRACE_SECONDS
    stopping: bool = False

    def run(self, every_turn: Callable[[], None] = lambda: None) -> None:
        """Blocks the main thread. `every_turn` is called about ten times a second while the children run."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup asked us to stay
                signal.signal(number, self._ask_to_stop)
        try:
            while not self.stopping:
                self._start_what_is_due()
                every_turn()
                time.sleep(TURN_SECONDS)
                self._bury_the_dead()
        finally:
            self._stop_all()

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        # A plain flag: taking a lock inside a signal handler can deadlock with the code it interrupts.
        self.stopping = True

    def _start_what_is_due(self) -> None:
        for child in self.children:
            if child.process is None and child.due_at <= time.monotonic():
                child.start(self.environment, self.say)

    def _bury_the_dead(self) -> None:
        for child in self.children:
            if not child.has_died() or child.process is None:
                continue
            child.signal_group(signal.SIGKILL)  # what it left behind would hold its port or its lock
            pause = child.pause_after_death()
            self.say("relief", f"{child.name} ended ({ending(child.process)}); it starts again in {pause:.0f} s")
            child.due_at = time.monotonic() + pause
            child.process = None

    def _stop_all(self) -> None:
        self.say("relief", "stopping")
        for child in self.children:
            child.signal_group(signal.SIGTERM)
        deadline = time.monotonic() + self.grace
        while self._anyone_lives() and time.monotonic() < deadline:
            time.sleep(TURN_SECONDS)
        for child in self.children:
            child.signal_group(signal.SIGKILL)
            if child.process is not None:
                child.process.wait()

    def _anyone_lives(self) -> bool:
        return any(child.process is not None and child.process.poll() is None for child in self.children)


def ending(process: "subprocess.Popen[str]") -> str:
    """How it ended, in words: `exit 1`, `SIGKILL`."""
    code = process.returncode
    return signal.Signals(-code).name if code < 0 else f"exit {code}"
