"""An EM before shiproom: from the mail to a decision, by keyboard, on pages without script (R36, R41)."""

from datetime import timedelta

import pytest
from django.db import transaction

from escalations.meeting_letters import tell_digest
from escalations.meetings.days import next_shiproom, today
from escalations.models import Digest, Icm, ShiproomReview
from notifications.moment import now
from tests.browser.conftest import Open, Postman
from tests.browser.inbox import Inbox
from tests.browser.keys import come_in, focused, press, tab_to, unfold, write
from tests.browser.test_pg_page import LOOKS, looked_at
from tests.escalations.asking import approved
from tests.escalations.conftest import MakeIcm, ProductGroup, make_icm, pg
from tests.people import People

__all__ = ["make_icm", "pg"]  # fixtures
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def waiting(make_icm: MakeIcm, people: People, pg: ProductGroup) -> list[Icm]:
    """Two that wait, and the letter about them; the server has a clock of its own, so whatever day it is."""
    icms = [make_icm("acknowledged"), make_icm("mitigated")]
    for icm in icms:
        approved(icm, people)
    with transaction.atomic():
        tell_digest(Digest.objects.create(meeting="shiproom_eve", day=next_shiproom(today()), at=now()))
    return icms


def test_from_the_mail_to_a_decision_by_keyboard(
    window: Open, postman: Postman, pg: ProductGroup, waiting: list[Icm]
) -> None:
    ema = window()
    come_in(ema, Inbox(postman, pg.ema.email))
    assert ema.page.get_by_role("heading", level=1).inner_text() == "One customer may leave unhappy"

    unfold(ema, "Decide")
    tab_to(ema, "Decision")
    ema.page.keyboard.type("Hotfix")
    write(ema, "Who", "Pia Aalto")
    write(ema, "Words for the customer", "The fix is on its way.")
    press(ema, "Record decision")
    assert "Say by which day" in focused(ema)
    tab_to(ema, "Say by which day")
    ema.page.keyboard.press("Enter")
    ema.page.locator("input[type=date]:focus").fill((today() + timedelta(days=5)).isoformat())
    press(ema, "Record decision")

    assert "is with its owner at support now" in focused(ema)
    review = ShiproomReview.objects.get()
    assert (review.member, review.customer_words) == (pg.ema, "The fix is on its way.")
    assert ema.page.locator("#waiting").get_by_role("listitem").count() == 1
    assert ema.complaints == []


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_it_reads_well(
    window: Open, postman: Postman, pg: ProductGroup, waiting: list[Icm], width: int, scheme: str
) -> None:
    """All unfolded, with what is wrong, and with nothing left: nothing for axe, nothing off the side."""
    ema = window(width=width, scheme=scheme)
    come_in(ema, Inbox(postman, pg.ema.email))
    faults = looked_at(ema)
    ema.page.locator("details:not([open]) > summary").evaluate_all("all => all.forEach(one => one.click())")
    faults += looked_at(ema)
    ema.page.get_by_role("button", name="Record decision").first.click()
    faults += looked_at(ema)
    pg.ema.role = "engineer"
    pg.ema.save()
    ema.page.reload()
    faults += looked_at(ema)

    assert faults == []
    assert ema.complaints == []
