"""A line that cannot be read is named by number and reason, holds back whom it names, and stops nothing else."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from incidents.imports import log
from incidents.models import ImportedIncident
from tests.incidents.imports.sample import as_text, hours, in_turn, said, written

GOOD = said("good", 1, "new")
BAD = said("bad", 1, "new")


def but(**fields: object) -> bytes:
    return json.dumps(BAD | fields).encode()


def without(name: str) -> bytes:
    return json.dumps({field: value for field, value in BAD.items() if field != name}).encode()


WHOLE = json.dumps(BAD).encode()
BROKEN: list[tuple[str, bytes, str]] = [
    ("cut off", WHOLE[:-5], "not JSON"),
    ("more than JSON", WHOLE + b" x", "not JSON"),
    ("too deep", b'{"incident": "bad", "t":' + b"[" * 90_000, "not JSON"),
    ("a number too long to read", b'{"incident": "bad", "t": ' + b"9" * 5_000 + b"}", "not JSON"),
    ("twice", b'{"incident": "bad", "incident": "bad"}', "a field stands twice"),
    ("not UTF-8", WHOLE.replace(b"Desk", b"D\xe9sk"), "not UTF-8"),
    ("UTF-16", '{"incident": "bad"}'.encode("utf-16"), "not UTF-8"),
    ("too long a line", but(src="x" * 100_001), "longer than 100000 bytes"),
    ("a list", b'[{"incident": "bad"}]', "not a JSON object"),
    ("a text", b'"incident"', "not a JSON object"),
    ("a field missing", without("flag"), "missing: flag"),
    ("nothing there", b"{}", "missing: t, incident, state"),
    ("a number", but(owner=7), "“owner” is not a text"),
    ("none", but(owner=None), "“owner” is not a text"),
    ("a list for a text", but(state=["new"]), "“state” is not a text"),
    ("NUL", but(group="a\x00b"), "“group” contains a character that cannot be kept"),
    ("a second line", but(owner="Ann\nDoe"), "“owner” contains a character that cannot be kept"),
    ("half a character", but(owner="\ud83d"), "“owner” contains a character that cannot be kept"),
    ("too long an owner", but(owner="x" * 151), "“owner” is longer than 150 characters"),
    ("too long a name", but(incident="bad" * 34), "“incident” is longer than 100 characters"),
    ("no name", but(incident=" "), "“incident” is empty"),
    ("an unknown state", but(state="solved"), "“state” is none of: new, wip, proposed, closed"),
    ("an unknown flag", but(flag="red"), "“flag” is none of: (empty), action_needed"),
    ("an unknown sub-state", but(sub="asleep"), "“sub” is none of: (empty), pending_problem"),
    ("an unknown priority", but(priority="5 - Never"), "“priority” is none of: 1 - Critical"),
    ("no such day", but(t="2025-02-30T08:00:00+00:00"), "“t” is not a date and time"),
    ("no date", but(opened=""), "“opened” is not a date and time"),
    ("no zone", but(t="2025-03-03T08:00:00"), "“t” names no time zone"),
    ("before all time", but(t="0001-01-01T00:00:00+14:00"), "“t” is not a date and time"),
    ("long before", but(opened="1969-12-31T23:00:00+00:00"), "“opened” lies before 1970"),
    ("to come", but(t="9999-12-31T23:00:00+00:00"), "“t” lies in the future"),
]


@pytest.mark.parametrize(("raw", "reason"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_a_line_that_cannot_be_read_is_named_and_the_rest_goes_on(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str], raw: bytes, reason: str
) -> None:
    # A line of the same incident that can be read, before and after: held back all the same where it was named.
    file = written(tmp_path, [BAD, GOOD, raw, BAD, said("good", 2, "wip")])
    with pytest.raises(CommandError) as caught:
        call_command("import_incidents", file, metrics=tmp_path / "out")
    told = capsys.readouterr()
    assert caught.value.returncode == 1
    assert [line for line in told.err.splitlines() if line.startswith(f"line 3: {reason}")], told.err
    assert "lines that could not be read: 1\n" in told.out
    is_named = b'"bad"' in raw
    assert ("(holds back bad)" in told.err) is is_named
    assert ImportedIncident.objects.filter(name="bad").exists() is not is_named
    assert ImportedIncident.objects.get(name="good").incident.state == "work_in_progress"
    assert '"incident":"good"' in (tmp_path / "out").read_text()


CUT: list[tuple[bytes, list[str]]] = [
    (b'{"incident": "INC-12', ["INC-12", "INC-123"]),
    (b'{"incident": "INC-12\r', ["INC-12", "INC-123"]),
    (b'{"incident": " INC-12 ', ["INC-12", "INC-123"]),
    (b'{"t": "2025", "incident":"I', ["INC-12", "INC-123", "INC-2"]),
    (b'{"incident": "caf\\u00e9 \\u0', ["caf\u00e9 1"]),
    (b'{"incident": "caf\\', ["caf\u00e9 1"]),
    ('{"incident": "caf\u00e9'.encode()[:-1], ["caf\u00e9 1"]),
    (b'{"incident": "\\ud83d\\ude00 \\ud83d', ["\U0001f600 1"]),
    (b'{"incident": "INC-9', []),
    (b'{"incident": "', []),
    (b'{"incident": ', []),
    (b'{"inci', []),
]
NAMES = ("INC-12", "INC-123", "INC-2", "caf\u00e9 1", "\U0001f600 1")


@pytest.mark.parametrize(("raw", "held"), CUT)
def test_a_line_that_breaks_off_in_a_name_holds_back_all_that_begin_so(raw: bytes, held: list[str]) -> None:
    lines = [as_text(said(name, 1, "new")).encode() for name in NAMES]
    found = log.read(BytesIO(b"\n".join([*lines, raw])), hours(100))
    kept = {name for name, _lines in found.whole()}
    assert [fault.number for fault in found.faults] == [len(NAMES) + 1]
    assert [name for name in NAMES if name not in kept] == held


def test_what_a_broken_line_holds_back_and_cannot_is_said(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    never = "cannot complete it later"
    with pytest.raises(CommandError):
        call_command("import_incidents", written(tmp_path, [BAD, b'{"incident": "ba', GOOD]))
    told = capsys.readouterr()
    assert "line 2: not JSON (holds back whatever begins with “ba”)" in told.err
    assert "1 imported, 0 unchanged, 0 differing, 0 failed, 1 held back" in told.out
    assert never not in told.out
    with pytest.raises(CommandError):
        call_command("import_incidents", written(tmp_path, [GOOD, b'{"t": "2025']))
    assert never in capsys.readouterr().out


def test_a_line_without_end_is_read_to_its_limit_alone() -> None:
    class Endless(BytesIO):
        longest = 0

        def readline(self, size: int | None = -1, /) -> bytes:
            found = super().readline(size)
            self.longest = max(self.longest, len(found))
            return found

    file = Endless(b"x" * 5_000_000 + b"\n" + as_text(GOOD).encode())
    found = log.read(file, hours(100))
    assert ([fault.number for fault in found.faults], list(found.histories)) == ([1], ["good"])
    assert found.histories["good"][0].number == 2
    assert file.longest <= log.LONGEST_LINE + 2


def test_a_byte_order_mark_blank_lines_and_windows_endings_are_no_faults() -> None:
    lines = [as_text(line) for line in in_turn(["smooth"])]
    found = log.read(BytesIO(("\ufeff" + "\r\n\r\n \r\n".join(lines)).encode()), hours(100))
    assert found.faults == []
    assert len(found.histories["smooth"]) == 8


def test_times_are_read_in_any_zone() -> None:
    there = said("good", 1, "new") | {"t": "2025-03-03T10:00:00+01:00"}
    assert log.read(BytesIO(as_text(there).encode()), hours(100)).histories["good"][0].t == hours(1)


def test_an_empty_log_is_imported_at_once(db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_incidents", written(tmp_path, []), metrics=tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == b""
    assert capsys.readouterr().out.startswith("incidents: 0 imported")
