"""Search over everything that has words: four verbs, one ranking, two databases (R25, D32).

`index` by id, in the transaction of the act; `search` by words; `complete` as somebody types; `similar` to a text or a
record. A floor adds its own kinds with `register`.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL

from accounts.models import User
from incidents.search import finding
from incidents.search.hits import Hit
from incidents.search.indexing import index, index_all
from incidents.search.kinds import INCIDENT, KINDS, Kind, Role, columns, register
from incidents.search.known_kinds import CHANGE, OUTAGE, PROBLEM, RCA
from incidents.search.likeness import like, like_among

__all__ = [
    "CHANGE",
    "INCIDENT",
    "KINDS",
    "OUTAGE",
    "PROBLEM",
    "RCA",
    "Hit",
    "Kind",
    "Role",
    "among",
    "columns",
    "complete",
    "index",
    "index_all",
    "matching",
    "register",
    "search",
    "similar",
]

Kinds = Sequence[str | Kind] | None
LIMIT = 20


def search(user: User | None, words: str, *, kinds: Kinds = None, limit: int = LIMIT) -> list[Hit]:
    """Records with all of these words, kind by kind, the best of each first, at most `limit` of a kind.

    Whole words and their stems come first, then parts of words; where nothing has them, words with one slip. Nothing in
    what is typed is syntax.
    """
    return finding.find(user, chosen(kinds), words, limit)


def complete(user: User | None, words: str, *, kinds: Kinds = None, limit: int = LIMIT) -> list[Hit]:
    """As `search`, while the last word is still being typed."""
    return finding.begin(user, chosen(kinds), words, limit)


def similar(
    user: User | None, to: str | Model, *, title: str = "", kinds: Kinds = None, limit: int = LIMIT
) -> list[Hit]:
    """What is like a text, with its title if it has one, or like a record of a kind: all kinds together, best first."""
    if isinstance(to, str):
        return like(user, chosen(kinds), title, to, limit)
    own = kind_of(to)
    named, text = words_of(own, to)
    return like(user, chosen(kinds), named, text, limit, but=(own.name, to.pk))


def among(user: User | None, rows: QuerySet[Any], to: str | Model, *, title: str = "", limit: int = LIMIT) -> list[Hit]:
    """As `similar`, of these few records alone, best first: for the newest of a list, however many others there are.

    `rows` are of a kind's model, in their order; at most 200 of them are looked at, and only what the person may see.
    """
    kind = next(kind for kind in KINDS.values() if rows.model is kind.model)
    own = None if isinstance(to, str) else (kind_of(to).name, to.pk)
    named, text = (title, to) if isinstance(to, str) else words_of(kind_of(to), to)
    return like_among(user, kind, rows, named, text, limit, but=own)


def kind_of(record: Model) -> Kind:
    return next(kind for kind in KINDS.values() if isinstance(record, kind.model))


def words_of(kind: Kind, record: Model) -> tuple[str, str]:
    """What a record is called, and its first words that all may read; those of the team alone where it has no other."""
    texts: dict[str, str] = {}
    for _pk, role, text in kind.read([record.pk]):
        texts.setdefault(role, text)
    return texts.get(Role.TITLE, ""), texts.get(Role.PUBLIC, "") or texts.get(Role.INTERNAL, "")


def matching(user: User | None, words: str, *, kind: str) -> RawSQL:
    """The ids of a kind's newest records with all of these words or parts, for `filter(pk__in=...)`."""
    found = finding.matching(user, KINDS[kind], words)
    return RawSQL(found.text, found.params)  # noqa: S611 - made of our own text; what was typed is a parameter


def chosen(kinds: Kinds) -> list[Kind]:
    """By their names, or as they are: one that shows less of its records, say."""
    return [KINDS[kind] if isinstance(kind, str) else kind for kind in (KINDS if kinds is None else kinds)]
