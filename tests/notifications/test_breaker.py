"""A broken channel costs no letter its tries, is tried once a minute, and is closed by the first letter that leaves."""

from datetime import datetime

import pytest
from pytest_django import Settings

from notifications import moment, outbox
from notifications.models import Attempt, Channel, Notification
from tests.notifications import letterbox
from tests.notifications.conftest import Queue, minutes
from tests.notifications.sink import DROP, Sink

pytestmark = pytest.mark.django_db


@pytest.fixture
def ten_letters(queue: Queue, noon: datetime) -> list[Notification]:
    return [queue(number) for number in range(1, 11)]


def channel() -> Channel:
    return Channel.objects.email()


def test_without_a_mail_channel_nothing_is_burnt_and_the_reason_is_plain(ten_letters: list[Notification]) -> None:
    assert outbox.deliver().handled == 0
    assert channel().reason == "no mail channel configured"
    assert Notification.objects.filter(state="pending", attempts=0, claim=0).count() == 10


def test_once_a_channel_is_configured_the_letters_leave_at_once(
    ten_letters: list[Notification], settings: Settings
) -> None:
    outbox.deliver()
    settings.DEMO = True
    assert outbox.deliver().sent == 10
    assert not channel().is_broken


def test_a_broken_channel_is_left_alone_after_the_first_letter(ten_letters: list[Notification], sink: Sink) -> None:
    sink.refuse(mail="550 not from you")
    counts = outbox.deliver()
    assert (counts.delayed, counts.dead) == (1, 0)
    assert outbox.deliver().handled == 0
    assert sink.connections == 1
    assert Notification.objects.filter(state="pending", attempts=0, worker="").count() == 10


def test_an_absent_server_is_left_alone_after_three_letters(ten_letters: list[Notification], sink: Sink) -> None:
    sink.refuse(greeting=DROP)
    assert outbox.deliver().delayed == 3
    assert channel().is_broken
    assert sink.connections == 3
    assert Notification.objects.filter(state="pending", attempts=0, worker="").count() == 10


def test_an_outage_of_days_kills_no_letter(ten_letters: list[Notification], sink: Sink, noon: datetime) -> None:
    sink.refuse(greeting=DROP)
    for hour in range(0, 72, 6):
        with moment.at(noon + minutes(60 * hour)):
            outbox.deliver()
    assert Notification.objects.filter(state="pending", attempts=0).count() == 10
    sink.behave()
    with moment.at(noon + minutes(72 * 60)):
        assert outbox.deliver().sent == 10


def test_one_probe_a_minute(ten_letters: list[Notification], sink: Sink, noon: datetime) -> None:
    sink.refuse(mail="550 not from you")
    outbox.deliver()
    for seconds, connections in [(30, 1), (61, 2), (90, 2), (122, 3)]:
        with moment.at(noon + minutes(seconds / 60)):
            outbox.deliver()
        assert sink.connections == connections


def test_a_probe_that_succeeds_lets_all_others_follow(
    ten_letters: list[Notification], sink: Sink, noon: datetime
) -> None:
    sink.refuse(mail="550 not from you")
    outbox.deliver()
    sink.behave()
    with moment.at(noon + minutes(1.1)):
        assert outbox.deliver().sent == 10
    assert (channel().reason, channel().failures) == ("", 0)


def test_a_probe_refused_for_its_own_sake_proves_the_channel_well(
    ten_letters: list[Notification], sink: Sink, noon: datetime
) -> None:
    sink.refuse(mail="550 not from you")
    outbox.deliver()
    sink.behave()
    sink.refuse(rcpt="550 no such user")
    with moment.at(noon + minutes(1.1)):
        assert outbox.deliver().dead == 10
    assert not channel().is_broken


def test_letters_with_no_reader_left_do_not_use_up_the_probe(
    ten_letters: list[Notification], sink: Sink, noon: datetime
) -> None:
    sink.refuse(mail="550 not from you")
    outbox.deliver()
    sink.behave()
    letterbox.written.update(dict.fromkeys(range(1, 6), None))
    with moment.at(noon + minutes(1.1)):
        counts = outbox.deliver()
    assert (counts.suppressed, counts.sent) == (5, 5)


def test_no_probe_is_spent_while_nothing_is_due(queue: Queue, sink: Sink, noon: datetime) -> None:
    with moment.at(noon - minutes(5)):
        channel().trip("550 not from you")
    outbox.deliver()
    with moment.at(noon + minutes(0.1)):
        queue(1)
        assert outbox.deliver().sent == 1


def test_single_faults_between_successes_never_open_the_breaker(queue: Queue, sink: Sink, noon: datetime) -> None:
    for number in range(1, 6):
        sink.refuse(greeting=DROP)
        queue(2 * number)
        outbox.deliver(limit=1)
        sink.behave()
        queue(2 * number + 1)
        outbox.deliver(limit=1)
    assert not channel().is_broken
    assert Attempt.objects.filter(phase="connect", code=0).count() == 5
