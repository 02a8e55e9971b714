"""A further kind is one class and its registration: every place that asks search has it then."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import QuerySet
from django.test import Client

from accounts.models import Organization, User
from incidents import search
from incidents.models import Incident, SearchEntry
from incidents.search import KINDS, Kind, Role, columns, register
from incidents.search.kinds import Shown
from tests.conftest import Make
from tests.people import People


class Records(Kind):
    """The team's alone; organisations stand in for what another floor might keep."""

    def visible_to(self, user: User | None) -> QuerySet[Any]:
        rows = Organization.objects.all()
        return rows if user and user.is_support else rows.none()


@pytest.fixture
def record(people: People) -> Iterator[Organization]:
    Organization.objects.filter(name="Fabrikam").update(name="Copper valve leaks")
    read = columns(Organization, name=Role.TITLE)
    register(Records("toy", Organization, "Toys", read, lambda one: Shown(f"TOY-{one.pk}", one.name, "", "", "/toy/")))
    call_command("index_search", verbosity=0)
    yield Organization.objects.get(name="Copper valve leaks")
    del KINDS["toy"]


@pytest.fixture
def incident(make: Make) -> Incident:
    return make("new", title="The copper valve leaks")


def test_it_is_searched_completed_and_similar(people: People, record: Organization, incident: Incident) -> None:
    assert [hit.record for hit in search.search(people.eva, "copper")] == [incident, record]
    assert [hit.record for hit in search.search(people.eva, "coppre")] == [incident, record]
    assert [hit.record for hit in search.complete(people.eva, "copp")] == [incident, record]
    assert [hit.record for hit in search.similar(people.eva, incident)] == [record]
    assert [hit.record for hit in search.among(people.eva, Organization.objects.all(), incident)] == [record]


def test_its_own_visibility_holds(people: People, record: Organization, incident: Incident) -> None:
    assert [hit.record for hit in search.search(people.ada, "copper")] == [incident]
    assert search.similar(people.ada, "the copper valve leaks", kinds=["toy"]) == []
    assert search.among(people.ada, Organization.objects.all(), "copper valve") == []


@pytest.mark.usefixtures("record")
def test_every_page_shows_it(client: Client, people: People, incident: Incident) -> None:
    client.force_login(people.eva)
    for place in ("search/?q=copper", "jump/?q=copper", f"incidents/{incident.number}/similar/"):
        html = client.get(f"/workspace/{place}").content.decode()
        assert "Toys" in html, place
        assert 'href="/toy/"' in html, place


def test_it_is_forgotten_when_it_is_gone(people: People, record: Organization) -> None:
    SearchEntry.objects.filter(kind="toy", object_id=record.pk).update(object_id=record.pk + 1_000)
    search.index("toy", [record.pk + 1_000])

    assert not SearchEntry.objects.filter(kind="toy", object_id=record.pk + 1_000).exists()
    assert search.search(people.eva, "copper") == []
