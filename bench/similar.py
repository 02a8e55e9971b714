"""A measurement: what similar items cost beside a ranked search for a common word, over many made-up incidents (R25).

    python bench/similar.py --incidents 100000 --questions 40

The database is a scratch one: SQLite in a temporary folder, or a new one on the PostgreSQL server that DATABASE_URL
names. Texts are drawn from a vocabulary as uneven as a language's. The common word stands in one incident of five.
Search and similar items are asked in turns, and the medians of both stand in the last line, which is JSON; the exit
code is 1 if similar items cost more than four times the search.
"""

import argparse
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import django  # noqa: E402 (the project is found from here on)
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from bench.kill_workers import scratch_database  # noqa: E402

COMMON, SHARE = "timeout", 0.2
MOST = 4.0  # times the search
WORDS, SYLLABLES = 40_000, [a + b for a in "bcdfghklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "is")]
BATCH = 2_000
START = datetime(2024, 1, 1, 9, tzinfo=UTC)


def main() -> int:
    options = arguments()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-similar-")))
        prepare(folder, stack.enter_context(scratch_database()))
        stack.callback(connection.close)
        filled = fill(options.incidents)
        result = measure(options.questions)
    print(json.dumps({"incidents": options.incidents, **filled, **result}))
    return 1 if result["ratio"] > MOST else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--incidents", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=40)
    return parser.parse_args()


def prepare(folder: Path, database: str) -> None:
    os.environ.update(
        DATA_DIR=str(folder / "data"),
        DATABASE_URL=database or f"sqlite:///{folder / 'data' / 'bench.sqlite3'}",
        DJANGO_SETTINGS_MODULE="config.settings",
        REDIS_URL="",
        LOG_LEVEL="CRITICAL",
    )
    django.setup()
    call_command("migrate", verbosity=0)


# --- Incidents by the thousand ----------------------------------------------------------------------------------------


def fill(count: int) -> dict[str, float]:
    """That many incidents, all in search; how long the index took."""
    from incidents import search  # noqa: PLC0415
    from incidents.models import Incident  # noqa: PLC0415
    from incidents.search import tables  # noqa: PLC0415

    dice = random.Random(7)
    vocabulary = Vocabulary(dice)
    shape = incident_shape()
    for start in range(0, count, BATCH):
        size = min(BATCH, count - start)
        Incident.objects.bulk_create(
            [
                Incident(**shape, **vocabulary.report(), opened_at=START + timedelta(minutes=start))
                for _one in range(size)
            ]
        )
    began = time.monotonic()
    tables.remove()  # an index is built faster than it grows
    if connection.vendor == "sqlite":
        tables.install()
    search.index_all("incident")
    if connection.vendor == "postgresql":
        tables.install()
        connection.cursor().execute("VACUUM ANALYZE")
    return {"index_seconds": round(time.monotonic() - began, 1)}


def incident_shape() -> dict[str, Any]:
    """What all of them share: one customer of one organisation."""
    from accounts.models import User  # noqa: PLC0415
    from incidents.demo.people import settle  # noqa: PLC0415

    ada = settle().people["ada"]
    plan = ada.organization.plan.current  # type: ignore[union-attr]
    User.objects.filter(pk=ada.pk).update(is_lead=True)
    return {
        "customer": ada,
        "organization": ada.organization,
        "plan_version": plan,
        "calendar_version": plan.calendar.current,
        "severity": 3,
        "severity_asked": 3,
        "last_event_at": START,
    }


class Vocabulary:
    """Words of which few are in every text and most in hardly any, with codes and names of classes among them."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.words = sorted({"".join(dice.choices(SYLLABLES, k=dice.randint(1, 4))) for _word in range(2 * WORDS)})
        dice.shuffle(self.words)
        self.words = self.words[:WORDS]
        self.shares = [1 / (rank + 3) for rank in range(len(self.words))]
        self.drawn: Iterator[str] = iter(())

    def draw(self, count: int) -> list[str]:
        found = []
        while len(found) < count:
            found += [word for word, _place in zip(self.drawn, range(count - len(found)), strict=False)]
            if len(found) < count:
                self.drawn = iter(self.dice.choices(self.words, self.shares, k=100_000))
        return found

    def report(self) -> dict[str, str]:
        text = self.draw(self.dice.randint(50, 120))
        text.append(f"ORA-{self.dice.randrange(3000):05}")
        text.append(f"{self.dice.choice(self.words).title()}{self.dice.choice(self.words).title()}Exception")
        if self.dice.random() < SHARE:
            text.insert(self.dice.randrange(len(text)), COMMON)
        return {"title": " ".join(self.draw(self.dice.randint(4, 9))), "description": " ".join(text)}


# --- Asking -----------------------------------------------------------------------------------------------------------


def measure(questions: int) -> dict[str, Any]:
    from accounts.models import User  # noqa: PLC0415
    from incidents import search  # noqa: PLC0415
    from incidents.models import Incident  # noqa: PLC0415

    eva, lead = User.objects.get(email="eva@relief.example"), User.objects.get(email="ada@contoso.example")
    dice = random.Random(11)
    everything = list(Incident.objects.values_list("pk", flat=True))
    asked = [Incident.objects.get(pk=dice.choice(everything)) for _one in range(questions)]
    times: dict[str, list[float]] = {}

    def timed(what: str, act: Callable[[], Any]) -> None:
        began = time.perf_counter()
        found = act()
        times.setdefault(what, []).append((time.perf_counter() - began) * 1000)
        assert found, what

    for incident in asked:
        timed("search_common", lambda: search.search(eva, COMMON))
        timed("similar", lambda: search.similar(eva, incident))  # noqa: B023 - called at once
        timed("search_common_of_a_customer", lambda: search.search(lead, COMMON))
        timed("search_rare", lambda: search.search(eva, incident.description.split()[-1]))  # noqa: B023
    medians = {f"{what}_ms": round(statistics.median(found), 1) for what, found in times.items()}
    ratio = statistics.median(times["similar"]) / statistics.median(times["search_common"])
    return {"database": connection.vendor, **medians, "ratio": round(ratio, 2)}


if __name__ == "__main__":
    sys.exit(main())
