"""The managers' page of calls for help in a real browser: readable by everybody, and worked with the keyboard alone."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page

from escalations.actions import bring_forward
from incidents import actions
from incidents.models import Incident
from notifications.moment import now
from tests.browser.conftest import Open
from tests.browser.test_screens import LOOKS, flaws
from tests.conftest import Make
from tests.people import People

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # the driver's own
]

PLACE = "/workspace/assistance/"
WHAT = ("Someone to run the bridge while I talk to the customer", "A second pair of eyes on the trace", "An SME for ML")


@pytest.fixture
def calls(make: Make, people: People) -> list[Incident]:
    """One of severity 1, one that somebody helps with, one that comes first in the morning."""
    found = [make("work_in_progress") for _what in WHAT]
    actions.assign(found[0], by=people.eva, severity=1)
    for incident, what in zip(found, WHAT, strict=True):
        until = now() + timedelta(hours=5) if incident is found[1] else None
        actions.raise_flag(
            Incident.objects.get(pk=incident.pk),
            by=people.eva,
            flag="assistance_required",
            reason=what,
            needed_by=until,
        )
    actions.delegate_task(
        Incident.objects.get(pk=found[1].pk), by=people.mia, title="Read the trace", assignee=people.sam
    )
    bring_forward(found[2], by=people.mia)
    return found


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_everybody_can_read_it(window: Open, people: People, calls: list[Incident], width: int, scheme: str) -> None:
    assert flaws(window(people.mia, width, scheme), [PLACE, f"{PLACE}?organization=nobody"]) == []


def test_a_manager_answers_by_keyboard_and_what_is_refused_keeps_its_words(
    window: Open, people: People, calls: list[Incident]
) -> None:
    mia = window(people.mia)
    page = mia.open(PLACE)
    row = page.locator(f"#{calls[0].number}")
    press(page, row.locator("summary"))
    press(page, row.get_by_role("button", name="That settles it: lower the flag"), leads_on=True)
    page.locator(".errsum:focus").wait_for()
    assert page.title().startswith("Error: ")
    assert mia.faults() == []

    row.get_by_label("Your answer").fill("Sam runs the bridge.")
    press(page, row.get_by_role("button", name="That settles it: lower the flag"), leads_on=True)

    page.get_by_role("heading", name="2 calls for help").wait_for()
    assert not Incident.objects.get(pk=calls[0].pk).assistance_required
    assert mia.complaints == []


def press(page: Page, what: object, *, leads_on: bool = False) -> None:
    what.focus()  # type: ignore[attr-defined]
    if not leads_on:
        page.keyboard.press("Enter")
        return
    with page.expect_navigation():
        page.keyboard.press("Enter")
