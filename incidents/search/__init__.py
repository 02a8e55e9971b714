"""Search over everything that has words: four verbs, one ranking, two databases (R25, D32).

`index` by id, in the transaction of the act; `search` by words; `complete` as somebody types; `similar` to a text or a
record. A floor adds its own kinds with `register`.
"""

from collections.abc import Sequence

from django.db.models import Model
from django.db.models.expressions import RawSQL

from accounts.models import User
from incidents.search import finding
from incidents.search.hits import Hit
from incidents.search.indexing import index, index_all
from incidents.search.kinds import INCIDENT, KINDS, Kind, Role, columns, register
from incidents.search.likeness import like

__all__ = [
    "INCIDENT",
    "KINDS",
    "Hit",
    "Kind",
    "Role",
    "columns",
    "complete",
    "index",
    "index_all",
    "matching",
    "register",
    "search",
    "similar",
]

LIMIT = 20


def search(user: User | None, words: str, *, kinds: Sequence[str] | None = None, limit: int = LIMIT) -> list[Hit]:
    """Records with all of these words, kind by kind, the best of each first, at most `limit` of a kind.

    Whole words and their stems come first, then parts of words; where nothing has them, words with one slip. Nothing in
    what is typed is syntax.
    """
    return finding.find(user, chosen(kinds), words, limit)


def complete(user: User | None, words: str, *, kinds: Sequence[str] | None = None, limit: int = LIMIT) -> list[Hit]:
    """As `search`, while the last word is still being typed."""
    return finding.begin(user, chosen(kinds), words, limit)


def similar(
    user: User | None, to: str | Model, *, title: str = "", kinds: Sequence[str] | None = None, limit: int = LIMIT
) -> list[Hit]:
    """What is like a text, with its title if it has one, or like a record of a kind: all kinds together, best first."""
    if isinstance(to, str):
        return like(user, chosen(kinds), title, to, limit)
    own = next(kind for kind in KINDS.values() if isinstance(to, kind.model))
    texts: dict[str, str] = {}
    for _pk, role, text in own.read([to.pk]):
        texts.setdefault(role, text)
    return like(user, chosen(kinds), texts[Role.TITLE], texts[Role.PUBLIC], limit, but=(own.name, to.pk))


def matching(user: User | None, words: str, *, kind: str) -> RawSQL:
    """The ids of a kind's newest records with all of these words or parts, for `filter(pk__in=...)`."""
    found = finding.matching(user, KINDS[kind], words)
    return RawSQL(found.text, found.params)  # noqa: S611 - made of our own text; what was typed is a parameter


def chosen(kinds: Sequence[str] | None) -> list[Kind]:
    return [KINDS[name] for name in (KINDS if kinds is None else kinds)]
