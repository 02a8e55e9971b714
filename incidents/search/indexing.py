"""Keeps what search knows in step with the records: by id, in the transaction of the act that changed them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import connection, transaction

from incidents.models import SearchEntry
from incidents.search.kinds import KINDS, Kind, Role
from incidents.search.tables import ENTRIES
from incidents.search.words import LONGEST_TEXT, spoken, stem

INTERNAL, IN_TITLE = "i:", "t:"  # before a term that only the support team finds, and before one of the title
OF_KIND = "k:"  # before the name of a kind
OFTEN = 4  # a word said more often tells no more
MOST_BYTES = 600_000  # of one record's terms: PostgreSQL takes a megabyte
BATCH = 500


@dataclass
class Texts:
    """One record's words so far, by what they are to it."""

    forms: dict[Role, list[str]] = field(default_factory=lambda: {role: [] for role in Role})
    room: dict[Role, int] = field(default_factory=lambda: dict.fromkeys(Role, LONGEST_TEXT))

    def take(self, role: Role, text: str) -> None:
        """Each part is cut at 200,000 characters."""
        self.forms[role] += spoken(text[: self.room[role]])
        self.room[role] -= min(len(text), self.room[role])

    def entry(self, kind: Kind, pk: int) -> SearchEntry:
        title = self.forms[Role.CODE] + self.forms[Role.TITLE]
        public, internal = self.forms[Role.PUBLIC], self.forms[Role.INTERNAL]
        words = {"title": bag(title), "public": bag(public), "internal": bag(internal)}
        marks = [] if kind.is_many else [OF_KIND + kind.name]
        return SearchEntry(kind=kind.name, object_id=pk, terms=terms(marks, title, public, internal), **words)


def bag(forms: list[str]) -> str:
    """Words in the order of their first place, each as often as it counts."""
    return " ".join(form for form, times in Counter(forms).items() for _time in range(min(times, OFTEN)))


def terms(marks: list[str], title: list[str], public: list[str], internal: list[str]) -> str:
    """What the full text holds: every word as it stands and by its stem, marked where only some may find it."""
    open_to_all = dict.fromkeys(variant for form in [*title, *public] for variant in (form, stem(form)))
    ours = dict.fromkeys(variant for form in internal for variant in (form, stem(form)))
    marked = [IN_TITLE + stem(form) for form in dict.fromkeys(title)]
    marked += [INTERNAL + form for form in ours if form not in open_to_all]
    kept, room = [], MOST_BYTES
    for term in [*marks, *open_to_all, *marked]:
        room -= len(term.encode()) + 1
        if room < 0:
            break
        kept.append(term)
    return " ".join(kept)


def index(kind: str, ids: Sequence[int]) -> None:
    """Write anew what search knows of these records; what is there no more is forgotten."""
    write(KINDS[kind], ids)


def write(kind: Kind, ids: Sequence[int]) -> None:
    found = texts_of(kind, ids)
    SearchEntry.objects.bulk_create(
        [texts.entry(kind, pk) for pk, texts in found.items()],
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=["title", "public", "internal", "terms"],
    )
    gone = set(ids) - set(found)
    if gone:
        SearchEntry.objects.filter(kind=kind.name, object_id__in=gone).delete()


def texts_of(kind: Kind, ids: Iterable[int]) -> dict[int, Texts]:
    found: dict[int, Texts] = {}
    for pk, role, text in kind.read(list(ids)):
        found.setdefault(pk, Texts()).take(role, text)
    return found


def index_all(kind: str, *, missing: bool = False) -> int:
    """Every record of a kind, in batches, each its own transaction; or only those that search does not know yet.

    How many there were.
    """
    rows = KINDS[kind].model._default_manager.order_by("pk")
    if missing:
        rows = rows.exclude(pk__in=SearchEntry.objects.filter(kind=kind).values("object_id"))
    ids = list(rows.values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        with transaction.atomic():
            index(kind, ids[start : start + BATCH])
    if len(ids) >= BATCH:
        learn()
    return len(ids)


def learn() -> None:
    """Let the database count how common its words are, after many of them came at once."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {ENTRIES}")
