"""No customer's mail has an address of the product group without one of the four grounds, whatever happens (R37, T33).

Random histories of everything that lets in and puts out, with letters that leave at any time: what is revoked between
the event and the mail is revoked. The same histories find each fault that is put in.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from random import Random
from typing import Any
from unittest.mock import patch

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from escalations.actions import consenting
from incidents.models import Guest
from incidents.recipients import GUEST
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.escalations.consent.world import MEMBERS, STEPS, Broken, World
from tests.people import People

Step = tuple[str, str, int]
MakeWorld = Callable[[], World]
LONGEST = 40
steps = st.lists(st.tuples(st.sampled_from(STEPS), st.sampled_from(MEMBERS), st.integers(1, 3)), max_size=LONGEST)


@pytest.fixture
def make_world(make_icm: MakeIcm, people: People, pg: ProductGroup, settings: Any) -> Iterator[MakeWorld]:
    settings.EMAIL_URL = "locmem://"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    icm = make_icm()
    # An account that no form would make: an address of Pete's, with the customer's organisation.
    shadow = User.objects.create(
        email="pete+orders@product.example", name="Pete Orders", role="customer", organization=people.ada.organization
    )
    logging.disable(logging.CRITICAL)
    yield lambda: World(icm, people, pg, shadow)
    logging.disable(logging.NOTSET)


def run(world: World, history: list[Step]) -> World:
    """One history, of which nothing is left."""
    with transaction.atomic():
        for verb, name, level in history:
            world.step(verb, name, level)
        world.drain("", 1)
        transaction.set_rollback(True)
    return world


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(history=steps)
def test_no_mail_goes_to_the_product_group_without_a_ground(make_world: MakeWorld, history: list[Step]) -> None:
    run(make_world(), history)


def histories(seed: int, count: int) -> Iterator[list[Step]]:
    chance = Random(seed)
    for _n in range(count):
        yield [(chance.choice(STEPS), chance.choice(MEMBERS), chance.randint(1, 3)) for _step in range(LONGEST)]


def test_long_histories_reach_every_ground(make_world: MakeWorld) -> None:
    """The same with forty steps each; and they are not so tame that nobody ever gets a mail."""
    worlds = [run(make_world(), history) for history in histories(seed=1, count=12)]

    assert {ground for world in worlds for _name, ground in world.reached} == {
        *("pg_requested", "consented", "severity_1", "csat_leadership"),
    }


def there_once(key: str, event: Any) -> Guest | None:
    return Guest.objects.filter(pk=key.removeprefix(GUEST)).first()


def let_in_at_once(act: Any, incident: Any, member: Any, by: Any) -> None:
    consenting.let_in(act, incident, member, "consented", by)


def severity_1_for_all(people: Any, *_about: Any) -> dict[Any, str]:
    return dict.fromkeys(people, "severity_1")


FAULTS: dict[str, list[Any]] = {
    "not asked again when it is sent": [patch("incidents.notices.guest_of", there_once)],
    "a guest's row is enough": [
        patch("incidents.hospitality.standing", list),
        patch("incidents.recipients.hospitality.standing", list),
    ],
    "silence is yes": [patch("escalations.actions.consenting.ask", let_in_at_once)],
    "once severity 1, always": [
        patch("escalations.consent.grounds_among", severity_1_for_all),
        patch("escalations.offered.grounds_among", severity_1_for_all),
    ],
    "who hands over stays": [patch("escalations.actions.working.part", lambda *_who: None)],
    "an account is enough": [
        patch("incidents.recipients.is_reserved", lambda _address: False),
        patch("incidents.notices.is_reserved", lambda _address: False),
        patch("incidents.actions.sharing.is_reserved", lambda _address: False),
    ],
    "nobody is ever told": [patch("incidents.recipients.guests", lambda _event: [])],
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_that_is_put_in_is_found(make_world: MakeWorld, fault: str) -> None:
    with ExitStack() as put_in:
        for each in FAULTS[fault]:
            put_in.enter_context(each)
        with pytest.raises(Broken):
            run_all(make_world, histories(seed=2, count=60))


def run_all(make_world: MakeWorld, found: Iterator[list[Step]]) -> None:
    for history in found:
        run(make_world(), history)
