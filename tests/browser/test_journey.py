"""The main job in a browser: from report to close, with a rejection on the way, its letters really delivered."""

from email import message_from_string, policy

import pytest

from incidents.models import Incident
from notifications.delivery import deliver
from tests.browser import journey
from tests.browser.conftest import Open, Postman, Window
from tests.people import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PROBLEM = journey.Report(
    title="Hourly totals miss the last five minutes",
    description="Since yesterday the totals of every hour end at :55.\n\nWe expect them to cover the whole hour.",
)


def subjects(postman: Postman, address: str) -> list[str]:
    return [str(message_from_string(mail, policy=policy.default)["Subject"]) for mail in postman.to(address)]


def test_an_incident_from_report_to_close(window: Open, people: People, postman: Postman) -> None:
    ada, eva = window(people.ada), window(people.eva)

    number = journey.report(ada, PROBLEM)
    assert postman.received == []
    journey.take_and_answer(
        eva, number, "Good morning Ada, I have this now. I compare your windows with ours until ten."
    )
    journey.state_problem(eva, number, "Your hourly windows close five minutes before the hour ends.")
    journey.confirm_problem(ada, number)
    journey.propose_solution(eva, number, "workaround", "Set the late arrival limit to **five minutes**.")
    journey.reject_solution(ada, number, "The last two minutes are still missing.")
    journey.propose_solution(eva, number, "conclusive fix", "1. Update to 11.4.2.\n2. Restart the job.")
    journey.accept_solution(ada, number)
    deliver()

    incident = Incident.objects.numbered(number).get()
    assert incident.state == Incident.State.CLOSED
    assert incident.recognised_at is not None
    assert [solution.outcome for solution in incident.solutions.all()] == ["rejected", "accepted"]
    assert incident.events.count() == incident.event_count
    to_ada = subjects(postman, people.ada.email)
    assert len(to_ada) == 6, to_ada  # heard, understood?, a workaround, back to work, a fix, closed
    assert all(number in subject for subject in to_ada)
    assert len(subjects(postman, people.eva.email)) == 3  # confirmed, rejected, accepted
    assert ada.complaints == eva.complaints == []


def test_the_whole_way_by_keyboard(window: Open, people: People) -> None:
    ada = window(people.ada)
    page = ada.open("/portal/report/")
    page.get_by_label("In one sentence").focus()
    page.keyboard.type("Our job stops at midnight")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # the first severity
    tab_to(ada, "textarea")
    page.keyboard.type("It says that its input has no schema.")
    tab_to(ada, "button")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert Incident.objects.get().title == "Our job stops at midnight"
    assert page.get_by_role("heading", level=1).is_visible()


def tab_to(who: Window, tag: str) -> None:
    for _ in range(10):
        who.page.keyboard.press("Tab")
        if who.page.evaluate("document.activeElement.tagName").lower() == tag:
            return
    raise AssertionError(f"no {tag} is reached by Tab on {who.page.url}")


def test_a_queue_is_worked_by_single_keys(window: Open, people: People) -> None:
    for title in ("Windows close early", "Joins lose rows"):
        journey.report(window(people.ada), journey.Report(title, "See the metrics."))
    eva = window(people.eva)
    page = eva.open("/workspace/queue/unassigned/")

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "/workspace/incidents/INC-" in page.url
    page.keyboard.press("n")
    page.keyboard.type("Looks like the same cause as last week.")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")

    assert page.get_by_text("Looks like the same cause as last week.").is_visible()
    assert eva.complaints == []
