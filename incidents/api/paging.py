"""Pages of a list by cursors: a place in an order, so that rows added meanwhile repeat nothing."""

import base64
import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from accounts.acting import NotValid
from incidents.api.readers import is_staff

SIZE, MOST = 25, 100
FURTHEST = 10_000_000  # nothing that is paged by counting is longer


class CursorPaging(BasePagination):
    """What both kinds share: the size of a page, its links, and what the schema says of them."""

    next: str | None = None
    previous: str | None = None

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data, "next": self.next, "previous": self.previous})

    def link(self, request: Request, place: Any) -> str:
        cursor = base64.urlsafe_b64encode(json.dumps(place).encode()).decode()
        return str(replace_query_param(request.build_absolute_uri(), "cursor", cursor))

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": "string", "format": "uri", "nullable": True}
        fields = {"results": schema, "next": link, "previous": link}
        return {"type": "object", "required": list(fields), "properties": fields}

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        size = {"type": "integer", "minimum": 1, "maximum": MOST, "default": SIZE}
        return [
            parameter("cursor", gettext_lazy("A place in the list, from `next` or `previous`."), {"type": "string"}),
            parameter("page_size", gettext_lazy("How many at once."), size),
        ]


def parameter(name: str, description: Any, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": str(description), "schema": schema}


def size_asked(request: Request) -> int:
    sent = request.query_params.get("page_size", str(SIZE))
    if not (sent.isascii() and sent.isdigit() and len(sent) <= 3 and 1 <= int(sent) <= MOST):
        raise NotValid({"page_size": [_("Ask for 1 to %(most)d at once.") % {"most": MOST}]})
    return int(sent)


def cursor_sent(request: Request) -> Any:
    """The cursor's content, which may be anything that somebody made up; none where none was sent."""
    sent = request.query_params.get("cursor")
    if sent is None:
        return None
    try:
        place = json.loads(base64.b64decode(sent.encode("ascii"), altchars=b"-_", validate=True))
    except (ValueError, RecursionError) as error:
        raise unreadable() from error
    if place is None:
        raise unreadable()
    return place


def unreadable() -> NotValid:
    return NotValid({"cursor": [_("This cursor leads nowhere. Start again without one.")]})


class Order(NamedTuple):
    """What a list may be ordered by: the column, and how its value is read back from a cursor."""

    column: str
    read: Callable[[Any], Any]


def moment(value: Any) -> datetime:
    """In UTC here and now: near the ends of the calendar that overflows, which must not wait for the database."""
    read = datetime.fromisoformat(value)
    if read.tzinfo is None:
        raise ValueError("a moment has an offset")
    return read.astimezone(UTC)


def whole(value: Any) -> int:
    if not isinstance(value, int) or abs(value) >= 2**63:
        raise ValueError("not a number of ours")
    return value


PUBLIC_ORDERS = {
    "number": Order("pk", whole),
    "opened_at": Order("opened_at", moment),
    "severity": Order("severity", whole),
}
# When something last happened is the support team's to know: internal notes would show in it (T13).
STAFF_ORDERS = {**PUBLIC_ORDERS, "changed": Order("last_event_at", moment)}


class OrderedPaging(CursorPaging):
    """Pages of incidents in the order that was asked for; ties are told apart by the number."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.ordering, self.order = order_asked(request, self.orders(request))
        size, place = size_asked(request), self.place(cursor_sent(request))
        back = bool(place and place[0])
        up = self.ordering.startswith("-") == back
        rows = list(ordered(queryset, self.order.column, up, place)[: size + 1])
        page, is_more = rows[:size], len(rows) > size
        page = page[::-1] if back else page
        if page and (is_more or back):
            self.next = self.link(request, self.mark(page[-1], back=False))
        if page and (is_more if back else place is not None):
            self.previous = self.link(request, self.mark(page[0], back=True))
        return page

    def orders(self, request: Request) -> dict[str, Order]:
        return STAFF_ORDERS if is_staff(request) else PUBLIC_ORDERS

    def mark(self, row: Model, *, back: bool) -> list[Any]:
        value = getattr(row, self.order.column)
        return [self.ordering, back, value.isoformat() if isinstance(value, datetime) else value, row.pk]

    def place(self, sent: Any) -> tuple[bool, Any, int] | None:
        """Where the page begins: backwards or not, the value in the order, and the row's id."""
        if sent is None:
            return None
        try:
            ordering, back, value, pk = sent
            place = bool(back), self.order.read(value), whole(pk)
        except (ValueError, TypeError, OverflowError) as error:
            raise unreadable() from error
        if ordering != self.ordering:
            raise unreadable()
        return place

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        names = [f"{sign}{name}" for name in STAFF_ORDERS for sign in ("", "-")]
        said = gettext_lazy("`-` turns it round. `changed` is for the support team.")
        schema = {"type": "string", "enum": names, "default": "-number"}
        return [*super().get_schema_operation_parameters(view), parameter("ordering", said, schema)]


class NumberedPaging(OrderedPaging):
    """Pages of what has a number and nothing else to be ordered by."""

    def orders(self, request: Request) -> dict[str, Order]:
        return {"number": PUBLIC_ORDERS["number"]}

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        schema = {"type": "string", "enum": ["number", "-number"], "default": "-number"}
        said = gettext_lazy("`-` turns it round.")
        return [*CursorPaging.get_schema_operation_parameters(self, view), parameter("ordering", said, schema)]


def order_asked(request: Request, orders: dict[str, Order]) -> tuple[str, Order]:
    asked = request.query_params.get("ordering", "-number")
    order = orders.get(asked.removeprefix("-"))
    if order is None:
        raise no_order(orders)
    return asked, order


def no_order(names: Iterable[str]) -> NotValid:
    return NotValid({"ordering": [_("Choose one of: %(names)s.") % {"names": ", ".join(names)}]})


def ordered(rows: QuerySet[Any], column: str, up: bool, place: tuple[bool, Any, int] | None) -> QuerySet[Any]:
    """In one direction from a place, which is itself left out."""
    if place is not None:
        beyond = "gt" if up else "lt"
        _back, value, pk = place
        rest = Q(**{f"{column}__{beyond}": value}) | Q(**{f"pk__{beyond}": pk})
        rows = rows.filter(rest, **{f"{column}__{beyond}e": value})
    sign = "" if up else "-"
    return rows.order_by(f"{sign}{column}", *([] if column == "pk" else [f"{sign}pk"]))


class CountedPaging(CursorPaging):
    """Pages of what is only ever added to. A place is how many are older, so it stays true in either direction."""

    name = "seq"

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """The rows come oldest first, and leave in the order that was asked for."""
        size, sent = size_asked(request), cursor_sent(request)
        place = None if sent is None else place_of(sent)
        if self.is_turned_round(request):
            return self.newest_first(queryset, request, place, size)
        start = place or 0
        rows = list(queryset[start : start + size + 1])
        if len(rows) > size:
            self.next = self.link(request, start + size)
        if start > 0:
            self.previous = self.link(request, max(0, start - size))
        return rows[:size]

    def newest_first(self, queryset: Any, request: Request, place: int | None, size: int) -> list[Any]:
        total = queryset.count()
        end = total if place is None else min(place, total)
        start = max(0, end - size)
        if start > 0:
            self.next = self.link(request, start)
        if end < total:
            self.previous = self.link(request, min(total, end + size))
        return list(queryset[start:end])[::-1]

    def is_turned_round(self, request: Request) -> bool:
        asked = request.query_params.get("ordering", self.name)
        if asked.removeprefix("-") != self.name:
            raise no_order([self.name])
        return asked.startswith("-")

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        schema = {"type": "string", "enum": [self.name, f"-{self.name}"], "default": self.name}
        said = gettext_lazy("`-` turns it round.")
        return [*super().get_schema_operation_parameters(view), parameter("ordering", said, schema)]


class NamedPaging(CountedPaging):
    """By name; few enough that a place may be a count though rows can come in between."""

    name = "name"


def place_of(sent: Any) -> int:
    if not isinstance(sent, int) or not 0 <= sent <= FURTHEST:
        raise unreadable()
    return sent
