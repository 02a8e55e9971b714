"""Whatever turns a log takes, it is imported, measures what a plain count of its lines does, and can be replayed."""

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.core.management import call_command

from incidents.imports.log import PRIORITIES, STATES
from incidents.models import ImportedIncident, Incident
from tests.incidents.imports.sample import DAWN, Said, said, written

FLAGS = ["", *Incident.FLAGS]
WAITS = ["", *Incident.Substate.values]
NAMES = ["", "Ann Doe", "Ben Poe"]


def any_story(name: str, chance: Random) -> Iterator[Said]:
    """Any state after any other, but for going back to new, which nothing here does."""
    at, state = chance.randint(-2, 2), "new"
    for _line in range(chance.randint(1, 12)):
        state = chance.choice(STATES if state == "new" else STATES[1:])
        words = {"flag": chance.choice(FLAGS), "sub": chance.choice(WAITS), "owner": chance.choice(NAMES)}
        yield said(name, at, state, **words, priority=chance.choice(list(PRIORITIES)))
        at += chance.randint(-1, 9)


@pytest.mark.parametrize("seed", range(3))
def test_any_log_is_imported_and_measured_and_can_be_replayed(db: None, tmp_path: Path, seed: int) -> None:
    chance = Random(seed)
    stories = {name: list(any_story(name, chance)) for name in (f"s{number:02}" for number in range(16))}
    file = written(tmp_path, [line for story in stories.values() for line in story])
    call_command("import_incidents", file, metrics=tmp_path / "out")
    found = [json.loads(line) for line in (tmp_path / "out").read_text().splitlines()]
    assert found == [counted(story) for story in stories.values()]
    call_command("replay_timeline")
    for name, story in stories.items():
        assert as_it_stands(ImportedIncident.objects.get(name=name).incident) == as_said(story)


def as_it_stands(incident: Incident) -> tuple[set[str], str, str]:
    return {flag for flag in Incident.FLAGS if getattr(incident, flag)}, incident.substate, owner_of(incident)


def owner_of(incident: Incident) -> str:
    return incident.owner.name if incident.owner else ""


def as_said(story: list[Said]) -> tuple[set[str], str, str]:
    """The last line's flags and sub-state, while it is open; the last owner who was named before it closed for good."""
    last = story[-1]
    is_open = last["state"] != "closed"
    while len(story) > 1 and story[-2]["state"] == story[-1]["state"] == "closed":
        story = story[:-1]
    owner = next((line["owner"] for line in reversed(story) if line["owner"]), "")
    return {last["flag"]} - {""} if is_open else set(), last["sub"] if is_open else "", owner


def counted(story: list[Said]) -> dict[str, Any]:
    """The figures by a plain walk over the lines, which knows nothing of clocks and verbs."""
    opened = min(DAWN, moment(story[0]))
    times, last = [], opened
    for line in story:
        last = max(last, moment(line))
        times.append((last - opened).total_seconds())
    states = [line["state"] for line in story]
    moves = list(pairwise(["new", *states]))
    owners = [line["owner"] for line in story if line["owner"]]
    closed = max(times[-1], (moment(story[-1]) - opened).total_seconds()) if states[-1] == "closed" else None
    return {
        "incident": story[0]["incident"],
        "events": len(story),
        "opened": opened.isoformat(),
        "time_to_response": next((at for at, state in zip(times, states, strict=True) if state != "new"), None),
        "time_to_relief": next((at for at, state in zip(times, states, strict=True) if state == "proposed"), closed),
        "relief_clock": relief_clock(times, moves),
        "time_to_close": closed,
        "rejections": moves.count(("proposed", "wip")),
        "reopens": sum(before == "closed" != after for before, after in moves),
        "final": states[-1],
        "owner_changes": sum(before != after for before, after in pairwise(owners)),
        "priority": story[-1]["priority"],
    }


def moment(line: Said) -> datetime:
    return datetime.fromisoformat(line["t"])


def relief_clock(times: list[float], moves: list[tuple[str, str]]) -> float | None:
    """All the time but that with a proposal or a closing, up to the last proposal; without one, up to the closing."""
    total, since, proposed = 0.0, 0.0, None
    for at, (before, after) in zip(times, moves, strict=True):
        if before in {"new", "wip"} and after in {"proposed", "closed"}:
            total += at - since
        if before in {"proposed", "closed"}:
            since = at
        if after == "proposed" != before:
            proposed = total
    return total if proposed is None and moves[-1][1] == "closed" else proposed
