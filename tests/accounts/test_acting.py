"""How an act is done: asked in one order, all of it or nothing, and never one inside another (R1)."""

from datetime import datetime
from typing import Any

import pytest

from accounts.acting import NotAllowed, NotPossible, NotValid, Stale, acting, door, through
from incidents import actions
from incidents.actions import house
from incidents.models import Incident
from tests.aftermath import everything, last_event, refused
from tests.people import People


def test_it_counts_the_version_and_returns_the_record_as_it_is(working: Incident, people: People) -> None:
    after = actions.add_note(working, by=people.eva, body="A note.")

    assert after.version == working.version + 1 == Incident.objects.get().version


def test_a_page_that_is_not_stale_passes_and_one_that_is_does_not(working: Incident, people: People) -> None:
    page, other = Incident.objects.get(), Incident.objects.get()
    page.seen = other.seen = working.version
    actions.add_note(page, by=people.eva, body="First.")

    with refused(Stale):
        actions.add_note(other, by=people.eli, body="Second.")


def test_what_a_person_did_they_have_seen(working: Incident, people: People) -> None:
    working.seen = working.version
    after = actions.add_note(working, by=people.eva, body="First.")

    assert actions.add_note(after, by=people.eva, body="Second.").version == working.version + 2


def test_allowed_is_asked_before_stale_and_stale_before_possible(closed: Incident, people: People) -> None:
    closed.seen = closed.version - 1
    with refused(NotAllowed):
        actions.propose_solution(closed, by=people.eli, kind="workaround", body="Scale.")
    with refused(Stale):
        actions.propose_solution(closed, by=people.eva, kind="workaround", body="Scale.")
    closed.seen = None
    with refused(NotPossible):
        actions.propose_solution(closed, by=people.eva, kind="", body="")


def test_possible_is_asked_before_well_formed(closed: Incident, people: People) -> None:
    with refused(NotPossible):
        actions.withdraw(closed, by=people.ada, reason="")


def test_the_row_is_read_anew_under_the_lock(working: Incident, people: People) -> None:
    old = Incident.objects.get()
    actions.withdraw(working, by=people.ada, reason="Found it.")

    assert old.state == "work_in_progress"
    with refused(NotPossible):
        actions.add_note(old, by=people.eva, body="Too late.")


def test_two_acts_on_one_record_are_not_nested(working: Incident, people: People) -> None:
    def nested() -> None:
        with acting(house.INCIDENTS, "add_note", working, people.eva) as act:
            act.words = "The outer note."
            actions.add_note(working, by=people.eva, body="The inner note.")

    before = everything()
    with pytest.raises(RuntimeError, match="already acting"):
        nested()
    assert everything() == before


def test_two_acts_on_two_records_are(monday: datetime, make: Any, people: People) -> None:
    first, second = make("work_in_progress"), make("work_in_progress")
    with acting(house.INCIDENTS, "add_note", first, people.eva) as act:
        act.words = "The outer note."
        actions.add_note(second, by=people.eva, body="The inner note.")

    assert [last_event(incident).message.body for incident in (first, second)] == ["The outer note.", "The inner note."]


def test_after_a_nested_act_was_refused_the_record_is_free_again(working: Incident, people: People) -> None:
    with refused(NotValid, "body"):
        actions.add_note(working, by=people.eva, body="")

    assert actions.add_note(working, by=people.eva, body="A note.").version == working.version + 1


def test_whatever_fails_inside_leaves_nothing(working: Incident, people: People) -> None:
    def half_done() -> None:
        with acting(house.INCIDENTS, "propose_solution", working, people.eva) as act:
            act.record.propose_solution(act.at)
            act.record.solutions.create(kind="workaround", body="Scale.", proposed_by=people.eva, proposed_at=act.at)
            raise ZeroDivisionError

    before = everything()
    with pytest.raises(ZeroDivisionError):
        half_done()
    assert everything() == before


def test_a_letter_that_cannot_be_queued_undoes_the_act(working: Incident, people: People, monkeypatch: Any) -> None:
    before = everything()

    def broken(*_args: Any, **_more: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("incidents.notices.outbox.queue", broken)
    with pytest.raises(ZeroDivisionError):
        actions.send_update(working, by=people.eva, body="Hello.")

    assert everything() == before


def test_a_door_is_known_inside_and_forgotten_outside() -> None:
    assert door() == "system"
    with through("api"):
        assert door() == "api"
    assert door() == "system"
