"""Links above a list, each to one part of it and with how many that holds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tab:
    label: str
    href: str
    count: int | str
    is_current: bool
