"""A drill: letters are queued, real workers send them and are killed, and every letter is then accounted for (R43).

    python bench/kill_workers.py --letters 200 --kills 10

Workers are `manage.py deliver_mail --every`, or Celery workers with --celery. The database is a scratch one: SQLite in
a temporary folder, or a new one on the PostgreSQL server that DATABASE_URL names. The last line is JSON; the exit code
is 1 if a letter is lost, or if it arrived more often than the attempts on record can explain. `--seeded-fault` breaks
the workers on purpose: the drill must then fail.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import django  # noqa: E402 (the project is found from here on)
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from bench.scratch import leave, scratch_database  # noqa: E402

SETTINGS = """
from config.settings import *  # noqa: F403

OUTBOX_LETTERS = {{"drill": "bench.kill_workers.{writer}"}}
OUTBOX_LEASE_SECONDS = 2
OUTBOX_DEADLINE_SECONDS = 1.2
OUTBOX_REPLY_SECONDS = 0.6
"""
WRITERS = {"none": "letter", "mark-sent-first": "letter_marked_sent_first"}
COMMAND = [sys.executable, "manage.py", "deliver_mail", "--every", "0.2"]
CELERY = [sys.executable, "-m", "celery", "-A", "config", "worker", "-B", "-P", "threads", "-c", "2", "-l", "warning"]


def main() -> int:
    options = arguments()
    if options.sink:
        asyncio.run(sink(Path(options.sink), options.delay))
        return 0
    # A stop asked for from outside unwinds too, so that no worker, sink or database is left behind.
    signal.signal(signal.SIGTERM, leave)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kill-workers-")))
        log = folder / "accepted"
        port = stack.enter_context(running_sink(log, options.delay))
        prepare(folder, stack.enter_context(scratch_database()), port, WRITERS[options.seeded_fault])
        stack.callback(connection.close)
        result = drill(options, folder, log)
    print(json.dumps(result))
    return 1 if result["lost"] or result["unexplained"] else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--letters", type=int, default=200)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--celery", action="store_true", help="Celery workers in place of the command")
    parser.add_argument("--seeded-fault", choices=WRITERS, default="none")
    parser.add_argument("--seed", type=int, default=None, help="of the moments at which workers are killed")
    parser.add_argument("--delay", type=float, default=0.03, help="seconds the mail server takes for a letter")
    parser.add_argument("--patience", type=float, default=240, help="seconds after which unsent letters count as lost")
    parser.add_argument("--sink", metavar="LOG", help=argparse.SUPPRESS)
    return parser.parse_args()


# --- The mail server, a process of its own ----------------------------------------------------------------------------
async def sink(log: Path, delay: float) -> None:
    """Writes down each letter's Message-ID before it acknowledges it; two thirds of its time are before the dot."""

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers = {"EHLO": "250-sink\r\n250 8BITMIME", "MAIL": "250 ok", "RCPT": "250 ok", "DATA": "354 go on"}
        writer.write(b"220 sink\r\n")
        while line := (await reader.readline()).decode().strip():
            verb = line.split(" ")[0].upper()
            if verb == "RCPT":
                await asyncio.sleep(delay * 2 / 3)
            writer.write(f"{answers.get(verb, '221 bye')}\r\n".encode())
            if verb == "DATA":
                note(log, await reader.readuntil(b"\r\n.\r\n"))
                await asyncio.sleep(delay / 3)
                writer.write(b"250 taken\r\n")
        writer.close()

    async def guarded(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await converse(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            writer.close()

    server = await asyncio.start_server(guarded, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def note(log: Path, letter: bytes) -> None:
    (name,) = [line for line in letter.splitlines() if line.lower().startswith(b"message-id:")]
    with log.open("ab") as file:
        file.write(name.partition(b"<")[2].partition(b">")[0] + b"\n")


@contextmanager
def running_sink(log: Path, delay: float) -> Iterator[int]:
    log.touch()
    command = [sys.executable, __file__, "--sink", str(log), "--delay", str(delay)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


# --- The installation -------------------------------------------------------------------------------------------------
def prepare(folder: Path, database: str, port: int, writer: str) -> None:
    (folder / "drill_settings.py").write_text(SETTINGS.format(writer=writer))
    os.environ.update(
        DATA_DIR=str(folder / "data"),
        DATABASE_URL=database or f"sqlite:///{folder / 'data' / 'drill.sqlite3'}",
        DJANGO_SETTINGS_MODULE="drill_settings",
        EMAIL_URL=f"smtp://127.0.0.1:{port}",
        REDIS_URL="",
        LOG_LEVEL="ERROR",
        PYTHONPATH=f"{folder}{os.pathsep}{ROOT}",
    )
    sys.path.insert(0, str(folder))
    django.setup()
    call_command("migrate", verbosity=0)


def letter(notification):  # type: ignore[no-untyped-def]
    """What the outbox asks for when it sends a letter of the drill."""
    from notifications.letters import Letter  # noqa: PLC0415 (needs the settings that the drill has just written)

    number = notification.record_id
    return Letter(f"Letter {number}", f"{number}\n", f"<p>{number}</p>", "Drill", f"drill-{number}")


def letter_marked_sent_first(notification):  # type: ignore[no-untyped-def]
    """The fault of a worker that writes down the success before it has it."""
    from notifications.claims import Claims  # noqa: PLC0415
    from notifications.models import Attempt, Notification  # noqa: PLC0415

    def no_fence(_claims: Claims, _row: Notification, attempt: Attempt) -> None:
        Attempt.objects.filter(pk=attempt.pk).update(phase="dot")

    Claims.at_the_dot = no_fence  # type: ignore[method-assign]
    Notification.objects.filter(pk=notification.pk).update(state="sent", lease_until=None)
    return letter(notification)


# --- The drill --------------------------------------------------------------------------------------------------------
def drill(options: argparse.Namespace, folder: Path, log: Path) -> dict[str, object]:
    from notifications import outbox  # noqa: PLC0415

    chance = random.Random(options.seed)
    with transaction.atomic():
        for number in range(options.letters):
            who = outbox.Recipient(f"user:{number}", f"reader{number}@contoso.example")
            outbox.queue("drill", number, "drill", [who], audience="customer")
    started = time.monotonic()
    with ExitStack() as stack:
        crew = Crew(options.workers, CELERY if options.celery else COMMAND, folder)
        stack.callback(crew.disband)
        kill_at_random(crew, options, log, chance, started)
        wait_until_settled(options, started)
    return {**account(log), "kills": crew.kills, "seconds": round(time.monotonic() - started, 1)}


class Crew:
    """The workers; whoever is killed is replaced at once."""

    def __init__(self, size: int, command: list[str], folder: Path) -> None:
        self.command, self.folder, self.kills, self.hired = command, folder, 0, 0
        self.workers: dict[int, subprocess.Popen[bytes]] = {}
        for _ in range(size):
            self.hire()

    def hire(self) -> None:
        self.hired += 1
        schedule = ["-s", str(self.folder / f"beat-{self.hired}")] if "celery" in self.command else []
        process = subprocess.Popen(self.command + schedule, cwd=ROOT, stdout=subprocess.DEVNULL, start_new_session=True)
        self.workers[process.pid] = process

    def kill_one_at_work(self, chance: random.Random) -> bool:
        """Kills with -9 a worker that holds letters right now; False if none does."""
        from notifications.models import Notification  # noqa: PLC0415

        busy = Notification.objects.filter(state="sending").values_list("worker", flat=True).distinct()
        pids = sorted({int(name.split(":")[-2]) for name in busy} & self.workers.keys())
        if not pids:
            return False
        self.dismiss(chance.choice(pids))
        self.kills += 1
        self.hire()
        return True

    def dismiss(self, pid: int) -> None:
        os.killpg(pid, signal.SIGKILL)
        self.workers.pop(pid).wait()

    def disband(self) -> None:
        for pid in list(self.workers):
            self.dismiss(pid)


def kill_at_random(crew: Crew, options: argparse.Namespace, log: Path, chance: random.Random, started: float) -> None:
    """Spreads the kills over the letters, so that none comes when all are sent."""
    stretch = options.letters / (options.kills + 1)
    for number in range(options.kills):
        moment = int(stretch * (number + chance.random()))
        while len(arrived(log)) < moment and time.monotonic() < started + options.patience:
            time.sleep(0.005)
        time.sleep(chance.random() * 2 * options.delay)
        while not crew.kill_one_at_work(chance) and unsettled() and time.monotonic() < started + options.patience:
            time.sleep(0.005)


def wait_until_settled(options: argparse.Namespace, started: float) -> None:
    while unsettled() and time.monotonic() < started + options.patience:
        time.sleep(0.05)


def unsettled() -> bool:
    from notifications.models import Notification  # noqa: PLC0415

    return Notification.objects.filter(state__in=["pending", "sending"]).exists()


def arrived(log: Path) -> list[str]:
    return log.read_text().split()


def account(log: Path) -> dict[str, object]:
    """Every letter against what the mail server has of it."""
    from notifications.models import Attempt, Notification  # noqa: PLC0415

    copies = Counter(arrived(log))
    reasons = Counter(Attempt.objects.filter(ambiguous=True).values_list("notification__message_id", flat=True))
    letters = list(Notification.objects.values_list("message_id", flat=True))
    return {
        "database": connection.vendor,
        "letters": len(letters),
        "lost": sum(copies[name] == 0 for name in letters),
        "extra": sum(max(copies[name] - 1, 0) for name in letters),
        "ambiguous": reasons.total(),
        "unexplained": sum(max(copies[name] - 1 - reasons[name], 0) for name in letters),
    }


if __name__ == "__main__":
    sys.exit(main())
