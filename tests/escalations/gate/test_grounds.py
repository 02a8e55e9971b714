"""An ICM is opened on four grounds, each looked at; four further reasons are none, and lead elsewhere (R31)."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Expertise, Region
from escalations import actions
from escalations.gate import GateRefused
from incidents import actions as incidents
from incidents.models import Incident
from tests.aftermath import letters
from tests.conftest import Make
from tests.escalations.conftest import ProductGroup
from tests.escalations.gate.conftest import Open, answered
from tests.people import People

TurnedAway = Callable[..., GateRefused]


# --- Evidence of a bug --------------------------------------------------------------------------------------------


def test_evidence_in_words_opens_it(opened: Open) -> None:
    icm = opened()

    assert (icm.ground, icm.evidence[:10]) == ("bug_evidence", "The metric")
    assert icm.outstanding == []


def test_a_file_of_the_incident_is_evidence(opened: Open, incident: Incident, people: People) -> None:
    incidents.add_note(incident, by=people.eva, body="A trace.", files=[SimpleUploadedFile("a.log", b"0 rows")])

    assert opened(evidence="").ground == "bug_evidence"


@pytest.mark.parametrize("evidence", ["", "  \n", "\u200b\u202e"])
def test_to_say_that_there_is_evidence_is_not_enough(turned_away: TurnedAway, evidence: str) -> None:
    turned_away("evidence", evidence=evidence)


# --- An expert's word ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["sen", "sam"])
def test_an_expert_opens_it_by_their_own_act(opened: Open, people: People, who: str) -> None:
    assert opened(by=people.by_name(who), ground="expert_indicated", evidence="").opened_by == people.by_name(who)


@pytest.mark.parametrize("who", ["eva", "eli", "mia"])
def test_who_is_no_expert_cannot_stand_for_one(turned_away: TurnedAway, people: People, who: str) -> None:
    turned_away("ground", by=people.by_name(who), ground="expert_indicated")


def test_an_sme_of_another_area_is_no_expert_here(turned_away: TurnedAway, people: People) -> None:
    Expertise.objects.filter(user=people.sam).update(area=people.inputs)

    turned_away("ground", by=people.sam, ground="expert_indicated")


def test_an_sme_of_the_area_is_one_for_every_region(opened: Open, people: People) -> None:
    Expertise.objects.filter(user=people.sam).update(region=Region.objects.get(slug="americas"))

    assert opened(by=people.sam, ground="expert_indicated").opened_by == people.sam


def test_an_sme_of_another_region_opens_it_on_the_answer_on_which_others_may(
    opened: Open, incident: Incident, people: People
) -> None:
    Expertise.objects.filter(user=people.sam).update(region=Region.objects.get(slug="americas"))
    consultation = answered(incident, people, by=people.sam)

    assert opened(by=people.eva, ground="expert_indicated", consultation=consultation).pk
    asked = {"consultation": consultation, "new_because": "Another symptom."}
    assert opened(by=people.sam, ground="expert_indicated", **asked).pk


def test_an_sme_of_everything_is_an_expert_everywhere(opened: Open, people: People) -> None:
    Expertise.objects.filter(user=people.sam).update(area=None, region=None)

    assert opened(by=people.sam, ground="expert_indicated").pk


def test_an_answered_consultation_that_says_so_opens_it(opened: Open, incident: Incident, people: People) -> None:
    consultation = answered(incident, people, by=people.sam)

    assert opened(ground="expert_indicated", consultation=consultation).consultation == consultation


def test_an_answer_that_says_no_does_not(turned_away: TurnedAway, incident: Incident, people: People) -> None:
    consultation = answered(incident, people, by=people.sam, icm_indicated=False)

    turned_away("consultation", ground="expert_indicated", consultation=consultation)


def test_the_last_answer_counts(turned_away: TurnedAway, incident: Incident, people: People) -> None:
    consultation = answered(incident, people, by=people.sam)
    actions.answer(consultation, by=people.sam, body="On second thoughts, no.", icm_indicated=False)

    turned_away("consultation", ground="expert_indicated", consultation=consultation)


def test_a_consultation_that_waits_says_nothing(turned_away: TurnedAway, incident: Incident, people: People) -> None:
    asked = actions.ask(incident, by=people.eva, area=people.query, audience="colleagues", question="Is it a bug?")

    turned_away("consultation", ground="expert_indicated", consultation=asked)


def test_a_consultation_about_another_incident_says_nothing_here(
    turned_away: TurnedAway, make: Make, people: People
) -> None:
    turned_away(
        "consultation",
        ground="expert_indicated",
        consultation=answered(make("work_in_progress"), people, by=people.sam),
    )


def test_nobody_opens_it_on_their_own_answer_to_a_colleague(
    turned_away: TurnedAway, incident: Incident, people: People
) -> None:
    consultation = answered(incident, people, by=people.eli, audience="colleagues")

    turned_away("consultation", by=people.eli, ground="expert_indicated", consultation=consultation)


def test_an_sme_may_open_it_on_their_own_answer(opened: Open, incident: Incident, people: People) -> None:
    consultation = answered(incident, people, by=people.sam)

    assert opened(by=people.sam, ground="expert_indicated", consultation=consultation).pk


# --- The product group's word -------------------------------------------------------------------------------------


def test_a_pg_member_who_answered_opens_it(
    opened: Open, uninvestigated: Incident, people: People, pg: ProductGroup
) -> None:
    consultation = answered(uninvestigated, people, by=pg.pia, audience="pg")

    icm = opened(uninvestigated, ground="pg_indicated", consultation=consultation)
    assert icm.outstanding == ["diagnostics", "guides", "icm_search", "outage"]
    assert icm.named_member is None


def test_an_sme_is_not_the_product_group(turned_away: TurnedAway, incident: Incident, people: People) -> None:
    consultation = answered(incident, people, by=people.sam)

    turned_away("consultation", ground="pg_indicated", consultation=consultation)


def test_one_named_with_where_they_said_it_is_written_to(opened: Open, pg: ProductGroup) -> None:
    icm = opened(ground="pg_indicated", pg_member=pg.pam, said_where="Planning call on Monday", evidence="")

    assert (icm.named_member, icm.said_where) == (pg.pam, "Planning call on Monday")
    assert letters("cite") == {"pam": "pg"}


def test_where_they_said_it_may_be_the_evidence(opened: Open, pg: ProductGroup) -> None:
    assert opened(ground="pg_indicated", pg_member=pg.pam, evidence="In the channel.").said_where == "In the channel."


def test_a_name_alone_is_not_enough(turned_away: TurnedAway, pg: ProductGroup) -> None:
    turned_away("evidence", ground="pg_indicated", pg_member=pg.pam, evidence="")
    turned_away("evidence", ground="pg_indicated", pg_member=pg.pam, said_where="\u200b", evidence="")
    turned_away("evidence", ground="pg_indicated", pg_member=pg.pam, said_where="x" * 301)
    turned_away("pg_member", ground="pg_indicated")


def test_who_is_not_there_any_more_said_nothing(turned_away: TurnedAway, pg: ProductGroup) -> None:
    pg.pam.is_active = False
    pg.pam.save()

    turned_away("pg_member", ground="pg_indicated", pg_member=pg.pam, said_where="Yesterday")


# --- Severity 1 ---------------------------------------------------------------------------------------------------


def test_severity_1_opens_it_before_the_investigation(opened: Open, uninvestigated: Incident, people: People) -> None:
    incidents.assign(uninvestigated, by=people.eva, severity=1)
    incidents.record_check(
        uninvestigated, by=people.eva, check="outage", outcome="ruled_out", evidence="Nothing is going on."
    )

    icm = opened(uninvestigated, ground="severity_1", evidence="")
    assert icm.outstanding == ["diagnostics", "guides", "icm_search"]
    incidents.record_check(uninvestigated, by=people.eva, check="guides", outcome="checked", evidence="TSG 12.")
    assert icm.still_outstanding == ["diagnostics", "icm_search"]


@pytest.mark.parametrize("severity", [2, 3, 4])
def test_any_other_severity_does_not(
    turned_away: TurnedAway, incident: Incident, people: People, severity: int
) -> None:
    incidents.assign(incident, by=people.eva, severity=severity)

    turned_away("ground", ground="severity_1")


def test_the_severity_is_the_one_under_the_lock(turned_away: TurnedAway, incident: Incident, people: People) -> None:
    seen = incidents.assign(incident, by=people.eva, severity=1)
    incidents.assign(Incident.objects.get(pk=incident.pk), by=people.eva, severity=2)

    assert seen.severity == 1
    turned_away("ground", about=seen, ground="severity_1")


# --- What is no ground --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["documentation", "query", "unsure_how_to_troubleshoot", "beyond_my_skills"])
@pytest.mark.parametrize("kind", ["bug", "rca", "quota_increase"])
def test_what_is_no_ground_leads_to_a_consultation(turned_away: TurnedAway, reason: str, kind: str) -> None:
    refusal = turned_away("ground", ground=reason, kind=kind)

    assert refusal.led_to == "consultation"


@pytest.mark.parametrize("ground", ["", "customer_is_angry", "BUG_EVIDENCE", "\x00"])
def test_a_bug_has_one_of_the_four(turned_away: TurnedAway, ground: str) -> None:
    assert turned_away("ground", ground=ground).led_to == ""
