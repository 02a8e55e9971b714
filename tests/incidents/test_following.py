"""Whoever follows an area hears of calls for help there, as the managers do (R15)."""

import pytest
from django.db import connection
from django.test import Client

from accounts.actions import deactivate
from accounts.models import User
from incidents import actions, notices
from incidents.actions.area_following import follow_area, unfollow_area
from incidents.models import AreaFollower, Incident
from incidents.views.workspace.following import calls
from notifications.models import Notification
from tests.aftermath import everything, letters
from tests.conftest import Make
from tests.kinds import SUPPORT, only_for
from tests.people import People

PLEA = "I need somebody who knows leases, by noon."


def call(incident: Incident, people: People) -> Incident:
    return actions.raise_flag(incident, by=people.eva, flag="assistance_required", reason=PLEA)


def test_a_follower_hears_beside_the_managers(working: Incident, people: People) -> None:
    follow_area(people.query, by=people.sam)
    call(working, people)

    assert letters("raise_flag") == {"mia": "staff", "sam": "staff"}


def test_a_manager_who_follows_hears_once(working: Incident, people: People) -> None:
    follow_area(people.query, by=people.mia)
    call(working, people)

    assert letters("raise_flag") == {"mia": "staff"}
    assert Notification.objects.filter(verb="raise_flag").count() == 1


def test_whoever_calls_is_not_told(working: Incident, people: People) -> None:
    follow_area(people.query, by=people.eva)
    call(working, people)

    assert letters("raise_flag") == {"mia": "staff"}


def test_another_area_is_none_of_theirs(working: Incident, people: People) -> None:
    follow_area(people.inputs, by=people.sam)
    call(working, people)

    assert letters("raise_flag") == {"mia": "staff"}


def test_an_incident_without_an_area_has_no_followers(make: Make, people: People) -> None:
    follow_area(people.query, by=people.sam)
    incident = actions.assign(make("untriaged"), by=people.eli, owner=people.eva)
    call(incident, people)

    assert letters("raise_flag") == {"mia": "staff"}


def test_other_flags_are_none_of_theirs(working: Incident, people: People) -> None:
    follow_area(people.query, by=people.sam)
    actions.raise_flag(working, by=people.eli, flag="action_needed", reason="Look.")

    assert letters("raise_flag") == {"eva": "staff"}


def test_whoever_has_left_or_changed_sides_is_not_told(working: Incident, people: People) -> None:
    for person in (people.sam, people.sen):
        follow_area(people.query, by=person)
    deactivate(people.sam)
    User.objects.filter(pk=people.sen.pk).update(role=User.Role.ADMINISTRATOR)
    call(working, people)

    assert letters("raise_flag") == {"mia": "staff"}


def test_the_letter_says_who_asks_what_and_how_the_clocks_stand(working: Incident, people: People) -> None:
    follow_area(people.query, by=people.sam)
    call(working, people)
    letter = notices.letter(Notification.objects.get(verb="raise_flag", address=people.sam.email))

    assert letter is not None
    assert letter.subject == f"Eva Novak asks for help: {working.number}"
    for words in (PLEA, "Relief: due", f"/workspace/incidents/{working.number}/"):
        assert words in letter.text


def test_following_twice_is_following_once(people: People) -> None:
    follow_area(people.query, by=people.sam)
    follow_area(people.query, by=people.sam)
    assert AreaFollower.objects.count() == 1
    unfollow_area(people.query, by=people.sam)
    unfollow_area(people.query, by=people.sam)

    assert AreaFollower.objects.count() == 0


def test_nobody_stops_another(people: People) -> None:
    follow_area(people.query, by=people.sam)
    unfollow_area(people.query, by=people.eva)

    assert AreaFollower.objects.get().user == people.sam


@pytest.mark.parametrize("act", [follow_area, unfollow_area])
def test_only_the_support_team_follows(people: People, act: object) -> None:
    only_for(people, *SUPPORT, act=lambda by: act(people.query, by=by))  # type: ignore[operator]


# --- By pages ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def as_sam(client: Client, people: People) -> Client:
    client.force_login(people.sam)
    return client


def test_a_person_follows_and_stops_by_a_press(as_sam: Client, people: People) -> None:
    assert "Stop following" not in as_sam.get("/workspace/following/").content.decode()
    answer = as_sam.post("/workspace/following/query/follow-area/")
    assert answer["Location"] == "/workspace/following/"
    page = as_sam.get("/workspace/following/").content.decode()
    assert page.count("Stop following") == 1
    assert "You follow Query." in page
    as_sam.post("/workspace/following/query/unfollow-area/")

    assert AreaFollower.objects.count() == 0


def test_an_area_that_is_none_is_not_there(as_sam: Client) -> None:
    before = everything()
    assert as_sam.post("/workspace/following/nowhere/follow-area/").status_code == 404

    assert everything() == before


def test_calls_are_counted_by_their_own_index_and_not_over_all_incidents(
    as_sam: Client, people: People, make: Make
) -> None:
    for _time in range(2):
        call(make("work_in_progress"), people)
    make("work_in_progress")

    assert "2 ask for help now" in as_sam.get("/workspace/following/").content.decode()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")  # three rows are read fastest as they lie
    assert "incident_assist" in calls().values_list("area", flat=True).explain()


def test_calls_in_areas_that_one_follows_are_a_press_away(as_sam: Client, people: People, make: Make) -> None:
    mine, other = call(make("work_in_progress"), people), make("work_in_progress", title="Another")
    actions.assign(other, by=people.eli, area=people.inputs)
    call(Incident.objects.get(pk=other.pk), people)
    follow_area(people.query, by=people.sam)
    place = "/workspace/queue/assistance-required/"

    assert "1 asks for help now" in as_sam.get("/workspace/following/").content.decode()
    everywhere, followed = (as_sam.get(place + query).content.decode() for query in ("", "?following=me"))
    assert mine.number in everywhere
    assert other.number in everywhere
    assert mine.number in followed
    assert other.number not in followed
