"""The address of a mail's link is a secret; wherever something is written down, all that follows /p/ is left out."""

import logging
import re

LINK = re.compile(r"((?:/|%2[fF])p(?:/|%2[fF]))[^\s\"'<>\\]+")


def masked(text: str) -> str:
    return LINK.sub(r"\1***", text)


class MaskedFormatter(logging.Formatter):
    """The whole line, with its traceback."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))
