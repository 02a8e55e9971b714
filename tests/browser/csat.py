"""The steps of a CSAT request as people take them: asking, deciding beside the letter, and the meeting after it."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page

from tests.browser.conftest import Window
from tests.browser.journey import incident, press


@dataclass(frozen=True)
class Letter:
    """A letter as the page shows it before it is sent."""

    to: str
    cc: str
    subject: str
    words: list[str]


def ask(engineer: Window, number: str, icm: str, **said: str) -> str:
    """From the incident's menu; the request's number."""
    page = incident(engineer, number)
    page.locator(".statebar summary").click()
    press(page, page.get_by_role("link", name="Ask for CSAT-impacting"))
    page.get_by_label("Frustrated", exact=True).check()
    for name, words in said.items():
        page.locator(f"[name={name}]").fill(words)
    page.get_by_label(re.compile(f"^{icm}")).check()
    press(page, page.get_by_role("button", name="Ask the SME"))
    found = re.search(r"CSAT-\d+", page.url)
    assert found
    return found.group()


def letter_on(page: Page) -> Letter:
    """What stands beside the decision: who gets it, and each paragraph and fact of it."""
    mail = page.locator("section.mail")
    said = mail.locator(".msg").locator("h3, dt, dd, .prose > *").all_inner_texts()
    words = [" ".join(text.split()) for text in said]
    return Letter(head(mail, "To"), head(mail, "Cc"), head(mail, "Subject"), words)


def head(mail: Locator, name: str) -> str:
    line = mail.locator(".hdr > div", has=mail.page.get_by_text(name, exact=True))
    return line.inner_text().removeprefix(name).strip()


def approve(page: Page, advice: str) -> None:
    page.locator("form[action$='/approve-csat/'] textarea").fill(advice)
    press(page, page.get_by_role("button", name="Approve and send"))


def decide(manager: Window, icm: str, decision: str, sign: str, **said: str) -> Page:
    """In shiproom, below the ICM itself; a lesson belongs to a sign of risk."""
    page = manager.open("/workspace/shiproom/")
    entry = page.locator(f"li#{icm}")
    entry.locator("summary").click()
    entry.get_by_label("Decision", exact=True).select_option(label=decision)
    entry.get_by_label("The sign that it belongs to").select_option(label=sign)
    for name, words in said.items():
        entry.locator(f"[name$={name}]").fill(words)
    press(page, entry.get_by_role("button", name="Record decision"))
    return page
