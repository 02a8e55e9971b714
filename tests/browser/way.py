"""The steps of an escalation as people take them, on our side and on the product group's: what they read and press."""

import re

from playwright.sync_api import Page

from tests.browser.conftest import Window
from tests.browser.inbox import CODE, LINK, Inbox
from tests.browser.journey import incident, press

# --- The investigation and the gate ----------------------------------------------------------------------------------


def record(engineer: Window, number: str, check: str, outcome: str, evidence: str) -> None:
    """One of the four checks, with its evidence (R29)."""
    page = engineer.open(f"/workspace/incidents/{number}/investigation/")
    form = page.locator(f"#check-{check} form")
    form.get_by_label(outcome, exact=True).check()
    form.get_by_label("Evidence").fill(evidence)
    press(page, form.get_by_role("button", name=re.compile("^Record")))


def begin_icm(engineer: Window, number: str) -> Page:
    """From the incident's page to the gate's first step."""
    page = incident(engineer, number)
    press(page, page.locator("#icms").get_by_role("link", name=re.compile("Open an ICM")))
    return page


def go_on(page: Page, words: str) -> None:
    """The button that leads to the gate's next step."""
    press(page, page.locator("#step-form").get_by_role("button", name=words))


def ask_instead(page: Page, ground: str, question: str) -> str:
    """What is no ground opens in place, and asks; the consultation's number."""
    page.get_by_label(ground).check()
    page.get_by_label("What would you like to know?").fill(question)
    press(page, page.get_by_role("button", name=re.compile("^Ask the SMEs")))
    found = re.search(r"CON-\d+", page.url)
    assert found
    return found.group()


def answer(expert: Window, link: str, words: str, verdict: str) -> None:
    """A consultation, from the mail's link."""
    page = expert.open(link)
    form = page.locator("form[action$='/answer/']")
    form.get_by_label("What to do next").fill(words)
    form.get_by_label(verdict).check()
    press(page, form.get_by_role("button"))


def check_search(page: Page, evidence: str) -> None:
    """In the gate's second step, where the search was made for the engineer."""
    part = page.get_by_role("region", name="Search for ICMs")
    part.get_by_label("Checked", exact=True).check()
    part.get_by_label("Evidence").fill(evidence)


def fill_facts(page: Page, facts: dict[str, str]) -> None:
    for label, words in facts.items():
        page.locator(".facts-asked").get_by_label(label).fill(words)


def icm_of(page: Page) -> str:
    """The number of the ICM that the incident's page names."""
    found = re.search(r"ICM-\d+", page.locator("#icms").inner_text())
    assert found
    return found.group()


# --- The product group ------------------------------------------------------------------------------------------------


def come_in(member: Window, inbox: Inbox) -> Page:
    """From the newest mail to the page: the link's button, a code by another mail, and in."""
    page = member.open(inbox.newest(LINK))
    press(page, page.get_by_role("button", name="Open"))
    press(page, page.get_by_role("button", name="Send me a code"))
    page.get_by_label("The code from your mail").fill(inbox.newest(CODE))
    press(page, page.get_by_role("button", name=re.compile("^Open")))
    return page


def come_back(member: Window, link: str) -> Page:
    """By a mail's link in a browser that is known by now: no second code."""
    page = member.open(link)
    press(page, page.get_by_role("button", name="Open"))
    return page


def say(page: Page, row: str, button: str, **fields: str) -> None:
    """One of the answers of the product group's page, unfolded if it is not."""
    part = page.locator(f"details#{row}")
    if part.get_attribute("open") is None:
        part.locator("summary").click()
    for name, words in fields.items():
        part.locator(f"[name={name}]").fill(words)
    press(page, part.get_by_role("button", name=button))


def write_to_customer(page: Page, words: str) -> None:
    form = page.locator("form[action$='/write-to-customer/']")
    form.locator("[name=body]").fill(words)
    press(page, form.get_by_role("button"))


# --- An ICM, and the product group in the customer's conversation -----------------------------------------------------


def fulfil(engineer: Window, icm: str, step: str, words: str) -> Page:
    """What an ICM's page offers us to do, on its own page."""
    page = engineer.open(f"/workspace/icms/{icm}/")
    press(page, page.locator(".statebar").get_by_role("link", name=step))
    page.locator("main form textarea").first.fill(words)
    press(page, page.locator("main form button.primary, main form button.danger"))
    return page


def ask_consent(engineer: Window, number: str, exhausted: str) -> Page:
    """On the page of the three grounds, from the incident's (R37)."""
    page = incident(engineer, number)
    press(page, page.locator("a[href*='/pg-consent/']").first)
    page.get_by_label("What have we and the customer exhausted?").fill(exhausted)
    press(page, page.get_by_role("button", name="Ask for their consent"))
    return page
