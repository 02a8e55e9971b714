"""Search by words: all of them, as they stand; then parts of words; if there is nothing at all, slips of the finger.

Visibility is in the same statement, before the newest hits are cut off; nothing counts all of them (D32).
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from accounts.models import User
from incidents.search.databases import Reader, Sql, database, joined, read, reader
from incidents.search.expressions import AllOf, Node, beginning, exactly, in_title, meant
from incidents.search.hits import Hit, hits
from incidents.search.kinds import Kind
from incidents.search.likeness import READ, like
from incidents.search.ranking import Candidate, Scored, rank
from incidents.search.tables import ENTRIES
from incidents.search.words import LONGEST_WORD, WORD, Part, fold, mistyped, parts, stem

NEWEST = 5_000  # hits that are looked at
RANKED = 200
MOST_WORDS = 12  # beyond, it is no question but a text, and what is like it is found
SHORTEST_PART = 3  # signs of a word that is looked for inside others
EXACT, BEGINNING, INSIDE, SLIP = 1.0, 0.6, 0.4, 0.3  # how surely a word stands for the one that was asked for

Word = tuple[Part, ...]

STATEMENT = """
WITH {words},
newest AS (SELECT id FROM {both} ORDER BY id DESC LIMIT {newest}),
titled AS MATERIALIZED ({titled})
SELECT entry.kind, entry.object_id, entry.title, {body}
FROM (
    SELECT newest.id, CASE WHEN titled.id IS NULL THEN 1 ELSE 0 END AS late
    FROM newest LEFT JOIN titled ON titled.id = newest.id ORDER BY late, newest.id DESC LIMIT {ranked}
) AS best JOIN {entries} AS entry ON entry.id = best.id ORDER BY entry.id DESC
"""


def asked_words(text: str) -> dict[str, Word]:
    """The words of a question, each once, by how they read."""
    found = (word[:LONGEST_WORD] for word in WORD.findall(text))
    return {fold(word): parts(word) for word in found if parts(word)}


def find(user: User | None, kinds: Sequence[Kind], text: str, limit: int) -> list[Hit]:
    """Records with all of these words, best first; a text of many words is answered with what is like it."""
    words = asked_words(text)
    if len(words) > MOST_WORDS:
        return like(user, kinds, "", text, limit)
    return [hit for some in together(kinds) for hit in find_in(user, some, words, limit)] if words else []


def together(kinds: Sequence[Kind]) -> list[list[Kind]]:
    """Asked for in one statement: each that has very many records alone, then all the others."""
    rest = [kind for kind in kinds if not kind.is_many]
    return [*([kind] for kind in kinds if kind.is_many), *([rest] if rest else [])]


def find_in(user: User | None, kinds: Sequence[Kind], words: Mapping[str, Word], limit: int) -> list[Hit]:
    who = reader(user, kinds)
    as_they_stand = AllOf(tuple(exactly(word) for word in words.values()))
    found = ranked(who, words, [who.matching(as_they_stand)], mistyped_too=False)
    if len(found) < limit * len(kinds):
        wider = [within(who, form, word, slips=not found) for form, word in words.items()]
        known = {key(one) for one in found}
        more = ranked(who, words, wider, mistyped_too=not found)
        found += [one for one in more if key(one) not in known]
    return hits(user, kinds, best_of_each(kinds, found, limit), {})


def key(one: Scored) -> tuple[str, int]:
    return one.candidate.kind, one.candidate.object_id


def best_of_each(kinds: Sequence[Kind], found: Sequence[Scored], limit: int) -> list[Scored]:
    """Kind by kind, in the order of what was found."""
    each = ([one for one in found if one.candidate.kind == kind.name][:limit] for kind in kinds)
    return [one for some in each for one in some]


def begin(user: User | None, kinds: Sequence[Kind], text: str, limit: int) -> list[Hit]:
    """As somebody types: the last word may be only begun."""
    words = asked_words(text)
    if not words:
        return []
    *done, last = list(words.values())[:MOST_WORDS]
    question = AllOf((*(exactly(word) for word in done), beginning(last)))
    found = []
    for some in together(kinds):
        who = reader(user, some)
        scored = ranked(who, words, [who.matching(question)], mistyped_too=False)
        found += hits(user, some, best_of_each(some, scored, limit), {})
    return found


def matching(user: User | None, kind: Kind, text: str) -> Sql:
    """The ids of the newest records with all of these words or parts of words, as a subquery to narrow a list by."""
    words = dict(list(asked_words(text).items())[:MOST_WORDS])
    if not words:
        return Sql("SELECT 0 WHERE 1 = 0")
    who = reader(user, [kind])
    found = newest_ids([within(who, form, word, slips=False) for form, word in words.items()])
    if not read(Sql("SELECT 1 WHERE EXISTS (") + found + Sql(")")):
        return newest_ids([within(who, form, word, slips=True) for form, word in words.items()])
    return found


def newest_ids(conditions: Sequence[Sql]) -> Sql:
    start = Sql("WITH ") + named(conditions)
    return start + Sql(
        f" SELECT entry.object_id FROM {both(conditions)} AS found JOIN {ENTRIES} AS entry ON entry.id = found.id "
        f"ORDER BY found.id DESC LIMIT {NEWEST}"
    )


def within(who: Reader, form: str, word: Word, *, slips: bool) -> Sql:
    """The entries that have a word as it stands, as the beginning of others, or inside them; or with a slip."""
    node: Node = meant(word, mistyped) if slips else beginning(word)
    found = who.matching(node)
    if len(form) < SHORTEST_PART:
        return found
    inside = who.entries(database().contains(form, who.bags)) + Sql(f" LIMIT {NEWEST}")
    return found + Sql(" UNION SELECT id FROM (") + inside + Sql(") AS inside")


def named(conditions: Sequence[Sql]) -> Sql:
    tables = [
        Sql(f"word{place} AS MATERIALIZED (") + condition + Sql(")") for place, condition in enumerate(conditions)
    ]
    return joined(", ", tables)


def both(conditions: Sequence[Sql]) -> str:
    """What all of the conditions find."""
    found = " INTERSECT ".join(f"SELECT id FROM word{place}" for place in range(len(conditions)))
    return f"({found})"


def ranked(who: Reader, words: Mapping[str, Word], conditions: Sequence[Sql], *, mistyped_too: bool) -> list[Scored]:
    """The newest that all conditions find, best first."""
    titled = who.matching(in_title(list(words.values())))
    tables = named(conditions)
    body = f"SUBSTR(entry.public, 1, {READ})"
    if who.internal:
        body += f" || ' ' || SUBSTR(entry.internal, 1, {READ})"
    text = STATEMENT.format(
        words=tables.text,
        both=f"{both(conditions)} AS found",
        newest=NEWEST,
        titled=titled.text,
        body=body,
        ranked=RANKED,
        entries=ENTRIES,
    )
    rows = read(Sql(text, tables.params + titled.params))
    found = [Candidate(kind, pk, title.split(), body.split()) for kind, pk, title, body in rows]
    return rank(found, dict.fromkeys(words, 1.0), closeness(words, mistyped_too=mistyped_too))


def closeness(words: Mapping[str, Word], *, mistyped_too: bool) -> Callable[[str], Mapping[str, float]]:
    """For which words that were asked for a word stands, and how surely."""
    wanted = {form: {stem(form), *(stem(part.form) for part in word)} for form, word in words.items()}
    slips = {form: mistyped(form) for form in words} if mistyped_too else {}

    @cache
    def found(word: str) -> dict[str, float]:
        sure = {form: surely(stem(word), word, form, wanted[form], slips.get(form, set())) for form in words}
        return {form: how for form, how in sure.items() if how}

    return found


def surely(root: str, word: str, form: str, exact: set[str], slips: set[str]) -> float:
    if word == form or root in exact:
        return EXACT
    if word.startswith(form):
        return BEGINNING
    if len(form) >= SHORTEST_PART and form in word:
        return INSIDE
    return SLIP if root in slips else 0.0
