"""Asking for more, revising, discussing, declining and ending: each kept, each told (R39, R40)."""

import pytest

from accounts.acting import NotAllowed, NotPossible, NotValid
from escalations import actions
from escalations.models import Icm
from incidents import actions as incidents
from incidents.models import Incident
from tests.aftermath import letters, refused
from tests.escalations.asking import WORDS, again, approved, ask
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.people import People


def test_asking_for_more_wants_the_owner_and_rests_the_reminders(make_icm: MakeIcm, people: People) -> None:
    icm = make_icm()
    request = actions.ask_for_more(ask(icm, people), by=people.sam, body="Who says so?")

    assert (request.state, request.chase_at) == ("more_asked", None)
    assert letters("ask_for_more") == {"eva": "staff"}
    assert Incident.objects.get(pk=icm.incidents[0].pk).action_needed


def test_the_answer_goes_back_to_the_sme_with_what_it_said_before(make_icm: MakeIcm, people: People) -> None:
    request = actions.ask_for_more(ask(make_icm(), people), by=people.sam, body="Who says so?")
    revised = actions.revise_csat(
        again(request), by=people.eva, **{**WORDS, "why": "Their CIO wrote."}, body="See below."
    )

    assert (revised.state, revised.why) == ("asked", "Their CIO wrote.")
    assert letters("revise_csat") == {"sam": "staff"}
    assert revised.history.get(verb="revise_csat").data["was"]["why"] == WORDS["why"]


@pytest.mark.parametrize("who", ["eli", "sam", "mia", "ada"])
def test_only_who_asked_revises(make_icm: MakeIcm, people: People, who: str) -> None:
    request = ask(make_icm(), people)

    with refused(NotAllowed):
        actions.revise_csat(request, by=people.by_name(who), **WORDS)


def test_what_is_discussed_is_kept_and_the_other_side_is_told(make_icm: MakeIcm, people: People) -> None:
    request = actions.discuss_csat(ask(make_icm(), people, sme=people.sam), by=people.eva, body="They rang again.")
    actions.discuss_csat(again(request), by=people.sam, body="I shall ring them myself.")

    assert list(request.history.filter(verb="discuss_csat").values_list("body", flat=True)) == [
        "They rang again.",
        "I shall ring them myself.",
    ]
    assert letters("discuss_csat") == {"sam": "staff", "eva": "staff"}


def test_declining_needs_a_reason_that_who_asked_reads(make_icm: MakeIcm, people: People) -> None:
    request = ask(make_icm(), people)

    with refused(NotValid, "reason"):
        actions.decline_csat(request, by=people.sam, reason=" ")
    assert actions.decline_csat(request, by=people.sam, reason="They are content.").state == "declined"
    assert letters("decline_csat") == {"eva": "staff"}
    assert not Icm.objects.filter(is_csat_impacting=True).exists()


def test_ending_takes_the_marks_off_and_keeps_the_history(make_icm: MakeIcm, people: People) -> None:
    icm = make_icm("acknowledged")
    request = approved(icm, people)
    ended = actions.end_csat(again(request), by=people.mia, reason="They are content now.")

    assert ended.state == "ended"
    assert Icm.objects.get(pk=icm.pk).staff_title == icm.title
    incident = Incident.objects.with_everything().get(pk=icm.incidents[0].pk)
    assert incident.staff_title == incident.title
    assert list(ended.history.values_list("verb", flat=True)) == ["request_csat", "approve_csat", "end_csat"]
    assert letters("unmark_csat_impacting") == {"ema": "pg", "pam": "pg", "pia": "pg"}


def test_the_marks_can_be_taken_off_a_closed_incident_too(make_icm: MakeIcm, people: People) -> None:
    icm = make_icm("acknowledged")
    request = approved(icm, people)
    incidents.withdraw(icm.incidents[0], by=people.ada, reason="Gone.")
    actions.end_csat(again(request), by=people.mia, reason="Over.")

    incident = Incident.objects.with_everything().get(pk=icm.incidents[0].pk)
    assert incident.staff_title == incident.title


def test_an_engineer_ends_it_after_shiproom_alone(make_icm: MakeIcm, people: People) -> None:
    icm = make_icm("acknowledged")
    request = approved(icm, people)

    with refused(NotAllowed):
        actions.end_csat(again(request), by=people.eva, reason="Over.")
    actions.review_icm(Icm.objects.get(pk=icm.pk), by=people.mia, decision="by_design", customer_words="So it is.")
    assert actions.end_csat(again(request), by=people.eva, reason="Over.").state == "ended"


def test_what_was_never_approved_has_no_end(make_icm: MakeIcm, people: People) -> None:
    request = ask(make_icm(), people)

    with refused(NotPossible):
        actions.end_csat(request, by=people.mia, reason="Over.")


def test_by_design_needs_words_for_the_customer(make_icm: MakeIcm, people: People, pg: ProductGroup) -> None:
    icm = make_icm("acknowledged")
    approved(icm, people)
    icm = Icm.objects.get(pk=icm.pk)

    with refused(NotValid, "insight"):
        actions.resolve(icm, by=pg.pia, resolution="by_design")
    assert (
        actions.resolve(icm, by=pg.pia, resolution="by_design", insight="It keeps order.").insight == "It keeps order."
    )
