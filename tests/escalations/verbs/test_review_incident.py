"""review_incident: a course and a note, by whoever of the team attends; nothing begins by itself (R28)."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.acting import NotAllowed, NotPossible, NotValid
from escalations.actions import review_incident
from escalations.meetings.morning import guidance_for
from escalations.models import MorningReview
from incidents import actions
from incidents.models import Incident, Task
from tests.aftermath import last_event, letters, refused
from tests.conftest import MONDAY, Make
from tests.kinds import CUSTOMERS, SUPPORT
from tests.people import People

WORDS: dict[str, Any] = {"course": "sme", "guidance": "Ask Sam which build it is, before lunch."}


@pytest.mark.parametrize("who", SUPPORT)
def test_whoever_of_the_team_attends_records(people: People, working: Incident, who: str) -> None:
    review = review_incident(working, by=people.by_name(who), **WORDS)

    assert (review.course, review.by, review.who) == ("sme", people.by_name(who), people.eva)
    assert guidance_for(working) == review


@pytest.mark.parametrize("who", [*CUSTOMERS, "root", "gone"])
def test_nobody_else_does(people: People, working: Incident, who: str) -> None:
    with refused(NotAllowed):
        review_incident(working, by=people.by_name(who), **WORDS)


@pytest.mark.parametrize("state", ["untriaged", "new", "work_in_progress", "solution_proposed"])
def test_every_open_state_takes_it_and_keeps_its_state(people: People, make: Make, state: str) -> None:
    incident = make(state)
    before = incident.state

    review_incident(incident, by=people.mia, **WORDS)

    incident.refresh_from_db()
    assert incident.state == before
    assert last_event(incident).verb == "review_incident"


def test_a_closed_one_is_not_written_to(people: People, closed: Incident) -> None:
    with refused(NotPossible):
        review_incident(closed, by=people.mia, **WORDS)


def test_it_is_a_note_for_the_team_that_wants_the_owner(people: People, working: Incident) -> None:
    review_incident(working, by=people.mia, **WORDS)

    event = last_event(working)
    working.refresh_from_db()
    assert not event.public
    assert event.message.visibility == "internal"
    assert event.message.body == WORDS["guidance"]
    assert event.data["course"] == "sme"
    assert working.action_needed


def test_the_owners_own_word_wants_nobody(people: People, working: Incident) -> None:
    review_incident(working, by=people.eva, **WORDS)

    working.refresh_from_db()
    assert not working.action_needed
    assert letters("review_incident") == {}


def test_the_owner_and_who_is_meant_are_written_to(people: People, working: Incident) -> None:
    review_incident(working, by=people.mia, who=people.sam, **WORDS)

    assert letters("review_incident") == {"eva": "staff", "sam": "staff"}


def test_each_course_of_the_meeting_can_be_taken_and_none_begins_by_itself(people: People, working: Incident) -> None:
    for course in MorningReview.Course.values:
        review_incident(working, by=people.mia, course=course, guidance="So be it.")

    working.refresh_from_db()
    assert not working.assistance_required
    assert not working.icm_hits.exists()
    assert not working.consultations.exists()
    assert not Task.objects.exists()


@pytest.mark.parametrize(
    ("field", "words"),
    [("course", {"course": "escalate"}), ("guidance", {"guidance": " "}), ("guidance", {"guidance": "x" * 2001})],
)
def test_what_cannot_be_read_is_named_by_field(
    people: People, working: Incident, field: str, words: dict[str, str]
) -> None:
    with refused(NotValid, field):
        review_incident(working, by=people.mia, **{**WORDS, **words})


def test_a_time_that_has_gone_is_no_time_to_do_it_by(people: People, working: Incident, monday: object) -> None:
    with refused(NotValid, "by_when"):
        review_incident(working, by=people.mia, by_when=MONDAY - timedelta(minutes=1), **WORDS)


def test_who_is_gone_or_a_customer_cannot_be_meant(people: People, working: Incident) -> None:
    for person in (people.gone, people.ada):
        with refused(NotValid, "who"):
            review_incident(working, by=people.mia, who=person, **WORDS)


def test_the_owner_hands_the_work_out_with_it(people: People, working: Incident) -> None:
    review = review_incident(working, by=people.eva, who=people.sam, task=True, **WORDS)

    task = working.tasks.get()
    assert (task.assignee, task.detail) == (people.sam, WORDS["guidance"])
    working.refresh_from_db()
    assert review.through == working.event_count


def test_nobody_else_hands_out_the_owners_work(people: People, working: Incident) -> None:
    with refused(NotValid, "task"):
        review_incident(working, by=people.mia, who=people.sam, task=True, **WORDS)


def test_a_task_needs_somebody_else_to_do_it(people: People, working: Incident) -> None:
    with refused(NotValid, "who"):
        review_incident(working, by=people.eva, task=True, **WORDS)


def test_of_two_decisions_the_later_stands_and_both_are_kept(people: People, working: Incident) -> None:
    review_incident(working, by=people.mia, **WORDS)
    later = review_incident(working, by=people.sen, course="icm", guidance="Three of three: open one.")

    assert guidance_for(working) == later
    assert list(MorningReview.objects.standing()) == [later]
    assert working.morning_reviews.count() == 2


def test_a_reopened_one_still_has_its_guidance(people: People, working: Incident) -> None:
    review = review_incident(working, by=people.mia, **WORDS)
    actions.withdraw(working, by=people.ada, reason="Gone.")

    assert guidance_for(working) == review
