"""raise_flag: flags stand beside the state and stop no clock (R15)."""

from datetime import datetime
from typing import Any

import pytest

from accounts.acting import NotAllowed, NotPossible, NotValid
from incidents import actions
from incidents.models import Incident
from tests.aftermath import last_event, letters, refused
from tests.conftest import Make
from tests.kinds import SUPPORT, only_for
from tests.people import People

OWNERS = ["customer_action_needed", "assistance_required"]


@pytest.mark.parametrize("state", ["new", "work_in_progress", "solution_proposed"])
@pytest.mark.parametrize("flag", Incident.FLAGS)
def test_the_owner_raises_each_in_each_open_state(make: Make, people: People, state: str, flag: str) -> None:
    incident = actions.raise_flag(make(state), by=people.eva, flag=flag, reason="Stuck.")

    incident.refresh_from_db()
    assert {name: getattr(incident, name) for name in Incident.FLAGS} == {name: name == flag for name in Incident.FLAGS}
    assert incident.state == state
    assert last_event(incident).data == {"flag": flag}


@pytest.mark.parametrize("name", SUPPORT)
def test_action_needed_is_anybodys_in_support_and_needs_no_words(working: Incident, people: People, name: str) -> None:
    assert actions.raise_flag(working, by=people.by_name(name), flag="action_needed").action_needed


def test_a_question_reaches_the_customer_with_its_words(working: Incident, people: People) -> None:
    incident = actions.raise_flag(working, by=people.eva, flag="customer_action_needed", reason="Send the log.")

    assert incident.customer_question == "Send the log."
    assert letters("raise_flag") == {"ada": "customer"}
    event = last_event(incident)
    assert (event.public, event.message.visibility) == (True, "public")


def test_a_call_for_help_reaches_the_managers_and_stays_ours(working: Incident, people: People) -> None:
    incident = actions.raise_flag(working, by=people.eva, flag="assistance_required", reason="Stuck.")

    assert incident.assistance_reason == "Stuck."
    assert letters("raise_flag") == {"mia": "staff"}
    event = last_event(incident)
    assert (event.public, event.message.visibility) == (False, "internal")


def test_action_needed_reaches_the_owner(working: Incident, people: People) -> None:
    actions.raise_flag(working, by=people.eli, flag="action_needed", reason="Look at this.")

    assert letters("raise_flag") == {"eva": "staff"}


def test_the_owner_is_not_written_to_about_their_own_flag(working: Incident, people: People) -> None:
    actions.raise_flag(working, by=people.eva, flag="action_needed")

    assert letters("raise_flag") == {}


def test_raised_again_it_says_anew_why(working: Incident, people: People) -> None:
    actions.raise_flag(working, by=people.eva, flag="customer_action_needed", reason="Send the log.")
    incident = actions.raise_flag(working, by=people.eva, flag="customer_action_needed", reason="The whole log.")

    assert incident.customer_question == "The whole log."


@pytest.mark.parametrize("flag", Incident.FLAGS)
def test_no_flag_moves_a_clock(monday: datetime, working: Incident, people: People, later: Any, flag: str) -> None:
    before = list(working.clocks.values())
    with later(hours=1):
        actions.raise_flag(working, by=people.eva, flag=flag, reason="Stuck.")

    assert list(working.clocks.values()) == before


@pytest.mark.parametrize("flag", Incident.FLAGS)
def test_nobody_outside_support_may(working: Incident, people: People, flag: str) -> None:
    only_for(people, *SUPPORT, act=lambda by: actions.raise_flag(working, by=by, flag=flag, reason="Hurry."))


@pytest.mark.parametrize("name", ["eli", "sen", "sam", "mia"])
@pytest.mark.parametrize("flag", OWNERS)
def test_the_owners_own_two_are_nobody_elses(working: Incident, people: People, name: str, flag: str) -> None:
    with refused(NotAllowed):
        actions.raise_flag(working, by=people.by_name(name), flag=flag, reason="Stuck.")


@pytest.mark.parametrize("flag", Incident.FLAGS)
def test_not_once_it_is_closed(closed: Incident, people: People, flag: str) -> None:
    with refused(NotPossible):
        actions.raise_flag(closed, by=people.eva, flag=flag, reason="Stuck.")


@pytest.mark.parametrize("flag", OWNERS)
@pytest.mark.parametrize("reason", ["", " ", "x" * 2_001, "a\x00b"])
def test_a_question_and_a_call_need_their_words(working: Incident, people: People, flag: str, reason: str) -> None:
    with refused(NotValid, "reason"):
        actions.raise_flag(working, by=people.eva, flag=flag, reason=reason)


@pytest.mark.parametrize("flag", ["", "pending", "state"])
def test_there_are_three_flags(working: Incident, people: People, flag: str) -> None:
    with refused(NotValid, "flag"):
        actions.raise_flag(working, by=people.eva, flag=flag, reason="Stuck.")


def test_what_is_no_flag_is_said_last(working: Incident, people: People) -> None:
    """After who may, and after what the state allows (R1)."""
    with refused(NotAllowed):
        actions.raise_flag(working, by=people.ada, flag="state")

    closed = actions.withdraw(working, by=people.ada, reason="It went away.")
    with refused(NotPossible):
        actions.raise_flag(closed, by=people.eva, flag="state")


def test_whose_it_is_is_asked_of_the_record_as_it_is(working: Incident, people: People) -> None:
    """Not of the copy that somebody read before it was given to another."""
    before = Incident.objects.get(pk=working.pk)
    actions.transfer_ownership(working, by=people.mia, owner=people.eli, reason="Eva leaves.")

    with refused(NotAllowed):
        actions.raise_flag(before, by=people.eva, flag="assistance_required", reason="Stuck.")
    assert actions.raise_flag(before, by=people.eli, flag="assistance_required", reason="Stuck.").assistance_required
