"""What the meetings' pages ask of the database: recorded, and the same for one row as for thirty."""

from datetime import timedelta

import pytest

from escalations.actions import review_icm, review_incident
from escalations.models import Icm
from notifications.moment import at
from tests.conftest import MONDAY, bring_to
from tests.escalations.asking import approved
from tests.escalations.conftest import MakeIcm
from tests.people import People
from tests.test_queries import MANY, Count, costs, count, recorded

__all__ = ["count"]
PAGES = {
    "morning review": ("/workspace/morning/", "eva", 34),
    "a day of the morning review": ("/workspace/morning/2026-11-13/", "eva", 5),
    "live morning review": ("/live/workspace/morning/", "eva", 13),
    "shiproom": ("/workspace/shiproom/", "eva", 16),
    "all of shiproom": ("/workspace/shiproom/?show=all", "eva", 16),
    "shiproom as a file": ("/workspace/shiproom/?format=csv", "eva", 10),
    "shiproom's meetings": ("/workspace/shiproom/meetings/", "eva", 5),
    "one meeting of shiproom": ("/workspace/shiproom/meetings/2026-11-16/", "eva", 5),
    "shiproom's lessons": ("/workspace/shiproom/lessons/", "eva", 6),
    "live shiproom": ("/live/workspace/shiproom/", "eva", 3),
}
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


def test_a_meeting_costs_the_same_for_one_and_for_thirty(people: People, make_icm: MakeIcm, count: Count) -> None:
    one_more(people, make_icm)
    one_more(people, make_icm)
    assert costs(PAGES, count) == recorded(PAGES)
    for _time in range(MANY):
        one_more(people, make_icm)

    assert costs(PAGES, count) == recorded(PAGES)
