"""What an import measures is read from the timeline and the clocks, and equals what was worked out by hand."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from incidents.models import ImportedIncident
from notifications.models import Notification
from tests.aftermath import everything
from tests.incidents.imports.sample import FIGURES, STORIES, in_turn, said, written


def figures(folder: Path, file: Path) -> list[dict[str, Any]]:
    call_command("import_incidents", file, metrics=folder / "out.jsonl")
    return [json.loads(line) for line in (folder / "out.jsonl").read_text().splitlines()]


def test_the_figures_are_those_worked_out_by_hand(db: None, tmp_path: Path) -> None:
    found = figures(tmp_path, written(tmp_path, in_turn()))
    assert found == FIGURES
    assert [list(line) for line in found] == [list(line) for line in FIGURES], "in the same order"


def test_every_line_of_the_log_stands_in_the_timeline_once(db: None, tmp_path: Path) -> None:
    call_command("import_incidents", written(tmp_path, in_turn()))
    for name, story in STORIES.items():
        incident = ImportedIncident.objects.get(name=name).incident
        marks = [mark for event in incident.events.all() for mark in event.data.get("imported", {}).get("lines", [])]
        kept = ("t", "state", "sub", "flag", "owner", "group", "priority", "src", "opened")
        assert [mark["n"] for mark in marks] == list(range(1, len(story) + 1))
        assert [[mark[field] for field in kept] for mark in marks] == [
            [line[field] for field in kept] for line in story
        ]


def test_a_second_import_changes_nothing(db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, in_turn())
    first = figures(tmp_path, file)
    before = everything()
    assert figures(tmp_path, file) == first
    assert everything() == before
    assert "incidents: 0 imported, 10 unchanged, 0 differing, 0 failed, 0 held back" in capsys.readouterr().out


def test_the_same_lines_in_another_dress_are_the_same(db: None, tmp_path: Path) -> None:
    call_command("import_incidents", written(tmp_path, in_turn()))
    before = everything()
    dressed = [json.dumps(dict(reversed(line.items()))).encode() + b"\r" for line in in_turn()]
    call_command("import_incidents", written(tmp_path, [b"\xef\xbb\xbf" + dressed[0], b"", b"  \r", *dressed[1:]]))
    assert everything() == before


def test_other_lines_of_an_incident_that_is_there_are_named_and_change_nothing(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_incidents", written(tmp_path, in_turn(["smooth", "leap"])))
    before = everything()
    longer = written(tmp_path, [*in_turn(["smooth", "leap"]), said("leap", 9, "closed")])
    with pytest.raises(CommandError):
        figures(tmp_path, longer)
    assert everything() == before
    told = capsys.readouterr()
    assert "leap: imported before from other lines" in told.err
    assert "incidents: 0 imported, 1 unchanged, 1 differing" in told.out
    assert [json.loads(line)["incident"] for line in (tmp_path / "out.jsonl").read_text().splitlines()] == ["smooth"]


def test_nobody_is_written_to(db: None, tmp_path: Path) -> None:
    call_command("import_incidents", written(tmp_path, in_turn()))
    call_command("sweep_clocks")
    assert not Notification.objects.exists()
