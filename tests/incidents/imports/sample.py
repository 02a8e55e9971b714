"""A log of another system as it could come in, and what it measures, worked out by hand."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.management import call_command

from incidents.models import ImportedIncident, Incident

DAWN = datetime(2025, 3, 3, 8, 0, tzinfo=UTC)
Said = dict[str, Any]


def hours(number: float) -> datetime:
    """So many hours after the sample's dawn."""
    return DAWN + timedelta(hours=number)


def said(incident: str, at: float, state: str, **more: str) -> Said:
    """One line, `at` so many hours after dawn; opened at dawn, moderate and unowned where nothing else is said."""
    words = {"sub": "", "flag": "", "owner": "", "group": "Desk", "priority": "3 - Moderate", "src": state.title()}
    return {
        "t": hours(at).isoformat(),
        "incident": incident,
        "state": state,
        "opened": DAWN.isoformat(),
        **words,
        **more,
    }


QUESTION = {"flag": "customer_action_needed"}
ANN, BEN, CAS = ({"owner": name} for name in ("Ann Doe", "Ben Poe", "Cas Roe"))
STORIES: dict[str, list[Said]] = {
    "smooth": [
        said("smooth", 0.25, "new"),
        said("smooth", 0.5, "new", **ANN),
        said("smooth", 1, "wip", **ANN),
        said("smooth", 1.5, "wip", **ANN, **QUESTION),
        said("smooth", 2, "wip", **ANN, **QUESTION, group="Network"),
        said("smooth", 3, "wip", **ANN),
        said("smooth", 4, "proposed", **ANN),
        said("smooth", 28, "closed", **ANN),
    ],
    "leap": [said("leap", 2, "proposed"), said("leap", 3, "proposed", **ANN), said("leap", 5, "closed", **ANN)],
    "rejected": [
        said("rejected", 1, "wip", **ANN),
        said("rejected", 2, "proposed", **ANN, **QUESTION),
        said("rejected", 5, "wip", **ANN),
        said("rejected", 6, "proposed", **ANN),
        said("rejected", 7, "closed", **ANN),
        said("rejected", 9, "closed", **BEN, src="Tidied"),
    ],
    "undone": [
        said("undone", 1, "wip", **ANN),
        said("undone", 2, "proposed", **ANN),
        said("undone", 3, "closed", **ANN),
        said("undone", 10, "wip", **ANN),
        said("undone", 12, "proposed", **ANN),
        said("undone", 13, "closed", **ANN),
        said("undone", 20, "proposed", **BEN),
        said("undone", 21, "closed", **BEN),
    ],
    "early": [said("early", -2, "wip", **ANN), said("early", 3, "proposed", **ANN), said("early", 4, "closed", **ANN)],
    "passed": [
        said("passed", 1, "new", **ANN),
        said("passed", 2, "new", **BEN),
        said("passed", 3, "wip", **CAS),
        said("passed", 4, "wip", sub="pending_problem"),
        said("passed", 5, "wip", **ANN, priority="1 - Critical", sub="pending_problem"),
        said("passed", 6, "wip", **ANN, priority="1 - Critical", **QUESTION),
        said("passed", 7, "proposed", **BEN, priority="1 - Critical"),
        said("passed", 8, "closed", **BEN, priority="1 - Critical"),
    ],
    "dropped": [said("dropped", 0, "new"), said("dropped", 6, "closed", priority="4 - Low")],
    "disordered": [
        said("disordered", 1, "new"),
        said("disordered", 3, "wip", **ANN),
        said("disordered", 2, "wip", **ANN, group="Network"),
        said("disordered", 5, "proposed", **ANN),
        said("disordered", 6, "closed", **ANN),
    ],
    "unfinished": [
        said("unfinished", 1, "wip", **ANN, flag="assistance_required", sub="pending_rca"),
        said("unfinished", 2, "proposed", **ANN),
        said("unfinished", 4, "new", **ANN, flag="action_needed", priority="2 - High"),
    ],
    "untouched": [said("untouched", 1, "new")],
}


def figure(name: str, events: int, reply: Any, relief: Any, clock: Any, close: Any, **more: Any) -> Said:
    """By hand: times in hours here, in seconds in the file."""

    def seconds(number: float | None) -> int | None:
        return None if number is None else round(3600 * number)

    return {
        "incident": name,
        "events": events,
        "opened": more.pop("opened", DAWN.isoformat()),
        "time_to_response": seconds(reply),
        "time_to_relief": seconds(relief),
        "relief_clock": seconds(clock),
        "time_to_close": seconds(close),
        "rejections": 0,
        "reopens": 0,
        "final": "closed",
        "owner_changes": 0,
        "priority": "3 - Moderate",
    } | more


FIGURES = [
    figure("disordered", 5, 3, 5, 5, 6),
    figure("dropped", 2, 6, 6, 6, 6, priority="4 - Low"),
    figure("early", 3, 0, 5, 5, 6, opened=hours(-2).isoformat()),
    figure("leap", 3, 2, 2, 2, 5),
    figure("passed", 8, 3, 7, 7, 8, owner_changes=4, priority="1 - Critical"),
    figure("rejected", 6, 1, 2, 3, 9, rejections=1, owner_changes=1),
    figure("smooth", 8, 1, 4, 4, 28),
    # Proposed at 2 until reopened at 10, at 12, and at 20 at once with the second reopening: 2 + 2 hours counted.
    figure("undone", 8, 1, 2, 4, 21, reopens=2, owner_changes=1),
    figure("unfinished", 3, 1, 2, 2, None, rejections=1, final="wip", priority="2 - High"),
    figure("untouched", 1, None, None, None, None, final="new"),
]


def in_turn(stories: Iterable[str] = STORIES) -> list[Said]:
    """The lines of these stories as a log has them: by time, and of one time as they were written."""
    lines = [line for name in stories for line in STORIES[name]]
    return sorted(
        lines, key=lambda line: 0 if line["incident"] == "disordered" else datetime.fromisoformat(line["t"]).timestamp()
    )


def written(folder: Path, lines: Iterable[Said | bytes | str], name: str = "log.jsonl") -> Path:
    """A file of these lines; what is no line of ours stands there as it is."""
    raw = [line if isinstance(line, bytes) else as_text(line).encode() for line in lines]
    file = folder / name
    file.write_bytes(b"".join(line + b"\n" for line in raw))
    return file


def as_text(line: Said | str) -> str:
    return line if isinstance(line, str) else json.dumps(line)


def brought(folder: Path, *stories: str) -> Incident:
    """Import these stories (all of them, where none is named); the first one's incident."""
    call_command("import_incidents", written(folder, in_turn(stories or STORIES)))
    return ImportedIncident.objects.get(name=[*stories, *STORIES][0]).incident
