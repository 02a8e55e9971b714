"""discard: spam, a duplicate or no incident at all; impossible after the first response."""

from datetime import datetime
from typing import Any

import pytest

from accounts.acting import NotPossible, NotValid
from incidents import actions
from incidents.models import Incident
from tests.aftermath import last_event, letters, refused
from tests.conftest import Make
from tests.kinds import SUPPORT, only_for
from tests.people import People


@pytest.mark.parametrize("name", SUPPORT)
@pytest.mark.parametrize("state", ["untriaged", "new"])
def test_support_closes_what_is_no_incident(make: Make, people: People, name: str, state: str) -> None:
    incident = actions.discard(make(state), by=people.by_name(name), reason="This is a lunch menu.")

    incident.refresh_from_db()
    assert (incident.state, incident.closed_as) == ("closed", "discarded")
    assert {clock.state for clock in incident.clocks.all()} == {"stopped"}


def test_it_is_counted_apart_and_never_as_breached(new: Incident, people: People) -> None:
    assert actions.discard(new, by=people.eli, reason="No incident.").is_counted_apart


def test_the_customer_is_told_why(new: Incident, people: People) -> None:
    incident = actions.discard(new, by=people.eli, reason="This is a lunch menu.")

    assert letters("discard") == {"ada": "customer"}
    message = last_event(incident).message
    assert (message.visibility, message.body) == ("public", "This is a lunch menu.")


def test_a_spammer_is_not_told(new: Incident, people: People) -> None:
    incident = actions.discard(new, by=people.eli, reason="Spam.", is_spam=True)

    assert letters("discard") == {}
    event = last_event(incident)
    assert (event.public, event.message.visibility) == (False, "internal")


def test_a_duplicate_names_the_other(make: Make, people: People) -> None:
    other = make("work_in_progress")
    incident = actions.discard(make("new"), by=people.eli, reason="The same.", duplicate_of=other)

    incident.refresh_from_db()
    assert incident.duplicate_of == other
    assert last_event(incident).data["duplicate_of"] == other.number


def test_the_flags_go_down_with_it(monday: datetime, new: Incident, people: People) -> None:
    incident = actions.post_message(new, by=people.ada, body="Hello?")
    incident = actions.raise_flag(incident, by=people.eva, flag="assistance_required", reason="Odd one.")
    incident = actions.discard(incident, by=people.eva, reason="No incident.")

    assert not any(getattr(incident, flag) for flag in Incident.FLAGS)


def test_others_may_not(new: Incident, people: People) -> None:
    only_for(people, *SUPPORT, act=lambda by: actions.discard(new, by=by, reason="Spam."))


@pytest.mark.parametrize("state", ["work_in_progress", "solution_proposed", "closed"])
def test_not_after_the_first_response(make: Make, people: People, state: str) -> None:
    incident = make(state)

    with refused(NotPossible):
        actions.discard(incident, by=people.mia, reason="Spam.")


@pytest.mark.parametrize("reason", ["", "  ", "x" * 2_001, "a\x00b"])
def test_it_needs_a_reason(new: Incident, people: People, reason: str) -> None:
    with refused(NotValid, "reason"):
        actions.discard(new, by=people.eli, reason=reason)


def test_it_is_no_duplicate_of_itself(new: Incident, people: People) -> None:
    more: dict[str, Any] = {"duplicate_of": Incident.objects.get(pk=new.pk)}
    with refused(NotValid, "duplicate_of"):
        actions.discard(new, by=people.eli, reason="The same.", **more)
