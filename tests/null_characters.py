"""What PostgreSQL refuses and SQLite takes: a null character in what a query asks or writes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def no_null_characters() -> Iterator[None]:
    """Raises ValueError at the query, as PostgreSQL's driver does, on whichever database the test runs."""
    with connection.execute_wrapper(refuse):
        yield


def refuse(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    if "\\x00" in repr(params):
        raise ValueError(f"A null character reached the database: {sql[:200]}")
    return execute(sql, params, many, context)
