"""What nobody may make the house choke on: far promises, vast tables, odd time zones, tried-out numbers."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.acting import NotValid
from accounts.models import CalendarVersion, PlanVersion, SupportPlan, User
from incidents import actions, markdown
from incidents.models import Incident
from tests.aftermath import refused
from tests.conftest import Make
from tests.people import People


@pytest.mark.parametrize("moment", [datetime(9999, 12, 31, 23, 59, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)])
def test_a_promise_lies_within_a_life(working: Incident, people: People, moment: datetime) -> None:
    with refused(NotValid, "next_update_by"):
        actions.send_update(working, by=people.eva, body="Soon.", next_update_by=moment)


def test_a_vast_table_stays_text_and_a_small_one_is_a_table() -> None:
    assert "<table>" in markdown.to_html("|a|b|\n|-|-|\n|1|2|")
    assert "<table>" not in markdown.to_html("|a" * 600 + "|\n" + "|-" * 600 + "|\n")


def test_a_time_zone_that_does_not_exist_is_refused(people: People) -> None:
    people.ada.zone = "Europe/Amsterdan"
    with pytest.raises(ValidationError, match="no time zone"):
        people.ada.full_clean()


def test_whose_time_zone_means_nothing_reads_pages_in_utc(client: Client, people: People) -> None:
    User.objects.filter(pk=people.ada.pk).update(zone="Europe/Amsterdan")
    client.force_login(people.ada)

    assert client.get("/portal/").status_code == client.get("/account/settings/").status_code == 200


def test_a_customer_cannot_try_out_which_numbers_others_have(client: Client, people: People, make: Make) -> None:
    make("new", customer=people.max)
    theirs = make("new")
    client.force_login(people.max)
    there, absent = (
        client.get(f"/portal/incidents/?before=INC-{1_000_000 + pk}") for pk in (theirs.pk, theirs.pk + 90)
    )

    assert there.content.count(b"<article") == absent.content.count(b"<article") == 1


def test_the_administrator_sees_no_incident_on_the_way_to_deleting(client: Client, people: People, make: Make) -> None:
    make("new")
    client.force_login(people.root)
    for thing in (f"area/{people.query.pk}", f"organization/{people.ada.organization_id}"):
        answer = client.post(f"/admin/accounts/{thing}/delete/")
        assert answer.status_code == 403
        assert b"INC-" not in answer.content


def test_a_plan_without_a_version_is_refused(client: Client, people: People) -> None:
    client.force_login(people.root)
    frame = {"versions-TOTAL_FORMS": "1", "versions-INITIAL_FORMS": "0", "versions-MIN_NUM_FORMS": "1"}
    answer = client.post("/admin/accounts/supportplan/add/", {"name": "Empty", **frame})

    assert answer.status_code == 200
    assert not SupportPlan.objects.filter(name="Empty").exists()


def test_who_can_move_no_flag_is_offered_none(working: Incident, people: People) -> None:
    actions.raise_flag(working, by=people.eva, flag="assistance_required", reason="Help.")
    working.refresh_from_db()

    assert "lower_flag" not in working.verbs_for(people.eli)
    assert "lower_flag" in working.verbs_for(people.mia)


@pytest.mark.parametrize("minutes", [0, -5, 1.5, True, 525_601, 999_999_999_999])
def test_a_plan_promises_within_a_year(people: People, minutes: object) -> None:
    version = people.plan.current
    version.response = {**version.response, "1": minutes}
    with pytest.raises(ValidationError, match="whole minutes"):
        version.clean()


def test_hours_and_what_is_promised_by_them_fit_each_other(people: People) -> None:
    """A minute a week would leave a promise of ten days due in decades, and nobody could report (S9)."""
    version = people.plan.current
    narrow = CalendarVersion(calendar=version.calendar, number=2, zone="UTC", weekly={"mon": [["09:00", "09:01"]]})
    with pytest.raises(ValidationError, match="shorter ones"):
        narrow.clean()
    narrow.save()
    with pytest.raises(ValidationError, match="promise less"):
        version.clean()


def test_a_plan_that_promises_less_by_now_lets_shorter_hours_in(people: People) -> None:
    """Versions are never edited: what an older one promised would else stand in the way for ever (S5)."""
    before = people.plan.current
    hours = {"zone": "UTC", "weekly": {"mon": [["09:00", "10:00"]]}}  # 50 hours a year
    narrow = CalendarVersion(calendar=before.calendar, number=2, **hours)
    longer = {**before.relief, "4": 3001}
    PlanVersion.objects.create(
        plan=before.plan, number=2, calendar=before.calendar, response=before.response, relief=longer
    )
    with pytest.raises(ValidationError, match="shorter ones"):
        narrow.clean()
    PlanVersion.objects.create(
        plan=before.plan, number=3, calendar=before.calendar, response=before.response, relief=before.relief
    )
    narrow.clean()
