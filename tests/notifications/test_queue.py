"""Writing letters: with their record or not at all, once, and with one knock at the workers' door."""

import time
from datetime import datetime
from pathlib import Path

import pytest
from celery import Celery
from django.db import transaction
from django.db.transaction import TransactionManagementError

from notifications import moment, outbox
from notifications.models import Notification
from notifications.outbox import Recipient
from tests.notifications.conftest import Queue, minutes

ADA = Recipient("user:1", "ada@contoso.example")
MAX = Recipient("user:2", "max@fabrikam.example")


def tell(*who: Recipient, record_id: int = 17, verb: str = "propose_solution") -> None:
    outbox.queue("event", record_id, verb, who, audience="customer")


def tell_and_fail(who: Recipient) -> None:
    with transaction.atomic():
        tell(who)
        raise ZeroDivisionError


@pytest.mark.django_db
def test_each_recipient_gets_a_row_of_their_own_with_the_address_frozen() -> None:
    tell(ADA, MAX)
    rows = Notification.objects.order_by("address")
    assert [(row.recipient_key, row.address, row.state) for row in rows] == [
        ("user:1", "ada@contoso.example", "pending"),
        ("user:2", "max@fabrikam.example", "pending"),
    ]
    assert len({row.message_id for row in rows}) == 2


@pytest.mark.django_db
def test_the_same_news_to_the_same_person_is_queued_once() -> None:
    tell(ADA)
    before = Notification.objects.get().message_id
    tell(ADA, MAX)
    assert Notification.objects.count() == 2
    assert Notification.objects.get(recipient_key="user:1").message_id == before


@pytest.mark.django_db
def test_other_news_about_the_same_record_is_another_letter() -> None:
    tell(ADA)
    tell(ADA, verb="reject_solution")
    assert Notification.objects.count() == 2


@pytest.mark.django_db
def test_message_ids_tell_neither_number_nor_order() -> None:
    tell(*(Recipient(f"user:{n}", f"p{n}@contoso.example") for n in range(50)))
    names = [row.message_id.partition("@")[0] for row in Notification.objects.order_by("pk")]
    assert all(len(name) == 26 for name in names)
    assert len({name[:8] for name in names}) == 50
    assert names != sorted(names)


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_change_leaves_no_letter_and_rings_no_bell(bells: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        tell_and_fail(ADA)
    assert not Notification.objects.exists()
    assert not list(bells.iterdir())


@pytest.mark.django_db(transaction=True)
def test_a_letter_cannot_be_queued_outside_a_transaction(bells: Path) -> None:
    with pytest.raises(TransactionManagementError):
        tell(ADA)
    assert not Notification.objects.exists()
    assert not list(bells.iterdir())


@pytest.mark.django_db(transaction=True)
def test_one_transaction_rings_once_however_many_letters_it_writes(bells: Path) -> None:
    with transaction.atomic():
        tell(ADA, MAX)
        tell(ADA, verb="reject_solution")
        with transaction.atomic():
            tell(MAX, verb="reject_solution")
        assert not list(bells.iterdir())
    assert len(list(bells.iterdir())) == 1


@pytest.mark.django_db(transaction=True)
def test_a_bell_of_a_rolled_back_savepoint_does_not_silence_the_next_one(bells: Path) -> None:
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError):
            tell_and_fail(ADA)
        tell(MAX)
    assert len(list(bells.iterdir())) == 1
    assert Notification.objects.get().recipient_key == "user:2"


@pytest.mark.django_db(transaction=True)
def test_history_is_recorded_but_neither_sent_nor_rung_for(bells: Path) -> None:
    with transaction.atomic(), outbox.silenced():
        tell(ADA)
    row = Notification.objects.get()
    assert (row.state, row.last_error) == ("suppressed", "history")
    assert not Notification.objects.due().exists()
    assert not list(bells.iterdir())
    with transaction.atomic():
        tell(MAX)
    assert Notification.objects.get(recipient_key="user:2").state == "pending"


@pytest.mark.django_db(transaction=True)
def test_a_dead_broker_neither_breaks_nor_slows_the_change(caplog: pytest.LogCaptureFixture) -> None:
    Celery("nobody", broker="redis://127.0.0.1:1/0", set_as_current=True)
    outbox.ring()  # the library loads what it needs at its first try
    failures = outbox.nudge_failures._value.get()
    started = time.monotonic()
    with transaction.atomic():
        tell(ADA)
    assert time.monotonic() - started < 1.5
    assert Notification.objects.get().state == "pending"
    assert outbox.nudge_failures._value.get() == failures + 1
    assert "no worker could be told" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_failing_bell_does_not_keep_other_callbacks_from_running() -> None:
    Celery("nobody", broker="redis://127.0.0.1:1/0", set_as_current=True)
    heard: list[str] = []
    with transaction.atomic():
        tell(ADA)
        transaction.on_commit(lambda: heard.append("after"))
    assert heard == ["after"]


@pytest.mark.django_db
def test_the_age_of_the_outbox_is_that_of_the_letter_due_longest(queue: Queue, noon: datetime) -> None:
    assert outbox.oldest_due_age() == minutes(0)
    queue(1)
    with moment.at(noon + minutes(4)):
        queue(2)
    with moment.at(noon + minutes(7)):
        assert outbox.oldest_due_age() == minutes(7)
