"""An ICM from the asking to the fix: the product group at its page in a browser, by keyboard and by mail (R35, R36)."""

import pytest

from escalations import actions
from escalations.models import Icm
from tests.browser.conftest import Open, Postman, Window
from tests.browser.inbox import CODE, LINK, Inbox, text_of
from tests.browser.keys import come_in, focused, press, tab_to, unfold, write
from tests.escalations.conftest import MakeIcm, ProductGroup, make_icm, pg
from tests.people import People

__all__ = ["make_icm", "pg"]  # fixtures

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOOKS = [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")]


def test_from_the_mail_to_the_fix_by_keyboard(
    window: Open, postman: Postman, people: People, pg: ProductGroup, make_icm: MakeIcm
) -> None:
    make_icm()
    pia, inbox = window(), Inbox(postman, pg.pia.email)
    come_in(pia, inbox)
    assert "Find out why the writer does not start" in pia.page.get_by_role("main").inner_text()

    press(pia, "I have this")
    assert "You have it now" in focused(pia)
    assert Icm.objects.get().owner == pg.pia

    unfold(pia, "Ask support for information")
    write(pia, "Your question", "Which build is it?")
    press(pia, "Ask support")
    assert "has your question" in focused(pia)

    actions.provide_information(Icm.objects.get(), by=people.eva, body="Build 11.4.2, in West Europe only.")
    assert "Build 11.4.2" in text_of(inbox.mails()[-1])
    pia.open(inbox.newest(LINK))
    press(pia, "Open")  # this browser is known by now: no second code
    assert pia.page.get_by_role("heading", name="Build 11.4.2, in West Europe only.").is_visible()

    unfold(pia, "It is fixed")
    write(pia, "What you found", "A lease was kept.")
    write(pia, "Build or change", "11.4.3")
    write(pia, "Where it has reached", "West Europe")
    press(pia, "Say that it is fixed")
    assert "verifies it now" in focused(pia)
    icm = Icm.objects.get()
    assert (icm.state, icm.resolution) == ("resolved", "fixed")
    assert icm.history.latest("seq").body == "A lease was kept.\n\nBuild or change: 11.4.3\nReached: West Europe"
    assert len([mail for mail in inbox.mails() if CODE.search(text_of(mail))]) == 1
    assert pia.complaints == []


def test_what_is_wrong_takes_the_focus_and_leads_to_its_field(
    window: Open, postman: Postman, pg: ProductGroup, make_icm: MakeIcm
) -> None:
    make_icm()
    pia = window()
    come_in(pia, Inbox(postman, pg.pia.email))

    unfold(pia, "Not mine")
    write(pia, "Work address", "nobody@product.example")
    press(pia, "Hand it over")
    assert "Bring them in first" in focused(pia)
    tab_to(pia, "We know nobody")
    pia.page.keyboard.press("Enter")
    pia.page.keyboard.press("End")
    assert pia.page.evaluate("document.activeElement.value") == "nobody@product.example"


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_it_reads_well(
    window: Open, postman: Postman, people: People, pg: ProductGroup, make_icm: MakeIcm, width: int, scheme: str
) -> None:
    """In each state, all unfolded, with a preview and with an error: nothing for axe, nothing off the side."""
    icm = make_icm()
    pia = window(width=width, scheme=scheme)
    come_in(pia, Inbox(postman, pg.pia.email))
    faults = looked_at(pia)

    icm = actions.acknowledge(icm, by=pg.pia)
    icm = actions.update(
        icm, by=people.eva, body="It happens **again**.\n\n```\n" + "a rather long line " * 12 + "\n```"
    )
    Icm.objects.update(is_csat_impacting=True)
    pia.page.reload()
    faults += looked_at(pia)
    pia.page.locator("details:not([open]) > summary").evaluate_all("all => all.forEach(one => one.click())")
    faults += looked_at(pia)
    pia.page.locator("#designed_insight").fill("It is *so*.")
    pia.page.get_by_role("button", name="See what the customer would read").click()
    faults += looked_at(pia)
    pia.page.locator("#designed button").first.click()
    faults += looked_at(pia)
    actions.close(Icm.objects.get(), by=people.eva)
    pia.page.reload()
    faults += looked_at(pia)

    assert faults == []
    assert pia.complaints == []


def looked_at(who: Window) -> list[str]:
    wide = who.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    off = [f"{who.page.url}: {wide} pixels off the side"] if wide > 0 else []
    return [*who.faults(), *off]
