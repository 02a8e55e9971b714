"""What changes in its place: the rest of the page, half-written words above all, stays as it is."""

import re

import pytest

from incidents import actions
from incidents.models import Incident, Solution
from tests.browser.conftest import Open, Window
from tests.people import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def proposing(eva: Window, incident: Incident, words: str) -> None:
    page = eva.open(f"/workspace/incidents/{incident.number}/propose-solution/")
    page.evaluate("window.isTheSamePage = true")
    page.locator("textarea[name=body]").fill(words)


def test_a_preview_stands_beside_the_typed_words(window: Open, people: People, working: Incident) -> None:
    eva = window(people.eva)
    proposing(eva, working, "### What to do\n\nSet the limit to **five minutes**.\n\n### How to undo it\n")
    eva.page.get_by_label("workaround").check()
    eva.page.get_by_role("button", name="Preview").click()

    shown = eva.page.locator("#preview")
    shown.locator("strong", has_text="five minutes").wait_for()
    shown.locator("#preview-heading:focus").wait_for()  # it takes the focus a moment after it is shown
    assert eva.page.evaluate("window.isTheSamePage")
    assert eva.page.locator("textarea[name=body]").input_value().endswith("### How to undo it\n")
    assert eva.complaints == eva.faults() == []
    assert not Solution.objects.exists()


def test_a_preview_of_what_cannot_be_sent_says_why(window: Open, people: People, working: Incident) -> None:
    eva = window(people.eva)
    proposing(eva, working, "Set the limit to five minutes.")
    with eva.page.expect_navigation():
        eva.page.get_by_role("button", name="Preview").click()

    assert eva.page.title().startswith("Error: ")
    assert eva.page.locator("textarea[name=body]").input_value() == "Set the limit to five minutes."
    assert not Solution.objects.exists()


def test_another_view_of_the_history_keeps_what_is_being_written(
    window: Open, people: People, working: Incident
) -> None:
    actions.add_note(working, by=people.sam, body="Looks like a lease.")
    eva = window(people.eva)
    page = eva.open(f"/workspace/incidents/{working.number}/")
    written = page.locator("#to-customer textarea")
    written.fill("Good morning Ada, I have")
    page.get_by_role("link", name=re.compile("^Team notes")).click()

    page.wait_for_url("**?show=notes")
    page.locator("#history a[aria-current=page]", has_text="Team notes").wait_for()
    assert page.locator("#history .tl > li").count() == 1
    assert written.input_value() == "Good morning Ada, I have"
    page.go_back()
    page.locator("#history a[aria-current=page]", has_text="Everything").wait_for()
    assert written.input_value() == "Good morning Ada, I have"
    assert eva.complaints == eva.faults() == []
