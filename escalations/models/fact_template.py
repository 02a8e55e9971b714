"""What the facts of an ICM are called in an area, with which hint and in which order, an installation's own (R33)."""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Area
from escalations.models.facts_asked import FACTS, QUESTIONS, REQUIRED
from escalations.models.icm import Icm

NAME, HINT = 60, 200  # characters
# What turns round whatever stands behind it, in other people's pages and letters too.
TURNING = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}
HELP = """\
A line for each fact, in the order in which they are asked for: its key, then what it is called and a hint, as in \
“resource: Job name | As the portal shows it.” A key alone is called as it comes. Left empty, it is filled in with all \
keys of its kind. Which facts there are, which are required and how each is checked stays as it is."""


class Wording(NamedTuple):
    """One fact's line; no name or no hint: as it comes."""

    key: str
    name: str = ""
    hint: str = ""

    @classmethod
    def read(cls, line: str) -> Self:
        key, _colon, rest = line.partition(":")
        name, _bar, hint = rest.partition("|")
        return cls(key.strip().lower(), name.strip(), hint.strip())


class Naming:
    """What the facts are called, by key. One that has no line stands behind the others, called as it comes."""

    def __init__(self, wordings: Iterable[Wording] = ()) -> None:
        self.wordings: dict[str, Wording] = {}
        for each in wordings:
            self.wordings.setdefault(each.key, each)

    @classmethod
    def kept_with(cls, icm: Icm) -> Self:
        """As it was when the ICM was opened: its readers find it under the names of its letters, whatever changed."""
        return cls(Wording(str(key), str(name)) for key, name in icm.fact_names)

    def to_keep(self, kind: str) -> list[list[str]]:
        """Nothing, where nothing is called or stands otherwise than it comes."""
        return [[key, self.name(key)] for key in self.ordered(FACTS[kind])] if self.wordings else []

    def name(self, key: str) -> str:
        return self.wordings[key].name if key in self.wordings else ""

    def hint(self, key: str) -> str:
        return self.wordings[key].hint if key in self.wordings else ""

    def ordered(self, keys: Iterable[str]) -> list[str]:
        """All of these keys, and no other, whatever the lines say."""
        known = list(keys)
        first = [key for key in self.wordings if key in known]
        return [*first, *(key for key in known if key not in first)]


class FactTemplate(models.Model):
    """For one area and kind; without an area for all areas that have none of their own.

    Only the wording is the installation's: keys, what is required and how it is checked are the gate's.
    """

    area = models.ForeignKey(
        Area, models.CASCADE, null=True, blank=True, related_name="+", help_text="Left empty: for ICMs of all areas."
    )
    kind = models.CharField(max_length=20, choices=Icm.Kind.choices)
    lines = models.TextField(gettext_lazy("facts"), max_length=10_000, blank=True, help_text=HELP)
    version = models.PositiveIntegerField(default=1, editable=False, help_text="Counts how often its words changed.")

    if TYPE_CHECKING:
        area_id: int | None

        def get_kind_display(self) -> str: ...

    class Meta:
        ordering = ["kind", "area", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["area", "kind"], name="one_fact_template_an_area"),
            models.UniqueConstraint(
                fields=["kind"], name="one_fact_template_for_all", condition=models.Q(area__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.area or _('all areas')}"

    @classmethod
    def current(cls, area: int | None, kind: str) -> Naming:
        """In one query: the area's own, else the one for all; none where neither is there."""
        if kind not in FACTS:
            return Naming()
        rows = cls.objects.filter(models.Q(area=area) | models.Q(area=None), kind=kind)
        found = rows.order_by(models.F("area").asc(nulls_last=True)).first()
        return found.naming if found is not None else Naming()

    @property
    def naming(self) -> Naming:
        return Naming(wordings_in(self.lines))

    def clean(self) -> None:
        """What is wrong is named beside its field, all at once, and nothing is saved (R33)."""
        if self.kind not in FACTS:
            return  # the field itself says so
        if not self.lines.strip():
            self.lines = "\n".join(FACTS[self.kind])
        faults: dict[str, Any] = {}
        if FactTemplate.objects.filter(area=self.area_id, kind=self.kind).exclude(pk=self.pk).exists():
            faults["area"] = _("There is one for this area and kind already: change that one.")
        if wrong := list(faults_in(self.lines, self.kind)):
            faults["lines"] = wrong
        if faults:
            raise ValidationError(faults)


def wordings_in(lines: str) -> list[Wording]:
    return [Wording.read(line) for line in lines.splitlines() if line.strip()]


def faults_in(lines: str, kind: str) -> Iterable[str]:
    if "\x00" in lines or TURNING & set(lines):
        yield _("This contains a character that nobody sees, and that has no place in a name.")
    found = wordings_in(lines)
    keys = [each.key for each in found]
    names = {each.key: called(each).casefold() for each in found if called(each)}
    for each in found:
        yield from faults_of(each, kind)
    for key in dict.fromkeys(key for key in keys if keys.count(key) > 1 and key in FACTS[kind]):
        yield _("“%(key)s” has more than one line.") % {"key": key}
    for name, times in Counter(names.values()).items():
        if times > 1:
            yield _("More than one fact is called “%(name)s”: nobody could tell them apart.") % {"name": name}
    if missing := [key for key in FACTS[kind] if key not in keys]:
        yield missing_lines(missing, kind)


def called(wording: Wording) -> str:
    """As it is asked for: by its own name, or as it comes."""
    as_it_comes = str(QUESTIONS[wording.key][0]) if wording.key in QUESTIONS else ""
    return wording.name or as_it_comes


def faults_of(wording: Wording, kind: str) -> Iterable[str]:
    words: dict[str, Any] = {"key": wording.key[:NAME], "kind": Icm.Kind(kind).label, "keys": ", ".join(FACTS[kind])}
    if wording.key not in FACTS[kind]:
        yield _("“%(key)s” is no fact of this kind (%(kind)s). It has: %(keys)s.") % words
    if len(wording.name) > NAME:
        yield _("The name of “%(key)s” is longer than %(n)d characters.") % {**words, "n": NAME}
    if len(wording.hint) > HINT:
        yield _("The hint of “%(key)s” is longer than %(n)d characters.") % {**words, "n": HINT}
    if any(text and not any(letter.isalnum() for letter in text) for text in (wording.name, wording.hint)):
        yield _("The name or hint of “%(key)s” has no letter in it.") % words


def missing_lines(missing: list[str], kind: str) -> str:
    required = [key for key in missing if key in REQUIRED[kind]]
    if required:
        names = {"names": ", ".join(missing), "required": ", ".join(required)}
        return (
            _("No fact can be left out. These have no line: %(names)s; an ICM of this kind has to have: %(required)s.")
            % names
        )
    return _("No fact can be left out. These have no line: %(names)s.") % {"names": ", ".join(missing)}
