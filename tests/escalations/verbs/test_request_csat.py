"""An engineer asks an SME whether an ICM is to be marked CSAT-impacting (R39)."""

from datetime import datetime, timedelta

import pytest

from accounts.acting import NotAllowed, NotPossible, NotValid
from accounts.models import Expertise
from escalations import actions
from escalations.gate import GateRefused
from escalations.models import CsatRequest, Icm
from incidents import actions as incidents
from incidents.models import Incident
from tests.aftermath import letters, refused, verbs
from tests.conftest import Make
from tests.escalations.asking import WORDS, again, approved, ask
from tests.escalations.conftest import FACTS, MakeIcm, ProductGroup, investigate
from tests.people import People

OPENING = {
    "title": "Output stops after scaling",
    "kind": "bug",
    "facts": FACTS,
    "evidence": "Three of three.",
    "new_because": "No other is about scaling.",
}


def test_an_sme_of_the_region_is_asked(make_icm: MakeIcm, people: People) -> None:
    request = ask(make_icm(), people)

    assert request.state == "asked"
    assert request.number == f"CSAT-{100 + request.pk}"
    assert letters("request_csat") == {"sam": "staff"}


def test_two_hours_of_working_time_are_given(make_icm: MakeIcm, people: People, monday: datetime) -> None:
    request = ask(make_icm(), people)

    assert request.due_at == monday + timedelta(hours=2)


def test_it_is_in_the_timeline_for_the_team_alone(make_icm: MakeIcm, people: People) -> None:
    icm = make_icm()
    ask(icm, people)
    event = icm.incidents[0].events.latest("seq")

    assert event.verb == "request_csat"
    assert not event.public
    assert event.message.visibility == "internal"


def test_nothing_is_marked_and_the_product_group_is_not_told(make_icm: MakeIcm, people: People) -> None:
    icm = make_icm()
    ask(icm, people)

    assert not Icm.objects.filter(is_csat_impacting=True).exists()
    assert letters("mark_csat_impacting") == {}


def test_an_incident_that_the_icm_does_not_hit_yet_joins_it(make_icm: MakeIcm, make: Make, people: People) -> None:
    icm, other = make_icm(), make("work_in_progress", customer=people.lead)
    request = ask(icm, people, incident=other)

    assert request.incident == other
    assert [each.pk for each in Icm.objects.get(pk=icm.pk).incidents][-1] == other.pk


def test_without_an_icm_the_approval_opens_one(working: Incident, people: People, pg: ProductGroup) -> None:
    investigate(working, people)
    request = ask(None, people, incident=working, opening=OPENING)
    assert Icm.objects.count() == 0

    actions.approve_csat(again(request), by=people.sam)
    icm = Icm.objects.get()
    assert (icm.ground, icm.opened_by, icm.is_csat_impacting) == ("expert_indicated", people.sam, True)
    assert again(request).icm == icm
    assert verbs(working)[-2:] == ["open_icm", "approve_csat"]
    assert letters("mark_csat_impacting").keys() == {"ema", "pam", "pia", "pete"}


def test_what_would_not_pass_the_gate_is_said_at_once(working: Incident, people: People, pg: ProductGroup) -> None:
    with refused(GateRefused, "kind"):
        ask(None, people, incident=working, opening={**OPENING, "kind": "panic"})


def test_words_of_the_customers_conversation_can_be_picked(make_icm: MakeIcm, people: People) -> None:
    icm = make_icm()
    incident = icm.incidents[0]
    incidents.post_message(incident, by=people.ada, body="They ask me every hour.")
    theirs = incident.messages.get(author=people.ada)
    ours = incident.messages.filter(author=people.eva).first()
    assert ours is not None

    with refused(NotValid, "quotes"):
        ask(icm, people, quotes=[ours.pk])
    assert ask(icm, people, quotes=[theirs.pk]).quotes == [theirs.pk]


def test_a_feeling_in_ones_own_words_is_kept_as_it_is(make_icm: MakeIcm, people: People) -> None:
    request = ask(make_icm(), people, sentiment="Polite, and about to leave us", sentiment_words="")

    assert (request.sentiment, request.sentiment_words) == ("", "Polite, and about to leave us")


# --- What is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["sentiment", "why", "prevention"])
def test_all_three_are_asked_for(make_icm: MakeIcm, people: People, field: str) -> None:
    icm = make_icm()
    more = {**({"sentiment_words": ""} if field == "sentiment" else {}), field: " "}

    with refused(NotValid, field):
        ask(icm, people, **more)


@pytest.mark.parametrize("who", ["ada", "lead", "root", "gone"])
def test_only_the_support_team_asks(make_icm: MakeIcm, people: People, who: str) -> None:
    icm = make_icm()
    with refused(NotAllowed):
        actions.request_csat(by=people.by_name(who), icm=icm, **WORDS)


@pytest.mark.parametrize("state", ["asked", "more_asked", "approved"])
def test_a_second_one_while_one_lives(make_icm: MakeIcm, people: People, state: str) -> None:
    icm = make_icm()
    request = ask(icm, people) if state != "approved" else approved(icm, people)
    if state == "more_asked":
        actions.ask_for_more(request, by=people.sam, body="Who says so?")

    with refused(NotPossible) as caught:
        ask(Icm.objects.get(pk=icm.pk), people)
    assert request.number in caught.value.reason


def test_a_declined_one_may_be_asked_for_again_and_both_are_kept(make_icm: MakeIcm, people: People) -> None:
    icm = make_icm()
    actions.decline_csat(ask(icm, people), by=people.sam, reason="They are content.")
    ask(icm, people)

    assert set(CsatRequest.objects.values_list("state", flat=True)) == {"asked", "declined"}


def test_a_closed_incident(make_icm: MakeIcm, people: People) -> None:
    icm = make_icm()
    incidents.withdraw(icm.incidents[0], by=people.ada, reason="Gone.")

    with refused(NotPossible):
        ask(icm, people)


def test_a_closed_icm(make_icm: MakeIcm, people: People) -> None:
    icm = make_icm("closed")

    with refused(NotPossible):
        ask(icm, people)


def test_without_any_sme_nobody_could_decide(make_icm: MakeIcm, people: People) -> None:
    icm = make_icm()
    Expertise.objects.filter(user=people.sam).delete()

    with refused(NotPossible):
        ask(icm, people)


def test_an_sme_who_does_not_cover_it(make_icm: MakeIcm, people: People) -> None:
    icm = make_icm()

    with refused(NotValid, "sme"):
        ask(icm, people, sme=people.eli)
