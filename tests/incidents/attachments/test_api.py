"""Files by tools."""

from typing import Any

import pytest
from django.test import Client, override_settings

from accounts.models import ApiToken, User
from incidents import actions
from incidents.models import Attachment, Event, Incident
from tests.incidents.api.conftest import photograph, problem
from tests.incidents.attachments.sending import PNG, TRACE, content, file, on_disk, only_one
from tests.people import People

SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"


def client_of(person: User) -> Client:
    return Client(headers={"Authorization": f"Bearer {ApiToken.objects.issue(person)}"})


def path_of(incident: Incident) -> str:
    return f"/api/v1/incidents/{incident.number}/attachments/"


def post(client: Client, incident: Incident, sent: dict[str, Any], **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post(path_of(incident), sent, headers=named)


def test_a_customer_s_tool_sends_files_with_words(working: Incident, people: People) -> None:
    answer = post(client_of(people.ada), working, {"body": "Here.", "files": [file(), file("a.png", PNG)]})

    assert answer.status_code == 201
    told = answer.json()
    assert (told["message"]["body"], told["message"]["visibility"]) == ("Here.", "public")
    first, second = told["attachments"]
    assert (first["name"], first["size"], first["type"]) == ("trace.log", len(TRACE), "text/plain")
    assert (second["type"], second["message"]) == ("image/png", told["message"]["seq"])
    assert first["url"] == f"{path_of(working)}{first['id']}/"
    assert set(first) == {"id", "name", "size", "type", "sha256", "message", "visibility", "by", "at", "url"}


@pytest.mark.parametrize(("visibility", "verb"), [("public", "send_update"), ("internal", "add_note")])
def test_the_team_says_who_may_read_them(working: Incident, people: People, visibility: str, verb: str) -> None:
    answer = post(client_of(people.eva), working, {"visibility": visibility, "files": file()})

    assert answer.status_code == 201
    assert only_one().visibility == visibility
    assert (only_one().event.verb, answer.json()["message"]["body"]) == (verb, "trace.log")


def test_the_list_is_the_reader_s(working: Incident, people: People) -> None:
    report = actions.open_incident(by=people.ada, title="x", description="x", severity=3, files=[file()])
    actions.add_note(working, by=people.eva, body="x", files=[file("ours.log")])
    actions.post_message(working, by=people.ada, body="x", files=[file("theirs.log")])
    rows = {
        (who, incident.pk): [
            (row["name"], row["message"])
            for row in client_of(people.by_name(who)).get(path_of(incident)).json()["results"]
        ]
        for who in ("ada", "eva")
        for incident in (working, report)
    }

    assert rows["eva", working.pk] == [("ours.log", 2), ("theirs.log", 3)]
    assert rows["ada", working.pk] == [("theirs.log", 2)]
    assert rows["ada", report.pk] == rows["eva", report.pk] == [("trace.log", None)]
    assert client_of(people.max).get(path_of(working)).status_code == 404


def test_a_file_is_fetched_and_never_shown(working: Incident, people: People) -> None:
    actions.post_message(working, by=people.ada, body="x", files=[file("x.png", SVG)])
    actions.add_note(working, by=people.eva, body="x", files=[file("ours.log")])
    theirs, ours = Attachment.objects.order_by("pk")
    answer = client_of(people.ada).get(f"{path_of(working)}{theirs.key}/")

    assert (answer.status_code, content(answer)) == (200, SVG)
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="x.png"'
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "private, no-store")
    hidden = client_of(people.ada).get(f"{path_of(working)}{ours.key}/")
    absent = client_of(people.ada).get(f"{path_of(working)}{'A' * 22}/")
    assert problem(hidden, 404) == problem(absent, 404)
    assert hidden.headers == absent.headers


def test_another_incident_s_file_is_not_found_here(working: Incident, people: People) -> None:
    other = actions.open_incident(by=people.ada, title="x", description="x", severity=3, files=[file()])

    problem(client_of(people.ada).get(f"{path_of(working)}{Attachment.objects.get(incident=other).key}/"), 404)


# --- Refusals --------------------------------------------------------------------------------------------------------


@override_settings(ATTACHMENT_MB=1, ATTACHMENTS_A_MESSAGE=2)
@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"body": "x", "visibility": "public"}, "files"),
        ({"body": "x", "visibility": "public", "files": "words"}, "files"),
        ({"visibility": "public", "files": [("trace.log", b"")]}, "files"),
        ({"visibility": "public", "files": [("trace.log", b"x" * 1024 * 1025)]}, "files"),
        ({"visibility": "public", "files": [(f"{n}.log", TRACE) for n in range(3)]}, "files"),
        ({"files": [("trace.log", TRACE)]}, "visibility"),
        ({"visibility": "secret", "files": [("trace.log", TRACE)]}, "visibility"),
        ({"visibility": "public", "body": "x" * 20_001, "files": [("trace.log", TRACE)]}, "body"),
    ],
)
def test_what_cannot_be_taken_is_named(working: Incident, people: People, sent: dict[str, Any], field: str) -> None:
    before, given = photograph(), sent.get("files")
    files = [file(*one) for one in given] if isinstance(given, list) else given
    document = problem(post(client_of(people.eva), working, {**sent, **({"files": files} if files else {})}), 400)

    assert field in "".join(document["errors"])
    assert (photograph(), on_disk()) == (before, [])


def test_who_may_not_and_when_not(working: Incident, closed: Incident, people: People) -> None:
    before = photograph()[:6]
    problem(post(client_of(people.max), working, {"files": file()}), 404)
    problem(post(client_of(people.ada), closed, {"files": file()}), 409)
    problem(post(client_of(people.eva), closed, {"files": file(), "visibility": "internal"}), 409)
    problem(post(client_of(people.eva), working, {"files": file(), "visibility": "internal"}, If_Match='"0"'), 412)
    problem(client_of(people.ada).post(path_of(working), {"body": "x"}, "application/json"), 415)

    assert (photograph()[:6], on_disk()) == (before, [])


@override_settings(ATTACHMENTS_MB_A_MESSAGE=1)
def test_far_too_much_is_not_even_read(working: Incident, people: People) -> None:
    before = photograph()
    problem(post(client_of(people.ada), working, {"files": file(content=b"x" * 5 * 1024 * 1024)}), 413)

    assert (photograph(), on_disk()) == (before, [])


def test_what_is_no_form_is_refused(working: Incident, people: People) -> None:
    client, before = client_of(people.ada), photograph()
    for body in (b"", b"--x\r\nnonsense", b"--x\r\nContent-Disposition: form-data; name=files\r\n\r\n"):
        answer = client.post(path_of(working), body, "multipart/form-data; boundary=x")
        problem(answer, 400)

    assert (photograph(), on_disk()) == (before, [])


# --- Once ------------------------------------------------------------------------------------------------------------


def test_a_repeat_gets_the_first_answer_and_other_bytes_do_not(working: Incident, people: People) -> None:
    client = client_of(people.ada)
    first = post(client, working, {"body": "Here.", "files": file()}, Idempotency_Key="one")
    before = photograph()
    again = post(client, working, {"body": "Here.", "files": file()}, Idempotency_Key="one")
    problem(post(client, working, {"body": "Here.", "files": file(content=b"x")}, Idempotency_Key="one"), 422)
    problem(post(client, working, {"body": "Here.", "files": file("b.log")}, Idempotency_Key="one"), 422)
    problem(post(client, working, {"body": "There.", "files": file()}, Idempotency_Key="one"), 422)

    assert (first.status_code, again.status_code, again["Idempotent-Replay"]) == (201, 201, "true")
    assert again.content == first.content
    assert (photograph(), len(on_disk())) == (before, 1)
    assert Event.objects.filter(verb="post_message").count() == 1
