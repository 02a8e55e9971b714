"""A drill: twenty people decide one incident at the same moment, against a real web server; one of them may win (D8).

    python bench/decide_at_once.py --rounds 10

Accept, reject and withdraw-solution go in through the API and the portal. The database is a scratch one: SQLite in a
temporary folder, or a new one on the PostgreSQL server that DATABASE_URL names. The last line is JSON; the exit code is
1 on any deviation: other than one winner a round, an answer that is neither done nor a conflict, more than one line in
the timeline, or another set of letters than the winner's. `--seeded-fault no-lock` takes the row lock away on purpose:
on PostgreSQL the drill must then fail (SQLite's transactions hold the whole database anyway).
"""

import argparse
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import django  # noqa: E402 (the project is found from here on)
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from bench.kill_workers import scratch_database  # noqa: E402

AT_ONCE = 20
LETTERS = {"accept_solution": 2, "reject_solution": 2, "withdraw_solution": 1}
APPLICATIONS = {"none": "config.wsgi:application", "no-lock": "bench.decide_at_once:without_lock()"}
START_SECONDS, ANSWER_SECONDS = 30, 60


class Call(NamedTuple):
    """One decision as it goes over the wire."""

    verb: str
    path: str
    body: bytes
    headers: dict[str, str]


def main() -> int:
    options = arguments()
    signal.signal(signal.SIGTERM, leave)  # a stop asked for from outside unwinds too: nothing is left behind
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="decide-at-once-")))
        prepare(folder, stack.enter_context(scratch_database()))
        stack.callback(connection.close)
        port = stack.enter_context(running_server(APPLICATIONS[options.seeded_fault], folder / "server.log"))
        result = drill(options.rounds, port)
    print(json.dumps(result))
    return 1 if result["deviations"] else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seeded-fault", choices=APPLICATIONS, default="none")
    return parser.parse_args()


def leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(143)


def prepare(folder: Path, database: str) -> None:
    os.environ.update(
        DATA_DIR=str(folder / "data"),
        DATABASE_URL=database or f"sqlite:///{folder / 'data' / 'drill.sqlite3'}",
        DJANGO_SETTINGS_MODULE="config.settings",
        SITE_URL="http://127.0.0.1",
        REDIS_URL="",
        LOG_LEVEL="CRITICAL",
        PYTHONPATH=str(ROOT),
    )
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)


# --- The web server ---------------------------------------------------------------------------------------------------


@contextmanager
def running_server(application: str, log: Path) -> Iterator[int]:
    """Two processes of several threads each, so that no lock of Python's own stands in for the database's."""
    port = free_port()
    shape = ["--workers", "2", "--worker-class", "gthread", "--threads", "10", "--log-level", "critical"]
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", *shape]
    with log.open("wb") as output:
        server = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output)
    try:
        wait_until_up(server, port, log)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_up(server: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not answers(port):
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(log.read_text(errors="replace"))
        time.sleep(0.05)


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def without_lock() -> Any:
    """The seeded fault's web server: what is read to be changed is not held."""
    from config.wsgi import application  # noqa: I001, PLC0415 (the settings, which this process has only now)
    from accounts import acting  # noqa: PLC0415 (needs them)

    acting.lock = lambda record: type(record)._default_manager.get(pk=record.pk)  # type: ignore[assignment]
    return application


# --- The rounds -------------------------------------------------------------------------------------------------------


def drill(rounds: int, port: int) -> dict[str, Any]:
    from tests.people import settle_in  # noqa: PLC0415 (needs the settings that the drill has just made)

    people = settle_in()
    doors = Doors(people)
    total: Counter[str] = Counter()
    slowest = 0.0
    for _round in range(rounds):
        incident = propose(people)
        began = time.monotonic()
        came = at_once(port, [doors.call(incident, place) for place in range(AT_ONCE)])
        slowest = max(slowest, time.monotonic() - began)
        total += judge(incident, came)
    kinds = ("winners", "conflicts", "others", "events", "letters", "deviations")
    return {"rounds": rounds, **{kind: total[kind] for kind in kinds}, "slowest_round_seconds": round(slowest, 2)}


def propose(people: Any) -> Any:
    from incidents import actions  # noqa: PLC0415

    incident = actions.open_incident(by=people.ada, title="Output stops", description="Since 09:40.", severity=3)
    actions.assign(incident, by=people.eva, owner=people.eva, area=people.query, category="bug")
    actions.respond(incident, by=people.eva, body="I have this.")
    return actions.propose_solution(incident, by=people.eva, kind="workaround", body="Scale to twelve units.")


class Doors:
    """The customer at the portal and with a tool, the owner with a tool."""

    def __init__(self, people: Any) -> None:
        from django.middleware.csrf import _get_new_csrf_string  # noqa: PLC0415
        from django.test import Client  # noqa: PLC0415

        from accounts.models import ApiToken  # noqa: PLC0415

        client = Client()
        client.force_login(people.ada)
        self.csrf = _get_new_csrf_string()
        cookies = {name: morsel.value for name, morsel in client.cookies.items()} | {"relief_csrf": self.csrf}
        self.cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
        self.tokens = {"ada": ApiToken.objects.issue(people.ada), "eva": ApiToken.objects.issue(people.eva)}

    def call(self, incident: Any, place: int) -> Call:
        verb = list(LETTERS)[place % len(LETTERS)]
        sent = {"reason": "It stalls again.", "solution": incident.solutions.latest("pk").pk}
        if verb != "withdraw_solution" and place % 2:
            return self.portal(incident.number, verb, sent)
        return self.api(incident.number, verb, sent)

    def portal(self, number: str, verb: str, sent: dict[str, Any]) -> Call:
        path = f"/portal/incidents/{number}/{verb.replace('_', '-')}/"
        body = urlencode({**sent, "csrfmiddlewaretoken": self.csrf}).encode()
        return Call(verb, path, body, {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie})

    def api(self, number: str, verb: str, sent: dict[str, Any]) -> Call:
        path = f"/api/v1/incidents/{number}/actions/{verb.replace('_', '-')}/"
        token = self.tokens["eva" if verb == "withdraw_solution" else "ada"]
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        return Call(verb, path, json.dumps(sent).encode(), headers)


def at_once(port: int, calls: list[Call]) -> list[tuple[str, int]]:
    """Each on a connection of its own, all let go together: verb and status, 0 where nothing came back."""
    came = [(call.verb, 0) for call in calls]
    gate = threading.Barrier(len(calls))

    def run(place: int, call: Call) -> None:
        gate.wait(timeout=START_SECONDS)
        came[place] = (call.verb, send(port, call))

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def send(port: int, call: Call) -> int:
    server = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
    try:
        server.request("POST", call.path, call.body, call.headers)
        return server.getresponse().status
    finally:
        server.close()


def judge(incident: Any, came: list[tuple[str, int]]) -> Counter[str]:
    from notifications.models import Notification  # noqa: PLC0415

    winners = [verb for verb, status in came if status in {200, 302}]
    conflicts = sum(status == 409 for _verb, status in came)
    events = list(incident.events.filter(verb__in=LETTERS).values_list("pk", "verb"))
    written = Notification.objects.filter(kind="event", record_id__in=[pk for pk, _verb in events]).count()
    is_right = (
        len(winners) == 1
        and conflicts == len(came) - 1
        and [verb for _pk, verb in events] == winners
        and written == LETTERS[winners[0]]
    )
    return Counter(
        winners=len(winners),
        conflicts=conflicts,
        others=len(came) - len(winners) - conflicts,
        events=len(events),
        letters=written,
        deviations=int(not is_right),
    )


if __name__ == "__main__":
    sys.exit(main())
