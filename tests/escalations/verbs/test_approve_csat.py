"""An approval: the marks, the details, the announcement and the task, all at once or not at all (R40)."""

from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from accounts.acting import NotAllowed, NotPossible, Stale
from accounts.models import Expertise, Region, User
from escalations import actions, notices
from escalations.actions.chasing import sweep_icms
from escalations.consent import ground_offered
from escalations.meetings.days import today
from escalations.models import CsatRequest, Icm, PgMember
from incidents import actions as incidents
from incidents.models import Incident
from incidents.replaying import replay_timeline
from notifications.models import Notification
from tests.aftermath import letters, refused, verbs
from tests.conftest import Make
from tests.escalations.asking import WORDS, again, approved, ask
from tests.escalations.conftest import MakeIcm, ProductGroup, investigate
from tests.people import People


def fresh(incident: Incident) -> Incident:
    return Incident.objects.with_everything().get(pk=incident.pk)


def test_both_titles_are_marked_once(make_icm: MakeIcm, people: People) -> None:
    icm = make_icm("acknowledged")
    request = approved(icm, people)

    assert again(request).state == "approved"
    assert again(request).icm == icm
    assert Icm.objects.get(pk=icm.pk).staff_title == "[CSAT Impacting] Output stops after scaling to 12 units"
    assert fresh(icm.incidents[0]).staff_title == "[CSAT Impacting] Output stops after scaling"


def test_a_mark_that_the_customer_typed_is_not_doubled(make: Make, make_icm: MakeIcm, people: People) -> None:
    incident = make("work_in_progress", title="[CSAT Impacting] Output stops")
    investigate(incident, people)
    icm = make_icm("acknowledged", incident=incident)
    approved(icm, people)

    assert fresh(icm.incidents[0]).staff_title == "[CSAT Impacting] Output stops"


def test_the_title_that_a_customer_reads_is_what_it_was(make_icm: MakeIcm, people: People) -> None:
    icm = make_icm("acknowledged")
    approved(icm, people)

    assert fresh(icm.incidents[0]).title == "Output stops after scaling"
    assert Icm.objects.get(pk=icm.pk).title == "Output stops after scaling to 12 units"


def test_another_customer_of_the_same_icm_is_not_marked_but_their_owner_reads_of_it(
    make_icm: MakeIcm, make: Make, people: People
) -> None:
    icm = make_icm("acknowledged")
    other = make("work_in_progress", customer=people.max)
    actions.join(icm, by=people.eva, incident=other)
    approved(Icm.objects.get(pk=icm.pk), people)

    assert fresh(other).staff_title == fresh(other).title
    assert verbs(other)[-1] == "approve_csat"


def test_em_pm_and_the_icm_owner_are_written_to_and_nobody_else_of_the_product_group(
    make_icm: MakeIcm, people: People
) -> None:
    approved(make_icm("acknowledged"), people)

    assert letters("mark_csat_impacting") == {"ema": "pg", "pam": "pg", "pia": "pg"}


def test_while_nobody_acknowledged_those_who_may_are_in_copy(make_icm: MakeIcm, people: People) -> None:
    approved(make_icm("open"), people)

    assert letters("mark_csat_impacting") == {"ema": "pg", "pam": "pg", "pia": "pg", "pete": "pg"}


@pytest.mark.parametrize(("to", "asked"), [("leo", "leo"), ("", "pete")])
def test_who_handed_it_over_is_written_to_no_more_while_another_is_asked(
    make_icm: MakeIcm, people: People, pg: ProductGroup, to: str, asked: str
) -> None:
    icm = actions.hand_over(make_icm("acknowledged"), by=pg.pia, to=getattr(pg, to) if to else None)
    request = approved(icm, people)

    assert letters("mark_csat_impacting") == {"ema": "pg", "pam": "pg", asked: "pg"}
    letter = notices.letter(Notification.objects.get(verb="mark_csat_impacting", address="ema@product.example"))
    assert letter is not None
    assert "pia@product.example" not in letter.cc
    assert f"{asked}@product.example" in letter.cc

    decided: dict[str, Any] = {"decision": "keep_watching", "who": "Pete Ndiaye", "due_on": today()}
    actions.review_icm(Icm.objects.get(pk=icm.pk), by=people.mia, **decided)
    assert letters("review_icm") == {"eva": "staff", asked: "pg"}
    actions.end_csat(again(request), by=people.mia, reason="Calm again.")
    assert letters("unmark_csat_impacting") == {"ema": "pg", "pam": "pg", asked: "pg"}


def test_where_the_named_one_did_not_take_it_the_team_is_asked_too_and_its_former_owner_is_not(
    make_icm: MakeIcm, people: People, pg: ProductGroup, later: Any
) -> None:
    icm = actions.hand_over(make_icm("acknowledged"), by=pg.pia, to=pg.leo)
    with later(days=2):
        sweep_icms()
        approved(Icm.objects.get(pk=icm.pk), people)

        assert letters("mark_csat_impacting") == {"ema": "pg", "pam": "pg", "leo": "pg", "pete": "pg"}


def test_who_asked_hears_of_it(make_icm: MakeIcm, people: People) -> None:
    approved(make_icm("acknowledged"), people)

    assert letters("approve_csat") == {"eva": "staff"}


def test_the_details_join_the_icm(make_icm: MakeIcm, people: People) -> None:
    icm = make_icm("acknowledged")
    approved(icm, people)
    line = icm.history.get(verb="mark_csat_impacting")

    assert line.data["sentiment"] == "Frustrated, still constructive"
    assert line.data["why"].startswith("Two of our updates came late")
    assert line.data["prevention"].startswith("Opened the ICM on Monday")


def test_the_product_group_has_until_a_time_to_be_in_touch(
    make_icm: MakeIcm, people: People, pg: ProductGroup, monday: datetime
) -> None:
    request = approved(make_icm("acknowledged"), people)
    assert (again(request).engage_due_at or monday) > monday

    engaged = actions.engage_csat(again(request), by=pg.pia, body="I rang them.")
    assert engaged.engaged_at == monday
    assert letters("engage_csat") == {"eva": "staff"}


def test_it_is_in_the_timeline_and_the_timeline_can_be_told_again(make_icm: MakeIcm, people: People) -> None:
    icm = make_icm("acknowledged")
    approved(icm, people)

    assert verbs(icm.incidents[0])[-2:] == ["request_csat", "approve_csat"]
    assert replay_timeline(Incident.objects.all()).differences == []


# --- What is refused, and changes nothing -----------------------------------------------------------------------------


def test_approving_twice(make_icm: MakeIcm, people: People) -> None:
    request = approved(make_icm("acknowledged"), people)

    with refused(NotPossible) as caught:
        actions.approve_csat(again(request), by=people.sam)
    assert "Sam Okoye has approved this already" in caught.value.reason


def test_ones_own(make_icm: MakeIcm, people: People) -> None:
    another_sme(people)
    request = actions.request_csat(by=people.sam, icm=make_icm(), **WORDS)

    with refused(NotAllowed):
        actions.approve_csat(request, by=people.sam)


def another_sme(people: People) -> User:
    """So that Sam's own request has somebody to go to."""
    sia = User.objects.create(email="sia@relief.example", name="Sia Park", role="sme", password="md5$salt$x")
    Expertise.objects.create(user=sia, region=Region.objects.get(slug="americas"))
    return sia


@pytest.mark.parametrize("who", ["eva", "eli", "sen", "mia", "ada", "root", "gone"])
def test_who_is_no_sme_of_the_area(make_icm: MakeIcm, people: People, who: str) -> None:
    request = ask(make_icm(), people)

    with refused(NotAllowed):
        actions.approve_csat(request, by=people.by_name(who))


def test_an_sme_of_another_region_as_long_as_the_own_has_not_been_asked_in_vain(
    make_icm: MakeIcm, people: People
) -> None:
    request, sia = ask(make_icm(), people), another_sme(people)

    with refused(NotAllowed):
        actions.approve_csat(request, by=sia)


def test_after_the_text_changed_by_version_and_by_hash(make_icm: MakeIcm, people: People) -> None:
    request = ask(make_icm(), people)
    seen, text = again(request), again(request).text_hash
    seen.seen = seen.version
    actions.revise_csat(again(request), by=people.eva, sentiment="angry", why="Worse now.", prevention="Rung them.")

    with refused(Stale):
        actions.approve_csat(seen, by=people.sam)
    with refused(Stale):
        actions.approve_csat(again(request), by=people.sam, text=text)
    actions.approve_csat(again(request), by=people.sam, text=again(request).text_hash)


def test_when_the_incident_closed_meanwhile(make_icm: MakeIcm, people: People) -> None:
    icm = make_icm()
    request = ask(icm, people)
    incidents.withdraw(icm.incidents[0], by=people.ada, reason="Gone.")

    with refused(NotPossible) as caught:
        actions.approve_csat(again(request), by=people.sam)
    assert "the incident was closed" in caught.value.reason
    assert letters("void_csat") == {"eva": "staff", "sam": "staff"}


@pytest.mark.parametrize(("role", "named"), [("em", "engineering manager"), ("pm", "product manager")])
def test_without_an_em_or_a_pm_to_tell(make_icm: MakeIcm, people: People, role: str, named: str) -> None:
    request = ask(make_icm(), people)
    PgMember.objects.filter(role=role).update(is_active=False)

    with refused(NotPossible) as caught:
        actions.approve_csat(again(request), by=people.sam)
    assert named in caught.value.reason


def test_all_of_it_or_nothing(make_icm: MakeIcm, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    request = ask(make_icm(), people)

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the last step fails")

    monkeypatch.setattr("escalations.actions.csat_deciding.tell_all", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.approve_csat(request, by=people.sam)
    assert again(request).state == "asked"
    assert not Icm.objects.filter(is_csat_impacting=True).exists()
    assert not Notification.objects.filter(verb="mark_csat_impacting").exists()


# --- Exceptionally bad ------------------------------------------------------------------------------------------------


def test_leadership_may_be_brought_in_only_where_it_was_asked_for_and_agreed(
    make_icm: MakeIcm, people: People, pg: ProductGroup
) -> None:
    icm = make_icm("acknowledged")
    request = ask(icm, people, exceptionally_bad=True, exceptional_because="Their board asks daily.")
    incident = icm.incidents[0]
    assert ground_offered(pg.ema, icm, incident) is None

    actions.approve_csat(again(request), by=people.sam)
    assert ground_offered(pg.ema, icm, incident) == "csat_leadership"
    assert ground_offered(pg.pam, icm, incident) == "csat_leadership"
    assert ground_offered(pg.pia, icm, incident) is None


def test_the_sme_may_approve_without_agreeing_to_that(make_icm: MakeIcm, people: People, pg: ProductGroup) -> None:
    icm = make_icm("acknowledged")
    request = ask(icm, people, exceptionally_bad=True)
    actions.approve_csat(request, by=people.sam, leadership=False)

    assert CsatRequest.objects.get(pk=request.pk).state == "approved"
    assert ground_offered(pg.ema, icm, icm.incidents[0]) is None
