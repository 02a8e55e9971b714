"""Addresses that are nobody's account: the floor above says whose they are (R37)."""

from collections.abc import Callable

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

RULE: Promise = _(
    "This is an address of the product group. They take part in a customer's conversation only where they asked for "
    "it or agreed to it, at severity 1, or by an approved escalation: ask for it on the ICM."
)


def is_reserved(address: str) -> bool:
    """Whether this is an address of somebody who takes part without an account, as a guest or not at all."""
    return any(asks(address) for asks in askers())


def askers() -> list[Callable[[str], bool]]:
    return [import_string(f"{host}.is_address_of_ours") for host in settings.GUESTS.values()]
