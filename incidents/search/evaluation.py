"""How good similar items are: known duplicates, each asked for among what was reported before it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from accounts.models import User
from incidents.models import SearchEntry
from incidents.search.indexing import BATCH, learn, write
from incidents.search.kinds import Kind, Role, Shown, Text
from incidents.search.likeness import like

NAME = "evaluation"
FIRST, LOOKED_AT = 5, 100  # the places that count as found at once, and those looked at for the first duplicate
REPORTS, PAIRS = ".reports.jsonl", ".pairs.jsonl"


@dataclass(frozen=True)
class Report:
    title: str
    body: str


@dataclass(frozen=True)
class Reports(Kind):
    """A set of reports as a kind of its own: numbered by their place in time, and only the older ones can be found."""

    reports: Sequence[Report] = ()
    before: int = field(default=0, compare=False)

    def ids_visible_to(self, user: User | None) -> QuerySet[Any, Any]:
        return SearchEntry.objects.filter(kind=self.name, object_id__lt=self.before).values("object_id")

    def records(self, user: User | None, ids: Sequence[int]) -> dict[int, Any]:
        return {place: place for place in ids if place < self.before}


def reports_kind(reports: Sequence[Report], before: int) -> Reports:
    def read_reports(places: Sequence[int]) -> Iterable[Text]:
        for place in places:
            yield place, Role.TITLE, reports[place].title
            yield place, Role.PUBLIC, reports[place].body

    return Reports(NAME, SearchEntry, NAME, read_reports, show_report, is_many=True, reports=reports, before=before)


def show_report(place: int) -> Shown:
    return Shown(str(place), "", "", "", "")


def evaluate(folder: Path) -> dict[str, Any]:
    """Hit@5 and mean reciprocal rank of every set in the folder, and the averages over the sets.

    A set is `<name>.reports.jsonl` in the order of time and `<name>.pairs.jsonl`. Nothing stays in the database.
    """
    names = sorted(path.name.removesuffix(REPORTS) for path in folder.glob(f"*{REPORTS}"))
    sets = {name: evaluate_set(folder, name) for name in names}
    averages = {what: round(sum(one[what] for one in sets.values()) / len(sets), 4) for what in ("hit_at_5", "mrr")}
    return {"database": connection.vendor, "sets": sets, **averages}


def evaluate_set(folder: Path, name: str) -> dict[str, Any]:
    lines = lines_of(folder / f"{name}{REPORTS}")
    places = {line["id"]: place for place, line in enumerate(lines)}
    reports = [Report(line["title"], line["body"]) for line in lines]
    with transaction.atomic():
        fill(reports)
        ranks = [
            rank_of_first(reports, places[pair["id"]], {places[older] for older in pair["older"] if older in places})
            for pair in lines_of(folder / f"{name}{PAIRS}")
        ]
        transaction.set_rollback(True)
    return {
        "asked": len(ranks),
        "hit_at_5": round(sum(1 for rank in ranks if 0 < rank <= FIRST) / len(ranks), 4),
        "mrr": round(sum(1 / rank for rank in ranks if rank) / len(ranks), 4),
    }


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def fill(reports: Sequence[Report]) -> None:
    kind = reports_kind(reports, len(reports))
    for start in range(0, len(reports), BATCH):
        write(kind, range(start, min(start + BATCH, len(reports))))
    learn()


def rank_of_first(reports: Sequence[Report], place: int, duplicates: set[int]) -> int:
    """Where the first of its older duplicates comes; 0 where none does."""
    asked = reports[place]
    found = like(None, [reports_kind(reports, place)], asked.title, asked.body, LOOKED_AT)
    return next((rank for rank, hit in enumerate(found, 1) if hit.record in duplicates), 0)
