"""Files by the pages: what a form takes, what it says of what it does not take, and that no word is lost."""

from typing import Any

import pytest
from django.test import Client, override_settings

from incidents import actions
from incidents.models import Attachment, Incident, Message
from incidents.notices import letter
from notifications.models import Notification
from tests.aftermath import everything, verbs
from tests.conftest import bring_to
from tests.incidents.attachments.sending import PNG, TRACE, address, file, on_disk, only_one, signed_in
from tests.people import People

SMALL = override_settings(ATTACHMENT_MB=1, ATTACHMENTS_A_MESSAGE=2, ATTACHMENTS_MB_A_MESSAGE=1)
MB = 1024 * 1024


def post(client: Client, path: str, **sent: Any) -> Any:
    return client.post(path, sent)


def test_a_customer_sends_files_and_finds_them(working: Incident, people: People) -> None:
    client = signed_in(people.ada)
    page = f"/portal/incidents/{working.number}/"
    answer = post(client, f"{page}post-message/", body="Here.", files=[file(), file("shot.png", PNG)])
    shown = client.get(page).content.decode()

    assert (answer.status_code, answer["Location"]) == (302, page)
    assert [row.name for row in Attachment.objects.all()] == ["trace.log", "shot.png"]
    for attachment in Attachment.objects.all():
        assert address(attachment) in shown
    assert "PNG picture" in shown


def test_the_team_answers_with_files_and_keeps_some_to_itself(people: People) -> None:
    new = bring_to("untriaged", people)
    client, page = signed_in(people.eva), f"/workspace/incidents/{new.number}/"
    triage = {"area": "query", "category": "bug", "severity": 3}
    post(client, f"{page}take-and-respond/", body="I have this now.", files=file("steps.txt"), **triage)
    post(client, f"{page}add-note/", body="", files=file("secret.log"))
    post(client, f"{page}state-problem/", body="It stops.", files=file("why.txt"))
    post(client, f"{page}send-update/", files=file("more.txt"))
    theirs = signed_in(people.ada).get(f"/portal/incidents/{new.number}/").content.decode()
    ours = client.get(page).content.decode()

    assert [row.name for row in Attachment.objects.all()] == ["steps.txt", "secret.log", "why.txt", "more.txt"]
    assert all(name in theirs for name in ("steps.txt", "why.txt", "more.txt"))
    assert "secret.log" not in theirs
    assert "secret.log" in ours


@pytest.mark.parametrize(("who", "path"), [("ada", "/portal/report/"), ("eva", "/workspace/incidents/new/")])
def test_a_report_brings_files(people: People, who: str, path: str) -> None:
    sent = {"title": "Stops", "severity": 3, "description": "Now.", "customer": people.ada.email}
    answer = post(signed_in(people.by_name(who)), path, files=file(), **sent)

    assert answer.status_code == 302
    assert only_one().event.verb == "open_incident"
    shown = signed_in(people.ada).get(f"/portal/incidents/{only_one().incident.number}/")
    assert address(only_one()) in shown.content.decode()


def test_no_word_and_no_file_is_nothing(working: Incident, people: People) -> None:
    before = everything()
    answer = post(signed_in(people.ada), f"/portal/incidents/{working.number}/post-message/", body=" ")

    assert (answer.status_code, everything()) == (422, before)
    assert "Write your message first." in answer.content.decode()


@SMALL
@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([("trace.log", b"")], "trace.log is empty."),
        ([("trace.log", b"x" * (MB + 1))], "trace.log has 1.0 MB; a file can have 1 MB."),
        ([("a.log", b"x" * MB), ("b.log", b"y")], "Together these have 1.0 MB; 1 MB can come at once."),
        ([(f"{n}.log", TRACE) for n in range(3)], "These are 3 files; 2 can come at once."),
    ],
)
def test_what_is_too_much_is_said_beside_the_field_and_the_words_stay(
    working: Incident, people: People, files: list[tuple[str, bytes]], said: str
) -> None:
    before = everything()
    uploads = [file(*given) for given in files]
    path = f"/portal/incidents/{working.number}/post-message/"
    answer = post(signed_in(people.ada), path, body="An hour's work.", files=uploads)
    page = answer.content.decode().replace("\xa0", " ")

    assert (answer.status_code, everything(), on_disk()) == (422, before, [])
    assert said in page
    assert "An hour&#x27;s work." in page


@SMALL
def test_far_too_much_is_not_even_read(working: Incident, people: People) -> None:
    before = everything()
    path = f"/portal/incidents/{working.number}/post-message/"
    answer = post(signed_in(people.ada), path, body="Here.", files=file(content=b"x" * 5 * MB))

    assert (answer.status_code, everything(), on_disk()) == (413, before, [])
    assert "too much at once" in answer.content.decode()


def test_nobody_s_files_are_not_kept_and_their_words_are_shown(working: Incident, people: People) -> None:
    before = everything()
    answer = post(Client(), f"/portal/incidents/{working.number}/post-message/", body="My words.", files=file())

    assert (answer.status_code, everything(), on_disk()) == (401, before, [])
    assert "My words." in answer.content.decode()


@pytest.mark.parametrize(("verb", "who"), [("post-message", "ada"), ("send-update", "eva"), ("add-note", "eva")])
def test_a_closed_incident_takes_none(closed: Incident, people: People, verb: str, who: str) -> None:
    before = everything()
    door = "portal" if who == "ada" else "workspace"
    path = f"/{door}/incidents/{closed.number}/{verb}/"
    answer = post(signed_in(people.by_name(who)), path, body="Late words.", files=file())

    assert (answer.status_code, everything(), on_disk()) == (409, before, [])
    assert "Late words." in answer.content.decode()


def test_a_form_sent_twice_keeps_its_files_once(working: Incident, people: People) -> None:
    client, path = signed_in(people.ada), f"/portal/incidents/{working.number}/post-message/"
    for _time in range(2):
        assert post(client, path, body="Here.", nonce="one", files=file()).status_code == 302
    other = post(client, path, body="Here.", nonce="one", files=file(content=b"other bytes"))

    assert other.status_code == 409
    assert (Attachment.objects.count(), len(on_disk())) == (1, 1)
    assert verbs(working).count("post_message") == 1


def test_the_words_are_the_names_where_there_are_none(working: Incident, people: People) -> None:
    post(signed_in(people.ada), f"/portal/incidents/{working.number}/post-message/", body="", files=file())

    assert Message.objects.latest("pk").body == "trace.log"


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\x\\y.log", "a\u202egnp.log", "x" * 400 + ".log", "<b>.log"])
def test_no_name_breaks_a_page(working: Incident, people: People, name: str) -> None:
    client, page = signed_in(people.ada), f"/portal/incidents/{working.number}/"
    upload: Any = file()
    upload._name = name
    assert post(client, f"{page}post-message/", body="Here.", files=upload).status_code == 302
    shown = client.get(page).content.decode()

    assert len(on_disk()) == 1
    assert "<b>" not in only_one().name or "<b>.log" not in shown
    assert "\u202e" not in shown


def test_letters_name_the_files_and_carry_none(working: Incident, people: People) -> None:
    actions.send_update(working, by=people.eva, body="Here.", files=[file("fix.sql"), file("more.sql")])
    actions.post_message(working, by=people.ada, body="Here.", files=[file()])
    actions.add_note(working, by=people.sam, body="Here.", files=[file("ours.log")])
    told = {row.verb: letter(row) for row in Notification.objects.filter(verb__in=SAID)}

    for part in ("text", "html"):
        words = {verb: " ".join(getattr(given, part).split()) for verb, given in told.items() if given}
        assert "2 files came with this: fix.sql, more.sql. They are there, not in this letter." in words["send_update"]
        assert "1 file came with this: trace.log. It is there, not in this letter." in words["post_message"]
        assert "ours.log" in words["add_note"]
        assert "ours.log" not in words["send_update"]


SAID = ("send_update", "post_message", "add_note")
