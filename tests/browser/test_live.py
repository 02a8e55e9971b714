"""Two people on one incident: each sees the other, nothing moves by itself, and no word is lost (R17, D22)."""

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from pytest_django import Settings

from incidents import actions
from incidents.models import Draft, Incident
from tests.browser.conftest import PATIENCE, Open, Window
from tests.browser.journey import press
from tests.people import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
expect.set_options(timeout=PATIENCE)
WORDS = "Good morning Ada, I have looked at the leases, and"


@pytest.fixture(autouse=True)
def _quick(settings: Settings) -> None:
    settings.LIVE_SECONDS = 1


def on(person: Window, incident: Incident, path: str = "") -> Page:
    page = person.open(f"/workspace/incidents/{incident.number}/{path}")
    page.evaluate("window.isTheSamePage = true")
    return page


def to_customer(page: Page) -> Locator:
    return page.locator("#to-customer textarea")


def pill(page: Page) -> Locator:
    return page.locator(".live-pill")


def is_kept(page: Page, place: str = "#to-customer") -> None:
    expect(page.locator(f"{place} [data-draft-words]")).to_have_text(re.compile(r"Draft saved \d\d:\d\d"))


def test_two_engineers_on_one_incident(window: Open, people: People, working: Incident) -> None:
    eva, eli = window(people.eva), window(people.eli)
    hers, his = on(eva, working), on(eli, working)

    expect(hers.locator("[data-company]")).to_contain_text("Eli is looking at this")
    expect(his.locator("[data-company]")).to_contain_text("Eva is looking at this")
    to_customer(hers).press_sequentially(WORDS)
    expect(his.locator("[data-company]")).to_contain_text("Eva is writing to the customer")

    to_customer(his).fill("Hello Ada, two of the leases are stuck.")
    press(his, his.locator("#to-customer button.primary"))

    expect(pill(hers)).to_have_text("1 changed, show")
    assert hers.locator("#history", has_text="two of the leases are stuck").count() == 0
    assert to_customer(hers).input_value() == WORDS
    pill(hers).click()
    expect(hers.locator("#history")).to_contain_text("two of the leases are stuck")
    expect(pill(hers)).to_be_hidden()
    assert to_customer(hers).input_value() == WORDS
    assert hers.evaluate("window.isTheSamePage")

    press(hers, hers.locator("#to-customer button.primary"))
    expect(hers.locator("#history")).to_contain_text(WORDS)
    expect(to_customer(hers)).to_have_value("")
    assert not Draft.objects.filter(person=people.eva).exists()
    assert eva.complaints == eli.complaints == eva.faults() == []


def test_who_goes_is_not_there_any_more(window: Open, people: People, working: Incident) -> None:
    eva, eli = window(people.eva), window(people.eli)
    hers, his = on(eva, working), on(eli, working)
    expect(hers.locator("[data-company] li")).to_have_count(1)
    his.goto(f"{eli.address}/workspace/")

    expect(hers.locator("[data-company]")).to_be_hidden()


def test_typed_words_are_there_after_a_reload_and_in_another_browser(
    window: Open, people: People, working: Incident
) -> None:
    eva = window(people.eva)
    page = on(eva, working)
    to_customer(page).press_sequentially(WORDS)
    is_kept(page)
    page.reload()
    assert to_customer(page).input_value() == WORDS

    elsewhere = window(people.eva, width=390)
    again = on(elsewhere, working)
    assert to_customer(again).input_value() == WORDS
    again.locator("#to-customer").get_by_role("button", name="Discard draft").click()
    expect(to_customer(again)).to_have_value("")
    again.reload()
    assert to_customer(again).input_value() == ""
    assert eva.complaints == elsewhere.complaints == elsewhere.faults() == []


def test_what_changed_meanwhile_is_told_before_words_are_sent(window: Open, people: People, working: Incident) -> None:
    eva = window(people.eva)
    page = on(eva, working)
    to_customer(page).fill(WORDS)
    actions.post_message(working, by=people.ada, body="It runs again since noon.")
    press(page, page.locator("#to-customer button.primary"))

    assert page.title().startswith("Not sent yet: ")
    expect(page.locator(".meanwhile")).to_contain_text("It runs again since noon.")
    expect(page.locator(".meanwhile")).to_be_focused()
    assert to_customer(page).input_value() == WORDS
    assert eva.faults() == []
    press(page, page.locator("#to-customer button.primary"))
    expect(page.locator("#history")).to_contain_text(WORDS)


def test_a_key_shows_what_changed(window: Open, people: People, working: Incident) -> None:
    eva = window(people.eva)
    page = eva.open("/workspace/")
    expect(page.locator(".live-word")).to_contain_text("Live")
    actions.send_update(working, by=people.eli, body="Soon.")

    expect(pill(page)).to_have_text("1 changed, show")
    page.keyboard.press(".")
    expect(pill(page)).to_be_hidden()
    expect(page.locator("tr.row.bold")).to_have_count(1)
    assert eva.complaints == eva.faults() == []


def test_a_customer_keeps_what_they_write_while_a_question_comes(
    window: Open, people: People, working: Incident
) -> None:
    ada = window(people.ada)
    page = ada.open(f"/portal/incidents/{working.number}/")
    box = page.get_by_label("Write to Eva")
    box.press_sequentially("It began after")
    actions.add_note(working, by=people.eli, body="A lease.")
    actions.raise_flag(working, by=people.eva, flag="customer_action_needed", reason="Which version is it?")

    expect(pill(page)).to_have_text("1 changed, show")
    pill(page).click()
    expect(page.locator("#slot")).to_contain_text("Which version is it?")
    written = page.locator("textarea[name=body]")
    expect(written).to_have_count(1)
    assert written.input_value() == "It began after"
    expect(written).to_be_focused()
    page.keyboard.type(" the update.")
    press(page, page.locator("form", has=written).get_by_role("button", name="Send", exact=True))
    expect(page.locator("#conversation")).to_contain_text("It began after the update.")
    assert ada.complaints == ada.faults() == []


def test_a_reason_half_written_stays_with_its_flag(window: Open, people: People, working: Incident) -> None:
    """The three flags' forms share an address; what tells them apart is which flag each is about."""
    eva = window(people.eva)
    page = on(eva, working)
    folds = page.locator("[aria-labelledby=flags-heading] details")
    last = folds.count() - 1
    flag = folds.nth(last).locator("input[name=flag]").input_value()
    folds.nth(last).locator("summary").click()
    folds.nth(last).locator("textarea").fill("Which version is it?")
    page.locator("h1").first.click()
    actions.send_update(working, by=people.eli, body="Soon.")
    expect(pill(page)).to_have_text("1 changed, show")
    pill(page).click()

    expect(pill(page)).to_be_hidden()
    flags = [one.input_value() for one in page.locator("input[name=flag]").all()]
    assert (len(flags), len(set(flags))) == (last + 1, last + 1), "none is doubled, none is lost"
    written = page.locator(f"form:has(input[name=flag][value={flag}]) textarea")
    expect(written).to_have_value("Which version is it?")
    assert eva.complaints == []


def test_what_stays_as_it_was_goes_by_what_it_was_written_under(
    window: Open, people: People, working: Incident
) -> None:
    """A flag that was raised elsewhere meanwhile leaves no place for the form that raises it: it is told when sent."""
    eva = window(people.eva)
    page = on(eva, working)
    form = page.locator("form:has(input[name=flag][value=assistance_required])")
    form.locator("xpath=..").locator("summary").click()
    form.locator("textarea").fill("I need somebody who knows leases.")
    before = form.locator("input[name=version]").input_value()
    elsewhere = page.locator("form:has(input[name=flag][value=action_needed]) input[name=version]")
    actions.raise_flag(working, by=people.eva, flag="assistance_required", reason="By noon.")
    expect(pill(page)).to_have_text("1 changed, show")
    pill(page).click()
    expect(pill(page)).to_be_hidden()

    assert form.locator("textarea").input_value() == "I need somebody who knows leases."
    assert form.locator("input[name=version]").input_value() == before
    assert elsewhere.input_value() == before, "of the same part, which stayed"
    assert page.locator("#to-customer input[name=version]").input_value() != before, "beside what is new"


def test_a_draft_thrown_away_while_it_is_being_kept_stays_away(window: Open, people: People, working: Incident) -> None:
    eva = window(people.eva)
    held: list[Route] = []
    page = on(eva, working)
    to_customer(page).press_sequentially(WORDS)
    is_kept(page)

    def hold(route: Route) -> None:
        held.append(route)
        if len(held) > 1:
            route.continue_()

    page.route("**/drafts/**", hold)
    with page.expect_request("**/drafts/**"):
        to_customer(page).press_sequentially(" more")
    page.locator("#to-customer").get_by_role("button", name="Discard draft").click()
    page.wait_for_timeout(300)
    assert len(held) == 1, "it waits for the answer first"
    held[0].continue_()

    expect(to_customer(page)).to_have_value("")
    page.reload()
    assert to_customer(page).input_value() == ""
    assert not Draft.objects.filter(person=people.eva).exists()


def test_what_is_not_there_any_more_is_not_asked_for_again(window: Open, people: People, working: Incident) -> None:
    eva = window(people.eva)
    page = on(eva, working)
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=404, body="Nothing is here.")

    page.route("**/drafts/**", refuse)
    to_customer(page).press_sequentially(WORDS)
    expect(page.locator("#to-customer [data-draft-words]")).to_contain_text("not there for you any more")
    page.clock.install()
    to_customer(page).press_sequentially(" more")
    page.clock.run_for(60_000)

    assert len(asked) == 1
    assert to_customer(page).input_value() == f"{WORDS} more"


def test_who_signs_out_and_in_again_goes_on_writing(window: Open, people: People, working: Incident) -> None:
    eva = window(people.eva)
    page = on(eva, working)
    eva.page = page.context.new_page()
    eva.open("/account/sign-out/").locator("main form button").click()
    eva.page.wait_for_url("**/sign-in/**")
    to_customer(page).press_sequentially(WORDS)
    expect(page.locator("#to-customer [data-draft-words]")).to_contain_text("you are signed out")
    eva.sign_in(people.eva)
    to_customer(page).press_sequentially(" two of them are stuck.")
    is_kept(page)
    press(page, page.locator("#to-customer button.primary"))

    expect(page.locator("#history")).to_contain_text(f"{WORDS} two of them are stuck.")


def test_a_note_half_written_is_kept_when_the_customer_is_answered(
    window: Open, people: People, working: Incident
) -> None:
    eva = window(people.eva)
    page = on(eva, working)
    page.get_by_role("tab", name="Team note").click()
    page.locator("#team-note textarea").press_sequentially("The lease of partition 7")
    page.get_by_role("tab", name="To the customer").click()
    to_customer(page).fill(WORDS)
    press(page, page.locator("#to-customer button.primary"))

    expect(page.locator("#team-note textarea")).to_have_value("The lease of partition 7")
    expect(to_customer(page)).to_have_value("")
    assert eva.complaints == []


def test_a_lost_connection_is_told_and_mended(window: Open, people: People, working: Incident) -> None:
    eva = window(people.eva)
    page = on(eva, working)
    expect(page.locator(".live-word")).to_contain_text("Live")
    page.context.set_offline(True)
    expect(page.locator(".live-word")).to_contain_text("Not live since")
    to_customer(page).press_sequentially(WORDS)
    expect(page.locator("#to-customer [data-draft-words]")).to_contain_text("Not kept yet")
    page.context.set_offline(False)
    expect(page.locator(".live-word")).to_have_text(re.compile("^Live"))
    is_kept(page)
    assert to_customer(page).input_value() == WORDS
