"""What is typed above the incidents keeps itself, with a script in a real browser (D22)."""

import re

import pytest
from playwright.sync_api import Page, expect

from escalations import actions
from escalations.models import Answer, CsatRequest
from incidents.models import Draft, Incident
from tests.browser.conftest import Open
from tests.browser.journey import press
from tests.conftest import Make
from tests.escalations import asking, ladder
from tests.escalations.standing import standing
from tests.people import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TYPED = "Read the lease log: one writer holds it, and the other waits."


def is_kept(page: Page, place: str) -> None:
    expect(page.locator(f"{place} [data-draft-words]")).to_have_text(re.compile(r"Draft saved \d\d:\d\d"))


def test_an_answer_is_there_after_a_reload_and_gone_when_it_is_sent(
    window: Open, people: People, working: Incident
) -> None:
    asked = ladder.ask(working, people)
    eli = window(people.eli)
    page = eli.open(f"/workspace/consultations/{asked.number}/")
    page.get_by_label("What to do next").press_sequentially(TYPED)
    page.get_by_label("Not an ICM, here is why").check()
    is_kept(page, "form.body")

    page.reload()
    assert page.get_by_label("What to do next").input_value() == TYPED
    assert page.get_by_label("Not an ICM, here is why").is_checked()
    press(page, page.get_by_role("button", name="Answer Eva"))

    assert Answer.objects.get().body == TYPED
    assert not Draft.objects.exists()
    assert page.get_by_label("What to do next").input_value() == ""
    assert eli.complaints == eli.faults() == []


def test_what_is_typed_after_a_refusal_outlives_a_reload(window: Open, people: People, working: Incident) -> None:
    asked = ladder.ask(working, people)
    eli = window(people.eli)
    page = eli.open(f"/workspace/consultations/{asked.number}/")
    press(page, page.get_by_role("button", name="Answer Eva"))
    page.get_by_label("What to do next").press_sequentially(TYPED)
    is_kept(page, "form.body")

    page.reload()

    assert page.get_by_label("What to do next").input_value() == TYPED
    assert eli.complaints == []


def test_an_answer_that_came_too_late_is_left_as_a_note(window: Open, people: People, working: Incident) -> None:
    asked = ladder.ask(working, people)
    eli = window(people.eli)
    page = eli.open(f"/workspace/consultations/{asked.number}/")
    page.get_by_label("What to do next").fill(TYPED)
    page.get_by_label("Not an ICM, here is why").check()
    is_kept(page, "form.body")
    actions.move_up(asked, by=people.eva, reason="It presses.")
    page.get_by_label("What to do next").press_sequentially(" Ask Pia.")
    expect(page.locator("form.body [data-draft-words]")).to_contain_text("Not kept: The SMEs of Query are asked now")
    press(page, page.get_by_role("button", name="Answer Eva"))

    assert page.get_by_label("Your words").input_value() == f"{TYPED} Ask Pia."
    assert eli.faults() == []
    press(page, page.get_by_role("button", name="Save as a team note"))
    expect(page.locator("#history")).to_contain_text(f"{TYPED} Ask Pia.")


def test_a_note_beside_words_to_the_product_group_is_kept_by_itself(window: Open, people: People) -> None:
    icm = standing(people)
    eva = window(people.eva)
    page = eva.open(f"/workspace/icms/{icm.number}/")
    page.locator("#to-pg textarea").fill("Hello Pia.")
    is_kept(page, "#to-pg")
    page.locator("a[href='#for-support']").click()
    page.locator("#for-support textarea").fill("They are slow.")
    is_kept(page, "#for-support")

    page.reload()
    assert page.locator("#to-pg textarea").input_value() == "Hello Pia."
    page.locator("a[href='#to-pg']").click()
    page.locator("#to-pg").get_by_role("button", name="Discard draft").click()
    expect(page.locator("#to-pg textarea")).to_have_value("")
    assert page.locator("#for-support textarea").input_value() == "They are slow."
    assert Draft.objects.get().fields == {"body": "They are slow."}
    assert eva.complaints == []


def test_one_text_for_three_answers_is_sent_by_any_of_them(window: Open, people: People, make: Make) -> None:
    csat = asking.asked_about(make("work_in_progress"), people)
    sam = window(people.sam)
    page = sam.open(f"/workspace/approvals/csat/{csat.number}/")
    page.get_by_label("Your advice to Eva").fill(TYPED)
    is_kept(page, "form.panel")
    page.reload()
    assert page.get_by_label("Your advice to Eva").input_value() == TYPED
    press(page, page.get_by_role("button", name="Ask Eva for more"))

    assert CsatRequest.objects.get().state == "more_asked"
    assert not Draft.objects.exists()
    assert sam.complaints == sam.faults() == []
