"""name_deputy: cover without hand-over, from and until (R11a)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.acting import NotAllowed, NotPossible, NotValid
from accounts.actions import deactivate
from accounts.models import User
from incidents import actions, notices
from incidents.models import Incident
from incidents.replaying import replay_timeline
from notifications.models import Notification
from notifications.moment import at
from tests.aftermath import last_event, letters, refused
from tests.conftest import MONDAY, Make
from tests.kinds import only_for
from tests.people import People

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REASON = "Eva is away until Tuesday."
Later = Callable[..., Any]


def covered(incident: Incident, people: People, **more: Any) -> Incident:
    given = {"by": people.mia, "deputy": people.eli, "until": MONDAY + DAY, "reason": REASON, **more}
    return actions.name_deputy(incident, **given)


def relieves(incident: Incident, by: User) -> Incident:
    return actions.propose_solution(incident, by=by, kind="workaround", body="Scale to 12 units.")


def differences() -> list[str]:
    return replay_timeline(Incident.objects.all()).differences


@pytest.mark.parametrize("name", ["eva", "mia"])
@pytest.mark.parametrize("state", ["new", "work_in_progress", "solution_proposed"])
def test_the_owner_or_a_manager_names_one(monday: datetime, make: Make, people: People, name: str, state: str) -> None:
    incident = covered(make(state), people, by=people.by_name(name))

    incident.refresh_from_db()
    assert (incident.owner, incident.deputy) == (people.eva, people.eli)
    assert (incident.deputy_from, incident.deputy_until) == (monday, monday + DAY)
    assert (incident.state, incident.action_needed) == (state, False)
    assert differences() == []


def test_the_deputy_may_do_what_the_owner_may_and_no_more(monday: datetime, working: Incident, people: People) -> None:
    mine = set(working.verbs_for(people.eva))
    incident = covered(working, people)

    assert set(incident.verbs_for(people.eli)) == mine - {"name_deputy"}
    assert set(incident.verbs_for(people.eva)) == mine
    assert "propose_solution" not in incident.verbs_for(people.sam)


@pytest.mark.parametrize(("hours", "may"), [(0, False), (1, True), (23, True), (24, False)])
def test_the_cover_lasts_from_until(
    monday: datetime, working: Incident, people: People, later: Later, hours: int, may: bool
) -> None:
    incident = covered(working, people, begins=monday + HOUR)
    with later(hours=hours):
        if may:
            assert relieves(incident, people.eli).state == "solution_proposed"
        else:
            with refused(NotAllowed):
                relieves(incident, people.eli)
        assert differences() == []


def test_an_act_of_the_deputy_keeps_both_names(monday: datetime, working: Incident, people: People) -> None:
    event = last_event(relieves(covered(working, people), people.eli))

    assert event.by == people.eli
    assert event.data["for_owner"] == {"id": people.eva.pk, "name": "Eva Novak"}


def test_so_does_giving_it_to_another_owner(monday: datetime, new: Incident, people: People) -> None:
    """Which is the end of the cover, and still an act of the deputy."""
    incident = actions.assign(covered(new, people), by=people.eli, owner=people.sam)

    assert (incident.owner, incident.deputy) == (people.sam, None)
    assert last_event(incident).data["for_owner"]["name"] == "Eva Novak"


def test_what_the_owner_or_a_colleague_does_has_one_name(monday: datetime, working: Incident, people: People) -> None:
    incident = covered(working, people)
    for by in (people.eva, people.sam):
        actions.send_update(incident, by=by, body="We are on it.")
        assert "for_owner" not in last_event(incident).data


def test_a_manager_who_stands_in_does_a_managers_acts_as_a_manager(
    monday: datetime, working: Incident, people: People
) -> None:
    incident = covered(working, people, by=people.eva, deputy=people.mia)
    actions.name_deputy(incident, by=people.mia, deputy=people.eli, until=monday + DAY, reason=REASON)

    assert "for_owner" not in last_event(incident).data


def test_the_deputys_answer_is_the_owners_answer(monday: datetime, working: Incident, people: People) -> None:
    incident = actions.post_message(covered(working, people), by=people.ada, body="And?")
    assert incident.action_needed
    incident = actions.send_update(incident, by=people.eli, body="Soon.")

    assert not incident.action_needed
    assert differences() == []


def test_after_the_cover_a_note_of_theirs_wants_the_owner(
    monday: datetime, working: Incident, people: People, later: Later
) -> None:
    incident = covered(working, people)
    assert not actions.add_note(incident, by=people.eli, body="A lease.").action_needed
    with later(days=2):
        assert actions.add_note(incident, by=people.eli, body="A lease.").action_needed
    assert differences() == []


def test_both_read_what_is_written_to_the_owner_while_it_lasts(
    monday: datetime, working: Incident, people: People, later: Later
) -> None:
    incident = covered(working, people, begins=monday + HOUR)
    actions.post_message(incident, by=people.ada, body="And?")
    assert letters("post_message") == {"eva": "staff"}
    with later(hours=2):
        actions.correct_problem(
            actions.state_problem(incident, by=people.eli, body="Nothing is written."), by=people.ada, body="A little."
        )
    assert letters("correct_problem") == {"eva": "staff", "eli": "staff"}


def test_who_acts_is_not_written_to(monday: datetime, working: Incident, people: People) -> None:
    actions.send_update(covered(working, people), by=people.eli, body="Soon.")

    assert letters("send_update") == {"ada": "customer", "eva": "staff"}


def test_owner_and_deputies_are_told_and_no_customer(monday: datetime, working: Incident, people: People) -> None:
    incident = covered(working, people)
    assert letters("name_deputy") == {"eva": "staff", "eli": "staff"}
    covered(incident, people, deputy=people.sen)

    assert letters("name_deputy") == {"eva": "staff", "eli": "staff", "sen": "staff"}
    assert not last_event(incident).public


def test_a_customers_letter_shows_both_names(monday: datetime, working: Incident, people: People) -> None:
    actions.send_update(covered(working, people), by=people.eli, body="Soon.")
    letter = notices.letter(Notification.objects.get(verb="send_update", audience="customer"))

    assert letter is not None
    assert letter.from_name == "Eli Brandt for Eva Novak"
    assert "Eli Brandt for Eva Novak\nEva Novak owns your problem from start to end" in letter.text
    assert "New from Eli Brandt for Eva Novak" in letter.subject


def test_each_reads_the_news_from_their_own_side(monday: datetime, working: Incident, people: People) -> None:
    incident = covered(working, people)
    subjects = {}
    for notification in Notification.objects.filter(verb="name_deputy"):
        letter = notices.letter(notification)
        assert letter is not None
        subjects[notification.address] = letter.subject
        assert "From Mon 16 Nov, 09:00 UTC until Tue 17 Nov, 09:00 UTC" in letter.text

    assert subjects == {
        people.eli.email: f"{incident.number}: you stand in for Eva Novak",
        people.eva.email: f"{incident.number}: Eli Brandt stands in for Eva Novak",
    }


def test_a_newer_deputy_replaces_the_older(monday: datetime, working: Incident, people: People) -> None:
    incident = covered(covered(working, people), people, deputy=people.sen)

    assert last_event(incident).data["deputy_was"]["name"] == "Eli Brandt"
    with refused(NotAllowed):
        relieves(incident, people.eli)
    assert relieves(incident, people.sen).state == "solution_proposed"


def test_nobody_ends_it(monday: datetime, working: Incident, people: People) -> None:
    incident = actions.name_deputy(covered(working, people), by=people.eva, reason="I am back.")

    assert (incident.deputy, incident.deputy_from, incident.deputy_until) == (None, None, None)
    with refused(NotAllowed):
        relieves(incident, people.eli)
    assert differences() == []


def test_another_owner_has_no_deputy_yet(monday: datetime, working: Incident, people: People) -> None:
    incident = covered(working, people)
    incident = actions.transfer_ownership(incident, by=people.mia, owner=people.sen, reason="Eva leaves us.")

    assert incident.deputy is None
    assert "propose_solution" not in incident.verbs_for(people.eli)
    assert differences() == []


def test_whoever_left_stands_in_for_nobody(monday: datetime, working: Incident, people: People) -> None:
    incident = covered(working, people)
    deactivate(people.eli)

    with refused(NotAllowed):
        relieves(incident, people.eli)


def test_only_owner_or_manager_may(monday: datetime, working: Incident, people: People) -> None:
    incident = covered(working, people)

    only_for(people, "eva", "mia", act=lambda by: covered(incident, people, by=by, deputy=people.sen))


def test_where_nobody_owns_it_nobody_stands_in(monday: datetime, make: Make, people: People) -> None:
    incident = make("untriaged")
    with refused(NotPossible):
        covered(incident, people)


def test_not_once_it_is_closed(monday: datetime, closed: Incident, people: People) -> None:
    with refused(NotPossible):
        covered(closed, people)


@pytest.mark.parametrize("name", ["ada", "root", "gone", "eva"])
def test_the_deputy_is_another_active_member_of_support(
    monday: datetime, working: Incident, people: People, name: str
) -> None:
    with refused(NotValid, "deputy"):
        covered(working, people, deputy=people.by_name(name))


def test_there_is_somebody_to_name_or_to_end(monday: datetime, working: Incident, people: People) -> None:
    with refused(NotValid, "deputy"):
        actions.name_deputy(working, by=people.mia, reason=REASON)


@pytest.mark.parametrize(
    ("begins", "until"),
    [(None, None), (None, MONDAY), (MONDAY + DAY, MONDAY + DAY), (None, MONDAY - DAY), (None, MONDAY + 40_000 * DAY)],
)
def test_it_ends_at_a_time_to_come(
    monday: datetime, working: Incident, people: People, begins: datetime | None, until: datetime | None
) -> None:
    with refused(NotValid, "until"):
        covered(working, people, begins=begins, until=until)


def test_it_begins_no_sooner_than_the_report(monday: datetime, working: Incident, people: People) -> None:
    incident = covered(working, people, begins=monday - 9_000 * DAY)

    assert incident.deputy_from == incident.opened_at


@pytest.mark.parametrize("reason", ["", " ", "x" * 2_001, "a\x00b"])
def test_it_needs_a_reason(monday: datetime, working: Incident, people: People, reason: str) -> None:
    with refused(NotValid, "reason"):
        covered(working, people, reason=reason)


def test_what_they_cover_is_in_their_queue_while_it_lasts(monday: datetime, working: Incident, people: People) -> None:
    covered(working, people, begins=monday + HOUR)
    found = {}
    for hours in (0, 2, 30):
        with at(monday + hours * HOUR):
            found[hours] = Incident.objects.held_by(people.eli).count()

    assert found == {0: 0, 2: 1, 30: 0}
