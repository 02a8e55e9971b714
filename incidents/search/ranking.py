"""How well an entry fits: one function of its words and of what was asked, the same over either database."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

TITLE, BODY = 3.0, 1.0  # what a word weighs by where it stands
TITLE_LENGTH, BODY_LENGTH = 0.7, 0.75  # how far a long text makes each of its words tell less
SATURATION = 1.2  # how soon a word that is said again tells no more


@dataclass(frozen=True)
class Candidate:
    """An entry with the words that this reader may find it by."""

    kind: str
    object_id: int
    title: Sequence[str]
    body: Sequence[str]


@dataclass(frozen=True)
class Scored:
    """How well a candidate fits, and what of the question it has, the weightiest first."""

    candidate: Candidate
    score: float
    matched: Sequence[str]


def rank(
    candidates: Sequence[Candidate], weights: Mapping[str, float], stands_for: Callable[[str], Mapping[str, float]]
) -> list[Scored]:
    """The candidates, best first, ties by their order. `weights`: what each thing that was asked for weighs.

    `stands_for` says of a word of a candidate which of these it stands for, and how surely (up to 1).
    """
    titles, bodies = typical([one.title for one in candidates]), typical([one.body for one in candidates])
    scored = []
    for one in candidates:
        hits: Counter[str] = Counter()
        gather(hits, one.title, TITLE / (1 - TITLE_LENGTH + TITLE_LENGTH * len(one.title) / titles), stands_for)
        gather(hits, one.body, BODY / (1 - BODY_LENGTH + BODY_LENGTH * len(one.body) / bodies), stands_for)
        parts = {asked: weights[asked] * often / (often + SATURATION) for asked, often in hits.items()}
        scored.append(Scored(one, sum(parts.values()), sorted(parts, key=lambda asked: (-parts[asked], asked))))
    return sorted(scored, key=lambda one: -one.score)


def typical(texts: Sequence[Sequence[str]]) -> float:
    return max(sum(map(len, texts)) / max(len(texts), 1), 1.0)


def gather(
    hits: Counter[str], words: Sequence[str], weight: float, stands_for: Callable[[str], Mapping[str, float]]
) -> None:
    for word, times in Counter(words).items():
        for asked, surely in stands_for(word).items():
            hits[asked] += weight * times * surely  # type: ignore[assignment]
