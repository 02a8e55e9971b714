"""What leaves the house: only ever a download, by nobody's guess, to whoever may read the words it came with (T17)."""

import re
from contextlib import suppress
from html import unescape
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from incidents import actions
from incidents.models import Attachment, Incident
from incidents.storage import attachments
from tests.aftermath import everything
from tests.incidents.attachments.sending import PNG, TRACE, address, content, file, only_one, signed_in, status
from tests.people import People
from tests.test_permissions import bare

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(document.cookie)</script>"
PDF = b"%PDF-1.7\n1 0 obj << /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>"
GIFJS = b"GIF89a/*" + b" " * 20 + b"*/=1;alert(1)//"
XHTML = b'<?xml version="1.0"?><!-- x --><html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>'
UTF16 = "<script>alert(1)</script>".encode("utf-16")
OCTETS = "application/octet-stream"
ACTIVE = [
    ("drawing.svg", SVG, OCTETS, "SVG drawing with script", ""),
    ("page.html", HTML, OCTETS, "HTML with script", ""),
    ("photo.png", HTML, OCTETS, "HTML with script", "Looks like HTML with script, named .png"),
    ("photo.jpg", SVG, OCTETS, "SVG drawing with script", "Looks like SVG drawing with script, named .jpg"),
    ("notes.txt", b"  \n<ScRiPt >x</script>", OCTETS, "HTML with script", "Looks like HTML with script, named .txt"),
    ("paper.pdf", PDF, OCTETS, "PDF with script", ""),
    ("paper.pdf", b"%PDF-1.7 nothing", OCTETS, "PDF", ""),
    ("photo.gif", GIFJS, "image/gif", "GIF picture", ""),
    ("script.js", GIFJS, "image/gif", "GIF picture", ""),
    ("page.xhtml", XHTML, OCTETS, "HTML with script", ""),
    ("page.txt", UTF16, OCTETS, "file", "Not what its name says: .txt"),
    ("run.png", b"MZ" + bytes(300), OCTETS, "program for Windows", "Looks like program for Windows, named .png"),
    ("code.js", b"alert(1)", "text/plain; charset=utf-8", "text", ""),
    ("colour.log", b"\x1b[31mred\x1b[0m\n\x0cpage", "text/plain; charset=utf-8", "text", ""),
    ("photo.png", PNG, "image/png", "PNG picture", ""),
    ("data.zip", b"PK\x03\x04" + bytes(60), OCTETS, "ZIP archive", ""),
    ("late.bin", b"a" * 5000 + b"\xff\xfe", OCTETS, "file", ""),
    ("seam.svg", b"<svg>" + b" " * 65_525 + b"<script>1</script></svg>", OCTETS, "SVG drawing with script", ""),
]


@pytest.mark.parametrize(("name", "given", "served", "kind", "disguise"), ACTIVE)
def test_whatever_it_is_it_is_saved_and_never_shown(
    working: Incident, people: People, name: str, given: bytes, served: str, kind: str, disguise: str
) -> None:
    actions.post_message(working, by=people.ada, body="Here.", files=[file(name, given, "image/png")])
    attachment = only_one()
    for door, person in [("portal", people.ada), ("workspace", people.eli)]:
        response = signed_in(person).get(address(attachment, door))

        assert response.status_code == 200
        assert response["Content-Disposition"] == f'attachment; filename="{name}"'
        assert response["Content-Type"] == served
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"
        assert response["Cache-Control"] == "private, no-store"
        assert content(response) == given
    assert (attachment.kind, attachment.disguise) == (kind, disguise)


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("Überblick 概要.log", "attachment; filename*=utf-8''%C3%9Cberblick%20%E6%A6%82%E8%A6%81.log"),
        ('a"; filename="evil.html.log', 'attachment; filename="a\\"; filename=\\"evil.html.log"'),
        ("#1?x=%2F&.log", 'attachment; filename="#1?x=%2F&.log"'),
    ],
)
def test_names_reach_the_reader_as_they_are(working: Incident, people: People, name: str, header: str) -> None:
    actions.post_message(working, by=people.ada, body="Here.", files=[file(name)])
    client = signed_in(people.ada)
    page = client.get(f"/portal/incidents/{working.number}/").content.decode()
    link = re.findall(r'href="(/portal/attachments/[^"]+)"', page)[0]

    response = client.get(unescape(link))
    assert (status(response), response["Content-Disposition"]) == (200, header)


def test_a_head_says_the_same_without_the_file(working: Incident, people: People) -> None:
    actions.post_message(working, by=people.ada, body="Here.", files=[file()])
    response = signed_in(people.ada).head(address(only_one()))

    assert (response.status_code, response["Content-Length"], content(response)) == (200, str(len(TRACE)), b"")


# --- Who -------------------------------------------------------------------------------------------------------------


def test_customers_get_what_is_theirs_and_the_team_gets_all(working: Incident, people: People) -> None:
    actions.post_message(working, by=people.ada, body="Here.", files=[file("theirs.log")])
    actions.add_note(working, by=people.eva, body="Here.", files=[file("ours.log")])
    theirs, ours = Attachment.objects.order_by("pk")
    answers = {
        (who, attachment.name, door): status(signed_in(people.by_name(who)).get(address(attachment, door)))
        for who in ("ada", "lead", "bob", "max", "eva", "sam", "root")
        for attachment in (theirs, ours)
        for door in ("portal", "workspace")
    }

    assert {key for key, status in answers.items() if status == 200} == {
        ("ada", "theirs.log", "portal"),
        ("lead", "theirs.log", "portal"),
        *((who, name, "workspace") for who in ("eva", "sam") for name in ("theirs.log", "ours.log")),
    }
    assert set(answers.values()) == {200, 404}
    assert Client().get(address(theirs)).status_code == 302


def test_what_is_hidden_is_the_same_as_what_does_not_exist(working: Incident, people: People) -> None:
    actions.post_message(working, by=people.ada, body="Here.", files=[file()])
    actions.add_note(working, by=people.eva, body="Here.", files=[file("ours.log")])
    theirs, ours = Attachment.objects.order_by("pk")
    for who, addresses in [
        (people.bob, [address(theirs), address(ours)]),
        (people.ada, [address(ours), "/portal/attachments/1/ours.log"]),
        (people.eva, [address(theirs)]),
    ]:
        client: Any = signed_in(who)
        absent = bare(client.get("/portal/attachments/AAAAAAAAAAAAAAAAAAAAAA/trace.log"), "INC-1")
        assert absent[0] == 404
        assert [bare(client.get(hidden), "INC-1") for hidden in addresses] == [absent] * len(addresses)


@pytest.mark.parametrize("address", [
    "/portal/attachments/%00/x", "/workspace/attachments/%00/x", "/portal/attachments/a%00b/x",
    "/api/v1/incidents/{}/attachments/%00/",
])  # fmt: skip
def test_what_can_be_no_key_never_reaches_the_database(working: Incident, people: People, address: str) -> None:
    """A NUL is an error to PostgreSQL: it is no address at all."""
    path = address.format(working.number)
    with suppress(Resolver404):
        assert resolve(unquote(path)).url_name != "attachment"

    assert signed_in(people.eva).get(path).status_code == 404


def test_keys_have_128_bits_and_say_nothing(working: Incident, people: People) -> None:
    for _n in range(20):
        actions.post_message(working, by=people.ada, body="Here.", files=[file()])
    keys, stored = zip(*Attachment.objects.values_list("key", "stored"), strict=True)

    assert (len(set(keys)), len(set(stored))) == (20, 20)
    assert {len(key) for key in keys} == {22}
    assert not set(keys) & set(stored)


def test_reading_changes_nothing(working: Incident, people: People) -> None:
    actions.post_message(working, by=people.ada, body="Here.", files=[file()])
    before = everything()
    for method in ("get", "head", "options", "post", "put", "delete"):
        status(getattr(signed_in(people.ada), method)(address(only_one())))

    assert everything() == before


def test_whose_role_or_organisation_has_changed_loses_the_file(working: Incident, people: People) -> None:
    actions.post_message(working, by=people.lead, body="Here.", files=[file()])
    client = signed_in(people.lead)
    assert status(client.get(address(only_one()))) == 200
    people.lead.is_lead = False
    people.lead.save()

    assert status(client.get(address(only_one()))) == 404


def test_a_closed_incident_s_files_can_still_be_read(working: Incident, people: People) -> None:
    actions.post_message(working, by=people.ada, body="Here.", files=[file()])
    actions.withdraw(working, by=people.ada, reason="Gone.")

    assert content(signed_in(people.ada).get(address(only_one()))) == TRACE


def test_a_file_that_the_storage_lost_is_answered_in_words(working: Incident, people: People) -> None:
    actions.post_message(working, by=people.ada, body="Here.", files=[file()])
    attachments().delete(only_one().stored)
    response = signed_in(people.ada).get(address(Attachment.objects.get()))

    assert response.status_code == 503
    assert "cannot be read just now" in response.content.decode()
