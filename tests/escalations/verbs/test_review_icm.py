"""review_icm: what shiproom decides about a CSAT-impacting ICM, closed or not, escalated still or not (R41)."""

from datetime import date
from typing import Any

import pytest

from accounts.acting import NotAllowed, NotPossible, NotValid, Stale
from escalations import actions
from escalations.actions import review_icm
from escalations.models import CsatRequest, Icm, ShiproomReview
from incidents import actions as on_incidents
from incidents.models import Incident
from tests.aftermath import last_event, letters, refused
from tests.conftest import Make
from tests.escalations.asking import approved
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.kinds import CUSTOMERS, SUPPORT
from tests.people import People

HOTFIX: dict[str, Any] = {"decision": "hotfix", "who": "Pia", "due_on": date(2026, 11, 20)}
pytestmark = pytest.mark.usefixtures("monday")


@pytest.fixture
def icm(people: People, make_icm: MakeIcm) -> Icm:
    return escalated(make_icm("acknowledged"), people)


def escalated(icm: Icm, people: People) -> Icm:
    approved(icm, people)
    return Icm.objects.get(pk=icm.pk)


@pytest.mark.parametrize("who", SUPPORT)
def test_whoever_of_the_team_attends_records(people: People, icm: Icm, who: str) -> None:
    review = review_icm(icm, by=people.by_name(who), **HOTFIX)

    assert (review.doer, review.decision) == (people.by_name(who), "hotfix")
    assert icm.history.last().verb == "review_icm"  # type: ignore[union-attr]


@pytest.mark.parametrize("who", [*CUSTOMERS, "root", "gone"])
def test_nobody_else_with_an_account_does(people: People, icm: Icm, who: str) -> None:
    with refused(NotAllowed):
        review_icm(icm, by=people.by_name(who), **HOTFIX)


@pytest.mark.parametrize("who", ["ema", "pam"])
def test_em_and_pm_of_the_area_decide(pg: ProductGroup, icm: Icm, who: str) -> None:
    assert review_icm(icm, by=getattr(pg, who), **HOTFIX).member == getattr(pg, who)


@pytest.mark.parametrize("who", ["pia", "leo"])
def test_others_of_the_product_group_do_not(pg: ProductGroup, icm: Icm, who: str) -> None:
    with refused(NotAllowed):
        review_icm(icm, by=getattr(pg, who), **HOTFIX)


def test_an_em_of_another_area_does_not(people: People, pg: ProductGroup, icm: Icm) -> None:
    pg.ema.areas.set([people.inputs])

    with refused(NotAllowed):
        review_icm(icm, by=pg.ema, **HOTFIX)


def test_what_never_was_csat_impacting_has_no_place_there(people: People, make_icm: MakeIcm) -> None:
    icm = make_icm()

    with refused(NotPossible):
        review_icm(icm, by=people.mia, **HOTFIX)


def test_each_state_can_be_reviewed_and_stays(people: People, make: Make, make_icm: MakeIcm, pg: ProductGroup) -> None:
    for state in ("open", "acknowledged", "needs_information", "mitigated", "resolved"):
        icm = escalated(make_icm(state), people)
        review_icm(icm, by=people.mia, **HOTFIX)

        icm.refresh_from_db()
        assert icm.state == state


def test_a_closed_one_too_and_one_whose_escalation_and_incident_have_ended(people: People, make_icm: MakeIcm) -> None:
    icm = escalated(make_icm("resolved"), people)
    incident = icm.hits.get().incident
    actions.end_csat(CsatRequest.objects.get(), by=people.mia, reason="They are content.")
    actions.close(icm, by=people.eva)
    on_incidents.withdraw(incident, by=people.ada, reason="Solved.")
    events = Incident.objects.get(pk=incident.pk).event_count

    review = review_icm(icm, by=people.eva, decision="nothing_more")

    assert review.pk
    assert Incident.objects.get(pk=incident.pk).event_count == events, "nothing is written to a closed incident"


def test_the_words_for_the_customer_go_to_the_owner_and_to_nobody_else(people: People, icm: Icm) -> None:
    review_icm(icm, by=people.mia, customer_words="The permanent fix arrives on Friday.", **HOTFIX)

    event = last_event(icm.hits.get().incident)
    incident = Incident.objects.get(pk=event.incident_id)
    assert (event.verb, event.public, event.message.visibility) == ("review_icm", False, "internal")
    assert event.message.body == "The permanent fix arrives on Friday."
    assert incident.action_needed
    assert letters("review_icm") == {"eva": "staff", "pia": "pg"}
    assert "Friday" not in str(icm.history.last().data)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (["decision"], {"decision": "wait"}),
        (["who", "due_on"], {"decision": "hotfix"}),
        (["who", "due_on"], {"decision": "keep_watching"}),
        (["due_on"], {**HOTFIX, "due_on": date(2026, 11, 15)}),
        (["customer_words"], {"decision": "by_design"}),
        (["decision"], {"decision": "nothing_more"}),
        (["risk_reason"], {**HOTFIX, "lesson": "Ring them.", "risk_reason": "mood"}),
    ],
)
def test_what_a_decision_needs_is_named_by_field(
    people: People, icm: Icm, fields: list[str], words: dict[str, Any]
) -> None:
    with refused(NotValid, *fields):
        review_icm(icm, by=people.mia, **words)


def test_what_happened_meanwhile_is_looked_at_first(people: People, pg: ProductGroup, icm: Icm) -> None:
    icm.seen = icm.version
    actions.update(icm, by=pg.pia, body="It is the lease after all.")

    with refused(Stale):
        review_icm(icm, by=people.mia, **HOTFIX)


def test_after_a_review_the_escalation_may_be_ended_by_the_team(people: People, icm: Icm) -> None:
    review_icm(icm, by=people.mia, **HOTFIX)

    actions.end_csat(CsatRequest.objects.get(), by=people.eva, reason="They are content.")

    assert ShiproomReview.objects.count() == 1
