"""What the tests of search ask: the numbers found, in their order."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from incidents import actions, search
from incidents.models import Incident
from tests.people import People

Report = Callable[..., Incident]


def titles(user: User | None, words: str, **options: Any) -> list[str]:
    return [hit.record.title for hit in search.search(user, words, **options)]


@pytest.fixture
def report(people: People) -> Report:
    """`report("title", "text")`: by Ada, unless somebody else is named."""

    def reported(title: str, description: str = "It began at 09:40.", by: User | None = None) -> Incident:
        return actions.open_incident(by=by or people.ada, title=title, description=description, severity=3)

    return reported
