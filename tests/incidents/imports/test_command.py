"""The command says at once what it cannot do, and writes the figures whole or not at all."""

import json
import os
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.acting import Act
from accounts.models import Calendar, CalendarVersion, User
from incidents.actions import importing
from incidents.imports import people
from incidents.imports.steps import Step
from incidents.management.commands import import_incidents
from incidents.models import ImportedIncident, Incident
from tests.aftermath import everything
from tests.incidents.imports.sample import in_turn, written


def refused(file: Path, out: Path | None, words: str) -> None:
    before, there = everything(), User.objects.count()
    with pytest.raises(CommandError, match=words):
        call_command("import_incidents", file, metrics=out)
    assert (everything(), User.objects.count()) == (before, there)


def test_a_log_that_is_not_there_is_said(db: None, tmp_path: Path) -> None:
    refused(tmp_path / "none.jsonl", None, "there is no such file")
    refused(tmp_path, None, "there is no such file")


def test_a_place_where_no_figures_can_be_written_is_said_before_the_import(db: None, tmp_path: Path) -> None:
    file = written(tmp_path, in_turn(["smooth"]))
    refused(file, tmp_path, "no ordinary file")
    refused(file, Path(os.devnull), "no ordinary file")
    refused(file, file, "is the log itself")
    refused(file, tmp_path / "no" / "out", "folder is not there")


def test_figures_that_could_not_be_written_leave_the_older_ones(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, out = written(tmp_path, in_turn(["smooth", "leap"])), tmp_path / "out"
    out.write_text("older\n")

    def full(name: str) -> str:
        if name == "smooth":
            raise OSError(28, "No space left on device")
        return name

    monkeypatch.setattr(import_incidents, "figures", full)
    with pytest.raises(CommandError, match="could not be written: No space left"):
        call_command("import_incidents", file, metrics=out)
    assert out.read_text() == "older\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log.jsonl", "out"]
    assert ImportedIncident.objects.count() == 2, "the incidents are there, and need not be imported again"


def test_a_name_that_stands_for_something_else_is_said(db: None, tmp_path: Path) -> None:
    calendar = Calendar.objects.create(name=people.NAME)
    CalendarVersion.objects.create(calendar=calendar, number=1, zone="Europe/Amsterdam", weekly=people.ALWAYS)
    refused(written(tmp_path, in_turn(["smooth"])), None, "not round the clock")


def test_an_incident_that_cannot_be_written_costs_no_other(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A fault in the midst of one: none of it is there, it is named, and the next run brings it."""
    file, out = written(tmp_path, in_turn(["smooth", "leap", "early"])), tmp_path / "out"

    accept = importing.VERBS["accept_solution"]

    def faulty(act: Act[Incident], step: Step, past: people.Past) -> None:
        if act.record.imported.name == "leap":
            raise ZeroDivisionError("by nothing")
        accept(act, step, past)

    monkeypatch.setitem(importing.VERBS, "accept_solution", faulty)
    with pytest.raises(CommandError) as caught:
        call_command("import_incidents", file, metrics=out)
    told = capsys.readouterr()
    assert caught.value.returncode == 1
    assert "leap: could not be written, and none of it was: ZeroDivisionError('by nothing')" in told.err
    assert "incidents: 2 imported, 0 unchanged, 0 differing, 1 failed, 0 held back" in told.out
    assert [json.loads(line)["incident"] for line in out.read_text().splitlines()] == ["early", "smooth"]
    assert Incident.objects.count() == ImportedIncident.objects.count() == 2

    monkeypatch.undo()
    call_command("import_incidents", file, metrics=out)
    assert "incidents: 1 imported, 2 unchanged" in capsys.readouterr().out


def test_each_incident_is_named_on_request(db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_incidents", written(tmp_path, in_turn(["smooth", "leap"])), verbosity=2)
    assert capsys.readouterr().out.splitlines()[:2] == ["smooth: imported", "leap: imported"]


def test_of_two_imports_at_once_the_second_finds_what_the_first_wrote(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second looks before the first has committed, and comes too late to write."""
    file = written(tmp_path, in_turn(["smooth"]))
    call_command("import_incidents", file)
    before = everything()
    looks = iter([None, import_incidents.UNCHANGED])
    monkeypatch.setattr(import_incidents, "seen", lambda name, mark: next(looks))
    call_command("import_incidents", file)
    assert everything() == before
    assert "incidents: 0 imported, 1 unchanged" in capsys.readouterr().out
    assert Incident.objects.count() == 1
