"""What is asked of the full text, as a small tree, and how it reads in the words of either database."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from incidents.search.indexing import IN_TITLE, INTERNAL, OF_KIND
from incidents.search.words import Part, stem


@dataclass(frozen=True)
class Term:
    """A term as it stands in the index, or all that begin so. No sign of it means anything to a database."""

    text: str
    is_beginning: bool = False


@dataclass(frozen=True)
class AnyOf:
    nodes: tuple["Node", ...]


@dataclass(frozen=True)
class AllOf:
    nodes: tuple["Node", ...]


Node = Term | AnyOf | AllOf


@dataclass(frozen=True)
class Syntax:
    """How one database writes a term, and joins several."""

    term: Callable[[Term], str]
    any: str
    all: str

    def write(self, node: Node, *, internal: bool) -> str:
        """The tree as text; with internal words, every term also as one that only the support team finds."""
        if isinstance(node, Term):
            if not internal or node.text.startswith((IN_TITLE, OF_KIND)):
                return self.term(node)
            hidden = Term(INTERNAL + node.text, node.is_beginning)
            return f"({self.term(node)}{self.any}{self.term(hidden)})"
        between = self.any if isinstance(node, AnyOf) else self.all
        return f"({between.join(self.write(one, internal=internal) for one in node.nodes)})"


POSTGRESQL = Syntax(term=lambda term: f"'{term.text}'" + ":*" * term.is_beginning, any=" | ", all=" & ")
SQLITE = Syntax(term=lambda term: f'"{term.text}"' + " *" * term.is_beginning, any=" OR ", all=" AND ")


def exactly(parts: tuple[Part, ...]) -> Node:
    """A word by the stems of its parts; what is joined of several pieces, also by all of these."""
    return AllOf(tuple(_part(part) for part in parts))


def _part(part: Part) -> Node:
    whole = Term(stem(part.form))
    if not part.pieces:
        return whole
    return AnyOf((whole, AllOf(tuple(Term(stem(piece)) for piece in part.pieces))))


def beginning(parts: tuple[Part, ...]) -> Node:
    """A word whose last part may still be in the typing."""
    *done, last = parts
    return AllOf((*(_part(part) for part in done), AnyOf((_part(last), Term(last.form, is_beginning=True)))))


def meant(parts: tuple[Part, ...], slips: Callable[[str], set[str]]) -> Node:
    """A word as it is typed, or with one slip in any of its parts, or only begun."""
    near = (tuple(Term(form) for form in sorted(slips(part.form))) for part in parts)
    slipped = AllOf(tuple(AnyOf((_part(part), *forms)) for part, forms in zip(parts, near, strict=True)))
    return AnyOf((slipped, beginning(parts)))


def of_kinds(names: Iterable[str]) -> Node:
    """Any of the kinds whose entries carry their mark."""
    return AnyOf(tuple(Term(OF_KIND + name) for name in names))


def in_title(words: list[tuple[Part, ...]]) -> Node:
    """Any of the words in a title."""
    return AnyOf(tuple(Term(IN_TITLE + stem(part.form)) for parts in words for part in parts))
