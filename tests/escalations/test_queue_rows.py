"""The queue's two views whose reason lies above the incidents: with the product group, and customers at risk."""

import re
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from accounts.models import User
from escalations import actions
from escalations.models import Icm
from incidents import actions as incidents
from incidents.actions.rating import say_unhappy
from incidents.models import Incident
from incidents.views.workspace.listing import rows_of
from tests.conftest import Make
from tests.escalations.conftest import MakeIcm
from tests.people import People

WITH_PG, AT_RISK = "waiting-on-product-group", "csat-at-risk"


def shown(view: str, user: User) -> list[Incident]:
    return list(rows_of(view, QueryDict(""), user))


def page(user: User, view: str) -> str:
    client = Client()
    client.force_login(user)
    return " ".join(client.get(f"/workspace/queue/{view}/").content.decode().split())


@pytest.mark.parametrize(
    ("state", "is_theirs"),
    [
        *[("open", True), ("acknowledged", True), ("mitigated", True)],
        *[("needs_information", False), ("resolved", False), ("closed", False)],
    ],
)
def test_it_waits_for_the_product_group_while_an_icm_is_in_their_hands(
    make_icm: MakeIcm, people: People, state: str, is_theirs: bool
) -> None:
    icm = make_icm(state)

    assert shown(WITH_PG, people.eva) == (icm.incidents if is_theirs else [])


def test_one_of_several_icms_is_enough_and_the_row_stands_once(make_icm: MakeIcm, people: People) -> None:
    icm = make_icm("acknowledged")
    other = make_icm("needs_information")
    third = make_icm("open")
    for each in (other, third):
        actions.join(each, by=people.eva, incident=Incident.objects.get(pk=icm.incidents[0].pk))

    assert [row.pk for row in shown(WITH_PG, people.eva)].count(icm.incidents[0].pk) == 1


def test_what_is_closed_waits_for_nobody(make_icm: MakeIcm, people: People) -> None:
    icm = make_icm("acknowledged")
    incidents.withdraw(Incident.objects.get(pk=icm.incidents[0].pk), by=people.ada, reason="Gone.")

    assert Icm.objects.get(pk=icm.pk).is_with_pg
    assert shown(WITH_PG, people.eva) == []


def test_the_page_has_the_view_with_its_count(make_icm: MakeIcm, make: Make, people: People) -> None:
    icm, other = make_icm("acknowledged"), make("work_in_progress")
    html = page(people.mia, WITH_PG)

    assert re.search(r'aria-current="page">Waiting on product group <span class="n">1<', html)
    assert icm.incidents[0].number in html
    assert f'id="{other.number}"' not in html


def test_a_customer_at_risk_is_shown_until_somebody_has_looked_at_it(make: Make, people: People) -> None:
    unhappy, calm = make("work_in_progress"), make("work_in_progress")
    say_unhappy(unhappy, by=people.ada, words="The same logs again.")

    assert shown(AT_RISK, people.eva) == [unhappy]
    html = page(people.eva, AT_RISK)
    assert 'aria-current="page">CSAT at risk' in html
    assert f'id="{unhappy.number}"' in html
    assert f'id="{calm.number}"' not in html

    actions.dismiss_risk(unhappy, by=people.eva, reason="We rang them: settled.")
    assert shown(AT_RISK, people.eva) == []


def test_its_filters_and_its_file_are_those_of_every_view(make: Make, people: People) -> None:
    unhappy: Any = make("work_in_progress")
    say_unhappy(unhappy, by=people.ada)

    assert list(rows_of(AT_RISK, QueryDict(f"severity={unhappy.severity}"), people.eva)) == [unhappy]
    assert list(rows_of(AT_RISK, QueryDict("severity=4"), people.eva)) == []
    client = Client()
    client.force_login(people.eva)
    answer: Any = client.get(f"/workspace/queue/{AT_RISK}/?format=csv")
    assert unhappy.number in b"".join(answer).decode()
