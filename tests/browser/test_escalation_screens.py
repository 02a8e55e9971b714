"""Every page of the escalations as it is read: with words as long as people write, with short ones, with nothing."""

import re
from collections.abc import Iterator
from itertools import chain

import pytest
from playwright.sync_api import Page

from escalations.models import Link
from notifications.moment import now
from tests.browser.conftest import Open, Postman, Window
from tests.browser.escalated import LONG, SHORT, Escalated, escalated
from tests.browser.inbox import CODE, Inbox, link_of
from tests.browser.journey import press
from tests.browser.looks import flaws_at, flaws_here, settle, spilt
from tests.browser.way import come_back
from tests.conftest import Make
from tests.escalations.conftest import ProductGroup, pg
from tests.people import People

__all__ = ["pg"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EMPTY = (
    *("/workspace/icms/", "/workspace/consultations/", "/workspace/consultations/?show=all", "/workspace/absences/"),
    *("/workspace/approvals/", "/workspace/csat-risk/", "/workspace/morning/", "/workspace/morning/2026-01-05/"),
    *("/workspace/shiproom/", "/workspace/shiproom/?show=all", "/workspace/shiproom/meetings/"),
    *("/workspace/shiproom/meetings/2026-01-05/", "/workspace/shiproom/lessons/"),
)


def readers(window: Open, people: People, world: Escalated) -> list[tuple[Window, list[str]]]:
    """Who reads which pages: Sam decides, Mia holds the meetings, Ada is the customer."""
    decided = [path for path in world.team if "/approvals/csat/" in path]
    mine = [decided[0], "/workspace/consultations/"]
    pages = [(people.eva, world.team), (people.sam, mine), (people.mia, world.meetings), (people.ada, world.customer)]
    return [(window(person), paths) for person, paths in pages]


def test_each_reads_well_with_long_words(window: Open, people: People, pg: ProductGroup) -> None:
    for reader, paths in readers(window, people, escalated(people, pg, LONG)):
        assert [flaw for path in paths for flaw in flaws_at(reader, path)] == []
        assert reader.complaints == []


def test_nothing_scrolls_sideways_with_short_ones(window: Open, people: People, pg: ProductGroup) -> None:
    for reader, paths in readers(window, people, escalated(people, pg, SHORT)):
        for path in paths:
            reader.open(path)
            settle(reader)
            assert spilt(reader) == []


def test_each_reads_well_with_nothing_to_show(window: Open, people: People, make: Make) -> None:
    eva, mia = window(people.eva), window(people.mia)
    assert [flaw for path in EMPTY for flaw in flaws_at(mia, path)] == []
    one = f"/workspace/incidents/{make('work_in_progress').number}/"
    pages = ("csat/new/", "pg-consent/", "consult/", "consultations/", "icm/reason/", "icm/read/")
    assert [flaw for page in pages for flaw in flaws_at(eva, one + page)] == []
    assert eva.complaints + mia.complaints == []


def test_the_product_groups_pages_read_well(window: Open, people: People, pg: ProductGroup, postman: Postman) -> None:
    world = escalated(people, pg, LONG)
    pia, inbox = window(), Inbox(postman, pg.pia.email)
    link = link_of(inbox.about(world.consultation.number))
    found = []
    parts = way_in(pia, inbox, link), of_consultation(pia, world), of_icm(pia, inbox, world), way_out(pia, link)
    for _page in chain.from_iterable(parts):
        found += flaws_here(pia)
    assert found == []
    assert pia.complaints == []


def way_in(pia: Window, inbox: Inbox, link: str) -> Iterator[Page]:
    """The button, what the mail said, the code asked for, and one that is none."""
    page = pia.open(link)
    yield page
    press(page, page.get_by_role("button", name="Open"))
    yield page
    press(page, page.get_by_role("button", name="Send me a code"))
    yield page
    enter(page, "00000000")
    yield page
    enter(page, inbox.newest(CODE))


def enter(page: Page, code: str) -> None:
    page.get_by_label("The code from your mail").fill(code)
    press(page, page.get_by_role("button", name=re.compile("^Open")))


def of_consultation(pia: Window, world: Escalated) -> Iterator[Page]:
    """The question, an answer without words, and the answer; then somebody else to bring in, who is of nobody's."""
    page = pia.page
    yield page
    press(page, page.get_by_role("button", name="Answer"))
    yield page
    page.locator("textarea[name=body]").fill(LONG.text)
    press(page, page.get_by_role("button", name="Answer"))
    yield page
    page = pia.open(f"/pg/consultation/{world.consultation.number}/bring-in/")
    page.locator("[name=email]").fill("somebody@elsewhere.example")
    press(page, page.get_by_role("button", name="Send them a link"))
    yield page


def of_icm(pia: Window, inbox: Inbox, world: Escalated) -> Iterator[Page]:
    """All of it unfolded; words to the customer that are none; and what is sent from a page that is old by now."""
    page = come_back(pia, link_of(inbox.about(world.icm.number)))
    yield page
    press(page, page.get_by_role("button", name="Send to the customer"))
    yield page
    page = pia.open(f"/pg/icm/{world.icm.number}/")
    page.locator("[name=version]").evaluate_all("all => all.forEach(one => { one.value = 1; })")
    settle(pia)
    page.locator("details#post [name=body]").fill(LONG.text)
    press(page, page.get_by_role("button", name="Post update"))
    yield page


def way_out(pia: Window, link: str) -> Iterator[Page]:
    """Left; what opens no more; a link whose time is over, and what is said of a new one."""
    page = pia.page
    press(page, page.get_by_role("link", name="Look at it as it is now"))
    press(page, page.get_by_role("button", name="Leave, and forget this browser"))
    yield page
    yield pia.open("/pg/done/")
    yield pia.open("/pg/icm/ICM-1/")
    Link.objects.update(expires_at=now())
    yield come_back(pia, link)
    press(page, page.get_by_role("button", name="Send me a new link"))
    yield page
