"""What the floor above says of the guests whom it let in: asked wherever an address is computed or written to (R37)."""

from collections.abc import Callable

from django.conf import settings
from django.utils.module_loading import import_string

from incidents.models import Guest


def holds(guest: Guest) -> bool:
    """Whether the ground still stands. Of a kind that nobody answers for, it does not."""
    answers = host(guest, "holds")
    return answers is not None and bool(answers(guest))


def place(guest: Guest, letter: object) -> str:
    """Where a guest reads and answers, as they have no account; `letter` is the outbox's row of their mail."""
    answers = host(guest, "place")
    return str(answers(guest, letter)) if answers is not None else ""


def host(guest: Guest, question: str) -> Callable[..., object] | None:
    """The function of the floor above for guests of this kind, which their key begins with."""
    path = settings.GUESTS.get(guest.key.partition(":")[0])
    found: Callable[..., object] | None = import_string(f"{path}.{question}") if path else None
    return found
