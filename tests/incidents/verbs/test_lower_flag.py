"""lower_flag: handled, answered or helped (R15)."""

import pytest

from accounts.acting import NotPossible, NotValid
from incidents import actions
from incidents.models import Incident
from tests.aftermath import last_event, letters, refused
from tests.kinds import only_for
from tests.people import People


@pytest.fixture
def flagged(working: Incident, people: People) -> Incident:
    """All three are up."""
    incident = working
    for flag in Incident.FLAGS:
        incident = actions.raise_flag(incident, by=people.eva, flag=flag, reason="Stuck.")
    return incident


@pytest.mark.parametrize("flag", Incident.FLAGS)
def test_the_owner_lowers_each_and_the_others_stay(flagged: Incident, people: People, flag: str) -> None:
    incident = actions.lower_flag(flagged, by=people.eva, flag=flag)

    incident.refresh_from_db()
    assert {name: getattr(incident, name) for name in Incident.FLAGS} == {name: name != flag for name in Incident.FLAGS}
    assert last_event(incident).data == {"flag": flag}
    assert letters("lower_flag") == {}


def test_its_words_go_with_it(flagged: Incident, people: People) -> None:
    incident = actions.lower_flag(flagged, by=people.eva, flag="customer_action_needed", reason="Found the log.")
    incident = actions.lower_flag(incident, by=people.eva, flag="assistance_required")

    assert (incident.customer_question, incident.assistance_reason) == ("", "")
    message = flagged.messages.get(body="Found the log.")
    assert message.visibility == "internal"


def test_a_manager_ends_a_call_for_help_and_the_owner_is_told(flagged: Incident, people: People) -> None:
    incident = actions.lower_flag(flagged, by=people.mia, flag="assistance_required", reason="Sena helps.")

    assert not incident.assistance_required
    assert letters("lower_flag") == {"eva": "staff"}


@pytest.mark.parametrize("flag", ["action_needed", "customer_action_needed"])
def test_only_the_owner_says_handled(flagged: Incident, people: People, flag: str) -> None:
    only_for(people, "eva", act=lambda by: actions.lower_flag(flagged, by=by, flag=flag))


def test_only_owner_or_manager_end_a_call_for_help(flagged: Incident, people: People) -> None:
    only_for(people, "eva", "mia", act=lambda by: actions.lower_flag(flagged, by=by, flag="assistance_required"))


@pytest.mark.parametrize("flag", Incident.FLAGS)
def test_not_a_flag_that_is_down(working: Incident, people: People, flag: str) -> None:
    with refused(NotPossible):
        actions.lower_flag(working, by=people.eva, flag=flag)


@pytest.mark.parametrize("flag", Incident.FLAGS)
def test_not_once_it_is_closed(closed: Incident, people: People, flag: str) -> None:
    with refused(NotPossible):
        actions.lower_flag(closed, by=people.eva, flag=flag)


@pytest.mark.parametrize("reason", ["x" * 2_001, "a\x00b"])
def test_words_that_cannot_be_kept_are_refused(flagged: Incident, people: People, reason: str) -> None:
    with refused(NotValid, "reason"):
        actions.lower_flag(flagged, by=people.eva, flag="action_needed", reason=reason)


def test_there_are_three_flags(flagged: Incident, people: People) -> None:
    with refused(NotValid, "flag"):
        actions.lower_flag(flagged, by=people.eva, flag="pending")


def test_who_may_lower_none_of_those_that_are_up_is_offered_none(working: Incident, people: People) -> None:
    """A manager ends a call for help; that something is handled only the owner says (R15)."""
    raised = actions.raise_flag(working, by=people.eli, flag="action_needed")
    assert "lower_flag" not in raised.verbs_for(people.mia)
    assert "lower_flag" in raised.verbs_for(people.eva)

    called = actions.raise_flag(raised, by=people.eva, flag="assistance_required", reason="Stuck.")
    assert "lower_flag" in called.verbs_for(people.mia)
