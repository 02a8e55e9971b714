"""Files of a form that came back are still there when it is sent again, and nobody else's."""

import re
import time
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core import signing

from incidents.actions.files import purge_attachments
from incidents.models import Attachment, Incident, Solution
from incidents.storage import attachments
from notifications.moment import at, now
from tests.aftermath import everything
from tests.incidents.attachments.sending import TRACE, file, on_disk, only_one, signed_in
from tests.people import People

REPORT = {"title": "Stops", "severity": 3, "description": "Now."}


def kept(response: Any) -> list[str]:
    """The words that a form which came back offers, each ticked."""
    return re.findall(r'name="kept" value="([^"]+)" checked', response.content.decode())


@pytest.fixture
def path(working: Incident) -> str:
    return f"/portal/incidents/{working.number}/post-message/"


def test_a_form_that_came_back_brings_its_files(people: People) -> None:
    client, before = signed_in(people.ada), everything()
    refused = client.post("/portal/report/", {**REPORT, "title": "", "files": [file(), file("b.log", b"x")]})

    assert (refused.status_code, everything()) == (422, before)
    assert "trace.log" in refused.content.decode()
    tokens = kept(refused)
    assert client.post("/portal/report/", {**REPORT, "kept": tokens}).status_code == 302
    assert [row.name for row in Attachment.objects.all()] == ["trace.log", "b.log"]
    first = Attachment.objects.all()[0]
    assert (first.size, first.type, len(on_disk())) == (len(TRACE), "text/plain", 2)


def test_what_is_not_ticked_stays_behind(people: People, path: str) -> None:
    client = signed_in(people.ada)
    tokens = kept(client.post(path, {"body": "x" * 20_001, "files": [file(), file("b.log")]}))
    client.post(path, {"body": "Here.", "kept": tokens[1:], "files": file("c.log")})

    assert [row.name for row in Attachment.objects.all()] == ["c.log", "b.log"]


def test_only_what_is_sound_is_offered(people: People, path: str) -> None:
    refused = signed_in(people.ada).post(path, {"body": "Here.", "files": [file(), file("empty.log", b"")]})

    assert (refused.status_code, len(kept(refused))) == (422, 1)
    assert "empty.log is empty." in refused.content.decode()


def test_what_is_not_sound_is_named_also_where_other_fields_are_wrong(people: People) -> None:
    refused = signed_in(people.ada).post("/portal/report/", {"files": [file(), file("empty.log", b"")]})

    assert (refused.status_code, len(kept(refused))) == (422, 1)
    assert "empty.log is empty." in refused.content.decode()
    assert "Say in one sentence" in refused.content.decode()


def test_it_is_offered_again_and_again(people: People, path: str) -> None:
    client = signed_in(people.ada)
    tokens = kept(client.post(path, {"body": "x" * 20_001, "files": file()}))
    again = kept(client.post(path, {"body": "x" * 20_001, "kept": tokens}))

    assert client.post(path, {"body": "", "kept": again}).status_code == 302
    assert (only_one().name, len(on_disk())) == ("trace.log", 1)


def test_another_person_s_word_opens_nothing(people: People, path: str) -> None:
    token = kept(signed_in(people.ada).post(path, {"body": "x" * 20_001, "files": file()}))
    before = everything()
    stolen = signed_in(people.lead).post(path, {"body": "Mine.", "kept": token})

    assert (stolen.status_code, everything()) == (422, before)
    assert "not here any more" in stolen.content.decode()


@pytest.mark.parametrize("word", ["", "x", "e30:1:x", signing.dumps({"owner": 1}, salt="another")],
                         ids=["none", "a letter", "in the shape of one", "signed for something else"])  # fmt: skip
def test_a_word_that_is_not_ours_stands_for_nothing(people: People, path: str, word: str) -> None:
    assert signed_in(people.ada).post(path, {"body": "Here.", "kept": word}).status_code == 302
    assert not Attachment.objects.exists()


def test_a_word_is_good_for_a_day_and_its_file_for_two(people: People, path: str) -> None:
    client = signed_in(people.ada)
    token = kept(client.post(path, {"body": "x" * 20_001, "files": file()}))
    with patch("django.core.signing.time.time", return_value=time.time() + 86_401):
        assert client.post(path, {"body": "Here.", "kept": token}).status_code == 302
    assert not Attachment.objects.exists()

    with at(now() + timedelta(hours=47)):
        assert purge_attachments() == 0
    with at(now() + timedelta(hours=49)):
        assert purge_attachments() == 1


def test_a_file_that_is_gone_meanwhile_is_asked_for_again(people: People, path: str) -> None:
    client = signed_in(people.ada)
    token = kept(client.post(path, {"body": "x" * 20_001, "files": file()}))
    attachments().delete(on_disk()[0].name)
    before = everything()
    refused = client.post(path, {"body": "Here.", "kept": token})

    assert (refused.status_code, everything(), kept(refused)) == (422, before, [])
    assert "trace.log is not here any more: choose it again." in refused.content.decode()


def test_a_refused_act_leaves_what_was_waiting(people: People, path: str, working: Incident) -> None:
    client = signed_in(people.ada)
    token = kept(client.post(path, {"body": "x" * 20_001, "files": file()}))
    kept(client.post(path, {"body": "y" * 20_001, "kept": token}))

    assert client.post(path, {"body": "Here.", "kept": token}).status_code == 302
    assert only_one().sha256


def test_a_solution_keeps_its_files_through_a_preview(people: People, working: Incident) -> None:
    client, path = signed_in(people.eva), f"/workspace/incidents/{working.number}/propose-solution/"
    sent = {"kind": "workaround", "body": "Scale."}
    tokens = kept(client.post(path, {**sent, "preview": "1", "files": file("fix.sql")}))
    assert not Solution.objects.exists()
    client.post(path, {**sent, "kept": tokens})
    shown = signed_in(people.ada).get(f"/portal/incidents/{working.number}/").content.decode()

    assert (only_one().event.verb, only_one().visibility) == ("propose_solution", "public")
    assert shown.count("fix.sql</bdi>") == 2, "beside the solution, and in the conversation"


def test_a_page_that_says_not_now_names_the_files_to_choose_again(people: People, closed: Incident) -> None:
    path = f"/portal/incidents/{closed.number}/post-message/"
    answer = signed_in(people.ada).post(path, {"body": "Late.", "files": file()})

    assert answer.status_code == 409
    assert "Files, to be chosen again" in answer.content.decode()
    assert on_disk() == []


def test_offered_again_it_is_no_younger(people: People, path: str) -> None:
    """However often a form comes back, its files are offered for a day: well before the sweep takes them away."""
    client, bad = signed_in(people.ada), {"body": "x" * 20_001}
    tokens = kept(client.post(path, {**bad, "files": [file()]}))
    with at(now() + timedelta(hours=23)):
        tokens = kept(client.post(path, {**bad, "kept": tokens}))
        assert len(tokens) == 1
    with at(now() + timedelta(hours=25)):
        assert kept(client.post(path, {**bad, "kept": tokens})) == []


def test_what_was_too_much_to_take_in_is_not_offered_as_if_it_were_here(
    people: People, path: str, settings: Any
) -> None:
    settings.ATTACHMENT_MB, settings.ATTACHMENTS_MB_A_MESSAGE = 1, 2
    large, small = file("a.log", b"a" * 1_600_000), file("b.log", b"b" * 900_000)
    answer = signed_in(people.ada).post(path, {"body": "Here.", "files": [large, small]})

    assert (answer.status_code, kept(answer)) == (422, [])
