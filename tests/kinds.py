"""The kinds of people that a refusal is tried on."""

from collections.abc import Callable

from accounts.acting import NotAllowed
from accounts.models import User
from tests.aftermath import refused
from tests.people import People

KINDS = ("ada", "lead", "bob", "max", "eva", "eli", "sen", "sam", "mia", "root", "gone")
CUSTOMERS = ("ada", "lead", "bob", "max")
SUPPORT = ("eva", "eli", "sen", "sam", "mia")


def all_but(*names: str) -> list[str]:
    """Everybody else, down to the one who was here once."""
    assert set(names) <= set(KINDS)
    return [name for name in KINDS if name not in names]


def only_for(people: People, *names: str, act: Callable[[User], object]) -> None:
    """Everybody else is refused, by the policy, and nothing has changed."""
    for name in all_but(*names):
        try:
            with refused(NotAllowed):
                act(people.by_name(name))
        except BaseException as failure:
            failure.add_note(f"tried by {name}")
            raise
