"""How the letters of an ICM fare: to whom, about what, and whether they arrived (R43)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from escalations.models import EscalationEvent, PgMember
from escalations.shown import what_of
from notifications.models import Notification

SHOWN = 40


@dataclass(frozen=True)
class Letter:
    """One letter: its reader by name, the act that it tells of, and how its delivery stands."""

    name: str
    is_pg: bool
    event: EscalationEvent
    delivery: str
    tone: str
    at: datetime

    @property
    def about(self) -> str:
        """The act, in words that follow a name."""
        return what_of(self.event)


def letters_of(history: Iterable[EscalationEvent]) -> list[Letter]:
    """The newest first; those of history that nobody ever meant to send are left out."""
    events = {event.pk: event for event in history}
    rows = Notification.objects.meant().filter(kind="escalation", record_id__in=events).order_by("-pk")[:SHOWN]
    found = list(rows)
    names = names_of(found)
    return [
        Letter(
            name=names.get(row.recipient_key, row.address),
            is_pg=row.recipient_key.startswith("pg:"),
            event=events[row.record_id],
            delivery=row.delivery,
            tone=tone_of(row),
            at=row.sent_at or row.queued_at,
        )
        for row in found
    ]


def tone_of(row: Notification) -> str:
    return {Notification.State.SENT: "good", Notification.State.DEAD: "bad"}.get(Notification.State(row.state), "line")


def names_of(letters: Iterable[Notification]) -> dict[str, str]:
    """The names behind the outbox's keys of people, ours and the product group's."""
    keys = {letter.recipient_key for letter in letters}
    found: dict[str, str] = {}
    for kind, model in (("user", User), ("pg", PgMember)):
        wanted = [key.partition(":")[2] for key in keys if key.startswith(f"{kind}:")]
        people = model._default_manager.filter(pk__in=[key for key in wanted if key.isdigit()])
        found |= {f"{kind}:{pk}": name for pk, name in people.values_list("pk", "name")}
    return found
