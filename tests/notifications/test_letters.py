"""What a letter looks like on the wire, and what cannot be made of it."""

from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from django.core.mail import BadHeaderError

from notifications import letters
from notifications.models import Notification
from tests.notifications.conftest import NOON
from tests.notifications.letterbox import RELIEF

EVIL = "\r\nBcc: everyone@contoso.example\r\n\r\nbody"
BREAKS = ["\r\n", "\n", "\r", "\0", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]


def posted(letter: letters.Letter = RELIEF, *, to: str = "ada@contoso.example", record_id: int = 1) -> EmailMessage:
    row = Notification(record_id=record_id, address=to, queued_at=NOON, next_at=NOON, message_id="abc@relief.example")
    content = letters.message(row, letter).message().as_bytes()
    return message_from_bytes(content, _class=EmailMessage, policy=policy.default)


def test_it_has_a_text_and_an_html_part_and_one_recipient() -> None:
    mail = posted()
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert mail["To"] == "ada@contoso.example"
    assert mail["Cc"] is mail["Bcc"] is mail["Reply-To"] is None


def test_it_comes_from_the_person_by_way_of_the_installation() -> None:
    assert posted()["From"] == "Eva via Relief <support@relief.example>"


def test_without_a_person_it_comes_from_the_installation() -> None:
    assert posted(replace(RELIEF, from_name=""))["From"] == "Relief <support@relief.example>"


def test_it_marks_itself_as_written_by_a_machine_so_that_machines_do_not_answer() -> None:
    mail = posted()
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["X-Relief-Loop"] == "relief.example"


def test_its_id_and_date_are_the_rows() -> None:
    mail = posted()
    assert mail["Message-ID"] == "<abc@relief.example>"
    assert mail["Date"].datetime == NOON


def test_letters_of_one_conversation_answer_one_root_and_other_conversations_another() -> None:
    one, two, other = posted(), posted(record_id=2), posted(replace(RELIEF, thread="incident-18"))
    assert one["In-Reply-To"] == one["References"] == two["References"]
    assert one["References"] != other["References"]
    assert "17" not in one["References"].partition("@")[0]


@pytest.mark.parametrize("line_end", BREAKS)
@pytest.mark.parametrize("field", ["subject", "from_name", "language", "thread"])
def test_no_header_can_be_smuggled_in(field: str, line_end: str) -> None:
    usual = set(posted().keys())
    mail = posted(replace(RELIEF, **{field: f"kind words{EVIL}".replace("\r\n", line_end)}))
    assert set(mail.keys()) == usual
    assert mail["To"] == "ada@contoso.example"
    assert mail.get_content_type() == "multipart/alternative"


def test_an_address_with_a_line_break_makes_no_letter() -> None:
    with pytest.raises(BadHeaderError):
        posted(to=f"ada@contoso.example{EVIL}")


@pytest.mark.parametrize("name", ['Eva "the owner"', "Müller, Eva", "<script>", "a@b.example", "," * 90, "伊娃" * 40])
def test_any_name_stays_a_name(name: str) -> None:
    sender = posted(replace(RELIEF, from_name=name))["From"].addresses
    assert [(one.display_name, one.addr_spec) for one in sender] == [(f"{name} via Relief", "support@relief.example")]


@pytest.mark.parametrize("subject", ["Abfrage schlägt fehl – seit 12:00", "x" * 300, "クエリ" * 60])
def test_any_subject_arrives_whole(subject: str) -> None:
    assert posted(replace(RELIEF, subject=subject))["Subject"].strip() == subject


@pytest.mark.parametrize(
    ("address", "spoken"),
    [("ada@contoso.example", "ada@contoso.example"), ("ada@münchen.example", "ada@xn--mnchen-3ya.example")],
)
def test_the_server_is_told_an_address_in_ascii(address: str, spoken: str) -> None:
    assert letters.envelope(address) == spoken


@pytest.mark.parametrize("address", ["", "ada", "@contoso.example", "a b@c.example", "a>@c.example", "ädä@c.example"])
def test_what_is_no_address_is_told_to_no_server(address: str) -> None:
    with pytest.raises(ValueError):
        letters.envelope(address)
