"""Who owns how much, what nobody owns, and what happens seldom: who, when and why (R11, R12)."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.actions import deactivate
from incidents import actions
from incidents.models import Incident
from incidents.views.workspace import exceptions
from tests.conftest import MONDAY, Make
from tests.people import People


@pytest.fixture
def as_mia(client: Client, people: People) -> Client:
    client.force_login(people.mia)
    return client


def words(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_people_are_listed_by_what_they_have_to_do(
    as_mia: Client, monday: datetime, make: Make, people: People
) -> None:
    make("work_in_progress")
    make("new")
    actions.post_message(make("work_in_progress"), by=people.ada, body="And?")
    make("closed")
    actions.transfer_ownership(make("solution_proposed"), by=people.mia, owner=people.eli, reason="Eva leaves.")
    shown = words(as_mia, "/workspace/ownership/")

    assert "Eva Novak 3 2 " in shown
    assert "Eli Brandt 1 1 " in shown
    assert "Sam Okoye 0 0 " in shown
    assert shown.index("Eva Novak 3") < shown.index("Eli Brandt 1") < shown.index("Sam Okoye 0")


def test_what_is_nobodys_stands_on_top(as_mia: Client, monday: datetime, make: Make, people: People) -> None:
    fresh = make("untriaged", title="Nobody looked")
    left = make("work_in_progress", title="Eva left it")
    deactivate(people.eva)
    page = as_mia.get("/workspace/ownership/").content.decode()

    assert page.index("Nobody looked") < page.index("Eva left it") < page.index('id="load-heading"')
    for incident in (fresh, left):
        assert f"/workspace/incidents/{incident.number}/transfer-ownership/" in page
    assert "Eva Novak has left" in page


def test_transferring_is_offered_to_managers_alone(people: People, make: Make) -> None:
    make("untriaged")
    client = Client()
    client.force_login(people.eli)
    page = client.get("/workspace/ownership/").content.decode()

    assert "/transfer-ownership/" not in page
    assert "/assign/" in page


def test_covers_and_transfers_are_told_with_their_reasons(
    as_mia: Client, monday: datetime, make: Make, people: People
) -> None:
    until = MONDAY + timedelta(days=1)
    actions.name_deputy(make("new"), by=people.eva, deputy=people.sen, until=until, reason="A course.")
    actions.transfer_ownership(make("new"), by=people.mia, owner=people.eli, reason="Eva leaves us.")
    shown = words(as_mia, "/workspace/ownership/")

    assert "Eva Novak Sena Wood Today, 09:00 Tomorrow, 09:00" in shown
    assert re.search(r"Sena Wood 0 0 \S* ?1 ", shown)
    assert "Eva Novak Eli Brandt Eva leaves us. Mia Castell" in shown


def test_the_discarded_say_who_when_why_and_are_counted(
    as_mia: Client, monday: datetime, make: Make, people: People
) -> None:
    first, second = make("untriaged"), make("untriaged")
    actions.discard(first, by=people.eli, reason="Casino.", is_spam=True)
    actions.discard(second, by=people.sam, reason="We have it.", duplicate_of=first)
    shown = words(as_mia, "/workspace/discarded/")

    assert "2 in the last 30 days, 2 in all." in shown
    assert "Eli Brandt Today, 09:00 Casino. spam" in shown
    assert f"Sam Okoye Today, 09:00 We have it. duplicate of {first.number}" in shown
    assert shown.index("We have it.") < shown.index("Casino.")


def test_the_reopened_say_who_when_and_why(as_mia: Client, monday: datetime, closed: Incident, people: People) -> None:
    actions.reopen(closed, by=people.mia, reason="The wrong one.")
    shown = words(as_mia, "/workspace/reopened/")

    assert "1 in the last 30 days, 1 in all." in shown
    assert "Mia Castell Today, 09:00 The wrong one. accepted" in shown


def test_lists_are_paged_by_the_last_one_seen(
    as_mia: Client, monday: datetime, make: Make, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exceptions, "PAGE", 2)
    for number in range(3):
        actions.discard(make("untriaged", title=f"Pills {number}"), by=people.eli, reason="Spam.")
    first = as_mia.get("/workspace/discarded/").content.decode()
    older = re.findall(r'href="(\?before=\d+)"', first)
    second = as_mia.get(f"/workspace/discarded/{older[0]}").content.decode()

    assert [f"Pills {n}" in first for n in range(3)] == [False, True, True]
    assert [f"Pills {n}" in second for n in range(3)] == [True, False, False]
    assert "The newest" in second
    assert "Older ones" not in second


@pytest.mark.parametrize("before", ["x", "-1", "9" * 400, "١", "", "1.5"])
def test_a_page_that_is_none_is_the_first(as_mia: Client, make: Make, people: People, before: str) -> None:
    actions.discard(make("untriaged", title="Pills"), by=people.eli, reason="Spam.")

    assert "Pills" in as_mia.get("/workspace/discarded/", {"before": before}).content.decode()


@pytest.mark.parametrize("path", ["ownership", "discarded", "reopened"])
def test_an_empty_installation_has_these_pages_too(as_mia: Client, path: str) -> None:
    assert as_mia.get(f"/workspace/{path}/").status_code == 200
