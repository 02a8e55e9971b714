"""A measurement: what the hundredth page of the queue costs beside the first, over many made-up incidents.

    python bench/queue_pages.py --incidents 20000 --rounds 20

The database is a scratch one: SQLite in a temporary folder, or a new one on the PostgreSQL server that DATABASE_URL
names. One incident of four is closed, few moments are alike, and each page is asked for as a page does it: rows in
their order from behind a mark: by the statement alone, and with all that a row shows. Both pages are asked in turns;
the last line is JSON with the medians in milliseconds and the worse ratio of deep to first, by view and order. The exit
code is 1 if a ratio is above MOST.
"""

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from django.db import connection  # noqa: E402 (the project is found from here on)
from django.http import QueryDict  # noqa: E402

from bench.scratch import installation  # noqa: E402

MOST = 2.0  # times the first page
PAGE, DEEP = 50, 100  # rows of a page, and which page is the deep one
BATCH = 2_000
START = datetime(2026, 1, 5, 9, tzinfo=UTC)
ASKED = [
    *(("open", order) for order in ("next-clock", "changed", "opened")),
    *((view, "next-clock") for view in ("unassigned", "solution-proposed", "mine")),
    *(("all", order) for order in ("opened", "changed")),
]


def main() -> int:
    options = arguments()
    with installation("bench-queue"):
        fill(options.incidents)
        found = [measure(view, order, options.rounds) for view, order in ASKED]
        result = {"incidents": options.incidents, "database": connection.vendor, "pages": found}
    print(json.dumps(result))
    return 1 if any(one["ratio"] > MOST for one in found) else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--incidents", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=20)
    return parser.parse_args()


# --- Incidents by the thousand ----------------------------------------------------------------------------------------


def fill(count: int) -> None:
    """Half of the open ones are nobody's or Eva's; each has a clock, as a page reads it."""
    from incidents.models import Clock, Incident  # noqa: PLC0415

    dice, shape = random.Random(7), incident_shape()
    owners = shape.pop("owners")
    for start in range(0, count, BATCH):
        rows = [incident(dice, shape, owners) for _one in range(min(BATCH, count - start))]
        made = Incident.objects.bulk_create(rows)
        Clock.objects.bulk_create([clock(one) for one in made if one.state in {"new", "work_in_progress"}])
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def incident_shape() -> dict[str, Any]:
    """What all of them share: one customer of one organisation."""
    from incidents.demo.people import settle  # noqa: PLC0415

    people = settle().people
    ada = people["ada"]
    plan = ada.organization.plan.current  # type: ignore[union-attr]
    return {
        "owners": [None, people["eva"], *(person for person in people.values() if person.is_support)],
        "customer": ada,
        "organization": ada.organization,
        "plan_version": plan,
        "calendar_version": plan.calendar.current,
        "description": "From a heap.",
        "severity_asked": 3,
    }


def incident(dice: random.Random, shape: dict[str, Any], owners: list[Any]) -> Any:
    from incidents.models import Incident  # noqa: PLC0415
    from incidents.models.pressing import AT_ONCE, NEVER  # noqa: PLC0415

    opened = START + timedelta(seconds=dice.randrange(300 * 86400))
    due = opened + timedelta(minutes=dice.randrange(1, 30_000))
    state = dice.choices(["new", "work_in_progress", "solution_proposed", "closed"], [1, 3, 4, 3])[0]
    runs = state in {"new", "work_in_progress"}
    presses = (
        AT_ONCE if state == "new" or (state == "work_in_progress" and dice.random() < 0.4) else due - (due - opened) / 5
    )
    return Incident(
        **shape,
        title=f"Output stops after scaling, {dice.randrange(10**6)}",
        state=state,
        closed_at=due if state == "closed" else None,
        closed_as="accepted" if state == "closed" else "",
        severity=dice.randint(1, 4),
        owner=dice.choices(owners, [len(owners), *([1] * (len(owners) - 1))])[0],
        opened_at=opened,
        last_event_at=opened + timedelta(seconds=dice.randrange(20 * 86400)),
        presses_at=presses if runs else NEVER,
        next_due_at=due if runs else NEVER,
    )


def clock(incident: Any) -> Any:
    from incidents.models import Clock  # noqa: PLC0415

    due = incident.next_due_at
    return Clock(
        incident=incident, kind="relief", target=due - incident.opened_at, run_since=incident.opened_at, due_at=due
    )


# --- Asking -----------------------------------------------------------------------------------------------------------


def measure(view: str, order: str, rounds: int) -> dict[str, Any]:
    """The first page against the deepest there is, up to DEEP, in turns: the statement alone, and with its rows."""
    from accounts.models import User  # noqa: PLC0415
    from incidents.views.workspace.listing import VIEWS, rows_of  # noqa: PLC0415
    from incidents.views.workspace.rows import list_rows, listed  # noqa: PLC0415

    eva = User.objects.get(email="eva@relief.example")
    chosen = next(one for one in VIEWS[view].orders if one.name == order)

    def statement(after: str) -> list[Any]:
        return list(chosen.applied(rows_of(view, QueryDict(""), eva), after).only(*chosen.columns)[: PAGE + 1])

    def page(after: str) -> list[Any]:
        return list_rows(list(chosen.applied(listed(rows_of(view, QueryDict(""), eva)), after)[: PAGE + 1])[:PAGE])

    marks, found = [""], statement("")
    while len(found) > PAGE and len(marks) < DEEP:
        marks.append(chosen.mark(found[PAGE - 1]))
        found = statement(marks[-1])
    deep = marks[-1] if len(found) > PAGE else marks[-2]  # a whole page, like the first
    result: dict[str, Any] = {"view": view, "order": order, "page": marks.index(deep) + 1}
    for name, act in (("statement", statement), ("rows", page)):
        times = timed(act, ["", deep], rounds)
        first, last = (statistics.median(taken) for taken in times)
        result |= {f"{name}_first_ms": round(first, 2), f"{name}_deep_ms": round(last, 2)}
        result["ratio"] = max(result.get("ratio", 0), round(last / first, 2))
    return result


def timed(act: Callable[[str], Any], marks: list[str], rounds: int) -> list[list[float]]:
    """SQLite works in this process, so its processor time is all of it and what else the machine does is not in it."""
    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    times: list[list[float]] = [[] for _mark in marks]
    for _round in range(rounds):
        for mark, taken in zip(marks, times, strict=True):
            began = clock()
            assert act(mark)
            taken.append((clock() - began) * 1000)
    return times


if __name__ == "__main__":
    sys.exit(main())
