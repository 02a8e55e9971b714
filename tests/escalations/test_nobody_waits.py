"""A customer's word closes an incident: what waited beside it ends at once, and whoever waited is told (R30, R40)."""

from collections.abc import Callable
from typing import Any

import pytest

from escalations import actions, notices
from escalations.consent import standing
from escalations.models import Consultation, CsatRequest, Icm, Rung
from incidents import actions as incidents
from incidents.models import Guest, Incident
from incidents.replaying import replay_timeline
from notifications.models import Notification
from tests.aftermath import letters
from tests.escalations.asking import asked_about
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.people import People

Close = Callable[[Incident, People], Incident]


def accept(incident: Incident, people: People) -> Incident:
    proposed = incidents.propose_solution(incident, by=people.eva, kind="workaround", body="Scale to 12 units.")
    return incidents.accept_solution(proposed, by=people.ada)


def withdraw(incident: Incident, people: People) -> Incident:
    return incidents.withdraw(incident, by=people.ada, reason="It went away.")


BOTH = pytest.mark.parametrize("close", [accept, withdraw], ids=["accept_solution", "withdraw"])


def ask(incident: Incident, people: People, **more: Any) -> Consultation:
    told: dict[str, Any] = {"by": people.eli, "audience": "smes", "reason": "It is about joins."} | more
    return actions.ask(incident, area=people.query, question="Is it the lease?", **told)


def fresh(incident: Incident) -> Incident:
    return Incident.objects.get(pk=incident.pk)


@BOTH
def test_an_open_question_ends_with_it_and_who_asked_is_told(working: Incident, people: People, close: Close) -> None:
    question = ask(working, people)

    close(fresh(working), people)

    question = Consultation.objects.get(pk=question.pk)
    assert question.state == "ended"
    assert list(Rung.objects.values_list("outcome", flat=True)) == ["ended"]
    assert letters("end") == {"eli": "staff"}
    letter = notices.letter(Notification.objects.get(verb="end"))
    assert letter is not None
    assert letter.subject == f"{working.number} is closed, and your question with it"
    assert "Nobody is asked for an answer any more." in letter.text
    assert replay_timeline(Incident.objects.all()).differences == []


def test_the_owner_who_asked_hears_of_the_closing_alone(working: Incident, people: People) -> None:
    ask(working, people, by=people.eva)

    withdraw(fresh(working), people)

    assert letters("end") == {}
    assert letters("withdraw")["eva"] == "staff"


def test_whose_question_another_took_back_is_told(working: Incident, people: People) -> None:
    actions.end(ask(working, people), by=people.eva, reason="Found it in the *guide*.")

    assert letters("end") == {"eli": "staff"}
    letter = notices.letter(Notification.objects.get(verb="end"))
    assert letter is not None
    assert letter.subject == f"Eva Novak took your question about {working.number} back"
    assert "Found it in the *guide*." in letter.text


@BOTH
def test_the_sweep_after_it_finds_nothing_left(working: Incident, people: People, close: Close) -> None:
    ask(working, people)
    close(fresh(working), people)

    assert actions.sweep_consultations() == 0
    assert letters("end") == {"eli": "staff"}


@BOTH
def test_a_request_that_waits_is_void_at_once_and_all_who_were_asked_are_told(
    working: Incident, people: People, pg: ProductGroup, close: Close
) -> None:
    request = asked_about(working, people)
    waiting = set(letters("request_csat"))

    close(fresh(working), people)

    assert CsatRequest.objects.get(pk=request.pk).state == "void"
    assert waiting
    assert waiting <= set(letters("void_csat"))
    assert actions.sweep_csat() == 0


@BOTH
def test_its_icm_goes_on_and_whoever_takes_part_in_the_conversation_is_out(
    make_icm: MakeIcm, people: People, pg: ProductGroup, close: Close
) -> None:
    icm = actions.ask_to_join(make_icm("acknowledged"), by=pg.pia, reason="I want to see it happen.")

    close(fresh(icm.incidents[0]), people)

    assert Icm.objects.get(pk=icm.pk).state == "acknowledged"
    assert list(standing(Guest.objects.there())) == []
    actions.resolve(Icm.objects.get(pk=icm.pk), by=pg.pia, resolution="fixed", body="In build 5.12.")
    assert letters("resolve") == {"eva": "staff"}
