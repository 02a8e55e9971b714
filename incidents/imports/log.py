"""Another system's log of incidents, read line by line; what cannot be read is named by number and reason (R18)."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from incidents.models import Incident
from incidents.models.imported import NAME_LENGTH

NEW, WIP, PROPOSED, CLOSED = STATES = ("new", "wip", "proposed", "closed")
PRIORITIES = {"1 - Critical": 1, "2 - High": 2, "3 - Moderate": 3, "4 - Low": 4}
WORDS = {  # what a field may say, where it is one of a few words
    "state": STATES,
    "sub": ("", *Incident.Substate.values),
    "flag": ("", *Incident.FLAGS),
    "priority": tuple(PRIORITIES),
}
LONGEST_OF = {"incident": NAME_LENGTH, "owner": 150, "group": 150, "src": 150}  # characters
FIELDS = ("t", "incident", "state", "sub", "flag", "owner", "group", "priority", "opened", "src")
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST_LINE = 100_000  # bytes
BOM = b"\xef\xbb\xbf"
NAMED = re.compile(r'"incident"\s*:\s*("(?:[^"\\]|\\.)*")')
# The same without its closing quote at the end of a line; an escape of which a part is missing is no part of the name.
CUT_OFF = re.compile(r'"incident"\s*:\s*"((?:[^"\\]|\\[^u]|\\u[0-9a-fA-F]{4})*)(?:\\(?:u[0-9a-fA-F]{0,3})?)?\Z')
NO_CHARACTER = "\ufffd"  # in the place of bytes that are no UTF-8


class Unreadable(ValueError):
    """Why a line says nothing that can be imported, in a sentence."""


@dataclass(frozen=True)
class Line:
    """One line of a log: how an incident stood from `t` on. Times are in UTC."""

    number: int  # in the file, from 1
    t: datetime
    incident: str
    state: str
    sub: str
    flag: str
    owner: str
    group: str
    priority: str
    opened: datetime
    src: str

    @property
    def severity(self) -> int:
        return PRIORITIES[self.priority]


@dataclass(frozen=True)
class Fault:
    """A line that could not be read. Whom it names is held back, and all whose names begin as it breaks off in one."""

    number: int
    reason: str
    incidents: frozenset[str]
    beginning: str = ""

    @property
    def names_nobody(self) -> bool:
        return not (self.incidents or self.beginning)


@dataclass
class Log:
    """What a file says: each incident's lines in their order, and the lines that could not be read."""

    histories: dict[str, list[Line]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    @property
    def held_back(self) -> set[str]:
        beginnings = tuple(fault.beginning for fault in self.faults if fault.beginning)
        named = {name for fault in self.faults for name in fault.incidents}
        return named | {name for name in self.histories if name.startswith(beginnings)}

    def whole(self) -> Iterator[tuple[str, list[Line]]]:
        """The incidents of which every line could be read."""
        held = self.held_back
        return ((name, lines) for name, lines in self.histories.items() if name not in held)


def read(file: BinaryIO, until: datetime) -> Log:
    """Everything that a log says; what lies after `until` has not happened."""
    log = Log()
    if file.read(len(BOM)) != BOM:
        file.seek(0)
    for number, raw in enumerate(raw_lines(file), start=1):
        if not raw.strip():
            continue
        try:
            line = checked(number, raw, until)
        except Unreadable as error:
            log.faults.append(Fault(number, str(error), named_in(raw), beginning_in(raw)))
        else:
            log.histories.setdefault(line.incident, []).append(line)
    return log


def raw_lines(file: BinaryIO) -> Iterator[bytes]:
    """Each line; of one that is far too long the beginning alone, so that no file fills the memory."""
    while raw := file.readline(LONGEST_LINE + 2):
        yield raw
        rest = raw
        while rest and not rest.endswith(b"\n"):
            rest = file.readline(LONGEST_LINE)


def checked(number: int, raw: bytes, until: datetime) -> Line:
    """The line that these bytes are; raises Unreadable."""
    fields = text_fields(parsed(raw))
    for name, words in WORDS.items():
        if fields[name] not in words:
            raise Unreadable(_("“%(field)s” is none of: %(words)s") % {"field": name, "words": listed(words)})
    if not fields["incident"]:
        raise Unreadable(_("“incident” is empty"))
    fields |= {name: instant(name, fields[name], until) for name in ("t", "opened")}
    return Line(number=number, **fields)


def parsed(raw: bytes) -> dict[str, Any]:
    if len(raw.rstrip(b"\r\n")) > LONGEST_LINE:
        raise Unreadable(_("longer than %(n)d bytes") % {"n": LONGEST_LINE})
    try:
        found = json.loads(raw.decode("utf-8"), object_pairs_hook=once_each)
    except UnicodeDecodeError as error:
        raise Unreadable(_("not UTF-8")) from error
    except Unreadable:
        raise
    except (ValueError, RecursionError) as error:
        raise Unreadable(_("not JSON")) from error
    if not isinstance(found, dict):
        raise Unreadable(_("not a JSON object"))
    return found


def once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """JSON lets a field stand twice; which of the two is meant cannot be known."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Unreadable(_("a field stands twice"))
    return found


def text_fields(found: dict[str, Any]) -> dict[str, Any]:
    """The fields of a line, each a text that a database can keep, without its outer white space."""
    if missing := [name for name in FIELDS if name not in found]:
        raise Unreadable(_("missing: %(fields)s") % {"fields": ", ".join(missing)})
    return {name: kept(name, found[name]) for name in FIELDS}


def kept(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise Unreadable(_("“%(field)s” is not a text") % {"field": name})
    value = value.strip()
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in value):
        raise Unreadable(_("“%(field)s” contains a character that cannot be kept") % {"field": name})
    limit = LONGEST_OF.get(name, NAME_LENGTH)
    if len(value) > limit:
        raise Unreadable(_("“%(field)s” is longer than %(n)d characters") % {"field": name, "n": limit})
    return value


def instant(name: str, text: str, until: datetime) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        is_local = moment.utcoffset() is None
        moment = moment.replace(tzinfo=UTC) if is_local else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Unreadable(_("“%(field)s” is not a date and time") % {"field": name}) from error
    if is_local:
        raise Unreadable(_("“%(field)s” names no time zone") % {"field": name})
    if moment < EARLIEST:
        raise Unreadable(_("“%(field)s” lies before 1970") % {"field": name})
    if moment > until:
        raise Unreadable(_("“%(field)s” lies in the future") % {"field": name})
    return moment


def listed(words: Iterable[str]) -> str:
    return ", ".join(word or _("(empty)") for word in words)


def named_in(raw: bytes) -> frozenset[str]:
    """The incidents that a broken line still names: their histories are not whole without it."""
    found = set()
    for quoted in NAMED.findall(raw.decode("utf-8", errors="replace")):
        try:
            found.add(json.loads(quoted).strip())
        except ValueError:
            continue
    return frozenset(found - {""})


def beginning_in(raw: bytes) -> str:
    """What is left of an incident's name where the line breaks off in it; empty where nothing is, or no name begins so.

    White space around a name is no part of it, and half a character at the end is none.
    """
    cut = CUT_OFF.search(raw.rstrip(b"\r\n").decode("utf-8", errors="replace"))
    if cut is None:
        return ""
    try:
        left: str = json.loads(f'"{cut[1]}"')
    except ValueError:
        return ""
    left = left.partition(NO_CHARACTER)[0].strip()
    if left and unicodedata.category(left[-1]) == "Cs":
        left = left[:-1]
    return left if len(left) <= NAME_LENGTH else ""


def digest(lines: Iterable[Line]) -> str:
    """What an incident's lines say, in one word: the same for the same lines, wherever in a file they stand."""
    said = [{name: str(value) for name, value in asdict(line).items() if name != "number"} for line in lines]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
