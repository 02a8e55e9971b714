"""Everything Relief needs, from one command: the web server, the Celery worker and its beat, until Ctrl-C."""

import os
import socket
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from accounts.models import User
from config.probe import answers
from config.supervisor import Child, Supervisor, write_line

PORTS_TO_TRY = 50
PEOPLE_TO_SHOW = 20
# Celery's worry is messages that run code when they are read; ours are JSON, and a fresh machine's user is often root.
AS_ROOT_IS_FINE = "ignore:You're running the worker with superuser privileges"


class Command(BaseCommand):
    help = "Runs the web server, the Celery worker and its beat together, until Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--prepare",
            action="store_true",
            help="First bring the database and the static files up to date and, in demo mode, fill an empty database.",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        port = choose_port(settings.LISTEN_ADDRESS, settings.PORT, fixed=port_is_fixed())
        site_url = settings.SITE_URL if port == settings.PORT else f"http://127.0.0.1:{port}"
        if options["prepare"]:
            prepare()
        greeting = Greeting(port, site_url)
        connections.close_all()
        environment = os.environ | {"PORT": str(port), "SITE_URL": site_url, "PYTHONUNBUFFERED": "1"}
        Supervisor(children(port), environment).run(every_turn=greeting.once_it_answers)


def port_is_fixed() -> bool:
    """An address that somebody chose is kept or refused; only the default one may give way to the next free port."""
    return "PORT" in os.environ or "SITE_URL" in os.environ


def choose_port(address: str, port: int, *, fixed: bool) -> int:
    if is_free(address, port):
        return port
    if fixed:
        raise CommandError(f"Port {port} is taken by another program: stop it, or choose another one with PORT.")
    free = (other for other in range(port + 1, port + PORTS_TO_TRY) if is_free(address, other))
    if not (found := next(free, 0)):
        raise CommandError(f"No port from {port} to {port + PORTS_TO_TRY - 1} is free: choose one with PORT.")
    return found


def is_free(address: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the web server will do
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


def prepare() -> None:
    """What a fresh clone lacks: tables, static files, in demo mode a world; and search over what was there before."""
    call_command("migrate", verbosity=0)
    call_command("index_search", missing=True, verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    if settings.DEMO:
        call_command("load_demo")


def children(port: int) -> list[Child]:
    address = f"[{settings.LISTEN_ADDRESS}]" if ":" in settings.LISTEN_ADDRESS else settings.LISTEN_ADDRESS
    web = ["gunicorn", "config.wsgi", "--bind", f"{address}:{port}", "--workers", "1", "--worker-class", "gthread"]
    web += ["--threads", "4", "--graceful-timeout", "5", "--no-control-socket"]
    celery = ["celery", "--app", "config", "--quiet"]
    worker = [*celery, "worker", "--pool", "threads", "--concurrency", "4", "--without-gossip", "--without-mingle"]
    beat = [*celery, "beat", "--schedule", str(settings.DATA_DIR / "celerybeat-schedule")]
    return [
        Child("web", [sys.executable, "-m", *web]),
        Child("worker", [sys.executable, "-W", AS_ROOT_IS_FINE, "-m", *worker, "--loglevel", "warning"]),
        Child("beat", [sys.executable, "-m", *beat, "--loglevel", "warning"]),
    ]


class Greeting:
    """Says where Relief is and who may sign in, once: when the web server answers for the first time."""

    def __init__(self, port: int, site_url: str) -> None:
        self.port = port
        self.site_url = site_url
        self.lines = greeting(site_url)
        self.said = False

    def once_it_answers(self) -> None:
        if self.said or not answers(self.port, self.site_url, host=reachable(settings.LISTEN_ADDRESS)):
            return
        self.said = True
        for line in self.lines:
            write_line("relief", line)


def reachable(address: str) -> str:
    """Where this machine reaches a server that listens on `address`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)  # noqa: S104 - compared, not bound


def greeting(site_url: str) -> list[str]:
    lines = ["", f"Relief is ready: {site_url}"]
    if settings.DEMO:
        lines += ["", *demo_people(), "", "Everybody's password: demo"]
    if settings.DEMO and not settings.EMAIL_URL:
        lines.append(f"Mail goes to the demo mailbox: {site_url}/demo/mail/")
    return [*lines, "Stop with Ctrl-C.", ""]


def demo_people() -> list[str]:
    people = User.objects.filter(is_active=True).select_related("organization").order_by("pk")[:PEOPLE_TO_SHOW]
    return [f"  {person.email:<26} {what_they_are(person)}" for person in people]


def what_they_are(person: User) -> str:
    role = f"senior {person.get_role_display()}" if person.senior else person.get_role_display()
    if person.organization is None:
        return role
    return f"{'organisation lead' if person.is_lead else role} of {person.organization}"
