"""Every answer a mail server can give, and what becomes of the letter, row by row."""

import time

import pytest
from pytest_django import Settings

from notifications import outbox
from notifications.models import Attempt, Channel, Notification
from tests.notifications.conftest import Queue, minutes
from tests.notifications.sink import DRIP, DROP, HANG, Sink

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture(autouse=True)
def _hurry(settings: Settings) -> None:
    settings.OUTBOX_DEADLINE_SECONDS = settings.OUTBOX_REPLY_SECONDS = 0.3


def after_delivery(row: Notification) -> Notification:
    outbox.deliver()
    row.refresh_from_db()
    return row


def last_try(row: Notification) -> Attempt:
    attempt = row.tries.order_by("-pk").first()
    assert attempt
    return attempt


def test_250_after_the_dot_is_sent(queue: Queue, sink: Sink) -> None:
    row = after_delivery(queue())
    assert (row.state, row.attempts, row.ambiguous) == ("sent", 1, False)
    assert row.sent_at is not None
    assert (last_try(row).phase, last_try(row).code, last_try(row).text) == ("reply", 250, "taken")
    assert len(sink.accepted) == 1


@pytest.mark.parametrize(
    ("fault", "phase", "code"),
    [
        ({"rcpt": "450 greylisted"}, "rcpt", 450),
        ({"rcpt": "421 closing"}, "rcpt", 421),
        ({"data": "451 not now"}, "data", 451),
        ({"dot": "452 no room"}, "reply", 452),
        ({"rcpt": DROP}, "rcpt", 0),
        ({"data": DROP}, "data", 0),
        ({"rcpt": HANG}, "rcpt", 0),
        ({"data": HANG}, "data", 0),
    ],
)
def test_a_passing_refusal_is_tried_again_and_counted(
    queue: Queue, sink: Sink, fault: dict[str, str], phase: str, code: int
) -> None:
    sink.refuse(**fault)
    row = after_delivery(queue())
    assert (row.state, row.attempts, row.ambiguous) == ("pending", 1, False)
    assert minutes(0.8) <= row.next_at - row.queued_at <= minutes(1.2)
    assert (last_try(row).phase, last_try(row).code) == (phase, code)
    assert not sink.accepted


@pytest.mark.parametrize(
    ("fault", "phase"),
    [({"rcpt": "550 no such user"}, "rcpt"), ({"data": "554 no"}, "data"), ({"dot": "554 spam"}, "reply")],
)
def test_a_final_refusal_is_dead_and_says_why(queue: Queue, sink: Sink, fault: dict[str, str], phase: str) -> None:
    sink.refuse(**fault)
    row = after_delivery(queue())
    assert (row.state, row.delivery) == ("dead", "not delivered")
    assert next(iter(fault.values())).partition(" ")[2] in row.last_error
    assert last_try(row).phase == phase
    assert not Channel.objects.email().is_broken


def test_only_a_refused_address_counts_as_bouncing(queue: Queue, sink: Sink) -> None:
    sink.refuse(rcpt="550 no such user")
    bounced = after_delivery(queue(1))
    sink.behave()
    sink.refuse(dot="554 spam")
    after_delivery(queue(2))
    assert list(Notification.objects.bouncing()) == [bounced]
    assert Notification.objects.dead().count() == 2


@pytest.mark.parametrize(
    "fault",
    [
        {"greeting": "554 go away"},
        {"mail": "550 not from you"},
        {"mail": "530 sign in first"},
        {"rcpt": "530 sign in first"},
        {"ehlo": "502 what?"},
    ],
)
def test_a_fault_of_the_channel_opens_the_breaker_and_burns_no_try(
    queue: Queue, sink: Sink, fault: dict[str, str]
) -> None:
    sink.refuse(**fault)
    row = after_delivery(queue())
    assert (row.state, row.attempts) == ("pending", 0)
    assert Channel.objects.email().is_broken
    assert not sink.accepted


def test_wrong_credentials_open_the_breaker(queue: Queue, sink: Sink, settings: Settings) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "relief", "wrong"
    sink.refuse(auth="535 no")
    row = after_delivery(queue())
    assert (row.state, row.attempts) == ("pending", 0)
    assert "535" in Channel.objects.email().reason


def test_right_credentials_are_used(queue: Queue, sink: Sink, settings: Settings) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "relief", "right"
    assert after_delivery(queue()).state == "sent"
    assert any(command.startswith("AUTH PLAIN ") for command in sink.commands)


@pytest.mark.parametrize("encryption", ["EMAIL_USE_TLS", "EMAIL_USE_SSL"])
def test_a_server_without_the_demanded_encryption_opens_the_breaker(
    queue: Queue, sink: Sink, settings: Settings, encryption: str
) -> None:
    setattr(settings, encryption, True)
    row = after_delivery(queue())
    assert (row.state, row.attempts) == ("pending", 0)
    assert Channel.objects.email().is_broken
    assert not any(command.startswith("MAIL") for command in sink.commands)


@pytest.mark.parametrize(
    "fault", [{"greeting": DROP}, {"greeting": HANG}, {"greeting": "421 busy"}, {"ehlo": DROP}, {"mail": "451 busy"}]
)
def test_a_server_that_is_away_burns_no_try_and_keeps_the_breaker_closed_at_first(
    queue: Queue, sink: Sink, fault: dict[str, str]
) -> None:
    sink.refuse(**fault)
    row = after_delivery(queue())
    assert (row.state, row.attempts) == ("pending", 0)
    assert row.next_at > row.queued_at
    assert not Channel.objects.email().is_broken


def test_a_refused_connection_burns_no_try(queue: Queue, sink: Sink, settings: Settings) -> None:
    settings.EMAIL_PORT = 1
    row = after_delivery(queue())
    assert (row.state, row.attempts) == ("pending", 0)
    assert last_try(row).phase == "connect"


@pytest.mark.parametrize("silence", [DROP, HANG])
def test_silence_after_the_dot_may_have_been_a_delivery(queue: Queue, sink: Sink, silence: str) -> None:
    sink.refuse(dot=silence)
    row = after_delivery(queue())
    assert (row.state, row.ambiguous, row.attempts) == ("pending", True, 1)
    assert (last_try(row).phase, last_try(row).ambiguous) == ("dot", True)


def test_what_may_have_arrived_is_never_called_undelivered(queue: Queue, sink: Sink, settings: Settings) -> None:
    settings.OUTBOX_HOLD_AMBIGUOUS = ["critical"]
    sink.refuse(dot=DROP)
    row = after_delivery(queue(urgency="critical"))
    assert (row.state, row.delivery) == ("dead", "may have been delivered")


def test_words_that_are_no_answer_after_the_dot_are_silence(queue: Queue, sink: Sink) -> None:
    sink.refuse(dot="thank you very much")
    assert after_delivery(queue()).ambiguous


@pytest.mark.parametrize(("step", "ambiguous"), [("greeting", False), ("mail", False), ("rcpt", False), ("dot", True)])
def test_a_server_that_drips_is_cut_off_at_the_deadline(
    queue: Queue, sink: Sink, settings: Settings, step: str, ambiguous: bool
) -> None:
    """Each byte comes in time, the whole line never would."""
    sink.refuse(**{step: DRIP})
    started = time.monotonic()
    row = after_delivery(queue())
    assert time.monotonic() - started < 2
    assert (row.state, row.ambiguous) == ("pending", ambiguous)
