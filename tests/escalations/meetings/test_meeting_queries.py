"""What the meetings' pages ask of the database: recorded, and the same for one row as for thirty."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from escalations.actions import review_icm, review_incident, send_digests
from escalations.models import Icm
from notifications.moment import at
from tests.conftest import MONDAY, bring_to
from tests.escalations.asking import approved
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.escalations.links.conftest import Browser, Post
from tests.escalations.links.shiproom import EVE
from tests.people import People
from tests.test_queries import MANY, Count, costs, count, recorded

__all__ = ["count"]
PAGES = {
    "morning review": ("/workspace/morning/", "eva", 35),
    "a day of the morning review": ("/workspace/morning/2026-11-13/", "eva", 5),
    "live morning review": ("/live/workspace/morning/", "eva", 13),
    "shiproom": ("/workspace/shiproom/", "eva", 17),
    "all of shiproom": ("/workspace/shiproom/?show=all", "eva", 17),
    "shiproom as a file": ("/workspace/shiproom/?format=csv", "eva", 10),
    "shiproom's meetings": ("/workspace/shiproom/meetings/", "eva", 5),
    "one meeting of shiproom": ("/workspace/shiproom/meetings/2026-11-16/", "eva", 5),
    "shiproom's lessons": ("/workspace/shiproom/lessons/", "eva", 6),
    "live shiproom": ("/live/workspace/shiproom/", "eva", 3),
}
BY_LINK = 17  # shiproom for an EM who came by link, the line of the audit included
pytestmark = pytest.mark.usefixtures("monday")


def one_more(people: People, make_icm: MakeIcm) -> None:
    """A case that waits and one that is decided; an ICM that waits and one that is decided; a sign of risk."""
    with at(MONDAY - timedelta(days=3)):
        review_incident(bring_to("new", people), by=people.mia, course="sme", guidance="Ask Sam.")
    bring_to("work_in_progress", people, description="This is unacceptable.")
    review_incident(bring_to("new", people), by=people.mia, course="sme", guidance="Ask Sam.")
    approved(make_icm(), people)
    done = make_icm("acknowledged")
    approved(done, people)
    review_icm(
        Icm.objects.get(pk=done.pk),
        by=people.mia,
        decision="by_design",
        customer_words="So it is.",
        lesson="Say so at once.",
        risk_reason="old",
    )


def test_a_meeting_costs_the_same_for_one_and_for_thirty(
    people: People, make_icm: MakeIcm, count: Count, by_link: Callable[[], Browser]
) -> None:
    one_more(people, make_icm)
    one_more(people, make_icm)
    leader = by_link()
    assert (costs(PAGES, count), cost_by_link(leader)) == (recorded(PAGES), BY_LINK)
    for _time in range(MANY):
        one_more(people, make_icm)

    assert (costs(PAGES, count), cost_by_link(leader)) == (recorded(PAGES), BY_LINK)


@pytest.fixture
def by_link(settings: Settings, pg: ProductGroup) -> Callable[[], Browser]:
    """An EM's browser, in which the code was entered."""
    settings.DEMO, settings.EMAIL_URL = True, ""

    def opened() -> Browser:
        with at(EVE):
            send_digests()
            browser, post, address = Browser(), Post(), "/pg/shiproom/enter-code/"
            browser.ask(browser.open(post.link(pg.ema)))
            browser.send(browser.get(address), address, code=post.code(pg.ema))
        return browser

    return opened


def cost_by_link(browser: Browser) -> int:
    with at(EVE), CaptureQueriesContext(connection) as queries:
        assert browser.get("/pg/shiproom/").status_code == 200
    return len(queries)
