"""What a body may be: JSON that our databases can keep, read to its end or refused in words."""

import json
from collections.abc import Mapping
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class StrictJSONParser(JSONParser):
    """JSON in a Unicode encoding. The stock parser takes any codec a caller names, and falls over deep nesting."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            return read(stream.read())
        except (ValueError, RecursionError) as error:
            raise ParseError(_("The body is not JSON that can be read.")) from error


def read(raw: bytes) -> Any:
    """Raises ValueError or RecursionError. Half a surrogate pair is no text that can be stored, raw or escaped."""
    value = json.loads(raw.decode(json.detect_encoding(raw)), parse_constant=refuse)
    json.dumps(value, ensure_ascii=False).encode()
    return value


def refuse(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def glance(raw: bytes, name: str) -> Any:
    """One field of a body that may be anything: for what must be known before the body is judged (R1)."""
    try:
        value = read(raw)
    except (ValueError, RecursionError):
        return None
    return value.get(name) if isinstance(value, dict) else None
