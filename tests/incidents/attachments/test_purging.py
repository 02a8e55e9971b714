"""Files that no row names go after two days; what a row names stays for good."""

import os
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command

from config.celery import app
from incidents import actions, tasks
from incidents.actions.files import purge_attachments
from incidents.models import Attachment, Incident
from incidents.storage import AttachmentFolder, attachments
from notifications.moment import at, now
from tests.incidents.attachments.sending import file, on_disk, only_one
from tests.people import People

TWO_DAYS = timedelta(hours=48)


@pytest.fixture
def orphan(working: Incident, people: People) -> Path:
    """A file without a row, beside one that has a row."""
    actions.post_message(working, by=people.ada, body="x", files=[file()])
    return Path(attachments().path(attachments().save("orphan", ContentFile(b"left behind"))))


def aged(path: Path, hours: float) -> datetime:
    """As if it had been written so long ago; returns the present."""
    moment = now()
    written = (moment - timedelta(hours=hours)).timestamp()
    os.utime(path, (written, written))
    return moment


@pytest.mark.parametrize(("hours", "gone"), [(0, 0), (47, 0), (49, 1)])
def test_an_orphan_goes_after_two_days(orphan: Path, hours: float, gone: int) -> None:
    with at(aged(orphan, hours)):
        assert purge_attachments() == gone

    assert orphan.exists() is not bool(gone)
    assert Path(attachments().path(only_one().stored)) in on_disk()


def test_what_a_row_names_is_never_touched(orphan: Path) -> None:
    named = Path(attachments().path(only_one().stored))
    with at(aged(named, 24 * 3650)):
        purge_attachments()

    assert named.exists()


def test_a_row_that_is_in_the_sweep_s_second_batch_counts_too(
    orphan: Path, people: People, working: Incident, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("incidents.actions.files.BATCH", 1)
    for path in on_disk():
        aged(path, 100)

    assert purge_attachments() == 1
    assert len(on_disk()) == 1
    assert only_one()


def test_where_nothing_was_ever_kept_there_is_nothing_to_do(db: None) -> None:
    assert purge_attachments() == 0


def test_the_command_and_the_clockwork_do_the_same(orphan: Path) -> None:
    aged(orphan, 49)
    out = StringIO()
    call_command("purge_attachments", stdout=out)
    tasks.purge_attachments()

    assert out.getvalue() == "1 purged\n"
    assert not orphan.exists()
    assert tasks.purge_attachments.name in {each["task"] for each in app.conf.beat_schedule.values()}


def test_a_row_that_is_written_while_the_sweep_looks_keeps_its_file(
    orphan: Path, working: Incident, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sweep has read which files have rows, and then a form that waited is sent."""
    looked = AttachmentFolder.get_modified_time
    row = only_one()

    def meanwhile(folder: AttachmentFolder, name: str) -> datetime:
        monkeypatch.setattr(AttachmentFolder, "get_modified_time", looked)
        values = {**{field.attname: getattr(row, field.attname) for field in Attachment._meta.fields}, "id": None}
        Attachment(**{**values, "stored": name, "key": "k" * len(row.key)}).save()
        return looked(folder, name)

    monkeypatch.setattr(AttachmentFolder, "get_modified_time", meanwhile)
    with at(aged(orphan, 49)):
        assert purge_attachments() == 0

    assert orphan.exists()
