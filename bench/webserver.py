"""A real web server for a drill, on loopback: started, asked by many at once, stopped, or killed with all it runs."""

import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.scratch import ROOT
from scripts.servers import accepts, free_port, wait_until

ANSWER_SECONDS = 60
STOP_SECONDS = 30
GATE_SECONDS = 30


@dataclass(frozen=True)
class Call:
    """One request as it goes over the wire. `verb` is what it asks for, in our words."""

    verb: str
    path: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "POST"


@dataclass(frozen=True)
class Answer:
    """What came back; status 0 where nothing did."""

    call: Call
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)  # names in lower case
    body: str = ""
    seconds: float = 0.0
    cookies: Sequence[str] = ()


@dataclass
class WebServer:
    """gunicorn in the shape of the containers. Two processes, so that no lock of Python's own stands in for the
    database's. It keeps its port: who was killed starts again where the clients look for it."""

    log: Path
    application: str = "config.wsgi:application"
    workers: int = 2
    threads: int = 8
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Returns when it takes connections; RuntimeError with its log if it does not come up."""
        shape = ["--workers", str(self.workers), "--worker-class", "gthread", "--threads", str(self.threads)]
        quiet = ["--log-level", "critical", "--no-control-socket"]
        bind = ["--bind", f"127.0.0.1:{self.port}"]
        command = [sys.executable, "-m", "gunicorn", self.application, *bind, *shape, *quiet]
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output, start_new_session=True)
        wait_until(lambda: accepts(self.port), self.process, self.log)

    def kill(self) -> None:
        """With -9, master and workers alike: whatever they were in the middle of stays as it is."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def send(self, call: Call) -> Answer:
        """On a connection of its own. A connection that breaks or gives nothing within a minute is status 0."""
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
        try:
            connection.request(call.method, call.path, call.body, dict(call.headers))
            came = connection.getresponse()
            headers = {name.lower(): value for name, value in came.getheaders()}
            body = came.read().decode(errors="replace")
            cookies = came.headers.get_all("Set-Cookie") or ()
            return Answer(call, came.status, headers, body, time.monotonic() - began, cookies)
        except (OSError, http.client.HTTPException):
            return Answer(call, seconds=time.monotonic() - began)
        finally:
            connection.close()

    def send_at_once(self, calls: Sequence[Call]) -> list[Answer]:
        """All let go together; the answers in the order of the calls."""
        came = [Answer(call) for call in calls]
        gate = threading.Barrier(len(calls))

        def run(place: int, call: Call) -> None:
            gate.wait(timeout=GATE_SECONDS)
            came[place] = self.send(call)

        threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return came


@contextmanager
def running_server(folder: Path, application: str = "config.wsgi:application", threads: int = 8) -> Iterator[WebServer]:
    server = WebServer(folder / "server.log", application, threads=threads)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def percentile(answers: Sequence[Answer], share: float) -> float:
    """Seconds within which this share of the answers came: the slowest of that many."""
    seconds = sorted(answer.seconds for answer in answers)
    return round(seconds[max(0, -int(-len(seconds) * share // 1) - 1)], 3)
