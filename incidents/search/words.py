"""How text becomes the words that search knows: one reading for what is indexed and for what is asked."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

LONGEST_WORD = 64  # characters; what is longer is no word that anybody types
LONGEST_TEXT = 200_000  # characters of one text that are read

# Beyond letters and digits: the marks that stand inside words of Hebrew, Arabic, the scripts of India and South-East
# Asia, and the combining accents. Python takes them for the end of a word.
_MARKS = (
    r"\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0711"
    r"\u0730-\u074a\u07a6-\u07b0\u0816-\u082d\u08d3-\u08ff\u0900-\u0963\u0966-\u096f\u0971-\u0df3\u0e30-\u0e3a"
    r"\u0e47-\u0e4e\u0eb0-\u0ecd\u0f18-\u0f84\u102b-\u109d\u135d-\u135f\u17b4-\u17d3\u1ab0-\u1aff\u1dc0-\u1dff"
)
_LETTER = rf"(?:[^\W_]|[{_MARKS}])"
# One word with what joins its parts: 11.4.2, ORA-01555, java.lang.Error, max_connections.
WORD = re.compile(rf"{_LETTER}+(?:[._-]{_LETTER}+)*")
_PART = re.compile(rf"{_LETTER}+")
_ACCENT = re.compile(r"[\u0300-\u036f]")
# Thai, Lao, Burmese, Khmer, Chinese and Japanese write no spaces: every two neighbours are a word of their own.
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
)
_HUMP = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


class Token(NamedTuple):
    """A word where it stands in a text, and its forms."""

    start: int
    end: int
    forms: tuple[str, ...]


def tokens(text: str) -> Iterator[Token]:
    """The words of a text, in its order."""
    for match in WORD.finditer(text[:LONGEST_TEXT]):
        if match.end() - match.start() <= LONGEST_WORD:
            yield Token(match.start(), match.end(), forms(match.group()))
        else:
            yield from _long(match.start(), match.group())


def _long(start: int, word: str) -> Iterator[Token]:
    """What has no spaces goes on as a word of many neighbours; of a monster in our letters the beginning will do."""
    last = 1 if word.isascii() else len(word)
    for at in range(0, last, LONGEST_WORD - 1):
        piece = word[at : at + LONGEST_WORD]
        yield Token(start + at, start + at + len(piece), forms(piece))


def spoken(text: str) -> list[str]:
    """All forms of all words of a text, in its order and as often as they stand there."""
    return [form for token in tokens(text) for form in token.forms]


@lru_cache(maxsize=65_536)
def forms(word: str) -> tuple[str, ...]:
    """A word as it stands, then its parts: of what is joined, of what is CamelCase, of what has no spaces."""
    found = parts(word)
    whole = [fold(word)] if len(found) > 1 else []
    return tuple(whole + [form for part in found for form in (part.form, *part.pieces)])


class Part(NamedTuple):
    """What stands between the joints of a word, and the pieces that it is made of, if of several."""

    form: str
    pieces: tuple[str, ...]


@lru_cache(maxsize=65_536)
def parts(word: str) -> tuple[Part, ...]:
    found = ((fold(part), tuple(_pieces(part))) for part in _PART.findall(word))
    return tuple(Part(form, pieces) for form, pieces in found if form)


def _pieces(part: str) -> list[str]:
    if not part.isascii():
        return [fold(run[at : at + 2]) for run in _UNSPACED.findall(part) for at in range(len(run) - 1)]
    humps = [] if part[:2].lower() == "0x" else _HUMP.findall(part)
    return [hump.lower() for hump in humps if len(hump) > 1] if len(humps) > 1 else []


def fold(word: str) -> str:
    """Without case, without accents, and whatever width it was written in."""
    if word.isascii():
        return word.lower()
    bare = unicodedata.normalize("NFC", _ACCENT.sub("", unicodedata.normalize("NFKD", word))).casefold()
    return bare if WORD.fullmatch(bare) else "".join(_PART.findall(bare))  # a fraction, say, falls into several


_ENDINGS = ("ing", "ed")


@lru_cache(maxsize=65_536)
def stem(form: str) -> str:
    """A form without the endings of English; one language is enough where every other is found by parts of words."""
    if len(form) < 4 or not (form.isascii() and form.isalpha()):
        return form
    form = _singular(form)
    for ending in _ENDINGS:
        rest = form.removesuffix(ending)
        if rest != form and len(rest) >= 3 and any(letter in "aeiouy" for letter in rest):
            form = rest[:-1] if len(rest) > 3 and rest[-1] == rest[-2] and rest[-1] not in "lsz" else rest
            break
    return form[:-1] if form.endswith("e") and len(form) > 4 else form


def _singular(form: str) -> str:
    if form.endswith("ies") and len(form) > 4:
        return f"{form[:-3]}y"
    if form.endswith("sses"):
        return form[:-2]
    if form.endswith("s") and not form.endswith(("ss", "us", "is")):
        return form[:-1]
    return form


# What holds English sentences together and tells nothing of their matter, as stems.
_FILLERS = """
a about after all also am an and any are as at be because been before being but by can could did do does done for from
get got had has have he her his how i if in into is it its just me more most my no not nothing now of on only or our out
please she should since so some still such than thank thanks that the their them then there these they this those to too
up us very was we were what when where which while who why will with would you your
"""
FILLERS = frozenset(stem(word) for word in _FILLERS.split())
# What two reports of anything may have in common: it tells nothing by itself.
_CHANCE = "come each every line once twice two three write"
CHANCE = FILLERS | {stem(word) for word in _CHANCE.split()}


def is_code(form: str) -> bool:
    """An error code, a version, a number or a name of a program's: what nobody writes by chance."""
    return len(form) > 2 and any(sign in "._-" or sign.isdigit() for sign in form)


_DIGITS, _HEX, _LETTERS = "0123456789", "0123456789abcdef", "abcdefghijklmnopqrstuvwxyz"
_SHORTEST_TYPED, _LONGEST_TYPED = 4, 24


def mistyped(form: str) -> set[str]:
    """What somebody may have meant who typed this with one slip: one sign too many, too few, wrong, or swapped."""
    if not (form.isascii() and _SHORTEST_TYPED <= len(form) <= _LONGEST_TYPED):
        return set()
    found = set()
    for at in range(len(form) + 1):
        before, after = form[:at], form[at:]
        signs = _signs(form, at)
        found |= {before + sign + after for sign in signs}
        if after:
            found |= {before + after[1:]} | {before + sign + after[1:] for sign in signs}
        if len(after) > 1:
            found.add(before + after[1] + after[0] + after[2:])
    return {stem(near) for near in found if near[0].isalnum() and near[-1].isalnum()} - {stem(form)}


def _signs(form: str, at: int) -> str:
    """What may stand there: among digits a digit, in a number of base 16 its signs, else a letter."""
    if form.startswith("0x"):
        return _HEX
    around = form[max(at - 1, 0) : at + 1]
    return _DIGITS if any(sign.isdigit() for sign in around) else _LETTERS
