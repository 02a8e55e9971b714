"""Business time against the oracle: it agrees, a fault put in on purpose is found, and the oracle itself is checked."""

import ast
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bench.prove_clocks import FAULTS, all_zones, fault, prove, try_again
from tests.incidents import oracle
from tests.incidents.drawing import Case, from_json, to_json
from tests.incidents.oracle import WEEK, Oracle, Rows, steady_times

# Every kind of change: a half hour, two hours, before and at midnight, a fast, a new offset, one given up, none at all.
TELLING = (
    *("Australia/Lord_Howe", "Antarctica/Troll", "Africa/Cairo", "America/Havana", "America/Santiago", "Asia/Beirut"),
    *("Africa/Casablanca", "Asia/Pyongyang", "America/Whitehorse", "Asia/Kolkata", "Pacific/Chatham", "Europe/London"),
)
INTERVALS = 2000


def some_zones(count: int) -> list[str]:
    others = sorted(set(all_zones()) - set(TELLING))
    return [*TELLING, *Random(7).sample(others, count - len(TELLING))]


def test_two_thousand_random_intervals_agree_with_the_oracle() -> None:
    result = prove(INTERVALS, seed=7, zones=some_zones(40), first_year=2018, calendars_a_zone=1)

    assert result["mismatch"] is None
    assert (result["intervals"], result["calendars"], result["mismatches"]) == (INTERVALS, 40, 0)
    assert result["not_empty"] > INTERVALS / 2
    assert min(result["over_a_change"], result["on_an_edge"]) > INTERVALS / 10
    assert result["in_a_repeated_hour"] > 0


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_put_in_on_purpose_is_found_and_can_be_tried_again_alone(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with fault(name):
        result = prove(400, seed=7, zones=list(TELLING[:5]), first_year=2018, calendars_a_zone=1)
        assert result["mismatches"] > 0
        assert try_again(json.dumps(result["mismatch"])) == 1
    assert try_again(json.dumps(result["mismatch"])) == 0
    assert "--case '" in capsys.readouterr().err


def test_a_case_that_was_written_down_is_the_same_case() -> None:
    second = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Amsterdam"), fold=1)
    case = Case("Europe/Amsterdam", {"mon": [["22:00", "06:00"]]}, {}, second, datetime(2026, 10, 26, tzinfo=UTC))
    again = from_json(json.loads(json.dumps(to_json(case))))

    assert again == case
    assert again.start.astimezone(UTC) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


# --- The oracle, against a clock that is looked at every second -------------------------------------------------------

EVERY_DAY: dict[str, Rows] = {
    name: [["00:10", "01:30"], ["02:00", "02:15"], ["02:30", "03:00"], ["22:00", "23:30"]] for name in WEEK
}
WATCHED = [
    ("Europe/Amsterdam", "2026-03-29"),
    ("Europe/Amsterdam", "2026-10-25"),
    ("Australia/Lord_Howe", "2026-04-05"),
    ("Antarctica/Troll", "2026-03-29"),
    ("Africa/Cairo", "2026-10-29"),
    ("America/Havana", "2025-11-02"),
    ("America/St_Johns", "2010-11-07"),
    ("Pacific/Apia", "2011-12-30"),
]


@pytest.mark.parametrize(("zone", "day"), WATCHED)
def test_the_oracle_counts_what_a_second_by_second_watch_counts(zone: str, day: str) -> None:
    start = datetime.fromisoformat(f"{day} 00:00+00:00") - timedelta(hours=15)
    end = start + timedelta(hours=40)
    counted = Oracle(zone, EVERY_DAY, {}, start, end).elapsed(start, end)

    assert counted.total_seconds() == len(watched(ZoneInfo(zone), int(start.timestamp()), int(end.timestamp())))


def watched(zone: ZoneInfo, start: int, end: int) -> set[int]:
    """The seconds that are open, by the list of what the wall reads at each."""
    faces = [datetime.fromtimestamp(second, zone).replace(tzinfo=None, fold=0) for second in range(start, end)]
    found: set[int] = set()
    for day in sorted({face.date() for face in faces}):
        for opens, closes in EVERY_DAY["mon"]:
            found.update(range(strikes(faces, f"{day} {opens}")[0], strikes(faces, f"{day} {closes}")[-1]))
    return found


def strikes(faces: list[datetime], time: str) -> list[int]:
    """When the wall reads this; where it never does, when it first reads more."""
    face = datetime.fromisoformat(time)
    if found := [second for second, read in enumerate(faces) if read == face]:
        return found
    return [next((second for second, read in enumerate(faces) if read > face), len(faces))]


def test_no_jump_hides_between_two_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The oracle looks at a clock every three hours; looking four times as often finds nothing more."""
    span: Any = datetime(2018, 1, 1, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)
    usual = {zone: steady_times(zone, *span) for zone in TELLING}
    monkeypatch.setattr("tests.incidents.oracle.STRIDE", 2700)

    assert {zone: steady_times.__wrapped__(zone, *span) for zone in TELLING} == usual


def test_the_oracle_shares_no_code_with_what_it_judges() -> None:
    tree = ast.parse(Path(oracle.__file__).read_text())
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}

    assert not any(isinstance(node, ast.Import) for node in ast.walk(tree))
    assert imported == {"bisect", "collections.abc", "datetime", "functools", "itertools", "typing", "zoneinfo"}
    assert used & {"utcoffset", "dst", "fold", "tzname"} == set()
