"""Another kind is a few lines, added from outside."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import QuerySet

from accounts.models import Area, User
from incidents import search
from incidents.search import KINDS, Kind, Role, columns, register
from incidents.search.kinds import Shown
from tests.incidents.search.conftest import Report
from tests.people import People


class Areas(Kind):
    """Staff see all of them, customers the one called Query."""

    def visible_to(self, user: User | None) -> QuerySet[Any]:
        return Area.objects.all() if user and user.is_support else Area.objects.filter(slug="query")


@pytest.fixture
def areas(people: People) -> Iterator[None]:
    Area.objects.filter(slug="query").update(description="Windows and joins.")
    Area.objects.filter(slug="inputs").update(description="Brokers, partitions and windows of time.")
    read = columns(Area, name=Role.TITLE, description=Role.PUBLIC, slug=Role.INTERNAL)
    register(Areas("area", Area, "Areas", read, lambda area: Shown(area.slug, area.name, "", "", "")))
    search.index_all("area")
    yield
    del KINDS["area"]


def found(user: User, words: str, **options: Any) -> list[str]:
    return [f"{hit.kind.name} {hit.shown.title}" for hit in search.search(user, words, **options)]


@pytest.mark.usefixtures("areas")
def test_a_new_kind_is_found_beside_the_others(people: People, report: Report) -> None:
    report("Windows close early")

    assert found(people.eva, "windows") == ["incident Windows close early", "area Query", "area Inputs"]
    assert found(people.ada, "windows") == ["incident Windows close early", "area Query"]
    assert found(people.eva, "windows", kinds=["area"], limit=1) == ["area Query"]
    assert found(people.eva, "brokers") == ["area Inputs"]
    assert found(people.ada, "brokers") == []


@pytest.mark.usefixtures("areas")
def test_what_is_similar_comes_from_all_kinds(people: People, report: Report) -> None:
    incident = report("Partitions of the broker are lost", "Windows are fine.")

    assert [hit.shown.title for hit in search.similar(people.eva, incident)] == ["Inputs", "Query"]
    assert [hit.shown.title for hit in search.similar(people.ada, incident)] == ["Query"]
    assert search.similar(people.eva, incident, kinds=["incident"]) == []
