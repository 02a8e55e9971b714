"""How the installation is, for machines: alive, ready, measured. States and figures only, never words of a server."""

import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

import redis
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Metric, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily

from notifications.models import Channel, Notification, Pulse
from notifications.moment import now
from notifications.outbox import oldest_due_age

STARTED = time.monotonic()
START_UP_SECONDS = 60  # how long a process that has just started forgives a missing heartbeat
TICK_SECONDS = 60
OUTBOX_SECONDS = 300
FREE_DISK_SHARE = 0.03
SKEW_SECONDS = 2
# What is settled grows for as long as letters are kept and alarms nobody: counting it would cost more every day.
COUNTED_STATES = (Notification.State.PENDING, Notification.State.SENDING, Notification.State.DEAD)


@dataclass(frozen=True)
class Finding:
    """What one check saw. Where `required` is false, a failure leaves the installation degraded, but ready."""

    ok: bool
    says: str
    required: bool = True


@require_safe
@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """200 while this process answers; asks nothing else, so that a broken database restarts no web server."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """200 when everything required is well, else 503; each check with its own `ok`."""
    findings = examine()
    unready = any(finding.required and not finding.ok for finding in findings.values())
    degraded = any(not finding.ok for finding in findings.values())
    checks = {name: {"ok": finding.ok, "says": finding.says} for name, finding in findings.items()}
    status = "unready" if unready else "degraded" if degraded else "ready"
    return JsonResponse({"ok": not unready, "status": status, "checks": checks}, status=503 if unready else 200)


def examine() -> dict[str, Finding]:
    findings = {"database": database(), "broker": broker(), "disk": disk()}
    for check in (migrations, tick, outbox, mail, clock):
        findings[check.__name__] = ask(check) if findings["database"].ok else Finding(ok=False, says="unknown")
    return findings


def ask(check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except DatabaseError:
        return Finding(ok=False, says="unknown")


def database() -> Finding:
    """A row is written, not only read: a standby or a full disk answers reads for a long time. Nothing of it stays."""
    try:
        with transaction.atomic():
            Pulse.objects.beat("probe")
            transaction.set_rollback(True)
    except DatabaseError:
        return Finding(ok=False, says="cannot be written")
    return Finding(ok=True, says="written")


def broker() -> Finding:
    """Only the doorbell of background work: without it the outbox waits for the next sweep, and nothing is lost."""
    if not settings.REDIS_URL:
        return Finding(ok=True, says="files")
    try:
        redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=0.2, socket_timeout=1).ping()
    except redis.RedisError:
        return Finding(ok=False, says="unreachable", required=False)
    return Finding(ok=True, says="reachable")


def disk() -> Finding:
    space = shutil.disk_usage(Path(settings.DATA_DIR))
    share = space.free / space.total
    return Finding(ok=share >= FREE_DISK_SHARE, says=f"{share:.0%} free")


def migrations() -> Finding:
    try:
        confirm_migrations()
    except MigrationsBehindError as waiting:
        return Finding(ok=False, says=str(waiting))
    return Finding(ok=True, says="current")


class MigrationsBehindError(Exception):
    """The code is newer than the tables."""


@cache
def confirm_migrations() -> None:
    """Raises MigrationsBehindError. Once passed it is not asked again in this process; a raise is never remembered."""
    executor = MigrationExecutor(connection)
    if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise MigrationsBehindError(f"{len(plan)} waiting")


def tick() -> Finding:
    """Beat and a worker are alive: together they leave a heartbeat every few seconds."""
    age = Pulse.objects.age("tick")
    if age is not None and age < timedelta(seconds=TICK_SECONDS):
        return Finding(ok=True, says=f"{age.total_seconds():.0f} s ago")
    if time.monotonic() - STARTED < START_UP_SECONDS:
        return Finding(ok=True, says="starting")
    return Finding(ok=False, says="never" if age is None else f"{age.total_seconds():.0f} s ago")


def outbox() -> Finding:
    age = oldest_due_age().total_seconds()
    return Finding(ok=age < OUTBOX_SECONDS, says=f"oldest due {age:.0f} s")


def mail() -> Finding:
    broken = mail_is_broken()
    return Finding(ok=not broken, says="breaker open" if broken else "flowing")


def mail_is_broken() -> bool:
    return Channel.objects.exclude(reason="").exists()


def clock() -> Finding:
    """This host against the database's clock, which rules leases and due times."""
    skew = abs(now().timestamp() - time.time())
    return Finding(ok=skew <= SKEW_SECONDS, says=f"{skew:.0f} s apart", required=False)


@require_safe
@never_cache
def metrics(_request: HttpRequest) -> HttpResponse:
    """Prometheus' text format: the outbox as the database has it now, and this process."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(OutboxCollector())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class OutboxCollector:
    """Asked once a scrape; without a database it says so, and the figures of the process still come."""

    def collect(self) -> Iterable[Metric]:
        try:
            figures = [outbox_counts(), *outbox_gauges()]
        except DatabaseError:
            figures = []
        return [*figures, gauge("relief_database_up", "Whether the database answers.", bool(figures))]


def outbox_counts() -> Metric:
    counts = GaugeMetricFamily("relief_outbox_notifications", "Letters that are not settled.", labels=["state"])
    found = dict(Notification.objects.filter(state__in=COUNTED_STATES).values_list("state").annotate(Count("pk")))
    for state in COUNTED_STATES:
        counts.add_metric([state.value], found.get(state.value, 0))
    return counts


def outbox_gauges() -> Iterable[Metric]:
    tick_age, replay_age = Pulse.objects.age("tick"), Pulse.objects.age("replay")
    yield gauge("relief_outbox_oldest_due_seconds", "Age of the oldest due letter.", oldest_due_age().total_seconds())
    yield gauge("relief_mail_breaker_open", "Whether mail is held back because the server fails.", mail_is_broken())
    if tick_age is not None:
        yield gauge("relief_tick_age_seconds", "Time since the last heartbeat.", tick_age.total_seconds())
    if replay_age is not None:
        says = "Time since every timeline was replayed and agreed with what is stored."
        yield gauge("relief_replay_agreed_age_seconds", says, replay_age.total_seconds())


def gauge(name: str, documentation: str, value: float) -> Metric:
    return GaugeMetricFamily(name, documentation, value=float(value))
