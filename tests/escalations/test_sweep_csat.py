"""An approval that nobody answers goes on and on, and is never given by silence (R40)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.acting import NotAllowed
from accounts.models import Expertise, Region, User
from escalations import actions
from escalations.models import Absence, CsatRequest
from incidents import actions as incidents
from notifications.models import Notification
from notifications.moment import at, now
from tests.aftermath import letters, refused
from tests.escalations.asking import again, approved, ask
from tests.escalations.conftest import MakeIcm
from tests.people import People

Later = Callable[..., Any]


@pytest.fixture
def sia(people: People) -> User:
    """An SME for all areas, in the Americas."""
    person = User.objects.create(email="sia@relief.example", name="Sia Park", role="sme", password="md5$salt$x")
    Expertise.objects.create(user=person, region=Region.objects.get(slug="americas"))
    return person


@pytest.fixture
def sue(people: People) -> User:
    """Another SME for Query, in Europe."""
    person = User.objects.create(email="sue@relief.example", name="Sue Ito", role="sme", password="md5$salt$x")
    Expertise.objects.create(user=person, area=people.query, region=Region.objects.get(slug="europe"))
    return person


def reminded(request: CsatRequest) -> list[list[str]]:
    """Who was written to, reminder by reminder."""
    events = request.history.filter(verb="remind_csat").values_list("pk", flat=True)
    rows = Notification.objects.filter(verb="remind_csat")
    return [
        sorted(row.address.partition("@")[0] for row in rows.filter(record_id=event))
        for event in events.order_by("seq")
    ]


def test_rung_by_rung_and_then_the_managers_again_and_again(
    make_icm: MakeIcm, people: People, sia: User, sue: User, later: Later
) -> None:
    request = ask(make_icm(), people, sme=people.sam)
    for hours in (2, 4, 6, 7.9):
        with later(hours=hours):
            actions.sweep_csat()
    with later(days=1, hours=1):
        actions.sweep_csat()
    with later(days=2, hours=4):
        actions.sweep_csat()

    assert reminded(request) == [["sam"], ["sue"], ["sia"], ["mia"], ["mia"]]
    assert again(request).state == "asked"


def test_nothing_a_moment_before_and_each_once(make_icm: MakeIcm, people: People, later: Later) -> None:
    request = ask(make_icm(), people)
    with later(hours=1, minutes=59):
        assert actions.sweep_csat() == 0
    with later(hours=2):
        assert actions.sweep_csat() == 1
        assert actions.sweep_csat() == 0
    assert reminded(request) == [["sam"]]


def test_an_sme_of_another_region_may_decide_once_it_has_come_to_them_and_that_is_marked(
    make_icm: MakeIcm, people: People, sia: User, later: Later
) -> None:
    request = ask(make_icm(), people)
    with later(hours=2):
        actions.sweep_csat()
    with refused(NotAllowed):
        actions.approve_csat(again(request), by=sia)
    with later(hours=4):
        actions.sweep_csat()
        assert list(CsatRequest.objects.for_decision_of(sia)) == [request]
        actions.approve_csat(again(request), by=sia)

    assert again(request).by_fallback


def test_who_is_away_is_not_waited_for(make_icm: MakeIcm, people: People, sue: User) -> None:
    icm = make_icm()
    Absence.objects.create(user=people.sam, since=now() - timedelta(hours=1), until=now() + timedelta(days=3))
    request = ask(icm, people, sme=people.sam)

    assert request.rung == CsatRequest.Rung.REGION
    assert letters("request_csat") == {"sue": "staff"}


def test_a_manager_is_reminded_and_can_decide_nothing(make_icm: MakeIcm, people: People) -> None:
    request = ask(make_icm(), people)
    CsatRequest.objects.filter(pk=request.pk).update(rung=CsatRequest.Rung.MANAGERS)

    with refused(NotAllowed):
        actions.approve_csat(again(request), by=people.mia)


def test_a_closed_icm_voids_it_with_the_next_sweep(make_icm: MakeIcm, people: People) -> None:
    icm = make_icm("resolved")
    request = ask(icm, people)
    actions.close(icm, by=people.eva)

    assert actions.sweep_csat() == 1
    assert again(request).state == "void"
    assert letters("void_csat") == {"eva": "staff", "sam": "staff"}


def test_nobody_in_touch_with_the_customer_in_time_is_told_to_both_sides_once(
    make_icm: MakeIcm, people: People, later: Later
) -> None:
    request = approved(make_icm("acknowledged"), people)
    with at((again(request).engage_due_at or now()) + timedelta(minutes=1)):
        assert actions.sweep_csat() == 1
        assert actions.sweep_csat() == 0

    pg = {"ema": "pg", "pam": "pg", "pia": "pg"}
    assert letters("chase_engagement") == {**pg, "eva": "staff"}


def test_a_customer_who_withdrew_waits_for_nobody(make_icm: MakeIcm, people: People, later: Later) -> None:
    request = approved(make_icm("acknowledged"), people)
    late = (again(request).engage_due_at or now()) + timedelta(minutes=1)
    incidents.withdraw(again(request).incident, by=people.ada, reason="It works again.")
    with at(late):
        assert actions.sweep_csat() == 0

    assert again(request).engage_chase_at is None
    assert letters("chase_engagement") == {}
