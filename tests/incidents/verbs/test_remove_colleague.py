"""remove_colleague: by who shares it, and by who follows it themself (R17)."""

import pytest

from accounts.acting import NotAllowed, NotPossible, NotValid
from incidents import actions, notices
from incidents.models import Incident
from incidents.replaying import replay_timeline
from notifications.models import Notification
from tests.aftermath import last_event, letters, refused
from tests.people import People


@pytest.fixture
def shared(working: Incident, people: People) -> Incident:
    return actions.add_colleague(working, by=people.ada, colleague=people.bob)


@pytest.mark.parametrize("who", ["ada", "lead", "eva", "bob"])
def test_they_see_it_no_longer(shared: Incident, people: People, who: str) -> None:
    incident = actions.remove_colleague(shared, by=people.by_name(who), colleague=people.bob)

    assert incident.followers == []
    assert not Incident.objects.visible_to(people.bob).exists()
    assert last_event(incident).data == {"colleague": {"id": people.bob.pk, "name": "Bob Ekman"}}
    assert (last_event(incident).public, letters("remove_colleague")) == (True, {})
    assert replay_timeline(Incident.objects.all()).differences == []


@pytest.mark.parametrize("who", ["max", "eli", "sam", "mia", "root", "gone"])
def test_nobody_else_removes_them(shared: Incident, people: People, who: str) -> None:
    with refused(NotAllowed):
        actions.remove_colleague(shared, by=people.by_name(who), colleague=people.bob)


def test_a_colleague_removes_no_other(shared: Incident, people: People) -> None:
    incident = actions.add_colleague(shared, by=people.ada, colleague=people.lead)
    with refused(NotAllowed):
        actions.remove_colleague(incident, by=people.bob, colleague=people.lead)


def test_who_does_not_follow_it_cannot_be_removed(shared: Incident, people: People) -> None:
    with refused(NotValid, "colleague"):
        actions.remove_colleague(shared, by=people.ada, colleague=people.lead)


def test_there_is_nobody_to_remove_where_nobody_follows(working: Incident, people: People) -> None:
    with refused(NotPossible):
        actions.remove_colleague(working, by=people.ada, colleague=people.bob)
    assert "remove_colleague" not in working.verbs_for(people.ada)


def test_not_once_it_is_closed(proposed: Incident, people: People) -> None:
    incident = actions.add_colleague(proposed, by=people.ada, colleague=people.bob)
    incident = actions.accept_solution(incident, by=people.ada)
    with refused(NotPossible):
        actions.remove_colleague(incident, by=people.ada, colleague=people.bob)
    assert Incident.objects.visible_to(people.bob).exists(), "closed, and still theirs to read"


def test_a_letter_on_its_way_does_not_reach_who_was_removed(shared: Incident, people: People) -> None:
    incident = actions.send_update(shared, by=people.eva, body="News.")
    letter = Notification.objects.get(verb="send_update", address=people.bob.email)
    assert notices.letter(letter) is not None
    actions.remove_colleague(incident, by=people.ada, colleague=people.bob)

    assert notices.letter(letter) is None


def test_a_removed_row_that_the_timeline_does_not_tell_is_found(shared: Incident, people: People) -> None:
    shared.colleagues.all().delete()

    found = replay_timeline(Incident.objects.all()).differences
    assert found == [f"{shared.number} colleague {people.bob.pk}: timeline says one, stored is none"]


def test_whose_it_is_is_asked_of_the_record_as_it_is(shared: Incident, people: People) -> None:
    """Not of the copy that somebody read before it was given to another."""
    before = Incident.objects.get(pk=shared.pk)
    actions.transfer_ownership(shared, by=people.mia, owner=people.eli, reason="Eva leaves.")

    with refused(NotAllowed):
        actions.remove_colleague(before, by=people.eva, colleague=people.bob)
    assert actions.remove_colleague(before, by=people.eli, colleague=people.bob).followers == []
