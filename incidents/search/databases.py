"""The two back ends: how each database is asked for entries by whole words, by parts of words, and by many words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.core.exceptions import EmptyResultSet
from django.db import connection

from accounts.models import User
from incidents.models import SearchEntry
from incidents.policy import sees_internal
from incidents.search import expressions
from incidents.search.expressions import AllOf, Node, Syntax, of_kinds
from incidents.search.kinds import Kind
from incidents.search.tables import BAGS, ENTRIES, PARTS, TERMS

FEW = 20_000  # entries that are counted rather than estimated


@dataclass(frozen=True)
class Sql:
    """A piece of a statement with its parameters, in their order."""

    text: str
    params: tuple[Any, ...] = ()

    def __add__(self, other: "Sql") -> "Sql":
        return Sql(self.text + other.text, self.params + other.params)


NOTHING = Sql("1 = 0")


def joined(between: str, pieces: Sequence[Sql]) -> Sql:
    text = between.join(piece.text for piece in pieces)
    return Sql(text, tuple(param for piece in pieces for param in piece.params))


class Database(Protocol):
    """What both can do. A condition is on the row `entry`."""

    syntax: Syntax
    pairs: str  # an aggregate: t and n of all rows, as JSON

    def matches(self, query: str) -> Sql: ...

    def contains(self, part: str, bags: Sequence[str]) -> Sql: ...

    def each_term(self, asked: str) -> Sql: ...

    def commonness(self, terms: Sequence[str], everything: int) -> dict[str, int]: ...

    def population(self) -> int: ...


class PostgreSQL:
    """A vector under a GIN index; parts of words by its trigrams."""

    syntax = expressions.POSTGRESQL
    pairs = "json_agg(json_build_array(t, n))::text"

    def matches(self, query: str) -> Sql:
        return Sql("entry.terms @@ %s::tsquery", (query,))

    def contains(self, part: str, bags: Sequence[str]) -> Sql:
        pattern = "%" + part.replace("_", r"\_") + "%"
        return joined(" OR ", [Sql(f"entry.{bag} LIKE %s", (pattern,)) for bag in bags])

    def each_term(self, asked: str) -> Sql:
        """Rows of `asked` (t, query, weight) and `entry`: one for each term that an entry has."""
        return Sql(
            "(SELECT (x->>0)::int AS t, (x->>1)::tsquery AS query, (x->>2)::float AS weight "
            "FROM json_array_elements(%s::json) AS x) AS asked "
            f"JOIN {ENTRIES} AS entry ON entry.terms @@ asked.query",
            (asked,),
        )

    def commonness(self, terms: Sequence[str], everything: int) -> dict[str, int]:
        """By the statistics that the database keeps for its planner: of what is common, how many entries have it."""
        rows = read(
            Sql(
                "SELECT elem, freq FROM pg_stats, "
                "unnest(most_common_elems::text::text[], most_common_elem_freqs) AS common(elem, freq) "
                "WHERE schemaname = current_schema() AND tablename = %s AND attname = 'terms' AND elem = ANY(%s)",
                (ENTRIES, list(terms)),
            )
        )
        return {term: round(share * everything) for term, share in rows}

    def population(self) -> int:
        counted = f"CASE WHEN reltuples > {FEW} THEN reltuples::bigint ELSE (SELECT COUNT(*) FROM {ENTRIES}) END"
        [(found,)] = read(Sql(f"SELECT {counted} FROM pg_class WHERE oid = %s::regclass", (ENTRIES,)))
        return int(found)


class SQLite:
    """A full-text table over the entries, and one of their trigrams."""

    syntax = expressions.SQLITE
    pairs = "json_group_array(json_array(t, n))"

    def matches(self, query: str) -> Sql:
        return Sql(f"entry.id IN (SELECT rowid FROM {TERMS} WHERE {TERMS} MATCH %s)", (query,))

    def contains(self, part: str, bags: Sequence[str]) -> Sql:
        """The trigrams find who may have it; whether they do, and where it counts, the texts say."""
        trigrams = " AND ".join(f'"{part[at : at + 3]}"' for at in range(len(part) - 2))
        found = Sql(f"entry.id IN (SELECT rowid FROM {PARTS} WHERE {PARTS} MATCH %s)", (trigrams,))
        there = joined(" OR ", [Sql(f"instr(entry.{bag}, %s) > 0", (part,)) for bag in bags])
        return found + Sql(" AND (") + there + Sql(")")

    def each_term(self, asked: str) -> Sql:
        return Sql(
            "(SELECT json_extract(value, '$[0]') AS t, json_extract(value, '$[1]') AS query, "
            "json_extract(value, '$[2]') AS weight FROM json_each(%s)) AS asked "
            f"CROSS JOIN {TERMS} CROSS JOIN {ENTRIES} AS entry "
            f"ON {TERMS} MATCH asked.query AND entry.id = {TERMS}.rowid",
            (asked,),
        )

    def commonness(self, terms: Sequence[str], everything: int) -> dict[str, int]:
        places = ", ".join(["%s"] * len(terms))
        query = f"SELECT term, doc FROM {TERMS}_vocabulary WHERE term IN ({places})"
        return dict(read(Sql(query, tuple(terms))))

    def population(self) -> int:
        return SearchEntry.objects.count()


def database() -> Database:
    return PostgreSQL() if connection.vendor == "postgresql" else SQLite()


def read(sql: Sql) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql.text, sql.params)
        return list(cursor.fetchall())


@dataclass(frozen=True)
class Reader:
    """Who asks, and after what: every statement carries this, before anything is counted or cut."""

    internal: bool
    allowed: Sql
    is_unbounded: bool
    mark: Node | None = None  # of the kinds asked for, where all of them are rare

    @property
    def bags(self) -> Sequence[str]:
        return BAGS if self.internal else [bag for bag in BAGS if bag != "internal"]

    def write(self, node: Node) -> str:
        wanted = node if self.mark is None else AllOf((self.mark, node))
        return database().syntax.write(wanted, internal=self.internal)

    def matching(self, node: Node) -> Sql:
        """The entries that this person may find by this."""
        return self.entries(database().matches(self.write(node)))

    def entries(self, condition: Sql) -> Sql:
        start = Sql(f"SELECT entry.id FROM {ENTRIES} AS entry WHERE (")
        return start + condition + Sql(") AND (") + self.allowed + Sql(")")

    def population(self) -> int:
        """How many entries this person may find; nothing of anybody else's weighs in their results."""
        if self.is_unbounded:
            return database().population()
        [(found,)] = read(Sql(f"SELECT COUNT(*) FROM {ENTRIES} AS entry WHERE ") + self.allowed)
        return int(found)


def reader(user: User | None, kinds: Sequence[Kind]) -> Reader:
    found = [(kind, visible(user, kind)) for kind in kinds]
    pieces = [Sql("(entry.kind = %s", (kind.name,)) + rows for kind, rows in found if rows is not None]
    allowed = joined(" OR ", pieces) if pieces else NOTHING
    if any(kind.is_many for kind in kinds) or not pieces:
        is_unbounded = bool(pieces) and all(rows == ALL_OF_THEM for _kind, rows in found)
        return Reader(sees_internal(user), allowed, is_unbounded)
    mark = of_kinds(kind.name for kind in kinds)
    marked = database().matches(database().syntax.write(mark, internal=False))
    return Reader(sees_internal(user), marked + Sql(" AND (") + allowed + Sql(")"), False, mark)


ALL_OF_THEM = Sql(")")


def visible(user: User | None, kind: Kind) -> Sql | None:
    """The rest of a condition on a kind's entries; none where this person sees none of them."""
    rows = kind.ids_visible_to(user)
    if not rows.query.where:
        return ALL_OF_THEM
    try:
        text, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return None
    return Sql(f" AND entry.object_id IN ({text}))", tuple(params))
