"""An ICM from the asking to the fix: the product group at its page in a browser, by keyboard and by mail (R35, R36)."""

import re
from email import message_from_string, policy

import pytest

from escalations import actions
from escalations.models import Icm
from notifications.delivery import deliver
from tests.browser.conftest import Open, Postman, Window
from tests.escalations.conftest import MakeIcm, ProductGroup, make_icm, pg
from tests.people import People

__all__ = ["make_icm", "pg"]  # fixtures

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LINK = re.compile(r"^http://\S+(/p/\S+)$", re.MULTILINE)
CODE = re.compile(r"^([0-9]{8})$", re.MULTILINE)
LOOKS = [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")]
FAR = 60  # more presses of Tab than any page here has things to reach


class Inbox:
    """What one PG member got, newest first."""

    def __init__(self, postman: Postman, address: str) -> None:
        self.postman, self.address = postman, address

    def newest(self, what: re.Pattern[str]) -> str:
        deliver()
        found = [what.search(text_of(mail)) for mail in reversed(self.postman.to(self.address))]
        return next(match.group(1) for match in found if match)


def text_of(mail: str) -> str:
    part = message_from_string(mail, policy=policy.default).get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def tab_to(who: Window, words: str) -> None:
    """On to the thing that is called so, by Tab alone; first to the page's beginning if need be."""
    for _ in range(FAR):
        who.page.keyboard.press("Tab")
        named = who.page.evaluate(
            "(e => (e.labels?.[0] || e).textContent.trim() || e.value || '')(document.activeElement)"
        )
        if str(named).startswith(words):
            return
    raise AssertionError(f"{words!r} is not reached by Tab on {who.page.url}")


def press(who: Window, words: str) -> None:
    """The button of these words, and the page that it leads to."""
    tab_to(who, words)
    with who.page.expect_navigation():
        who.page.keyboard.press("Enter")


def write(who: Window, field: str, words: str) -> None:
    tab_to(who, field)
    who.page.keyboard.type(words)


def unfold(who: Window, words: str) -> None:
    tab_to(who, words)
    who.page.keyboard.press("Enter")


def come_in(who: Window, inbox: Inbox) -> None:
    """From the mail to the page: the link's button, the code, and in."""
    who.open(inbox.newest(LINK))
    press(who, "Open")
    press(who, "Send me a code")
    who.page.keyboard.type(inbox.newest(CODE))
    with who.page.expect_navigation():
        who.page.keyboard.press("Enter")


def focused(who: Window) -> str:
    return str(who.page.evaluate("document.activeElement.innerText"))


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
    assert "Build 11.4.2" in text_of_newest(inbox)
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
    assert len([mail for mail in postman.to(pg.pia.email) if CODE.search(text_of(mail))]) == 1
    assert pia.complaints == []


def text_of_newest(inbox: Inbox) -> str:
    deliver()
    return text_of(inbox.postman.to(inbox.address)[-1])


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
