"""The same files at every door, as no decent browser would send them: kept in their place, or refused (T17)."""

import re
import unicodedata
from html import unescape
from typing import Any

import pytest
from django.test import Client, override_settings

from accounts.models import ApiToken
from incidents import actions
from incidents.models import Attachment, Incident
from incidents.models.attachment import NAME
from tests.aftermath import everything
from tests.incidents.attachments.sending import PNG, TRACE, content, on_disk, signed_in, status
from tests.incidents.attachments.test_serving import ACTIVE
from tests.people import People

TYPED = "What I have typed, & half an hour's work."
# Who sends by which door, where to, and how it answers when it takes it and when it does not.
DOORS: dict[str, tuple[str, str, int, int]] = {
    "portal": ("ada", "/portal/incidents/{number}/post-message/", 302, 422),
    "workspace": ("eva", "/workspace/incidents/{number}/send-update/", 302, 422),
    "workspace for the team": ("eva", "/workspace/incidents/{number}/add-note/", 302, 422),
    "api": ("ada", "/api/v1/incidents/{number}/attachments/", 201, 400),
}
EDGE = "----edge"
KIND = f"multipart/form-data; boundary={EDGE}"
File = tuple[bytes, bytes]


def client_of(door: str, people: People) -> Client:
    person = people.by_name(DOORS[door][0])
    if door != "api":
        return signed_in(person)
    return Client(headers={"Authorization": f"Bearer {ApiToken.objects.issue(person)}"})


def send(door: str, people: People, incident: Incident, *files: File, declared: bytes = b"text/html") -> Any:
    """Byte for byte, as the test client would tidy up the names before sending them."""
    parts = [b'name="body"\r\n\r\n' + TYPED.encode()]
    parts += [
        b'name="files"; filename="%b"\r\nContent-Type: %b\r\n\r\n%b' % (name, declared, held) for name, held in files
    ]
    body = b"".join(b"--%b\r\nContent-Disposition: form-data; %b\r\n" % (EDGE.encode(), part) for part in parts)
    path = DOORS[door][1].format(number=incident.number)
    return client_of(door, people).generic("POST", path, body + b"--%b--\r\n" % EDGE.encode(), KIND)


def is_refused(door: str, answer: Any, said: str) -> bool:
    """Beside its field; and on a page with every word that was typed."""
    if answer.status_code != DOORS[door][3]:
        return False
    if door == "api":
        return any(said in sentence for sentence in answer.json()["errors"]["files"])
    page = unescape(answer.content.decode())
    beside = re.search(r'<div class="field[^"]*err.*?</div>', page, re.DOTALL)
    return TYPED in page and beside is not None and said in page


def address(attachment: Attachment, door: str) -> str:
    if door == "api":
        return f"/api/v1/incidents/{attachment.incident.number}/attachments/{attachment.key}/"
    return f"/{door.split()[0]}/attachments/{attachment.key}/x"


# --- Names ------------------------------------------------------------------------------------------------------------

NAMES = {
    "a path": b"../../../etc/passwd",
    "a path of Windows": b"C:\\\\x\\\\y.log",
    "a path behind a mark": "\u202e/../../x.log".encode(),
    "control characters": b"a\x01b\x7f\tc.log",
    "a right-to-left override": "invoice\u202egnp.exe".encode(),
    "characters of no width": "a\u200bb\ufeff.log".encode(),
    "three hundred characters": b"x" * 300 + b".log",
    "three hundred without an end": b"y" * 300,
    "only dots": b"......",
    "a dot and spaces": b" . ",
    "a hidden file": b".htaccess",
    "a device": b"CON",
    "a device with an end": b"NUL.txt",
    "another device": b"com1.log",
    "markup": b"<script>alert(1)<!-- .log",
    "a header": b"a%0d%0aSet-Cookie: x=1.log",
    "a percent": b"%2e%2e%2fpasswd",
}


@pytest.mark.parametrize("door", DOORS)
def test_no_name_leads_out_of_its_place_or_into_a_page(working: Incident, people: People, door: str) -> None:
    folder = None
    for what, name in NAMES.items():
        answer = send(door, people, working, (name, TRACE))
        assert answer.status_code == DOORS[door][2], what
        attachment = Attachment.objects.latest("pk")
        assert attachment.name.strip(". "), what
        assert len(attachment.name) <= NAME, what
        assert not set(attachment.name) & set("/\\"), what
        assert not any(unicodedata.category(letter).startswith("C") for letter in attachment.name), what
        (folder,) = {path.parent for path in on_disk()}
        assert re.fullmatch(r"[0-9a-f]{32}", attachment.stored), what
        assert (folder / attachment.stored).read_bytes() == TRACE, what
        response: Any = client_of(door, people).get(address(attachment, door))
        assert content(response) == TRACE, what
        assert response["Content-Disposition"].startswith("attachment; filename"), what
        assert not set(response["Content-Disposition"]) & set("\r\n"), what
        assert "Set-Cookie" not in response, what

    assert Attachment.objects.count() == len(NAMES)
    assert len(on_disk()) == len(NAMES)
    page = client_of("workspace", people).get(f"/workspace/incidents/{working.number}/").content.decode()
    assert "<script>alert(1)" not in page


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", [b"", b".", b"..", b"/", b"../..", b"\xff\xfe.log"])
def test_a_file_without_a_name_is_none(working: Incident, people: People, door: str, name: bytes) -> None:
    """So browsers say that nothing was chosen. The words are sent; a tool that names no file is told so.

    The last one is no UTF-8, in which every browser names its files.
    """
    answer = send(door, people, working, (name, TRACE))

    assert answer.status_code == (400 if door == "api" else 302)
    assert not Attachment.objects.exists()
    assert on_disk() == []


# --- Sizes and numbers ------------------------------------------------------------------------------------------------

MB = 1024 * 1024
SMALL = override_settings(ATTACHMENT_MB=1, ATTACHMENTS_A_MESSAGE=3, ATTACHMENTS_MB_A_MESSAGE=2)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([(b"empty.log", b"")], "empty.log is empty."),
        ([(b"trace.log", TRACE), (b"empty.log", b"")], "empty.log is empty."),
        ([(b"over.bin", b"x" * (MB + 1))], "over.bin has 1.0\u00a0MB; a file can have 1 MB."),
        ([(b"all.bin", b"x" * MB)] * 2 + [(b"one.log", b"x")], "2 MB can come at once."),
        ([(b"one.log", b"x")] * 4, "These are 4 files; 3 can come at once."),
    ],
)
def test_what_is_too_little_or_too_much_is_said_beside_the_field(
    working: Incident, people: People, door: str, files: list[File], said: str
) -> None:
    with SMALL:
        before = everything()
        answer = send(door, people, working, *files)

    assert is_refused(door, answer, said), answer.content
    assert everything() == before
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("files", [[(b"full.bin", b"x" * MB)], [(b"all.bin", b"x" * MB)] * 2, [(b"one.log", b"x")] * 3])
def test_what_just_fits_is_taken(working: Incident, people: People, door: str, files: list[File]) -> None:
    with SMALL:
        answer = send(door, people, working, *files)

    assert answer.status_code == DOORS[door][2]
    assert [row.size for row in Attachment.objects.all()] == [len(held) for _name, held in files]


# --- What is in them --------------------------------------------------------------------------------------------------

SNIFFABLE = re.compile(r"html|svg|xml|javascript|pdf|css")


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("declared", [b"text/html", b"image/svg+xml", b"application/xhtml+xml", b"x\tnonsense"])
def test_nothing_active_is_ever_shown_whatever_it_calls_itself(
    working: Incident, people: People, door: str, declared: bytes
) -> None:
    files = [(name.encode(), held) for name, held, *_rest in ACTIVE] + [(b"shot.png", PNG)]
    with override_settings(ATTACHMENTS_A_MESSAGE=len(files)):
        answer = send(door, people, working, *files, declared=declared)
    assert answer.status_code == DOORS[door][2]
    assert Attachment.objects.count() == len(files)

    client = client_of(door, people)
    for attachment, (_name, held) in zip(Attachment.objects.order_by("pk"), files, strict=True):
        response: Any = client.get(address(attachment, door))
        assert content(response) == held
        assert response["Content-Disposition"].startswith("attachment;")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert not SNIFFABLE.search(response["Content-Type"]), attachment.name


# --- Who, and until when ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("door", ["portal", "api"])
def test_a_guest_signs_in_and_a_stranger_finds_nothing(working: Incident, people: People, door: str) -> None:
    send(door, people, working, (b"trace.log", TRACE))
    place = address(Attachment.objects.get(), door)
    guest = Client().get(place)

    assert guest.status_code == (401 if door == "api" else 302)
    assert door == "api" or "/account/sign-in/" in guest["Location"]
    for name in ("bob", "max", "root"):
        assert signed_in(people.by_name(name)).get(place).status_code == 404, name
    for unknown in ("A" * 22, "..", "1", "%2e%2e"):
        guessed = place.replace(Attachment.objects.get().key, unknown)
        assert client_of(door, people).get(guessed).status_code == 404, unknown


def test_what_came_with_a_note_is_at_no_door_for_a_customer(working: Incident, people: People) -> None:
    send("workspace for the team", people, working, (b"ours.log", TRACE))
    attachment = Attachment.objects.get()
    for door in ("portal", "workspace", "api"):
        for name in ("ada", "lead", "bob", "max"):
            assert signed_in(people.by_name(name)).get(address(attachment, door)).status_code == 404, (door, name)
    listed = client_of("api", people).get(f"/api/v1/incidents/{working.number}/attachments/").json()

    assert listed["results"] == []
    assert "ours.log" not in client_of("portal", people).get(f"/portal/incidents/{working.number}/").content.decode()
    assert status(signed_in(people.eva).get(address(attachment, "workspace"))) == 200


@pytest.mark.parametrize("door", DOORS)
def test_once_it_is_closed_files_can_be_read_and_none_added(working: Incident, people: People, door: str) -> None:
    send(door, people, working, (b"trace.log", TRACE))
    closed = actions.withdraw(working, by=people.ada, reason="Gone.")
    before, kept = everything(), on_disk()
    answer = send(door, people, closed, (b"more.log", TRACE))

    assert answer.status_code == 409
    assert (everything(), on_disk()) == (before, kept)
    assert content(client_of(door, people).get(address(Attachment.objects.get(), door))) == TRACE
