"""The morning review's board: each reason brings an incident there, a review takes it away, only something new back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from escalations.actions import dismiss_risk, review_incident
from escalations.meetings import morning
from escalations.meetings.days import workdays_ago
from incidents import actions
from incidents.actions.clocks import sweep_clocks
from incidents.actions.rating import rate_incident, say_unhappy
from incidents.models import Incident
from notifications.moment import at, now
from tests.conftest import MONDAY, Make
from tests.people import People

Later = Callable[..., Any]
pytestmark = pytest.mark.usefixtures("monday")


def on_board(user: User) -> dict[int, list[str]]:
    return {case.incident.pk: case.reasons for case in morning.board(user)}


def why(incident: Incident, user: User) -> list[str]:
    return on_board(user).get(incident.pk, [])


def looked_at(incident: Incident, people: People, **more: Any) -> None:
    review_incident(incident, by=people.mia, course="investigate", guidance="Read the diagnostics first.", **more)


def test_what_was_assigned_is_there_until_it_is_reviewed(people: People, working: Incident, later: Later) -> None:
    assert why(working, people.eva) == ["assigned"]
    looked_at(working, people)
    assert why(working, people.eva) == []

    with later(minutes=1):
        actions.transfer_ownership(working, by=people.mia, owner=people.eli, reason="Eva is leaving us.")
        assert why(working, people.eva) == ["assigned"]


def test_another_triage_than_the_owners_is_no_new_assignment(people: People, new: Incident) -> None:
    looked_at(new, people)
    actions.assign(new, by=people.eli, severity=2)

    assert why(new, people.eva) == []


def test_what_nobody_has_yet_waits_for_triage_not_for_the_meeting(people: People, make: Make) -> None:
    assert why(make("untriaged"), people.eva) == []


def test_a_missed_promise_brings_it_there_and_the_next_one_back(people: People, new: Incident, later: Later) -> None:
    looked_at(new, people)
    with later(hours=30):
        sweep_clocks()
        assert "breached" in why(new, people.eva)
        looked_at(new, people)
        assert why(new, people.eva) == []
    with later(days=10):
        sweep_clocks()
        assert "breached" in why(new, people.eva)


def test_severity_1_is_there_whenever_anything_happened(people: People, make: Make, later: Later) -> None:
    grave = make("work_in_progress", severity=1)
    assert "severity_1" in why(grave, people.eva)
    looked_at(grave, people)
    assert why(grave, people.eva) == []

    with later(minutes=1):
        actions.add_note(grave, by=people.eva, body="The lease again.")
        assert why(grave, people.eva) == ["severity_1"]


def test_a_call_for_help_is_there_and_a_second_one_again(people: People, working: Incident) -> None:
    looked_at(working, people)
    actions.raise_flag(working, by=people.eva, flag="assistance_required", reason="A second pair of eyes.")
    assert why(working, people.eva) == ["assistance"]
    looked_at(working, people)
    assert why(working, people.eva) == []

    actions.lower_flag(working, by=people.eva, flag="assistance_required", reason="Sam looked.")
    assert why(working, people.eva) == []
    actions.raise_flag(working, by=people.eva, flag="assistance_required", reason="Once more.")
    assert why(working, people.eva) == ["assistance"]


def test_a_sign_of_risk_is_there_and_only_a_further_one_brings_it_back(people: People, make: Make) -> None:
    incident = make("solution_proposed")
    looked_at(incident, people)
    actions.reject_solution(incident, by=people.ada, reason="It stalls again.")
    assert why(incident, people.eva) == ["at_risk"]
    looked_at(incident, people)
    assert why(incident, people.eva) == []

    actions.add_note(incident, by=people.eva, body="A lease.")
    assert why(incident, people.eva) == [], "the team's own words are no new sign"
    actions.propose_solution(incident, by=people.eva, kind="workaround", body="Scale.")
    actions.reject_solution(incident, by=people.ada, reason="And again.")
    assert why(incident, people.eva) == ["at_risk"]


def test_who_says_that_they_are_not_happy_is_seen_however_many_old_ones_press_more(
    people: People, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(morning, "LOOKED_AT", 3)
    with at(MONDAY - timedelta(days=30)):
        old = [make("work_in_progress") for _each in range(4)]
    for each in old[:3]:
        actions.post_message(each, by=each.customer, body="Any news?")
    rejected, unhappy = make("solution_proposed"), make("work_in_progress")
    actions.reject_solution(rejected, by=people.ada, reason="It stalls again.")
    say_unhappy(unhappy, by=people.ada, words="This is going nowhere.")
    actions.send_update(Incident.objects.get(pk=unhappy.pk), by=people.eva, body="We are on it.")
    looked_at(Incident.objects.get(pk=rejected.pk), people)

    assert morning.at_risk(Incident.objects.visible_to(people.eva), now()) == [unhappy.pk]
    assert "at_risk" in why(unhappy, people.eva)


def test_a_low_rating_brings_back_what_was_rated_and_no_other_of_that_customer(people: People, make: Make) -> None:
    rated, reviewed, fresh = make("solution_proposed"), make("work_in_progress"), make("work_in_progress")
    for each in (rated, reviewed):
        looked_at(each, people)
    rated = actions.accept_solution(rated, by=people.ada)
    rate_incident(rated, by=people.ada, score=1, words="It came back the same day.")
    again = actions.reopen(rated, by=people.mia, reason="Closed in error.")

    assert on_board(people.eva) == {rated.pk: ["at_risk"], fresh.pk: ["at_risk", "assigned"]}
    looked_at(Incident.objects.get(pk=again.pk), people)
    assert why(again, people.eva) == []


def test_a_low_rating_of_another_brings_no_dismissed_sign_back(people: People, make: Make) -> None:
    incident = make("solution_proposed")
    actions.reject_solution(incident, by=people.ada, reason="It stalls again.")
    dismiss_risk(incident, by=people.eva, reason="They tried the old build.")
    looked_at(incident, people)
    rate_incident(make("closed"), by=people.ada, score=1)

    assert why(incident, people.eva) == []


def test_two_worked_days_of_quiet_bring_it_there_and_two_more_back(people: People, working: Incident) -> None:
    looked_at(working, people)
    with at(MONDAY + timedelta(days=1, hours=23)):
        assert why(working, people.eva) == []
    with at(MONDAY + timedelta(days=2, minutes=1)):
        assert why(working, people.eva) == ["quiet"]
        looked_at(working, people)
        assert why(working, people.eva) == []
    with at(MONDAY + timedelta(days=4, minutes=2)):
        assert why(working, people.eva) == ["quiet"]


def test_nobody_was_quiet_over_a_weekend(people: People, working: Incident) -> None:
    friday = MONDAY + timedelta(days=4)
    with at(friday):
        looked_at(working, people)
    with at(friday + timedelta(days=3)):
        assert why(working, people.eva) == []
    assert workdays_ago(friday + timedelta(days=3), 2) == friday - timedelta(days=1)


def test_a_solution_that_nobody_answers_for_three_days_is_there(people: People, proposed: Incident) -> None:
    looked_at(proposed, people)
    with at(MONDAY + timedelta(days=3, minutes=1)):
        assert why(proposed, people.eva) == ["unanswered"]
        actions.keep_open(proposed, by=people.ada)
        assert why(proposed, people.eva) == [], "an answer, even to keep it open, is one"


def test_what_was_decided_comes_back_when_its_time_has_come(people: People, working: Incident, later: Later) -> None:
    looked_at(working, people, by_when=MONDAY + timedelta(hours=4))
    assert why(working, people.eva) == []

    with later(hours=4):
        assert why(working, people.eva) == ["due"]


def test_what_is_closed_is_never_there(people: People, make: Make) -> None:
    assert why(make("closed", severity=1), people.eva) == []


def test_what_presses_most_comes_first_each_once_under_its_gravest_heading(people: People, make: Make) -> None:
    fresh, grave = make("work_in_progress"), make("work_in_progress", severity=1)
    actions.raise_flag(grave, by=people.eva, flag="assistance_required", reason="Help.")

    cases = morning.board(people.eva)

    assert [case.incident for case in cases] == [grave, fresh]
    assert cases[0].reasons == ["severity_1", "assistance", "assigned"]
    assert [heading for heading, _cases in morning.grouped(cases)] == ["Needs help", "New since its last review"]


def test_customers_have_no_board(people: People, working: Incident) -> None:
    assert on_board(people.max) == {}
