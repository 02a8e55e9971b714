"""What replaying reads of an event; nothing else of what is stored is asked."""

from datetime import datetime
from typing import Any, NamedTuple

WARN, BREACH, CALENDAR, REMIND = "warn", "breach", "change_calendar", "remind_customer"
# Before these no overdue clock is settled, as before everything else that happens.
HAPPENINGS = {"open_incident", WARN, BREACH, REMIND}
ENDS = {"accept_solution": "accepted", "withdraw": "withdrawn", "discard": "discarded"}


class Line(NamedTuple):
    """An event: `said` is the reason with which a flag was raised, `message` the key of its words."""

    seq: int
    verb: str
    by: int | None
    at: datetime
    state: str
    data: dict[str, Any]
    message: int | None
    said: str

    def __str__(self) -> str:
        return f"event {self.seq} ({self.verb})"
