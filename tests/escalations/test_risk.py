"""Which customers may be unhappy, with reasons that a person can read and follow up (R38)."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.acting import NotAllowed, NotPossible, NotValid
from escalations import actions, risk
from escalations.upset import UPSET, upset_in
from incidents import actions as incidents
from incidents.actions.rating import rate_incident, say_unhappy
from incidents.models import Incident
from notifications.moment import now
from tests.aftermath import refused, verbs
from tests.conftest import Make
from tests.escalations.asking import ask
from tests.escalations.conftest import MakeIcm
from tests.people import People

Later = Callable[..., Any]


def seen(incident: Incident) -> dict[str, list[str]]:
    """The reasons by kind, each with its evidence."""
    found = risk.risk_of(Incident.objects.get(pk=incident.pk), now())
    return {reason.kind: [each.what for each in reason.evidence] for reason in found.reasons}


def listed() -> list[int]:
    return list(risk.candidates(Incident.objects.all(), now()).values_list("pk", flat=True))


# --- Words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", UPSET)
@pytest.mark.parametrize("form", ["{}", "This is {}!", "({})", "we are\n{}, again"])
def test_each_word_is_found_whatever_its_case(word: str, form: str) -> None:
    assert upset_in(form.format(word.upper())) == [word]


@pytest.mark.parametrize(
    "harmless", ["The job fails with error 12.", "tangerine", "escalated", "the refunded order table", "Angryville", ""]
)
def test_parts_of_words_and_technical_trouble_are_not(harmless: str) -> None:
    assert upset_in(harmless) == []


def test_words_that_a_line_break_parts_are_one() -> None:
    assert upset_in("You are wasting\n our time.") == ["wasting our time"]


# --- Reasons ----------------------------------------------------------------------------------------------------------


def test_an_incident_that_goes_well_has_none(monday: Any, working: Incident) -> None:
    assert seen(working) == {}
    assert listed() == []


def test_a_rejection(monday: Any, proposed: Incident, people: People) -> None:
    incidents.reject_solution(proposed, by=people.ada, reason="It stalls again.")

    assert [line.split(": ")[-1] for line in seen(proposed)["rejected"]] == ["It stalls again."]
    assert listed() == [proposed.pk]


def test_a_breach(monday: Any, working: Incident, later: Later) -> None:
    with later(days=6):
        incidents.sweep_clocks()
        assert "Relief was due" in seen(working)["breached"][0]
        assert listed() == [working.pk]


def test_upset_words_of_the_customers_but_not_of_ours(monday: Any, working: Incident, people: People) -> None:
    incidents.add_note(working, by=people.eva, body="The customer is furious.")
    incidents.send_update(working, by=people.eva, body="We know that this is unacceptable.")
    assert seen(working) == {}

    incidents.post_message(working, by=people.ada, body="This is UNACCEPTABLE.")
    assert seen(working)["upset"] == ["This is UNACCEPTABLE."]
    assert listed() == [working.pk]


def test_upset_words_in_the_report_itself(monday: Any, make: Make) -> None:
    incident = make("work_in_progress", description="We are fed up with this.")

    assert seen(incident)["upset"] == ["We are fed up with this."]
    assert listed() == [incident.pk]


def test_two_messages_without_an_answer_or_one_for_a_day(
    monday: Any, working: Incident, people: People, later: Later
) -> None:
    incidents.post_message(working, by=people.ada, body="Any news?")
    assert "unanswered" not in seen(working)
    with later(hours=25):
        assert seen(working)["unanswered"] == ["Any news?"]
    incidents.post_message(working, by=people.ada, body="Hello?")
    assert seen(working)["unanswered"] == ["Any news?", "Hello?"]

    incidents.send_update(working, by=people.eva, body="We read the traces.")
    assert seen(working) == {}


def test_a_low_rating_of_the_same_organisation_lately(monday: Any, make: Make, people: People, later: Later) -> None:
    rate_incident(make("closed"), by=people.ada, score=2, words="Slow.")
    ours, others = make("work_in_progress"), make("work_in_progress", customer=people.max)

    assert "2 of 5, Slow." in seen(ours)["rated"][0]
    assert seen(others) == {}
    assert listed() == [ours.pk]
    with later(days=181):
        assert "rated" not in seen(ours)


def test_what_is_open_again_after_a_low_rating_says_so_of_itself(monday: Any, make: Make, people: People) -> None:
    rated = make("closed")
    rate_incident(rated, by=people.ada, score=1, words="It came back.")
    incidents.reopen(rated, by=people.mia, reason="Closed in error.")

    found = risk.risk_of(Incident.objects.get(pk=rated.pk), now())
    assert [(reason.mark, reason.is_of_others) for reason in found.reasons] == [("rated_this:1", False)]


def test_age(monday: Any, working: Incident, later: Later) -> None:
    with later(days=13, hours=23):
        assert "old" not in seen(working)
    with later(days=14):
        assert "old" in seen(working)
        assert working.pk in listed()


def test_the_customers_own_press(monday: Any, working: Incident, people: People) -> None:
    say_unhappy(working, by=people.ada, words="You ask for the same logs again.")

    assert "You ask for the same logs again." in seen(working)["unhappy"][0]
    assert listed() == [working.pk]


def test_what_is_escalated_already_or_closed_is_not_listed(make_icm: MakeIcm, make: Make, people: People) -> None:
    icm = make_icm()
    say_unhappy(icm.incidents[0], by=people.ada)
    ask(icm, people)
    say_unhappy(other := make("work_in_progress"), by=people.ada)
    incidents.withdraw(other, by=people.ada, reason="Gone.")

    assert listed() == []


# --- Looked at --------------------------------------------------------------------------------------------------------


def test_it_is_dismissed_with_a_reason_that_is_kept_until_there_is_a_new_one(
    monday: Any, working: Incident, people: People
) -> None:
    incidents.post_message(working, by=people.ada, body="This is unacceptable.")
    dismissal = actions.dismiss_risk(working, by=people.eva, reason="She means the cable.")

    assert verbs(working)[-1] == "dismiss_risk"
    assert (dismissal.reason, dismissal.reasons) == ("She means the cable.", ["upset:1"])
    assert risk.risk_of(working, now()).is_dismissed

    incidents.post_message(working, by=people.ada, body="I am fed up.")
    assert not risk.risk_of(working, now()).is_dismissed


def test_dismissing_is_refused_to_others_without_a_reason_and_when_closed(
    monday: Any, working: Incident, people: People
) -> None:
    say_unhappy(working, by=people.ada)

    with refused(NotAllowed):
        actions.dismiss_risk(working, by=people.ada, reason="I am fine.")
    with refused(NotValid, "reason"):
        actions.dismiss_risk(working, by=people.eva, reason=" ")
    incidents.withdraw(working, by=people.ada, reason="Gone.")
    with refused(NotPossible):
        actions.dismiss_risk(working, by=people.eva, reason="Closed.")


def test_it_never_escalates_by_itself(monday: Any, working: Incident, people: People, later: Later) -> None:
    say_unhappy(working, by=people.ada)
    with later(days=30):
        actions.sweep_csat()

    assert not working.csat_requests.exists()
