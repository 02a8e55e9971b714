"""notify_again: its letters once more, to those who work on it (R35, R36)."""

import pytest

from escalations import actions
from notifications.models import Notification
from tests.aftermath import letters, verbs
from tests.escalations.conftest import MakeIcm
from tests.people import People


def test_while_nobody_has_it_all_who_may_take_it_are_written_to(make_icm: MakeIcm, people: People) -> None:
    actions.notify_again(make_icm(), by=people.eli)

    assert letters("notify_again") == {"pia": "pg", "pete": "pg"}


@pytest.mark.parametrize("state", ["acknowledged", "needs_information", "mitigated", "resolved"])
def test_then_its_owner_alone(make_icm: MakeIcm, people: People, state: str) -> None:
    icm = actions.notify_again(make_icm(state), by=people.eli)

    assert (icm.state, letters("notify_again")) == (state, {"pia": "pg"})


def test_each_time_a_letter_of_its_own_and_no_line_on_the_incident(make_icm: MakeIcm, people: People) -> None:
    icm = make_icm("acknowledged")
    before = verbs(icm.incidents[0])
    actions.notify_again(actions.notify_again(icm, by=people.eli), by=people.eli)

    assert Notification.objects.filter(verb="notify_again").count() == 2
    assert verbs(icm.incidents[0]) == before
