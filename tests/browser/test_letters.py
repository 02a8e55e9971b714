"""Every letter as a mail reader shows it: on a desk and in a hand, by day and by night."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from accounts import letters as accounts
from accounts.models import LetterRequest
from incidents import notices
from incidents.models import Incident
from notifications.models import Notification
from tests.browser.conftest import RULES
from tests.incidents.test_letters import EVERY, OF_GUESTS, lived, read_late, written
from tests.people import People

__all__ = ["lived", "read_late"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# The mail reader owns the page that a letter stands in.
EXEMPT = {"landmark-one-main": {"enabled": False}, "region": {"enabled": False}}


@pytest.fixture
def every(lived: Incident, people: People) -> dict[str, str]:
    """The HTML of each letter there is, by its name."""
    found = {f"{audience}/{verb}": written(verb=verb, audience=audience).html for verb, audience in EVERY}
    asked = LetterRequest.objects.create(user=people.ada)
    reset = accounts.letter(Notification(kind="account", record_id=asked.pk, verb="password_reset_key"))
    assert reset is not None
    return {**found, "account/password_reset_key": reset.html}


@pytest.mark.parametrize(("width", "scheme"), [(600, "light"), (390, "dark")])
def test_each_letter_is_accessible_and_fits(browser: Browser, every: dict[str, str], width: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    faults = []
    for name, html in every.items():
        page.set_content(html)
        found = Axe().run(page, options={"runOnly": RULES, "rules": EXEMPT}).response["violations"]
        faults += [f"{name}: {fault['id']} {fault['nodes'][0]['html'][:200]}" for fault in found]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            faults.append(f"{name}: scrolls sideways")
    context.close()
    assert faults == []


def test_there_is_a_letter_for_every_reader(every: dict[str, str]) -> None:
    here = set(notices.READERS) - OF_GUESTS  # those are looked at where guests are let in
    named = {f"{audience}/{verb}" for verb in here for audience in notices.READERS[verb]}
    assert named <= set(every)
