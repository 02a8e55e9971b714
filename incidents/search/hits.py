"""What search answers with: records that this person may see, how well each fits, and why."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from incidents.search.kinds import Kind, Shown
from incidents.search.ranking import Scored
from incidents.search.words import CHANCE, is_code, stem

REASONS = 6
IN_COMMON = 2  # words


@dataclass(frozen=True)
class Hit:
    """One record found. `why`: the words that it has of those asked for, as they were written, the best first."""

    kind: Kind
    record: Any
    score: float
    why: Sequence[str]

    @property
    def shown(self) -> Shown:
        return self.kind.show(self.record)

    @property
    def is_telling(self) -> bool:
        """Both have more in common than chance gives: two words, or one that is a code."""
        telling = [word for word in self.why if stem(word) not in CHANCE]
        return len(telling) >= IN_COMMON or any(map(is_code, telling))


def hits(user: User | None, kinds: Sequence[Kind], scored: Sequence[Scored], written: Mapping[str, str]) -> list[Hit]:
    """With their records, in one query a kind, through what this person may see."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for one in scored:
        wanted[one.candidate.kind].append(one.candidate.object_id)
    named = {kind.name: kind for kind in kinds}
    records = {name: named[name].records(user, ids) for name, ids in wanted.items()}
    found = ((one, records[one.candidate.kind].get(one.candidate.object_id)) for one in scored)
    return [
        Hit(
            named[one.candidate.kind],
            record,
            round(one.score, 3),
            reasons(written.get(word, word) for word in one.matched),
        )
        for one, record in found
        if record is not None
    ]


def reasons(words: Iterable[str]) -> list[str]:
    """Without what explains nothing: what is left of it's, and how many of something there are."""
    return [word for word in words if not is_crumb(word)][:REASONS]


def is_crumb(word: str) -> bool:
    """One character of a script that spells, or a number below a hundred."""
    return (len(word) == 1 and word.isascii()) or (len(word) < 3 and word.isdigit())
