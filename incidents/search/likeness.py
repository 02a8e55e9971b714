"""Similar items: what a report has in common with those before it, the rarest words first (R25, D19)."""

import json
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, Substr

from accounts.models import User
from incidents.models import SearchEntry
from incidents.policy import sees_internal
from incidents.search.databases import Reader, Sql, database, read, reader
from incidents.search.expressions import Term
from incidents.search.hits import Hit, hits
from incidents.search.kinds import Kind
from incidents.search.ranking import Candidate, rank
from incidents.search.tables import ENTRIES
from incidents.search.words import FILLERS, is_code, spoken, stem

OF_TITLE = 3.0  # what a word of the title weighs in the question
OF_CODE = 1.5  # and a code beside a plain word
SATURATION = 1.2
RARITY = 1.5  # how much more a rare word tells than a common one
MOST_READ, MOST_ASKED, MOST_USED = 400, 120, 32  # terms of a question: taken, looked up, choosing the candidates
BUDGET = 10_000  # hits that are added up
TOO_COMMON = BUDGET // 4  # such a term chooses nothing; it still counts in the order
RANKED = 200
READ = 8_000  # characters of a text that count in the order
MOST_AMONG = 200  # records of a given list that are looked at

STATEMENT = """
WITH hit AS MATERIALIZED (SELECT asked.t, asked.weight, entry.id FROM {each_term} WHERE {allowed}),
found AS (SELECT t, weight, COUNT(*) AS n FROM hit GROUP BY t, weight),
weighed AS (SELECT t, n, weight * POWER(LN(1.0 + %s / n), {rarity}) AS worth FROM found),
spent AS (
    SELECT t, worth, ROW_NUMBER() OVER (ORDER BY worth DESC, t) AS place, SUM(n) OVER (ORDER BY worth DESC, t) AS cost
    FROM weighed
),
used AS (SELECT t, worth FROM spent WHERE place <= {most_used} AND (cost <= {budget} OR place = 1)),
best AS (
    SELECT hit.id, SUM(used.worth) AS score FROM hit JOIN used ON used.t = hit.t
    GROUP BY hit.id ORDER BY score DESC, hit.id DESC LIMIT {ranked}
)
SELECT entry.kind, entry.object_id, entry.title, {body}, (SELECT {counts} FROM found)
FROM best JOIN {entries} AS entry ON entry.id = best.id ORDER BY best.score DESC, best.id DESC
"""


def like(
    user: User | None, kinds: Sequence[Kind], title: str, text: str, limit: int, but: tuple[str, int] | None = None
) -> list[Hit]:
    """Hits of these kinds that this person may find, best first, without the one that is asked about."""
    asked, written = question(title, text)
    if not asked:
        return []
    who = reader(user, kinds)
    everything = who.population()
    known = too_common(who, asked, everything)
    rows, counted = candidates(who, asked, known, everything)
    weights = {term: asked[term] * rarity(n, everything) for term, n in {**known, **counted}.items()}
    found = [one for one in rows if (one.kind, one.object_id) != but]
    return hits(user, kinds, rank(found, weights, stands_for(weights))[:limit], written)


def like_among(
    user: User | None,
    kind: Kind,
    rows: QuerySet[Any],
    title: str,
    text: str,
    limit: int,
    but: tuple[str, int] | None = None,
) -> list[Hit]:
    """The same of the first few of these rows: each is read, so that it costs the same among a million others."""
    asked, written = question(title, text)
    seen = rows.filter(pk__in=kind.ids_visible_to(user))
    ids = [pk for pk in seen.values_list("pk", flat=True)[:MOST_AMONG] if but != (kind.name, pk)] if asked else []
    if not ids:
        return []
    found = read_entries(kind, ids, internal=sees_internal(user))
    counted = Counter(term for one in found for term in asked.keys() & map(stem, [*one.title, *one.body]))
    weights = {term: asked[term] * rarity(n, len(found)) for term, n in counted.items()}
    scored = [one for one in rank(found, weights, stands_for(weights)) if one.matched]
    return hits(user, [kind], scored[:limit], written)


def read_entries(kind: Kind, ids: Sequence[int], *, internal: bool) -> list[Candidate]:
    """In the order of the ids, with the words that this reader may find them by."""
    body: Combinable = Substr("public", 1, READ)
    if internal:
        body = Concat(body, Value(" "), Substr("internal", 1, READ))
    entries = SearchEntry.objects.filter(kind=kind.name, object_id__in=ids).annotate(body=body)
    found = {pk: (title, text) for pk, title, text in entries.values_list("object_id", "title", "body")}
    return [Candidate(kind.name, pk, found[pk][0].split(), found[pk][1].split()) for pk in ids if pk in found]


def question(title: str, text: str) -> tuple[dict[str, float], dict[str, str]]:
    """What is asked for: each term's weight, the title's first; and how each was written."""
    of_title, of_text = Counter[str](), Counter[str]()
    written: dict[str, str] = {}
    for counter, source in ((of_title, title), (of_text, text)):
        for form in spoken(source):
            if stem(form) not in FILLERS:
                counter[stem(form)] += 1
                written.setdefault(stem(form), form)
    asked = {term: OF_TITLE * times for term, times in of_title.items()}
    for term, times in of_text.items():
        asked[term] = asked.get(term, 0.0) + times * (SATURATION + 1) / (times + SATURATION)
    asked = {term: weight * (OF_CODE if is_code(term) else 1.0) for term, weight in asked.items()}
    return dict(list(asked.items())[:MOST_READ]), written


def too_common(who: Reader, asked: Mapping[str, float], everything: int) -> dict[str, int]:
    """Terms that choose nothing, with how many entries have them. Whoever sees only some has few of anything."""
    if not who.is_unbounded or everything <= TOO_COMMON:
        return {}
    known = database().commonness(list(asked), everything)
    return {term: count for term, count in known.items() if count > TOO_COMMON}


def rarity(count: int, everything: int) -> float:
    return float(math.log(1 + everything / max(count, 1)) ** RARITY)


def candidates(
    who: Reader, asked: Mapping[str, float], known: Mapping[str, int], everything: int
) -> tuple[list[Candidate], dict[str, int]]:
    """The entries that have most of what is rare in the question; and how many have each term of it."""
    chosen = sorted((term for term in asked if term not in known), key=lambda term: -asked[term])[:MOST_ASKED]
    queries = json.dumps([[t, who.write(Term(term)), asked[term]] for t, term in enumerate(chosen)])
    each = database().each_term(queries)
    body = f"SUBSTR(entry.public, 1, {READ})"
    if who.internal:
        body += f" || ' ' || SUBSTR(entry.internal, 1, {READ})"
    text = STATEMENT.format(
        each_term=each.text,
        allowed=who.allowed.text,
        rarity=RARITY,
        most_used=MOST_USED,
        budget=BUDGET,
        ranked=RANKED,
        body=body,
        counts=database().pairs,
        entries=ENTRIES,
    )
    rows = read(Sql(text, (*each.params, *who.allowed.params, float(everything))))
    counted = {chosen[t]: int(n) for t, n in json.loads(rows[0][4])} if rows else {}
    return [Candidate(kind, pk, title.split(), body.split()) for kind, pk, title, body, _counts in rows], counted


def stands_for(weights: Mapping[str, float]) -> Callable[[str], Mapping[str, float]]:
    """A word stands for its stem."""

    @cache
    def found(word: str) -> dict[str, float]:
        return {stem(word): 1.0} if stem(word) in weights else {}

    return found
