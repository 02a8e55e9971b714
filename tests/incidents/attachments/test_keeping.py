"""What is taken in, under which name, and what is left where it is refused or fails."""

from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.test import override_settings

from accounts.acting import NotAllowed, NotNow, NotPossible, NotValid
from incidents import actions
from incidents.actions.files import clean_name
from incidents.models import Attachment, Incident
from incidents.storage import attachments
from tests.aftermath import last_event, refused
from tests.incidents.attachments.sending import PNG, TRACE, file, on_disk, only_one
from tests.people import People

MB = 1024 * 1024


def test_a_file_comes_with_its_words(working: Incident, people: People) -> None:
    actions.post_message(working, by=people.ada, body="Here is the trace.", files=[file()])

    kept = only_one()
    assert (kept.name, kept.type, kept.declared, kept.size) == ("trace.log", "text/plain", "text/plain", len(TRACE))
    assert (kept.incident, kept.event, kept.by) == (working, last_event(working), people.ada)
    assert kept.visibility == kept.event.message.visibility == "public"
    assert (kept.event.message.body, kept.at) == ("Here is the trace.", kept.event.at)
    with attachments().open(kept.stored) as stored:
        assert stored.read() == TRACE


def test_files_may_come_without_a_word(working: Incident, people: People) -> None:
    actions.post_message(working, by=people.ada, body="  ", files=[file("a.log"), file("b.png", PNG)])

    assert last_event(working).message.body == "a.log, b.png"
    assert [row.type for row in Attachment.objects.all()] == ["text/plain", "image/png"]


def test_a_teams_file_is_the_teams(working: Incident, people: People) -> None:
    actions.add_note(working, by=people.sam, body="Look.", files=[file()])

    assert only_one().visibility == "internal"


def test_a_report_and_a_first_answer_bring_files_too(people: People) -> None:
    incident = actions.open_incident(by=people.ada, title="Stops", description="Now.", severity=3, files=[file()])
    actions.assign(incident, by=people.eva, owner=people.eva, area=people.query, category="bug")
    actions.respond(incident, by=people.eva, body="I have this.", files=[file("how.txt")])
    actions.state_problem(incident, by=people.eva, body="It stops.", files=[file("why.txt")])
    actions.send_update(incident, by=people.eva, body="More.", files=[file("more.txt")])

    assert [(row.event.verb, row.visibility) for row in Attachment.objects.select_related("event")] == [
        ("open_incident", "public"),
        ("respond", "public"),
        ("state_problem", "public"),
        ("send_update", "public"),
    ]


# --- Names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("trace.log", "trace.log"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ada\\trace.log", "trace.log"),
        ("/", "file"),
        ("..", "file"),
        ("", "file"),
        ("a\x00b\r\n\tc.txt", "ab c.txt"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ("\u2066a\u2069\ufeff.txt", "a.txt"),
        (" . trace.log. ", "trace.log"),
        ("Überblick 概要 📈.csv", "Überblick 概要 📈.csv"),
        ("e\u0301.txt", "é.txt"),
        ("x" * 300 + ".log", "x" * 145 + "….log"),
        ("x" * 300, "x" * 149 + "…"),
        ("a." + "y" * 300, "a." + "y" * 147 + "…"),
    ],
)
def test_a_name_is_cleaned_and_stays_readable(given: str, name: str) -> None:
    assert clean_name(given) == name
    assert len(clean_name(given)) <= 150


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\x.txt", "..", "a/../../b", "\u202e../x", ".htaccess", "CON"])
def test_no_name_leads_out_of_the_folder(working: Incident, people: People, tmp_path: Path, name: str) -> None:
    upload: Any = file()
    upload._name = name  # as a library that checks nothing would hand it over
    actions.post_message(working, by=people.ada, body="Here.", files=[upload])

    assert on_disk() == [tmp_path / "attachments" / only_one().stored]
    assert set(only_one().stored) <= set("0123456789abcdef")
    assert "/" not in only_one().name


def test_what_is_stored_is_for_the_server_alone(working: Incident, people: People) -> None:
    actions.post_message(working, by=people.ada, body="Here.", files=[file()])

    path = on_disk()[0]
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    with pytest.raises(ValueError, match="no address"):
        attachments().url(path.name)


# --- Limits ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([file(content=b"")], "trace.log is empty."),
        ([file(content=b"x" * (2 * MB + 1))], "trace.log has 2.0 MB; a file can have 2 MB."),
        ([file(f"{n}.log") for n in range(4)], "These are 4 files; 3 can come at once."),
        ([file(f"{n}.log", b"x" * 2 * MB) for n in range(2)], "Together these have 4.0 MB; 3 MB can come at once."),
        ([file("run.exe")], "run.exe is of a kind that is not taken here."),
        ([file("run.txt", b"\x7fELF" + bytes(60))], "run.txt is of a kind that is not taken here."),
    ],
)
@override_settings(
    ATTACHMENT_MB=2,
    ATTACHMENTS_A_MESSAGE=3,
    ATTACHMENTS_MB_A_MESSAGE=3,
    ATTACHMENT_TYPES_REFUSED=[".exe", "application/x-executable"],
)
def test_what_is_too_much_is_named(working: Incident, people: People, files: list[Any], said: str) -> None:
    with refused(NotValid, "files") as caught:
        actions.post_message(working, by=people.ada, body="Here.", files=files)

    assert [sentence.replace("\xa0", " ") for sentence in caught.value.errors["files"]] == [said]
    assert on_disk() == []


def test_nothing_is_refused_by_its_kind_unless_it_is_listed(working: Incident, people: People) -> None:
    actions.post_message(working, by=people.ada, body="Here.", files=[file("run.exe", b"MZ" + bytes(200))])

    assert (only_one().type, only_one().is_risky) == ("application/x-msdownload", True)


# --- Refusals and failures leave nothing ------------------------------------------------------------------------------


def test_who_may_not_write_leaves_no_file(working: Incident, people: People) -> None:
    with refused(NotAllowed):
        actions.post_message(working, by=people.max, body="Mine.", files=[file()])
    with refused(NotValid, "body"):
        actions.post_message(working, by=people.ada, body="x" * 20_001, files=[file()])

    assert on_disk() == []


def test_a_closed_incident_takes_no_file(closed: Incident, people: People) -> None:
    for verb, who in [("post_message", people.ada), ("send_update", people.eva), ("add_note", people.eva)]:
        with refused(NotPossible):
            getattr(actions, verb)(closed, by=who, body="Late.", files=[file()])

    assert on_disk() == []


def test_a_storage_that_fails_at_the_second_file_keeps_neither(working: Incident, people: People) -> None:
    folder: Any = type(attachments())
    save = folder._save
    calls: list[str] = []

    def full(self: Any, name: str, content: Any) -> str:
        calls.append(name)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        return str(save(self, name, content))

    with patch.object(folder, "_save", full), refused(NotNow):
        actions.post_message(working, by=people.ada, body="Two.", files=[file("a.log"), file("b.log")])

    assert (len(calls), on_disk()) == (2, [])


def test_an_act_that_fails_after_its_files_were_written_keeps_neither(working: Incident, people: People) -> None:
    with patch("incidents.actions.house.reckon", side_effect=RuntimeError), pytest.raises(RuntimeError):
        actions.add_note(working, by=people.eva, body="x", files=[file()])

    assert (Attachment.objects.count(), on_disk()) == (0, [])


def test_what_a_sender_calls_its_kind_holds_nothing_that_cannot_be_kept(working: Incident, people: People) -> None:
    upload = file()
    upload.content_type = "text/pl\x00ain\x1b"
    actions.post_message(working, by=people.ada, body="Here.", files=[upload])

    assert only_one().declared == "text/plain"
