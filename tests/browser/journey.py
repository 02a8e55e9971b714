"""The journey's steps as people take them: what they read, fill in and press."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page

from tests.browser.conftest import Window


@dataclass(frozen=True)
class Report:
    """A problem as its customer tells it."""

    title: str
    description: str
    severity: str = "We can work around it"


def report(customer: Window, problem: Report) -> str:
    """Report a problem; its number, as the confirmation page shows it at once."""
    page = customer.open("/portal/report/")
    page.get_by_label("In one sentence").fill(problem.title)
    page.get_by_label(re.compile(problem.severity)).check()
    page.get_by_label("What did you see").fill(problem.description)
    page.get_by_role("button", name="Send to the support team").click()
    page.wait_for_url("**/reported/")
    found = re.search(r"INC-\d+", page.url)
    assert found
    return found.group()


def take_and_answer(engineer: Window, number: str, words: str) -> None:
    page = incident(engineer, number)
    answer = page.locator("#to-customer")
    answer.get_by_label("Area").select_option(label="Query")
    answer.get_by_label("Category").select_option("bug")
    answer.locator("textarea").fill(words)
    press(page, answer.get_by_role("button", name=re.compile("take it on", re.I)))


def state_problem(engineer: Window, number: str, words: str) -> None:
    page = engineer.open(f"/workspace/incidents/{number}/state-problem/")
    page.locator("textarea").first.fill(words)
    press(page, page.locator("main form button.primary"))


def confirm_problem(customer: Window, number: str) -> None:
    page = customer.open(f"/portal/incidents/{number}/")
    press(page, page.get_by_role("button", name="Yes, that is it"))


def propose_solution(engineer: Window, number: str, kind: str, words: str) -> None:
    page = engineer.open(f"/workspace/incidents/{number}/propose-solution/")
    page.get_by_label(kind).check()
    page.locator("textarea[name=body]").fill(words)
    press(page, page.get_by_role("button", name=re.compile("^Send to")))


def reject_solution(customer: Window, number: str, reason: str) -> None:
    page = customer.open(f"/portal/incidents/{number}/")
    page.get_by_text("It does not work for us").click()
    page.get_by_label("What happened?").fill(reason)
    press(page, page.get_by_role("button", name=re.compile("that it does not work")))


def accept_solution(customer: Window, number: str) -> None:
    page = customer.open(f"/portal/incidents/{number}/")
    page.get_by_text("It works, and we are done").click()
    press(page, page.get_by_role("button", name="It works: close the problem"))


def incident(engineer: Window, number: str) -> Page:
    return engineer.open(f"/workspace/incidents/{number}/")


def press(page: Page, button: Locator) -> None:
    """Press, and wait for the page that the answer leads to."""
    with page.expect_navigation():
        button.click()
