"""withdraw: the customer no longer needs it; counted apart from accepted."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.acting import NotPossible, NotValid
from incidents import actions
from incidents.models import Incident
from tests.aftermath import last_event, letters, refused
from tests.conftest import Make
from tests.kinds import only_for
from tests.people import People

REASON = "We found it ourselves."


@pytest.mark.parametrize("name", ["ada", "lead"])
@pytest.mark.parametrize("state", ["untriaged", "new", "work_in_progress", "solution_proposed"])
def test_it_closes_from_every_open_state(make: Make, people: People, name: str, state: str) -> None:
    incident = actions.withdraw(make(state), by=people.by_name(name), reason=REASON)

    incident.refresh_from_db()
    assert (incident.state, incident.closed_as) == ("closed", "withdrawn")
    assert {clock.state for clock in incident.clocks.all()} == {"stopped"}
    assert last_event(incident).message.body == REASON


@pytest.mark.parametrize(("state", "apart"), [("new", True), ("work_in_progress", False), ("solution_proposed", False)])
def test_before_the_first_response_it_is_counted_apart(make: Make, people: People, state: str, apart: bool) -> None:
    assert actions.withdraw(make(state), by=people.ada, reason=REASON).is_counted_apart is apart


def test_a_solution_that_stood_is_not_counted_as_accepted(proposed: Incident, people: People) -> None:
    incident = actions.withdraw(proposed, by=people.ada, reason=REASON)

    assert incident.solutions.get().outcome == "withdrawn"


def test_customer_and_owner_are_told(working: Incident, people: People) -> None:
    actions.withdraw(working, by=people.lead, reason=REASON)

    assert letters("withdraw") == {"ada": "customer", "eva": "staff"}


def test_a_promised_update_ends_with_it(monday: datetime, working: Incident, people: People) -> None:
    promised: dict[str, Any] = {"next_update_by": monday + timedelta(hours=1)}
    actions.send_update(working, by=people.eva, body="More soon.", **promised)
    incident = actions.withdraw(working, by=people.ada, reason=REASON)

    assert incident.next_update_by is None
    assert incident.clocks.get(kind="next_update").due_at is None


def test_nobody_withdraws_for_the_customer(working: Incident, people: People) -> None:
    only_for(people, "ada", "lead", act=lambda by: actions.withdraw(working, by=by, reason=REASON))


def test_not_once_it_is_closed(closed: Incident, people: People) -> None:
    with refused(NotPossible):
        actions.withdraw(closed, by=people.ada, reason=REASON)


@pytest.mark.parametrize("reason", ["", " ", "x" * 2_001, "a\x00b"])
def test_it_needs_a_reason(working: Incident, people: People, reason: str) -> None:
    with refused(NotValid, "reason"):
        actions.withdraw(working, by=people.ada, reason=reason)
