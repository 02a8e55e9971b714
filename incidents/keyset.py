"""Pages by the last row seen: each costs what the first does, and rows that come, go or move shift no other."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import BooleanField, DateTimeField, F, Func, Model, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
LONGEST = 80  # characters of a mark
BIGGEST = 2**63


class Beyond(Func):
    """(a, b, id) > (x, y, z) as one comparison, where both databases start in the index.

    Written out with "or", the first column alone would bound the search, and everything that ties in it be read.
    """

    output_field = BooleanField()

    def __init__(self, columns: tuple[str, ...], values: list[Any], *, down: bool) -> None:
        marks = [Value(value, DateTimeField()) for value in values[:-1]]
        super().__init__(*map(F, columns), *marks, Value(values[-1]))
        self.sign = "<" if down else ">"

    def as_sql(self, compiler: SQLCompiler, connection: Any, **extra: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        parts = [compiler.compile(one) for one in self.get_source_expressions()]
        half = len(parts) // 2
        left, right = (", ".join(sql for sql, _given in side) for side in (parts[:half], parts[half:]))
        return f"({left}) {self.sign} ({right})", [value for _sql, given in parts for value in given]


@dataclass(frozen=True)
class Order:
    """Moments, and the key where they tie; all of them up, or all down."""

    name: str
    moments: tuple[str, ...]
    down: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.moments, "pk")

    def applied(self, rows: QuerySet[Any], after: str = "") -> QuerySet[Any]:
        """The rows in this order, from behind the row of a mark; a mark that does not read is the beginning."""
        values = self.read(after)
        if values is not None:
            rows = rows.filter(Beyond(self.columns, values, down=self.down))
        return rows.order_by(*(f"-{column}" if self.down else column for column in self.columns))

    def mark(self, row: Model) -> str:
        """Where a row stands: its values and not its number, as it may have moved when the next page is asked for."""
        moments = [(getattr(row, column) - EPOCH) // MICROSECOND for column in self.moments]
        return ".".join(map(str, [*moments, row.pk]))

    def read(self, mark: str) -> list[Any] | None:
        parts = mark.split(".")
        if len(mark) > LONGEST or len(parts) != len(self.columns) or not all(map(is_whole, parts)):
            return None
        *moments, key = map(int, parts)
        try:
            return [*(EPOCH + moment * MICROSECOND for moment in moments), key] if abs(key) < BIGGEST else None
        except OverflowError:
            return None


def is_whole(text: str) -> bool:
    return text.isascii() and text.removeprefix("-").isdigit()
