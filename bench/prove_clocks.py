"""A proof by numbers: business time as Relief reckons it, against an oracle that shares no code or method (S20).

    python bench/prove_clocks.py --intervals 100000

Random intervals over every zone of the pinned zone data and ten years, under random weekly hours and holidays: elapsed
time must be the oracle's to the second, so must the due instant of that amount, and from there the way back. The last
line is JSON; the exit code is 1 on any mismatch, each of which is named as a case that `--case` tries again alone.
`--seeded-fault` breaks Relief's reckoning on purpose: the proof must then fail.
"""

import argparse
import json
import sys
import time
import zoneinfo
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from accounts.hours import Hours  # noqa: E402 (the project is found from here on)
from incidents import calendars  # noqa: E402
from tests.incidents.drawing import Case, Jump, draw_hours, draw_interval, from_json, jumps_of, to_json  # noqa: E402
from tests.incidents.oracle import Oracle, ticks  # noqa: E402

YEARS = 10
CALENDARS_A_ZONE = 3
SHOWN = 10  # mismatches named on stderr; the rest is only counted


def main() -> int:
    options = arguments()
    zoneinfo.reset_tzpath(to=())  # as the settings do: the pinned zone data alone (S17)
    with fault(options.seeded_fault):
        if options.case:
            return try_again(options.case)
        result = prove(options.intervals, options.seed, all_zones(), options.first_year, CALENDARS_A_ZONE)
    print(json.dumps({**result, "seeded_fault": options.seeded_fault}))
    return 1 if result["mismatches"] else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--intervals", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first-year", type=int, default=2018)
    parser.add_argument("--seeded-fault", choices=["none", *FAULTS], default="none")
    parser.add_argument("--case", help="a mismatch as it was named, to be tried alone")
    return parser.parse_args()


def all_zones() -> list[str]:
    return sorted(zoneinfo.available_timezones())


# --- The proof --------------------------------------------------------------------------------------------------------


def prove(intervals: int, seed: int, zones: list[str], first_year: int, calendars_a_zone: int) -> dict[str, Any]:
    """So many intervals, spread evenly over zones and calendars; the same ones for the same seed and zone data."""
    began, tally = time.monotonic(), Counter[str]()
    span = datetime(first_year, 1, 1, tzinfo=UTC), datetime(first_year + YEARS, 1, 1, tzinfo=UTC)
    shares = even(intervals, len(zones) * calendars_a_zone)
    first: Case | None = None
    for place, zone in enumerate(zones):
        for number in range(calendars_a_zone):
            cases = draw(Random(f"{seed} {zone} {number}"), zone, span, next(shares), tally)
            first = judge_all(cases, tally) or first
        report(place + 1, len(zones), tally)
    return {
        "intervals": tally["intervals"],
        "zones": len(zones),
        "years": YEARS,
        "calendars": tally["calendars"],
        "mismatches": tally["mismatches"],
        "seconds": round(time.monotonic() - began, 1),
        **{kind: tally[kind] for kind in ("not_empty", "over_a_change", "in_a_repeated_hour", "on_an_edge")},
        "first_year": first_year,
        "seed": seed,
        "mismatch": to_json(first) if first else None,
    }


def even(total: int, parts: int) -> Iterator[int]:
    yield from (total * (part + 1) // parts - total * part // parts for part in range(parts))


def draw(
    chance: Random, zone: str, span: tuple[datetime, datetime], count: int, tally: Counter[str]
) -> Iterator[tuple[Case, Oracle]]:
    jumps = jumps_of(zone, *span)
    weekly, holidays = draw_hours(chance, jumps, *span)
    oracle = Oracle(zone, weekly, holidays, *span)
    edges = {edge for window in oracle.windows for edge in window}
    tally["calendars"] += 1
    for _interval in range(count):
        case = Case(zone, weekly, holidays, *draw_interval(chance, zone, oracle, jumps))
        tally += Counter(kinds(case, jumps, edges))
        yield case, oracle


def kinds(case: Case, jumps: list[Jump], edges: set[int]) -> Iterator[str]:
    start, end = ticks(case.start), ticks(case.end)
    yield "intervals"
    if any(start < jump.at * 1_000_000 < end for jump in jumps):
        yield "over_a_change"
    if any(abs(start // 1_000_000 - jump.at) < jump.would_read - jump.reads for jump in jumps):
        yield "in_a_repeated_hour"
    if {start, end} & edges:
        yield "on_an_edge"


def judge_all(cases: Iterator[tuple[Case, Oracle]], tally: Counter[str]) -> Case | None:
    """The first that does not agree; the reckoner reads its calendar once, as Relief does."""
    first, hours = None, None
    for case, oracle in cases:
        hours = hours or Hours.read(case.zone, case.weekly, case.holidays)
        wrong = list(judge(case, oracle, hours, tally))
        tally["mismatches"] += bool(wrong)
        if wrong and tally["mismatches"] <= SHOWN:
            print(f"{'; '.join(wrong)}: --case '{json.dumps(to_json(case))}'", file=sys.stderr)
        first = first or (case if wrong else None)
    return first


def judge(case: Case, oracle: Oracle, hours: Hours, tally: Counter[str]) -> Iterator[str]:
    """What the two do not agree on: the time that passed, when it will have passed, and the way back from there."""
    ours = calendars.elapsed(case.start, case.end, hours)
    theirs = oracle.elapsed(case.start, case.end)
    tally["not_empty"] += bool(theirs)
    if ours != theirs:
        yield f"elapsed {ours}, the oracle {theirs}"
    due, truly_due = calendars.due(case.start, theirs, hours), oracle.due(case.start, theirs)
    if due != truly_due:
        yield f"due {due}, the oracle {truly_due}"
    if (back := calendars.elapsed(case.start, due, hours)) != theirs:
        yield f"elapsed until due {back}, promised {theirs}"


def report(place: int, zones: int, tally: Counter[str]) -> None:
    if place % 25 == 0 or place == zones:
        counts = f"{tally['intervals']} intervals, {tally['mismatches']} mismatches"
        print(f"{place} of {zones} zones, {counts}", file=sys.stderr, flush=True)


def try_again(text: str) -> int:
    case = from_json(json.loads(text))
    margin = timedelta(days=800)
    instants = case.start.astimezone(UTC), case.end.astimezone(UTC)
    oracle = Oracle(case.zone, case.weekly, case.holidays, min(instants) - margin, max(instants) + margin)
    wrong = list(judge(case, oracle, Hours.read(case.zone, case.weekly, case.holidays), Counter()))
    print(json.dumps({"intervals": 1, "mismatches": len(wrong), "what": wrong}))
    return 1 if wrong else 0


# --- Faults on purpose ------------------------------------------------------------------------------------------------


@contextmanager
def fault(name: str) -> Iterator[None]:
    """Relief reckons wrongly inside."""
    if name == "none":
        yield
        return
    part, replacement = FAULTS[name]
    with patch.object(calendars, part, replacement):
        yield


def by_the_offset_of_noon(zone: ZoneInfo, day: date, minute: int) -> calendars.Window:
    """What many calendars do: one offset for the whole day."""
    midnight = datetime.combine(day, clock_time(), UTC)
    offset = datetime.combine(day, clock_time(12), zone).utcoffset() or timedelta()
    moment = midnight + timedelta(minutes=minute) - offset
    return moment, moment


FAULTS = {
    "fixed-offset": ("_readings", by_the_offset_of_noon),
    "close-at-first": ("_closing", calendars._opening),  # a close that strikes twice ends at the first stroke
}

if __name__ == "__main__":
    sys.exit(main())
