"""Letters about ICMs, CSAT requests and guests as a mail reader shows them: on a desk, in a hand, by day and night."""

from typing import Any
from unittest.mock import patch

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from escalations import notices as above
from incidents import notices
from notifications.models import Notification
from tests.browser.conftest import RULES
from tests.browser.test_letters import EXEMPT
from tests.escalations.conftest import make_icm, pg
from tests.escalations.pg.test_letters_around import written
from tests.escalations.test_icm_letters import lived
from tests.escalations.test_no_word_to_customers import GROUNDS, loaded, told

__all__ = ["lived", "loaded", "make_icm", "pg", "told", "written"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WRITERS = {"escalation": above.letter, "event": notices.letter}


def composed() -> dict[str, str]:
    """The HTML of the last letter of each verb that this world has written; customers' own are looked at elsewhere."""
    found = {}
    rows = Notification.objects.filter(kind="escalation") | Notification.objects.filter(ground__in=GROUNDS)
    for row in rows.order_by("pk"):
        with patch.object(notices, "is_unanswered", lambda _event: True):
            letter = WRITERS[row.kind](row)
        if letter is not None:
            found[f"{row.kind}/{row.audience}/{row.verb}"] = letter.html
    return found


@pytest.mark.parametrize(("world", "least"), [("written", 12), ("lived", 9), ("told", 11)])
def test_each_is_accessible_and_fits(browser: Browser, request: Any, world: str, least: int) -> None:
    request.getfixturevalue(world)
    letters = composed()
    assert len(letters) >= least, sorted(letters)

    faults = []
    for width, scheme in ((600, "light"), (390, "dark")):
        page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()  # type: ignore[arg-type]
        for name, html in letters.items():
            page.set_content(html)
            found = Axe().run(page, options={"runOnly": RULES, "rules": EXEMPT}).response["violations"]
            faults += [f"{name}: {fault['id']} {fault['nodes'][0]['html'][:200]}" for fault in found]
            if page.evaluate("document.documentElement.scrollWidth") > width:
                faults.append(f"{name} at {width}: scrolls sideways")
        page.context.close()
    assert faults == []
