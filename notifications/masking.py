"""The address of a mail's link is a secret; wherever something is written down, all that follows /p/ is left out."""

import logging
import re

LINK = re.compile(r"((?:/|%2[fF])p(?:/|%2[fF]))[^\s\"'<>\\]+")
# Elsewhere whatever looks like one: in the fields of a form, after a line's end in an address.
LIKE_ONE = re.compile(r"[\w-]{16}(\.|%2[eE])[\w-]{43}", re.ASCII)


def masked(text: str) -> str:
    return LIKE_ONE.sub("***", LINK.sub(r"\1***", text))


class MaskedFormatter(logging.Formatter):
    """The whole line, with its traceback."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))
