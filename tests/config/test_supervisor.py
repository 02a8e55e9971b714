"""The supervisor keeps its children alive while it lives, and takes them with it however it ends."""

import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from config.supervisor import Child

Start = Callable[..., "subprocess.Popen[str]"]

SUPERVISE = """
import sys
from config.supervisor import Child, Supervisor
pairs = zip(sys.argv[2::2], sys.argv[3::2])
Supervisor([Child(name, [sys.executable, "-c", code]) for name, code in pairs], grace=float(sys.argv[1])).run()
"""
PATIENT = "import os, signal; print('pid', os.getpid(), flush=True); signal.pause()"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + PATIENT
SHORT_LIVED = "import os; print('born', flush=True); os.kill(os.getpid(), 9)"
PARENT = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', \"" + PATIENT + '"]).wait()'


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts a supervisor of children given as name and Python code; a test that hangs is cut off."""
    started: list[subprocess.Popen[str]] = []

    def _start(*children: tuple[str, str], grace: float = 8.0) -> "subprocess.Popen[str]":
        arguments = [word for child in children for word in child]
        command = [sys.executable, "-c", SUPERVISE, str(grace), *arguments]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        watchdog = threading.Timer(30, process.kill)
        watchdog.daemon = True
        watchdog.start()
        started.append(process)
        return process

    yield _start
    for process in started:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def wait_for(process: "subprocess.Popen[str]", words: str) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if words in line:
            return line.strip()
    raise AssertionError(f"The supervisor ended without saying {words!r}.")


def child_pid(process: "subprocess.Popen[str]") -> int:
    return int(wait_for(process, "pid").rsplit(" ", 1)[1])


def ends_within(descriptor: int, seconds: float) -> bool:
    """Whether the process behind a pidfd is gone by then."""
    try:
        return bool(select.select([descriptor], [], [], seconds)[0])
    finally:
        os.close(descriptor)


def test_a_child_that_dies_is_started_again_after_a_pause_that_grows(start: Start) -> None:
    supervisor = start(("worker", SHORT_LIVED))
    assert wait_for(supervisor, "born") == "worker | born"
    assert wait_for(supervisor, "ended") == "relief | worker ended (SIGKILL); it starts again in 1 s"
    assert wait_for(supervisor, "born") == "worker | born"
    assert wait_for(supervisor, "ended") == "relief | worker ended (SIGKILL); it starts again in 2 s"


def test_the_pause_doubles_up_to_half_a_minute() -> None:
    child = Child("web", [], started_at=time.monotonic())
    assert [child.pause_after_death() for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]


def test_a_child_that_lived_a_minute_starts_again_with_the_shortest_pause() -> None:
    child = Child("web", [], failures=5, started_at=time.monotonic() - 61)
    assert child.pause_after_death() == 1


def test_one_that_dies_leaves_the_others_alone(start: Start) -> None:
    supervisor = start(("web", PATIENT), ("beat", SHORT_LIVED))
    survivor = os.pidfd_open(child_pid(supervisor))
    wait_for(supervisor, "beat ended")
    assert not ends_within(survivor, 0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_stop_ends_the_supervisor_and_every_child(start: Start, number: signal.Signals) -> None:
    supervisor = start(("web", PATIENT), ("beat", PATIENT))
    children = [os.pidfd_open(child_pid(supervisor)) for _ in range(2)]
    supervisor.send_signal(number)
    assert supervisor.wait(timeout=5) == 0
    assert all(ends_within(child, 0) for child in children)


def test_a_child_deaf_to_term_is_killed_when_the_grace_is_over(start: Start) -> None:
    supervisor = start(("worker", DEAF), grace=0.5)
    child = os.pidfd_open(child_pid(supervisor))
    supervisor.terminate()
    assert supervisor.wait(timeout=5) == 0
    assert ends_within(child, 0)


def test_what_a_child_started_ends_with_it(start: Start) -> None:
    supervisor = start(("web", PARENT), grace=0.5)
    grandchild = os.pidfd_open(child_pid(supervisor))
    supervisor.terminate()
    assert supervisor.wait(timeout=5) == 0
    assert ends_within(grandchild, 5)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can tie a child's life to its parent's")
def test_a_supervisor_that_is_killed_leaves_no_orphan(start: Start) -> None:
    supervisor = start(("web", PATIENT), ("worker", PATIENT), ("beat", PATIENT))
    children = [os.pidfd_open(child_pid(supervisor)) for _ in range(3)]
    supervisor.kill()
    assert all(ends_within(child, 5) for child in children)
