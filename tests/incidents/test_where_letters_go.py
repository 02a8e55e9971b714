"""A letter goes to who was to be told, where they are written to when it leaves; not once they have left (R43)."""

from typing import Any

import pytest
from django.core import mail

from accounts.models import User
from incidents import actions
from incidents.models import Incident
from notifications import outbox
from notifications.models import Notification
from tests.conftest import Make
from tests.people import People

NEW = "ada@elsewhere.example"


@pytest.fixture(autouse=True)
def sending(settings: Any) -> None:
    settings.EMAIL_URL = "locmem://"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def told(make: Make, people: People) -> Incident:
    """A word to Ada that waits to be sent, and nothing else does."""
    with outbox.silenced():
        incident = make("work_in_progress")
    return actions.send_update(incident, by=people.eva, body="We look into it.")


def change(person: User, **columns: Any) -> None:
    for name, value in columns.items():
        setattr(person, name, value)
    person.save()


def addressees() -> list[str]:
    return [address for each in mail.outbox for address in each.to]


def test_a_letter_follows_its_reader_to_a_new_address(told: Incident, people: People) -> None:
    change(people.ada, email=NEW)

    assert outbox.deliver().sent == 1
    assert addressees() == [NEW]
    assert Notification.objects.get(verb="send_update").address == NEW  # what the outbox shows is where it went


def test_a_letter_that_was_given_up_follows_them_too(told: Incident, people: People) -> None:
    """Often the reason why it could not be delivered."""
    row = Notification.objects.get(verb="send_update")
    Notification.objects.filter(pk=row.pk).update(state="dead")
    change(people.ada, email=NEW)

    assert outbox.retry(row)
    assert outbox.deliver().sent == 1
    assert addressees() == [NEW]


def test_who_was_deactivated_gets_nothing_that_was_queued_before(told: Incident, people: People) -> None:
    change(people.ada, is_active=False)

    assert outbox.deliver().suppressed == 1
    assert addressees() == []
    assert Notification.objects.get(verb="send_update").address == "ada@contoso.example"


def test_who_was_deactivated_of_the_team_gets_nothing_either(make: Make, people: People) -> None:
    with outbox.silenced():
        incident = make("work_in_progress")
    actions.post_message(incident, by=people.ada, body="Any news?")
    change(people.eva, is_active=False)

    outbox.deliver()
    row = Notification.objects.get(verb="post_message", state="suppressed")
    assert (row.address, addressees()) == ("eva@relief.example", [])


def test_a_customer_whose_address_became_one_of_the_product_groups_gets_no_customers_mail(
    told: Incident, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked of the address that is written to, not of the one that was (R37)."""
    change(people.ada, email=NEW)
    monkeypatch.setattr("incidents.notices.is_reserved", lambda address: address == NEW)

    outbox.deliver()
    assert addressees() == []
