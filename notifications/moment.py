"""What time it is: the one clock that everything asks, the database's own, unless a time is injected (S19)."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from django.db import connection

_injected: ContextVar[datetime | None] = ContextVar("injected_moment", default=None)


def now() -> datetime:
    """This instant in UTC. On PostgreSQL the server's clock, so that several hosts agree; SQLite's is this host's."""
    if (injected := _injected.get()) is not None:
        return injected
    if connection.vendor != "postgresql":
        return datetime.now(UTC)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (moment,) = cursor.fetchone()
    return moment.astimezone(UTC)  # type: ignore[no-any-return]


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Everything inside happens at `moment`: for tests, the demo world and imports of history."""
    # Two moments of one zone are subtracted as its clocks show them, an hour wrong where those were changed between.
    token = _injected.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _injected.reset(token)


def zone_name(local: datetime) -> str:
    """Its zone as people say it: "CET"; where the zone has no such name ("-05"), how far it is from UTC: "UTC-5"."""
    name = local.tzname() or ""
    sign, digits = name[:1], name[1:]
    if sign not in {"+", "-"} or not digits.isdigit():
        return name
    hours, minutes = int(digits[:2]), digits[2:].strip("0") and f":{digits[2:]}"
    return f"UTC{sign}{hours}{minutes}"
