"""A problem's page: exactly one thing under the five R's, the conversation, and who may see any of it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from incidents import actions
from incidents.models import Incident
from tests.conftest import Make
from tests.people import People

Page = Callable[..., str]


def url(incident: Incident) -> str:
    return f"/portal/incidents/{incident.number}/"


@pytest.fixture
def page(client: Client, people: People, monday: datetime) -> Page:
    """The incident's page as somebody sees it."""

    def seen(incident: Incident, who: str = "ada") -> str:
        client.force_login(people.by_name(who))
        response = client.get(url(incident))
        assert response.status_code == 200
        return response.content.decode()

    return seen


SLOTS = {
    "latest": "latest-heading",
    "statement": "statement-heading",
    "question": "question-heading",
    "solution": "solution-heading",
    "closed": "closed-heading",
}


def slots(seen: str) -> list[str]:
    return [name for name, heading in SLOTS.items() if f'id="{heading}"' in seen]


@pytest.mark.parametrize(
    ("state", "slot"),
    [
        ("untriaged", "latest"),
        ("new", "latest"),
        ("work_in_progress", "latest"),
        ("solution_proposed", "solution"),
        ("closed", "closed"),
    ],
)
def test_each_state_has_one_thing_under_the_five_rs(page: Page, make: Make, state: str, slot: str) -> None:
    assert slots(page(make(state))) == [slot]


def test_our_statement_asks_for_a_yes_or_what_is_different(page: Page, people: People, working: Incident) -> None:
    actions.state_problem(working, by=people.eva, body="It reads but writes **nothing**.")
    seen = page(working)
    assert slots(seen) == ["statement"]
    assert "Yes, that is it" in seen
    assert "Not quite, here is what is different" in seen
    assert "It reads but writes <strong>nothing</strong>." in seen


def test_a_question_stands_with_a_box_to_answer_it(page: Page, people: People, working: Incident) -> None:
    actions.raise_flag(working, by=people.eva, flag="customer_action_needed", reason="Which version?")
    seen = page(working)
    assert slots(seen) == ["question"]
    assert "Which version?" in seen
    assert "We keep working on it meanwhile." in seen
    assert seen.count("<textarea") == 3, "the answer, why it is no longer needed, and how it goes"


def test_a_solution_goes_before_a_statement_and_a_question(page: Page, people: People, proposed: Incident) -> None:
    actions.state_problem(proposed, by=people.eva, body="It stops at night.")
    actions.raise_flag(proposed, by=people.eva, flag="customer_action_needed", reason="Which version?")
    assert slots(page(proposed)) == ["solution"]


def test_what_is_kept_open_can_still_be_answered_beside_a_question(
    page: Page, people: People, proposed: Incident
) -> None:
    kept = actions.keep_open(proposed, by=people.ada, wish="root_cause_analysis")
    assert slots(page(kept)) == ["solution"]
    actions.raise_flag(kept, by=people.eva, flag="customer_action_needed", reason="Which version?")
    seen = page(kept)
    assert seen.index("question-heading") < seen.index("solution-heading")
    assert "accept-solution/" in seen


def test_the_three_answers_are_three_forms_with_their_consequences_and_none_is_chosen(
    page: Page, proposed: Incident
) -> None:
    seen = page(proposed)
    for verb in ("accept-solution", "keep-open", "reject-solution"):
        assert seen.count(f'action="{url(proposed)}{verb}/"') == 1
    assert "We close the problem." in seen
    assert "You keep Eva and this page until you have what you need." in seen
    assert "Eva picks it up again straight away" in seen
    assert "checked" not in seen
    assert "<details open" not in seen


def test_a_question_has_no_cause_to_be_told_about(page: Page, people: People, make: Make) -> None:
    asked = actions.assign(make("solution_proposed"), by=people.eva, category="question")
    assert "when the cause has been removed" not in page(asked)


def test_earlier_proposals_stay_with_their_answers(page: Page, people: People, proposed: Incident) -> None:
    rejected = actions.reject_solution(proposed, by=people.ada, reason="It stalls again.")
    again = actions.propose_solution(rejected, by=people.eva, kind="conclusive_fix", body="Update to 11.4.2.")
    seen = page(again)
    assert "Proposed before" in seen
    assert "It did not work for you" in seen
    assert "Scale to 12 units." in seen
    assert "Update to 11.4.2." in seen


def test_the_conversation_is_told_oldest_first_without_the_teams_words(
    page: Page, people: People, working: Incident
) -> None:
    actions.add_note(working, by=people.eli, body="Between us.")
    actions.post_message(working, by=people.ada, body="Any news?")
    actions.send_update(working, by=people.eva, body="Not yet.")
    seen = page(working)
    parts = ["Since 09:40 nothing arrives.", "I have this now and it stays with me.", "Any news?", "Not yet."]
    conversation = seen[seen.index("conversation-heading") :]
    assert sorted(parts, key=conversation.index) == parts
    assert "Between us." not in seen


def test_a_transfer_is_told_and_its_reason_is_not(page: Page, people: People, working: Incident) -> None:
    actions.transfer_ownership(working, by=people.mia, owner=people.sen, reason="Eva leaves the company.")
    seen = page(working)
    assert "Sena Wood" in seen
    assert "leaves the company" not in seen


def test_what_a_customer_writes_is_shown_as_text(page: Page, people: People, make: Make) -> None:
    attack = "<script>alert(1)</script>"
    incident = make("solution_proposed", title=attack, description=attack)
    actions.raise_flag(incident, by=people.eva, flag="customer_action_needed", reason=attack)
    actions.post_message(incident, by=people.ada, body=attack)
    assert "<script>alert" not in page(incident)


def test_next_update_is_promised_in_words(page: Page, people: People, working: Incident, monday: datetime) -> None:
    actions.send_update(working, by=people.eva, body="Soon.", next_update_by=monday + timedelta(hours=5))
    seen = page(working)
    assert "14:00 today" in seen
    assert "whether or not there is news" in seen


def test_closed_is_read_only_and_leads_to_reporting_it_again(page: Page, closed: Incident) -> None:
    seen = page(closed)
    assert "post-message/" not in seen
    assert "withdraw/" not in seen
    assert f"/portal/report/?again={closed.number}" in seen
    assert "It works, and we are done" in seen


def test_gone_from_our_side_is_offered_until_it_is_said(page: Page, people: People, working: Incident) -> None:
    assert "It is gone from our side" in page(working)
    actions.report_applied(working, by=people.ada, applied_on=datetime(2026, 11, 15).date())  # noqa: DTZ001
    seen = page(working)
    assert "It is gone from our side" not in seen
    assert "Gone from your side" in seen


@pytest.mark.parametrize("who", ["ada", "lead"])
def test_the_reporter_and_the_lead_can_answer(page: Page, proposed: Incident, who: str) -> None:
    assert "accept-solution/" in page(proposed, who)


@pytest.mark.parametrize("who", ["bob", "max", "eva", "sam", "mia", "root"])
@pytest.mark.parametrize("state", ["new", "solution_proposed", "closed"])
def test_for_everybody_else_it_does_not_exist(client: Client, people: People, make: Make, who: str, state: str) -> None:
    client.force_login(people.by_name(who))
    response = client.get(url(make(state)))
    assert response.status_code == 404
    assert b"Output stops" not in response.content


def test_who_is_not_signed_in_is_led_to_the_sign_in(client: Client, working: Incident) -> None:
    assert client.get(url(working))["Location"].startswith("/account/")


@pytest.mark.parametrize("number", ["INC-1", "INC-99999999999", "1", "INC-1²", "..", "INC-1000000000000000000000"])
def test_a_number_that_is_none_does_not_exist(client: Client, people: People, number: str) -> None:
    client.force_login(people.ada)
    assert client.get(f"/portal/incidents/{number}/").status_code == 404


def test_looking_changes_nothing(page: Page, proposed: Incident) -> None:
    before = Incident.objects.values().get()
    page(proposed)
    assert Incident.objects.values().get() == before


def test_no_two_things_on_the_page_share_an_id(page: Page, people: People, proposed: Incident) -> None:
    actions.post_message(proposed, by=people.ada, body="Hello")
    ids = [part.split('"')[0] for part in page(proposed).split(' id="')[1:]]
    assert sorted(ids) == sorted(set(ids))


def test_queries_do_not_follow_the_length_of_the_conversation(
    client: Client, people: People, proposed: Incident, later: Callable[..., Any]
) -> None:
    client.force_login(people.ada)
    with CaptureQueriesContext(connection) as short:
        client.get(url(proposed))
    for n in range(30):
        actions.post_message(proposed, by=people.ada, body=f"Message {n}")
    with CaptureQueriesContext(connection) as long:
        client.get(url(proposed))
    assert len(long) == len(short) <= 12
