"""From the row to the reader's mailbox: what is sent, what is not, and what goes on when one letter is bad."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from notifications import backoff, moment, outbox
from notifications.models import Attempt, Channel, Notification
from tests.notifications import letterbox
from tests.notifications.conftest import Queue, minutes, send_to
from tests.notifications.sink import DROP, Sink

pytestmark = pytest.mark.django_db


class Mailbox(Message):
    """What a real mail server received."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[EmailMessage] = []

    def prepare_message(self, _session: object, envelope: object) -> EmailMessage:
        content = envelope.content  # type: ignore[attr-defined]
        mail = message_from_bytes(content, _class=EmailMessage, policy=policy.default)
        mail["X-Envelope-From"], mail["X-Envelope-To"] = envelope.mail_from, envelope.rcpt_tos[0]  # type: ignore[attr-defined]
        return mail

    def handle_message(self, message: object) -> None:
        assert isinstance(message, EmailMessage)
        self.mails.append(message)


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    handler = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    send_to(settings, port)
    yield handler
    server.stop()


def test_a_letter_reaches_its_reader_whole(queue: Queue, mailbox: Mailbox) -> None:
    row = queue(17)
    assert outbox.deliver().sent == 1
    (mail,) = mailbox.mails
    assert (mail["X-Envelope-From"], mail["X-Envelope-To"]) == ("support@relief.example", "ada@contoso.example")
    assert mail["Message-ID"] == f"<{row.message_id}>"
    text, html = (part.get_content().replace("\r\n", "\n").strip() for part in mail.iter_parts())
    assert (text, html) == (letterbox.RELIEF.text, letterbox.RELIEF.html)


def test_letters_in_any_script_arrive_as_written(queue: Queue, mailbox: Mailbox) -> None:
    letterbox.written[1] = replace(letterbox.RELIEF, subject="Störung – 障害", text="Größe: 5 µs\n障害")
    queue(1)
    outbox.deliver()
    (mail,) = mailbox.mails
    assert mail["Subject"] == "Störung – 障害"
    assert next(mail.iter_parts()).get_content().replace("\r\n", "\n").strip() == "Größe: 5 µs\n障害"


def test_lines_that_would_end_the_letter_early_do_not(queue: Queue, mailbox: Mailbox) -> None:
    smuggled = "before\n.\nMAIL FROM:<evil@relief.example>\r.\rafter\n..\n"
    letterbox.written[1] = replace(letterbox.RELIEF, text=smuggled)
    queue(1)
    outbox.deliver()
    (mail,) = mailbox.mails
    assert next(mail.iter_parts()).get_content().split() == smuggled.split()


def test_one_conversation_carries_many_letters(queue: Queue, sink: Sink) -> None:
    for number in range(45):
        queue(number)
    assert outbox.deliver().sent == 45
    assert sink.connections == 1
    assert len(sink.accepted) == 45


def test_a_server_that_hangs_up_between_letters_is_called_again(queue: Queue, sink: Sink) -> None:
    queue(1)
    outbox.deliver()
    queue(2)
    assert outbox.deliver().sent == 1
    assert sink.connections == 2


def test_nothing_due_opens_no_conversation(sink: Sink) -> None:
    assert outbox.deliver().handled == 0
    assert sink.connections == 0


def test_a_sent_letter_is_not_sent_again(queue: Queue, sink: Sink) -> None:
    queue(1)
    outbox.deliver()
    assert outbox.deliver().handled == 0
    assert len(sink.accepted) == 1


def test_the_limit_leaves_the_rest_for_another_time(queue: Queue, sink: Sink) -> None:
    for number in range(5):
        queue(number)
    assert outbox.deliver(limit=2).sent == 2
    assert Notification.objects.due().count() == 3


def test_a_reader_who_lost_the_right_gets_nothing(queue: Queue, sink: Sink) -> None:
    row = queue(1)
    letterbox.written[1] = None
    assert outbox.deliver().suppressed == 1
    row.refresh_from_db()
    assert (row.state, row.worker, row.lease_until) == ("suppressed", "", None)
    assert sink.connections == 0


def test_every_try_bears_the_same_message_id_and_date(queue: Queue, sink: Sink, noon: datetime) -> None:
    queue(1)
    sink.refuse(dot=DROP)
    outbox.deliver()
    sink.behave()
    with moment.at(noon + minutes(2)):
        assert outbox.deliver().sent == 1
    first, second = (message_from_bytes(letter, policy=policy.default) for letter in sink.accepted)
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Date"] == second["Date"]


def test_a_letter_is_composed_anew_for_every_try(queue: Queue, sink: Sink, noon: datetime) -> None:
    queue(1)
    sink.refuse(rcpt="450 later")
    outbox.deliver()
    sink.behave()
    letterbox.written[1] = None
    with moment.at(noon + minutes(2)):
        assert outbox.deliver().suppressed == 1
    assert not sink.accepted


def test_a_letter_waits_longer_each_time_and_is_dead_after_a_day(queue: Queue, sink: Sink, noon: datetime) -> None:
    row, when, pauses = queue(1), noon, []
    sink.refuse(rcpt="450 later")
    for _ in range(backoff.tries("normal")):
        with moment.at(when):
            outbox.deliver()
        row.refresh_from_db()
        pauses.append((row.next_at - when).total_seconds() / 60)
        when = row.next_at
    assert (row.state, row.attempts) == ("dead", 13)
    for pause, nominal in zip(pauses, [1, 2, 5, 15, 30, 60, 120, 240, 240, 240, 240, 240], strict=False):
        assert 0.8 * nominal <= pause <= 1.2 * nominal


@pytest.mark.parametrize(("urgency", "hours"), [("normal", 24), ("digest", 24), ("critical", 48)])
def test_the_tries_fit_into_the_patience_for_the_urgency(urgency: str, hours: int) -> None:
    waits = [backoff._nominal(number).total_seconds() / 3600 for number in range(1, 40)]
    used = backoff.tries(urgency) - 1
    assert sum(waits[:used]) <= hours < sum(waits[: used + 1])


def test_a_poisonous_letter_holds_up_no_other(queue: Queue, sink: Sink, noon: datetime) -> None:
    letterbox.written[1] = ValueError("secret words")
    poison = queue(1)
    for number in range(2, 30):
        queue(number)
    assert outbox.deliver().sent == 28
    poison.refresh_from_db()
    assert (poison.state, poison.misrendered) == ("pending", 1)


def test_a_poisonous_letter_is_dead_after_three_tries_with_a_trace(
    queue: Queue, sink: Sink, noon: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    letterbox.written[1] = ValueError("secret words")
    poison = queue(1)
    for hour in range(3):
        with moment.at(noon + minutes(60 * hour)):
            outbox.deliver()
    poison.refresh_from_db()
    assert poison.state == "dead"
    assert "ValueError (trace " in poison.last_error
    assert "secret words" not in poison.last_error
    trace = poison.last_error.partition("(trace ")[2].rstrip(")")
    assert f"trace {trace}" in caplog.text


def test_a_kind_nobody_writes_letters_for_is_poison(queue: Queue, sink: Sink, settings: Settings) -> None:
    row = queue(1)
    settings.OUTBOX_LETTERS = {}
    outbox.deliver()
    row.refresh_from_db()
    assert row.last_error.startswith("compose KeyError")


def test_an_address_no_server_can_be_told_is_poison(queue: Queue, sink: Sink) -> None:
    queue(1, to="not an address")
    assert outbox.deliver().delayed == 1
    assert sink.connections == 0


def test_a_dead_letter_that_a_person_retries_has_all_its_tries_again(queue: Queue, sink: Sink) -> None:
    row = queue(1)
    sink.refuse(rcpt="550 no such user")
    outbox.deliver()
    sink.behave()
    assert outbox.retry(row)
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("pending", 0)
    assert outbox.deliver().sent == 1


@pytest.mark.parametrize("state", ["pending", "sent", "suppressed"])
def test_only_the_dead_are_retried(queue: Queue, state: str) -> None:
    row = queue(1)
    Notification.objects.update(state=state)
    assert not outbox.retry(row)
    row.refresh_from_db()
    assert row.state == state


def test_a_stop_finishes_the_letter_in_hand_and_gives_back_the_others(queue: Queue, sink: Sink) -> None:
    halt = threading.Event()
    for number in range(10):
        queue(number)
    sink.on_letter = halt.set
    assert outbox.deliver(halt=halt).sent == 1
    assert Notification.objects.filter(state="pending", worker="", attempts=0).count() == 9
    assert not Notification.objects.filter(state="sending").exists()


def test_a_lease_shorter_than_a_letter_may_take_is_refused(queue: Queue, settings: Settings) -> None:
    settings.OUTBOX_LEASE_SECONDS = settings.OUTBOX_DEADLINE_SECONDS + settings.OUTBOX_REPLY_SECONDS
    queue(1)
    with pytest.raises(ImproperlyConfigured):
        outbox.deliver()
    assert not Attempt.objects.exists()


def test_other_ways_of_django_work_as_well(queue: Queue, settings: Settings, mailoutbox: list[object]) -> None:
    settings.EMAIL_URL = "memorymail://"
    queue(1)
    assert outbox.deliver().sent == 1
    assert len(mailoutbox) == 1
    assert not Channel.objects.email().is_broken
