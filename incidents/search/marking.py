"""Where a text has the words that were asked for: marked, and cut to the place that has most of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.models import User
from incidents.policy import sees_internal
from incidents.search.finding import asked_words, closeness
from incidents.search.hits import Hit
from incidents.search.kinds import Role
from incidents.search.words import tokens

AROUND = 90  # characters of an excerpt before and after its first word

Test = Callable[[str], Mapping[str, float]]


class Marked(NamedTuple):
    """A hit as a page shows it: its title, and where its words are, both safe and with <mark> around what was asked."""

    hit: Hit
    title: SafeString
    excerpt: SafeString


def marked(user: User | None, words: str, found: Sequence[Hit]) -> list[Marked]:
    """The hits with their words, read in a few queries a kind; internal words for the support team alone (R2)."""
    asked = asked_words(words)
    texts: dict[tuple[str, int], list[str]] = {}
    for kind in {hit.kind.name: hit.kind for hit in found}.values():
        for pk, role, text in kind.read([hit.record.pk for hit in found if hit.kind.name == kind.name]):
            if role == Role.PUBLIC or (role == Role.INTERNAL and sees_internal(user)):
                texts.setdefault((kind.name, pk), []).append(text)
    sure, unsure = closeness(asked, mistyped_too=False), closeness(asked, mistyped_too=True)
    return [mark_hit(hit, texts.get((hit.kind.name, hit.record.pk), []), sure, unsure) for hit in found]


def mark_hit(hit: Hit, texts: Sequence[str], sure: Test, unsure: Test) -> Marked:
    """What reads like it is marked only where nothing is as it was asked."""
    title = hit.shown.title
    test = sure if any(places(text, sure) for text in [title, *texts]) else unsure
    best = max(texts, key=lambda text: len(asked_in(text, test)), default="")
    return Marked(hit, mark(title, test), excerpt(best, test))


def places(text: str, test: Test) -> list[tuple[int, int]]:
    """From where to where each word stands that was asked for."""
    return [(token.start, token.end) for token in tokens(text) if any(test(form) for form in token.forms)]


def asked_in(text: str, test: Test) -> set[str]:
    """Which of the words that were asked for a text has."""
    return {asked for token in tokens(text) for form in token.forms for asked in test(form)}


def mark(text: str, test: Test) -> SafeString:
    """The whole text, escaped, with <mark> around each word that was asked for."""
    return format_html_join("", "{}", ((piece,) for piece in pieces(text, places(text, test))))


def pieces(text: str, found: Iterable[tuple[int, int]]) -> Iterable[str]:
    end = 0
    for start, stop in found:
        yield text[end:start]
        yield format_html("<mark>{}</mark>", text[start:stop])
        end = stop
    yield text[end:]


def excerpt(text: str, test: Test) -> SafeString:
    """The surroundings of the first word that was asked for, on one line; nothing where there is none."""
    found = places(text, test)
    if not found:
        return SafeString("")
    start, end = max(found[0][0] - AROUND, 0), found[0][1] + AROUND
    start = text.rfind(" ", 0, start) + 1 if start else 0
    line = " ".join(text[start:end].split())
    return format_html("{}{}{}", "… " * (start > 0), mark(line, test), " …" * (end < len(text)))
