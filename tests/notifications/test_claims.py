"""Workers that die, stall or race: no letter is lost, and a second copy always has its reason written down."""

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from notifications import moment, outbox
from notifications.claims import Claims, StaleClaimError
from notifications.models import Attempt, Notification
from notifications.outcome import Outcome, Phase, Verdict
from tests.notifications.conftest import Queue, minutes
from tests.notifications.sink import Sink

SENT = Outcome(Verdict.SENT, Phase.REPLY, 250)


def taken(claims: Claims) -> tuple[Notification, Attempt]:
    """The next letter, begun by this worker."""
    (row,) = claims.take(1)
    attempt = claims.begin(row)
    assert attempt
    return row, attempt


def in_another_thread(work: Callable[[], object]) -> object:
    """What `work` returns on a database connection of its own."""
    result: list[object] = []

    def run() -> None:
        try:
            result.append(work())
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(10)
    return result[0]


@pytest.mark.django_db
def test_a_claimed_letter_is_nobody_elses_until_its_lease_runs_out(queue: Queue, noon: datetime) -> None:
    queue(1)
    assert len(Claims().take(5)) == 1
    with moment.at(noon + minutes(2.9)):
        assert Claims().take(5) == []
    with moment.at(noon + minutes(3)):
        assert len(Claims().take(5)) == 1


@pytest.mark.django_db
def test_the_lease_is_renewed_when_a_letters_turn_comes(queue: Queue, noon: datetime) -> None:
    queue(1)
    claims = Claims()
    (row,) = claims.take(1)
    with moment.at(noon + minutes(2)):
        claims.begin(row)
    with moment.at(noon + minutes(4)):
        assert Claims().take(1) == []


@pytest.mark.django_db
def test_a_stale_worker_does_not_begin(queue: Queue, noon: datetime) -> None:
    queue(1)
    slow, quick = Claims(), Claims()
    (row,) = slow.take(1)
    with moment.at(noon + minutes(4)):
        taken(quick)
        with pytest.raises(StaleClaimError):
            slow.begin(row)
    assert Attempt.objects.count() == 1


@pytest.mark.django_db
def test_a_stale_worker_does_not_send_the_dot(queue: Queue, noon: datetime) -> None:
    queue(1)
    slow, quick = Claims(), Claims()
    row, attempt = taken(slow)
    with moment.at(noon + minutes(4)):
        taken(quick)
        with pytest.raises(StaleClaimError):
            slow.at_the_dot(row, attempt)
    row.refresh_from_db()
    assert not row.ambiguous
    assert not Attempt.objects.filter(phase="dot").exists()


@pytest.mark.django_db
def test_a_stale_worker_cannot_finish_and_its_copy_is_explained(queue: Queue, noon: datetime) -> None:
    queue(1)
    slow, quick = Claims(), Claims()
    row, attempt = taken(slow)
    slow.at_the_dot(row, attempt)
    with moment.at(noon + minutes(4)):
        again, second = taken(quick)
        with pytest.raises(StaleClaimError):
            slow.settle(row, attempt, SENT)
        row.refresh_from_db()
        assert (row.state, row.claim) == ("sending", 2)
        quick.settle(again, second, SENT)
    row.refresh_from_db()
    assert (row.state, row.ambiguous) == ("sent", True)
    assert list(row.tries.order_by("pk").values_list("phase", "ambiguous")) == [("dot", True), ("reply", False)]


@pytest.mark.django_db
def test_a_stale_workers_end_between_claim_and_begin_of_another_is_explained_too(queue: Queue, noon: datetime) -> None:
    queue(1)
    slow, quick = Claims(), Claims()
    row, attempt = taken(slow)
    slow.at_the_dot(row, attempt)
    with moment.at(noon + minutes(4)):
        (again,) = quick.take(1)
        with pytest.raises(StaleClaimError):
            slow.settle(row, attempt, SENT)
        quick.begin(again)
    attempt.refresh_from_db()
    assert attempt.ambiguous


@pytest.mark.django_db
def test_a_worker_that_died_before_the_dot_leaves_no_doubt(queue: Queue, sink: Sink, noon: datetime) -> None:
    row = queue(1)
    taken(Claims())
    with moment.at(noon + minutes(4)):
        assert outbox.deliver().sent == 1
    row.refresh_from_db()
    assert (row.state, row.ambiguous, row.attempts) == ("sent", False, 2)
    abandoned = row.tries.order_by("pk").first()
    assert abandoned
    assert (abandoned.text, abandoned.ambiguous) == ("the worker did not come back", False)


@pytest.mark.django_db
def test_a_letter_held_when_doubtful_waits_for_a_person(
    queue: Queue, sink: Sink, noon: datetime, settings: Settings
) -> None:
    settings.OUTBOX_HOLD_AMBIGUOUS = ["critical"]
    row = queue(1, urgency="critical")
    claims = Claims()
    claims.at_the_dot(*taken(claims))
    with moment.at(noon + minutes(4)):
        assert outbox.deliver().dead == 1
        row.refresh_from_db()
        assert (row.state, row.ambiguous) == ("dead", True)
        assert not sink.accepted
        outbox.retry(row)
        assert outbox.deliver().sent == 1


@pytest.mark.django_db
def test_a_letter_that_kills_its_worker_is_not_tried_for_ever(queue: Queue, sink: Sink, noon: datetime) -> None:
    row = queue(1)
    for hour in range(13):
        with moment.at(noon + minutes(60 * hour)):
            taken(Claims())
    with moment.at(noon + minutes(60 * 13)):
        assert outbox.deliver().dead == 1
    row.refresh_from_db()
    assert row.last_error.startswith("given up: 13 tries")
    assert not sink.accepted


@pytest.mark.django_db
def test_what_was_claimed_and_not_begun_is_given_back_at_once(queue: Queue, noon: datetime) -> None:
    for number in range(5):
        queue(number)
    claims = Claims()
    rows = claims.take(5)
    claims.begin(rows[0])
    claims.release()
    assert len(Claims().take(5)) == 5


@pytest.mark.django_db
def test_a_release_takes_nothing_from_another_worker(queue: Queue, noon: datetime) -> None:
    queue(1)
    slow, quick = Claims(), Claims()
    slow.take(1)
    with moment.at(noon + minutes(4)):
        (row,) = quick.take(1)
        slow.release()
    row.refresh_from_db()
    assert (row.state, row.worker) == ("sending", quick.worker)


@pytest.mark.django_db(transaction=True)
def test_workers_that_claim_together_never_get_the_same_letter(queue: Queue) -> None:
    for number in range(40):
        queue(number)
    start = threading.Barrier(4)
    hauls: list[list[int]] = []

    def work() -> None:
        start.wait(5)
        hauls.append([row.pk for row in Claims().take(10)])
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    claimed = [pk for haul in hauls for pk in haul]
    assert len(claimed) == len(set(claimed))
    assert sorted(claimed) == sorted(Notification.objects.filter(state="sending").values_list("pk", flat=True))
    assert set(Notification.objects.values_list("claim", flat=True)) <= {0, 1}


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no row locks")
def test_a_claim_in_progress_makes_no_other_worker_wait(queue: Queue) -> None:
    for number in range(4):
        queue(number)
    with transaction.atomic():
        locked = [row.pk for row in Notification.objects.order_by("pk").select_for_update()[:2]]
        claimed = in_another_thread(lambda: [row.pk for row in Claims().take(4)])
    assert isinstance(claimed, list)
    assert len(claimed) == 2
    assert not set(claimed) & set(locked)


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_a_letter_is_on_its_way(queue: Queue, sink: Sink) -> None:
    """Another connection can write while the server is still thinking: nothing is locked."""
    row = queue(1)

    def from_elsewhere() -> object:
        return in_another_thread(lambda: Notification.objects.filter(pk=row.pk).update(last_error="seen"))

    seen: list[object] = []
    sink.on_letter = lambda: seen.append((connection.in_atomic_block, from_elsewhere()))
    assert outbox.deliver().sent == 1
    assert seen == [(False, 1)]
