"""What the floor above says of the guests whom it let in: asked wherever an address is computed or written to (R37)."""

from collections.abc import Callable

from django.conf import settings
from django.utils.module_loading import import_string

from incidents.models import Guest
from incidents.models.guest import GuestQuerySet


def standing(guests: GuestQuerySet) -> list[Guest]:
    """Those of them whose ground still stands. Of a kind that nobody answers for, none does. One query a kind."""
    found: list[Guest] = []
    for kind in settings.GUESTS:
        found += host(kind, "standing")(guests.filter(key__startswith=f"{kind}:"))
    return found


def place(guest: Guest, letter: object) -> str:
    """Where a guest reads and answers, as they have no account; `letter` is the outbox's row of their mail."""
    return str(host(guest.key.partition(":")[0], "place")(guest, letter))


def host(kind: str, question: str) -> Callable[..., GuestQuerySet]:
    """The function of the floor above for guests of this kind, which their key begins with."""
    found: Callable[..., GuestQuerySet] = import_string(f"{settings.GUESTS[kind]}.{question}")
    return found
