"""How the databases go about it: by their indexes, with a bounded number of statements."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from incidents import search
from incidents.models import SearchEntry
from incidents.search import KINDS, finding, likeness
from incidents.search.databases import Sql, reader
from incidents.search.expressions import exactly
from incidents.search.indexing import learn
from incidents.search.words import parts
from tests.incidents.search.conftest import Report
from tests.people import People

MANY = 6_000


@pytest.fixture
def many(people: People) -> None:
    """Entries of no record: they are looked through, and what is found of them is nobody's."""
    rest = " ".join(f"filler{place}" for place in range(60))
    words = [f"word{place} common part{place % 50} {rest} {place * 7919:x}" for place in range(MANY)]
    SearchEntry.objects.bulk_create(
        SearchEntry(kind="incident", object_id=place + 1_000_000, title="", public=text, internal="", terms=text)
        for place, text in enumerate(words)
    )
    learn()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT gin_clean_pending_list('search_parts')")  # as a vacuum does


def plan(sql: Sql) -> str:
    with connection.cursor() as cursor:
        start = "EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
        cursor.execute(start + sql.text, sql.params)
        return "\n".join(str(row) for row in cursor.fetchall())


@pytest.mark.usefixtures("many")
def test_words_are_found_by_their_index(people: People) -> None:
    who = reader(people.eva, [KINDS["incident"]])
    index = "search_terms" if connection.vendor == "postgresql" else "VIRTUAL TABLE INDEX"

    assert index in plan(who.matching(exactly(parts("word77"))))


@pytest.mark.postgresql
@pytest.mark.usefixtures("many")
def test_parts_of_words_are_found_by_their_index(people: People) -> None:
    who = reader(people.eva, [KINDS["incident"]])

    assert "search_parts" in plan(finding.within(who, "ord1234", parts("ord1234"), slips=False))


@pytest.mark.usefixtures("many")
def test_what_is_similar_is_found_by_the_index(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Sql] = []

    def note(sql: Sql) -> list[tuple[Any, ...]]:
        asked.append(sql)
        return []

    monkeypatch.setattr(likeness, "read", note)
    search.similar(people.eva, "word77 word78 part3")
    index = "search_terms" if connection.vendor == "postgresql" else "incidents_search_terms VIRTUAL TABLE INDEX"

    assert index in plan(asked[-1])


@pytest.mark.usefixtures("many")
def test_a_term_that_is_too_common_is_not_looked_up(people: People) -> None:
    who = reader(people.eva, [KINDS["incident"]])
    asked = {"common": 1.0, "word77": 1.0}

    assert likeness.too_common(who, asked, MANY) == {"common": MANY}
    assert likeness.too_common(reader(people.ada, [KINDS["incident"]]), asked, MANY) == {}


@pytest.mark.parametrize(("name", "most"), [("eva", 5), ("ada", 5)])
def test_a_search_is_a_few_statements_however_much_it_finds(
    people: People, report: Report, name: str, most: int
) -> None:
    user: User = people.by_name(name)
    for count in (1, 30):
        for _time in range(count):
            report("Turbine stops")
        for words in ("turbine", "turb", "urbine", "turbien", "nothing", "turbine stops 0x80 nothing"):
            with CaptureQueriesContext(connection) as queries:
                search.search(user, words)
            asked_the_time = sum("clock_timestamp" in query["sql"] for query in queries)
            assert len(queries) - asked_the_time <= most, words
            assert asked_the_time <= 2, words
