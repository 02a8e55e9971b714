"""Pages by the last row seen: together they are the whole list, once, in its order, on both databases."""

import random
from datetime import datetime, timedelta

import pytest
from django.http import QueryDict

from incidents.keyset import Order
from incidents.models import Incident
from incidents.models.pressing import AT_ONCE, NEVER
from incidents.views.workspace.listing import CHANGED, NEXT_CLOCK, OPENED, QUEUES, VIEWS, order_of, rows_of
from tests.incidents.heaps import heap
from tests.people import People

ORDERS = [NEXT_CLOCK, CHANGED, OPENED]


def key(order: Order, row: Incident) -> tuple[object, ...]:
    return (*(getattr(row, column) for column in order.moments), row.pk)


def walked(order: Order, size: int, rows: "object" = None) -> list[int]:
    """Page after page to the end."""
    found: list[int] = []
    after = ""
    while page := list(order.applied(rows if rows is not None else Incident.objects.all(), after)[:size]):  # type: ignore[arg-type]
        found += [row.pk for row in page]
        after = order.mark(page[-1])
    return found


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.name)
def test_pages_are_the_list_once_and_in_its_order(people: People, monday: datetime, order: Order, seed: int) -> None:
    rows = heap(people, 120, monday, seed)
    expected = [row.pk for row in sorted(rows, key=lambda row: key(order, row), reverse=order.down)]
    for size in (1, random.Random(seed).randint(2, 40), 120, 200):
        assert walked(order, size) == expected


@pytest.mark.parametrize("view", VIEWS)
def test_every_row_of_a_view_is_visited_once_at_every_sort(people: People, monday: datetime, view: str) -> None:
    heap(people, 90, monday)
    for filtered in ("", "severity=2&severity=3", "area=query&flag=assistance_required", "substate=pending_rca"):
        query = QueryDict(filtered)
        expected = sorted(row.pk for row in rows_of(view, query, people.eva))
        for order in VIEWS[view].orders:
            assert sorted(walked(order, 7, rows_of(view, query, people.eva))) == expected, (filtered, order.name)


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.name)
def test_rows_that_change_between_pages_shift_no_other(people: People, monday: datetime, order: Order) -> None:
    """Also the very row that the last page ended with: its place is kept in the mark, not looked up."""
    heap(people, 80, monday)
    dice, found, touched, after = random.Random(5), [], set(), ""
    while page := list(order.applied(Incident.objects.all(), after)[:9]):
        found += [row.pk for row in page]
        after = order.mark(page[-1])
        chosen = {page[-1].pk, *dice.sample(list(Incident.objects.values_list("pk", flat=True)), 2)}
        touched |= chosen
        Incident.objects.filter(pk__in=chosen).update(
            presses_at=dice.choice([AT_ONCE, monday, NEVER]), last_event_at=monday + timedelta(days=1)
        )
        (another,) = heap(people, 1, monday - timedelta(days=9), seed=len(found))
        touched.add(another.pk)
    left_alone = set(Incident.objects.values_list("pk", flat=True)) - touched
    assert len(left_alone) > 20
    assert [pk for pk in found if pk in left_alone] == list(dict.fromkeys(pk for pk in found if pk in left_alone))
    assert left_alone <= set(found)


@pytest.mark.parametrize(
    "mark",
    ["", "x", "1", "1.2", "1.2.3.4", "1.2.x", "9" * 90, f"1.{10**40}.3", f"1.2.{2**63}", "1.2.٣", "1..3", "--1.2.3"],
)
def test_a_mark_that_does_not_read_is_the_beginning(people: People, monday: datetime, mark: str) -> None:
    heap(people, 3, monday)
    assert NEXT_CLOCK.applied(Incident.objects.all(), mark).count() == 3


@pytest.mark.parametrize(
    ("mark", "behind"),
    [
        ("0.0.0", 3),
        (f"0.0.-{2**63 - 1}", 3),
        (f"0.0.{2**63 - 1}", 3),
        (f"-{10**15}.0.0", 3),
        ("253370764800000000.0.1", 1),  # one has no clock that runs, and stands behind every time there is
    ],
)
def test_a_mark_that_somebody_made_up_is_a_place_like_any_other(
    people: People, monday: datetime, mark: str, behind: int
) -> None:
    heap(people, 3, monday)
    assert len(NEXT_CLOCK.applied(Incident.objects.all(), mark)) == behind


def test_an_order_that_is_none_is_the_views_own() -> None:
    assert order_of("mine", QueryDict("sort=colour")) is NEXT_CLOCK
    assert order_of("all", QueryDict("sort=next-clock")) is OPENED
    assert all(view.orders[0] is NEXT_CLOCK for view in QUEUES.values())
