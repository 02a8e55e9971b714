"""What a message template leaves open: names in braces from a fixed list, filled when it is put to use (R17)."""

import re
from collections.abc import Iterable, Mapping

# In the order in which they are offered. Each stands for something that the customer may read.
NAMES = ("customer", "first_name", "owner", "number", "title", "area", "organization", "known_error")
BRACED = re.compile(r"\{([A-Za-z_ ]+)\}")
CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)


def named(text: str) -> list[str]:
    """Every name in braces, each once, code left out: a path such as `{date}/{time}` is the product's own."""
    return list(dict.fromkeys(BRACED.findall(CODE.sub(" ", text))))


def unknown(text: str) -> list[str]:
    """Names that stand for nothing."""
    return [name for name in named(text) if name not in NAMES]


def left_open(text: str) -> list[str]:
    """Names that somebody still has to put words for, as they stand in the text."""
    return [braced(name) for name in named(text) if name in NAMES]


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with what is known put in; what is not known stays open, in braces."""
    kept: list[str] = []
    end = 0
    for code in CODE.finditer(text):
        kept += [_filled(text[end : code.start()], values), code.group()]
        end = code.end()
    return "".join([*kept, _filled(text[end:], values)])


def _filled(text: str, values: Mapping[str, str]) -> str:
    return BRACED.sub(lambda found: values.get(found.group(1)) or found.group(), text)


def braced(name: str) -> str:
    return f"{{{name}}}"


def listed(names: Iterable[str] = NAMES) -> str:
    """As a sentence lists them."""
    return ", ".join(braced(name) for name in names)
