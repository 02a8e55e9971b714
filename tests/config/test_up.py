"""`manage.py up`: the whole of Relief from one command, as `make run` starts it."""

import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from config.management.commands.up import choose_port
from config.probe import answers

Up = Callable[..., "subprocess.Popen[str]"]

pytestmark = pytest.mark.skipif(
    os.environ.get("RELIEF_EXPECT_VENDOR") == "postgresql", reason="brings its own SQLite: run on that leg alone"
)


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Up]:
    """Starts `manage.py up` on a data folder of its own; whatever the test leaves running is killed."""
    started: list[subprocess.Popen[str]] = []

    def _up(*arguments: str, **environment: str) -> "subprocess.Popen[str]":
        own = {"DATA_DIR": str(tmp_path), "ENV_FILE": os.devnull, "DATABASE_URL": f"sqlite:///{tmp_path}/up.sqlite3"}
        inherited = {name: value for name, value in os.environ.items() if name not in ("PORT", "SITE_URL", "REDIS_URL")}
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up", *arguments],
            cwd=settings.BASE_DIR,
            env=inherited | own | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        watchdog = threading.Timer(90, process.kill)
        watchdog.daemon = True
        watchdog.start()
        started.append(process)
        return process

    yield _up
    for process in started:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield int(listener.getsockname()[1])


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def read_greeting(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if "Stop with Ctrl-C" in line:
            return "".join(lines)
    raise AssertionError("It ended without a greeting:\n" + "".join(lines))


def descendants(pid: int) -> list[int]:
    """Every process below `pid`, from the kernel's own list of children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [found for child in map(int, children) for found in (child, *descendants(child))]


def test_one_command_brings_up_the_demo_world_and_one_signal_ends_it(up: Up, free_port: int) -> None:
    relief = up("--prepare", PORT=str(free_port), DEMO="1")
    greeting = read_greeting(relief)
    assert f"Relief is ready: http://127.0.0.1:{free_port}\n" in greeting
    assert "ada@contoso.example" in greeting
    assert f"http://127.0.0.1:{free_port}/demo/mail/" in greeting
    assert answers(free_port, f"http://127.0.0.1:{free_port}")

    began = time.monotonic()
    relief.terminate()
    assert relief.wait(timeout=15) == 0
    assert time.monotonic() - began < 10
    assert not answers(free_port, f"http://127.0.0.1:{free_port}")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can tie a child's life to its parent's")
def test_no_process_of_it_outlives_a_violent_end(up: Up, free_port: int) -> None:
    relief = up(PORT=str(free_port), DEMO="0")
    read_greeting(relief)
    everything = [os.pidfd_open(pid) for pid in descendants(relief.pid)]
    assert len(everything) >= 4  # the web server's master and its worker, the Celery worker, beat
    relief.kill()
    for descriptor in everything:
        assert select.select([descriptor], [], [], 10)[0]
        os.close(descriptor)


def test_a_dead_web_server_is_replaced_on_the_same_port(up: Up, free_port: int) -> None:
    relief = up(PORT=str(free_port), DEMO="0")
    read_greeting(relief)
    web = next(pid for pid in descendants(relief.pid) if "gunicorn" in Path(f"/proc/{pid}/cmdline").read_text())
    os.kill(web, signal.SIGKILL)
    assert relief.stdout is not None
    assert any("web ended (SIGKILL); it starts again in 1 s" in line for line in relief.stdout)
    assert any("Booting worker" in line for line in relief.stdout)
    assert answers(free_port, f"http://127.0.0.1:{free_port}", timeout=20)


def test_the_default_port_gives_way_to_the_next_free_one(taken_port: int) -> None:
    assert choose_port("127.0.0.1", taken_port, fixed=False) > taken_port


def test_a_port_that_was_asked_for_and_is_taken_is_refused_in_one_sentence(up: Up, taken_port: int) -> None:
    relief = up(PORT=str(taken_port))
    output, _ = relief.communicate(timeout=20)
    assert relief.returncode == 1
    refusal = f"Port {taken_port} is taken by another program: stop it, or choose another one with PORT."
    assert output == f"CommandError: {refusal}\n"
