"""Of the time to Relief, what an ICM lay with the product group has its own place (R20)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from escalations import actions
from incidents import actions as incidents
from incidents.models import Incident
from incidents.reckoning import Account, Happening, account, asked_times, pg_times, without
from notifications.moment import now
from tests.conftest import Make
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.people import People

Later = Callable[..., Any]
HOUR = timedelta(hours=1)
NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)


def relief_of(incident: Incident) -> Account:
    fresh = Incident.objects.get(pk=incident.pk)
    events = [Happening(*row) for row in fresh.events.order_by("seq").values_list("verb", "at", "data")]
    asked, with_pg = asked_times(events, now()), pg_times(events, now())
    return account("relief", fresh.events.facts(), fresh.promise, asked, now(), with_pg)


def test_it_is_with_the_product_group_from_opening_to_their_question_and_from_our_answer_to_their_fix(
    later: Later, people: People, pg: ProductGroup, make_icm: MakeIcm
) -> None:
    icm = make_icm()  # Monday, ten in Amsterdam
    with later(hours=1):
        icm = actions.acknowledge(icm, by=pg.pia)
    with later(hours=2):
        icm = actions.request_information(icm, by=pg.pia, body="Which build?")
    with later(hours=3):
        icm = actions.provide_information(icm, by=people.eva, body="5.11.")
    with later(hours=5):
        actions.resolve(icm, by=pg.pia, resolution="fixed")
    with later(hours=6):
        found = relief_of(icm.incidents[0])

    assert found.with_pg == 4 * HOUR
    assert found.with_us == 2 * HOUR
    assert found.with_us + found.with_pg + found.with_customer == found.elapsed


def test_a_question_to_the_customer_meanwhile_is_the_customers_time(
    later: Later, people: People, make_icm: MakeIcm
) -> None:
    incident = make_icm().incidents[0]
    with later(hours=1):
        incidents.raise_flag(incident, by=people.eva, flag="customer_action_needed", reason="Which partition?")
    with later(hours=3):
        incidents.post_message(incident, by=people.ada, body="7.")
    with later(hours=4):
        found = relief_of(incident)

    assert (found.with_customer, found.with_pg, found.with_us) == (2 * HOUR, 2 * HOUR, timedelta())


def test_of_two_icms_the_time_counts_once_until_both_are_back(
    later: Later, people: People, pg: ProductGroup, make_icm: MakeIcm
) -> None:
    first = make_icm()
    incident = first.incidents[0]
    with later(hours=1):
        second = make_icm(incident=incident)
    with later(hours=2):
        actions.resolve(first, by=pg.pia, resolution="not_reproducible")
    with later(hours=4):
        actions.resolve(second, by=pg.pia, resolution="fixed")
    with later(hours=5):
        found = relief_of(incident)

    assert found.with_pg == 4 * HOUR


def test_out_of_hours_is_nobodys(later: Later, make_icm: MakeIcm) -> None:
    incident = make_icm().incidents[0]
    with later(hours=24):
        found = relief_of(incident)

    assert found.with_pg == 8 * HOUR
    assert found.out_of_hours == 16 * HOUR


def test_with_its_end_it_is_with_nobody(later: Later, people: People, make_icm: MakeIcm) -> None:
    incident = make_icm().incidents[0]
    with later(hours=1):
        incidents.propose_solution(incident, by=people.eva, kind="workaround", body="Scale to 12.")
    with later(hours=2):
        incidents.accept_solution(Incident.objects.get(pk=incident.pk), by=people.ada)
    with later(hours=3):
        found = relief_of(incident)

    assert found.with_pg == HOUR


@pytest.mark.parametrize(("resolved_meanwhile", "hours"), [(False, 3), (True, 1)])
def test_opened_again_it_is_with_them_if_they_have_it_then(
    later: Later, people: People, pg: ProductGroup, make_icm: MakeIcm, resolved_meanwhile: bool, hours: int
) -> None:
    icm = make_icm()
    with later(hours=1):
        incident = incidents.propose_solution(icm.incidents[0], by=people.eva, kind="workaround", body="Scale to 12.")
    with later(hours=2):
        incidents.accept_solution(Incident.objects.get(pk=incident.pk), by=people.ada)
        if resolved_meanwhile:
            actions.resolve(icm, by=pg.pia, resolution="fixed")
    with later(hours=3):
        incidents.reopen(Incident.objects.get(pk=incident.pk), by=people.mia, reason="It was closed in error.")
    with later(hours=5):
        found = relief_of(incident)

    assert found.with_pg == hours * HOUR
    assert found.with_us == (3 - hours) * HOUR


def test_an_incident_without_an_icm_was_never_there(make: Make, later: Later) -> None:
    incident = make("work_in_progress")
    with later(hours=3):
        assert relief_of(incident).with_pg == timedelta()


@pytest.mark.parametrize(
    ("windows", "others", "left"),
    [
        ([(0, 4)], [], [(0, 4)]),
        ([(0, 4)], [(1, 2)], [(0, 1), (2, 4)]),
        ([(0, 4)], [(0, 4)], []),
        ([(0, 4)], [(-1, 1), (3, 9)], [(1, 3)]),
        ([(0, 2), (3, 5)], [(1, 4)], [(0, 1), (4, 5)]),
        ([(0, 2)], [(2, 3)], [(0, 2)]),
    ],
)
def test_what_is_left_of_some_stretches_outside_of_others(
    windows: list[tuple[int, int]], others: list[tuple[int, int]], left: list[tuple[int, int]]
) -> None:
    def moments(pairs: list[tuple[int, int]]) -> list[tuple[datetime, datetime]]:
        return [(NOON + start * HOUR, NOON + end * HOUR) for start, end in pairs]

    assert without(moments(windows), moments(others)) == moments(left)
