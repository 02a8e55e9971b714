"""What is sent twice is done once (T31)."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from accounts.acting import NotPossible
from accounts.models import Submission
from accounts.once import Answer, OtherContent, fingerprint, once, purge
from incidents import actions
from incidents.models import Event, Incident
from notifications.moment import at
from tests.aftermath import everything, refused
from tests.people import People


class Note:
    """Something with an effect, which counts how often it was done."""

    def __init__(self, incident: Incident, people: People) -> None:
        self.incident, self.people, self.times = incident, people, 0

    def __call__(self) -> Answer:
        self.times += 1
        actions.add_note(self.incident, by=self.people.eva, body=f"Note {self.times}.")
        return Answer(201, {"note": self.times})


@pytest.fixture
def note(working: Incident, people: People) -> Note:
    return Note(working, people)


def test_the_second_gets_the_first_ones_answer(note: Note, people: People) -> None:
    first = once(people.eva, "k", "m", note)
    second = once(people.eva, "k", "m", note)

    assert (first, second) == (Answer(201, {"note": 1}), Answer(201, {"note": 1}, is_repeat=True))
    assert note.times == Event.objects.filter(verb="add_note").count() == 1


def test_the_answer_is_kept_in_the_order_in_which_it_was_said(people: People) -> None:
    said = {"title": "It stopped", "id": 7, "at": {"zone": "UTC", "day": 1.0}, "number": None}
    once(people.eva, "k", "m", lambda: Answer(200, said))
    again = once(people.eva, "k", "m", lambda: Answer(500, {}))

    assert json.dumps(again.content) == json.dumps(said)


def test_another_key_is_another_act(note: Note, people: People) -> None:
    once(people.eva, "k", "m", note)
    once(people.eva, "l", "m", note)

    assert note.times == 2


def test_another_persons_key_is_their_own(note: Note, people: People) -> None:
    once(people.eva, "k", "m", note)
    once(people.eli, "k", "m", note)

    assert note.times == 2


def test_the_same_key_with_other_content_is_refused(note: Note, people: People) -> None:
    once(people.eva, "k", "m", note)

    with refused(OtherContent):
        once(people.eva, "k", "other", note)


def test_a_refusal_keeps_no_key_and_may_be_tried_again(note: Note, people: People) -> None:
    def refuse() -> Answer:
        actions.add_note(note.incident, by=people.eva, body="Written, then undone.")
        raise NotPossible("Not now.")

    with refused(NotPossible):
        once(people.eva, "k", "m", refuse)
    assert not once(people.eva, "k", "m", note).is_repeat


def test_the_key_is_kept_for_a_day(note: Note, people: People) -> None:
    monday = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
    with at(monday):
        once(people.eva, "k", "m", note)
    with at(monday + timedelta(hours=24)):
        assert purge() == 0
        assert once(people.eva, "k", "m", note).is_repeat
    with at(monday + timedelta(hours=24, seconds=1)):
        assert purge() == 1
    assert not Submission.objects.exists()


def test_a_fingerprint_knows_where_one_part_ends() -> None:
    assert fingerprint(b"ab", b"c") != fingerprint(b"a", b"bc")
    assert fingerprint(b"a") == fingerprint(b"a") != fingerprint(b"b")


def test_a_repeat_writes_nothing(note: Note, people: People) -> None:
    once(people.eva, "k", "m", note)
    before = everything()
    once(people.eva, "k", "m", note)

    assert everything() == before
