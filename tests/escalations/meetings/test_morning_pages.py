"""The morning review's pages: the board, a case on the stage, the decision, and two people at once (R28)."""

from typing import Any

import pytest
from django.test import Client

from escalations.actions import review_incident
from escalations.models import MorningReview
from incidents import actions
from incidents.models import Incident
from tests.aftermath import everything
from tests.conftest import Make
from tests.people import People

BOARD = "/workspace/morning/"
SENT = {"course": "icm", "guidance": "Three of three: open one."}
pytestmark = pytest.mark.usefixtures("monday")


@pytest.fixture
def mia(people: People) -> Client:
    client = Client()
    client.force_login(people.mia)
    return client


def case(incident: Incident, more: str = "") -> str:
    return f"{BOARD}2026-11-16/{incident.number}/{more}"


def read(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_without_cases_it_says_so(mia: Client) -> None:
    assert "No cases today" in read(mia, BOARD)


def test_the_first_case_is_on_the_stage_with_its_reasons(mia: Client, make: Make, people: People) -> None:
    make("work_in_progress", title="The quiet one")
    grave = make("work_in_progress", title="The grave one", severity=1)

    page = read(mia, BOARD)

    assert "2 cases, 0 decided" in page
    assert page.index("The grave one") < page.index("The quiet one")
    assert f'action="{case(grave)}review-incident/"' in page
    assert "checked" not in page, "nothing is chosen before somebody chooses"


def test_the_summary_is_read_without_the_signs_of_markdown(mia: Client, make: Make) -> None:
    make("new", description="It **stopped**: *partition* owner lost & nothing moves.")

    assert "It stopped: partition owner lost &amp; nothing moves." in read(mia, BOARD)


def test_recording_leads_to_the_next_case_and_ticks_this_one(mia: Client, make: Make) -> None:
    first, second = make("work_in_progress", severity=1), make("work_in_progress")

    response: Any = mia.post(case(first, "review-incident/"), SENT, follow=True)

    review = MorningReview.objects.get()
    page = response.content.decode()
    assert response.redirect_chain[-1][0] == f"{case(second)}?done={review.pk}"
    assert "2 cases, 1 decided" in page
    assert "decided: Open an ICM" in page
    assert "Nothing has begun by itself" in page


def test_after_the_last_case_the_meeting_is_over(mia: Client, working: Incident) -> None:
    response: Any = mia.post(case(working, "review-incident/"), SENT, follow=True)

    assert "That was the last one" in response.content.decode()


def test_the_big_screen_stays_big_from_case_to_case(mia: Client, make: Make) -> None:
    first, second = make("work_in_progress", severity=1), make("work_in_progress")
    assert 'class="work big"' in read(mia, f"{BOARD}?screen=big")

    response: Any = mia.post(case(first, "review-incident/"), {**SENT, "screen": "big"}, follow=True)

    assert 'class="work big"' in response.content.decode()
    assert response.redirect_chain[-1][0].startswith(f"{case(second)}?screen=big&done=")


def test_what_is_missing_comes_back_beside_its_field_with_what_was_typed(mia: Client, working: Incident) -> None:
    before = everything()
    response = mia.post(case(working, "review-incident/"), {"guidance": "Read the diagnostics."})

    page = response.content.decode()
    assert response.status_code == 422
    assert "Choose a course of action." in page
    assert "Read the diagnostics." in page
    assert everything() == before


def test_of_two_at_once_the_later_stands_and_hears_of_the_other(mia: Client, people: People, working: Incident) -> None:
    page = read(mia, case(working))
    assert 'name="last" value=""' in page
    review_incident(working, by=people.sen, course="sme", guidance="Ask Sam first.")

    response = mia.post(case(working, "review-incident/"), {**SENT, "last": ""}, follow=True)

    assert "Sena Wood had decided" in response.content.decode()
    assert [review.course for review in MorningReview.objects.standing()] == ["icm"]


def test_who_saw_the_other_decision_is_told_nothing(mia: Client, people: People, working: Incident) -> None:
    seen = review_incident(working, by=people.sen, course="sme", guidance="Ask Sam first.")

    response = mia.post(case(working, "review-incident/"), {**SENT, "last": str(seen.pk)}, follow=True)

    assert "had decided" not in response.content.decode()


def test_a_form_that_is_sent_twice_decides_once(mia: Client, working: Incident) -> None:
    for _time in range(2):
        mia.post(case(working, "review-incident/"), {**SENT, "nonce": "abc"})

    assert MorningReview.objects.count() == 1


def test_a_closed_case_shows_no_form_and_takes_none(mia: Client, people: People, working: Incident) -> None:
    actions.withdraw(working, by=people.ada, reason="Gone.")
    before = everything()

    assert 'id="decide"' not in read(mia, case(working))
    assert mia.post(case(working, "review-incident/"), SENT).status_code == 409
    assert everything() == before


def test_another_days_meeting_is_read_and_not_written(mia: Client, people: People, working: Incident) -> None:
    review_incident(working, by=people.mia, course="sme", guidance="Ask Sam first.")

    assert mia.get(f"{BOARD}2026-11-16/").status_code == 302
    assert "Nothing was decided on that day" in read(mia, f"{BOARD}2026-11-13/")
    assert mia.get(f"{BOARD}2026-11-13/{working.number}/")["Location"] == f"{BOARD}2026-11-13/"
    assert mia.get(f"{BOARD}the-thirteenth/").status_code == 404


def test_the_board_tells_how_many_cases_are_other_than_on_the_page(
    mia: Client, people: People, working: Incident
) -> None:
    since = read(mia, BOARD).split('data-since="')[1].split('"')[0]
    assert mia.get("/live/workspace/morning/", {"since": since}).json() == {"changed": 0}

    review_incident(working, by=people.sen, course="sme", guidance="Ask Sam first.")

    assert mia.get("/live/workspace/morning/", {"since": since}).json() == {"changed": 1}


def test_single_keys_are_told_of_only_to_who_has_them(mia: Client, people: People, working: Incident) -> None:
    assert "data-single-keys" in read(mia, BOARD)
    people.mia.single_keys = False
    people.mia.save()

    assert "data-single-keys" not in read(mia, BOARD)
