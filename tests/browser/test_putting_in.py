"""A template is put in without leaving the page, and a note's words are asked about before they go."""

import pytest

from incidents import actions
from incidents.models import Incident, MessageTemplate
from tests.browser.conftest import Open
from tests.people import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOTE = "Partition 7 never got its lease back after the cluster was moved over."


def test_words_are_put_in_below_what_was_typed_and_files_stay(
    window: Open, people: People, working: Incident, tmp_path: object
) -> None:
    MessageTemplate.objects.create(name="Hello", audience="public", body="Hello {first_name}, is it {known_error}?")
    page = (eva := window(people.eva)).open(f"/workspace/incidents/{working.number}/")
    page.get_by_label("Message to the customer").fill("Dear all,")
    page.locator("#send_update_files").set_input_files(
        {"name": "trace.log", "mimeType": "text/plain", "buffer": b"Stopped."}
    )
    page.locator("#send_update_insert").select_option(label="Hello")
    page.get_by_role("button", name="Put it in below what is written").first.click()
    page.get_by_text("Put in. Before you send it").wait_for()

    assert page.get_by_label("Message to the customer").input_value() == "Dear all,\n\nHello Ada, is it {known_error}?"
    assert page.locator("#send_update_files").evaluate("field => field.files.length") == 1
    assert eva.faults() + eva.complaints == []


def test_a_notes_words_go_on_a_second_yes(window: Open, people: People, working: Incident) -> None:
    actions.add_note(working, by=people.sam, body=NOTE)
    page = (eva := window(people.eva)).open(f"/workspace/incidents/{working.number}/")
    page.get_by_label("Message to the customer").fill(NOTE)
    with page.expect_navigation():
        page.get_by_role("button", name="Send to Ada Lindqvist").click()
    page.locator(".errsum:focus").wait_for()
    assert page.get_by_label("Message to the customer").input_value() == NOTE
    assert eva.faults() == []

    page.get_by_label("Yes, send it to the customer").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Send to Ada Lindqvist").click()
    page.get_by_text("Sent to the customer.").wait_for()
    assert eva.complaints == []
