"""The eve of shiproom, its letters, and an EM's or PM's browser there."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from django.http import HttpResponse

from escalations.actions import send_digests
from escalations.models import Icm, PgMember
from notifications.moment import at
from tests.escalations.asking import approved
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.escalations.links.conftest import Browser, Post, form_of
from tests.people import People

EVE = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)  # a Wednesday; shiproom is on Thursday
PLACE = "/pg/shiproom/"
HOTFIX = {"decision": "hotfix", "who": "Pia Aalto", "due_on": "2026-11-27"}


@pytest.fixture
def eve(monday: datetime) -> Iterator[datetime]:
    with at(EVE):
        yield EVE


@pytest.fixture
def escalated(eve: datetime, make_icm: MakeIcm, people: People, pg: ProductGroup) -> Icm:
    """About Query, acknowledged by Pia."""
    return marked(make_icm("acknowledged"), people)


def marked(icm: Icm, people: People) -> Icm:
    approved(icm, people)
    return Icm.objects.get(pk=icm.pk)


@pytest.fixture
def elsewhere(escalated: Icm, make_icm: MakeIcm, people: People, pg: ProductGroup) -> Icm:
    """About Inputs, which Ema does not cover."""
    other = marked(make_icm(), people)
    Icm.objects.filter(pk=other.pk).update(area=people.inputs, title="Inputs stall at midnight")
    pg.ema.areas.set([people.query])
    return Icm.objects.get(pk=other.pk)


@pytest.fixture
def ship_link(escalated: Icm, pg: ProductGroup, post: Post) -> str:
    """Ema's, out of the letter of the eve."""
    send_digests()
    return post.link(pg.ema)


Shipmate = Callable[..., Browser]


@pytest.fixture
def shipmate(post: Post) -> Shipmate:
    """A browser in which this person has entered the code for shiproom."""

    def opened(member: PgMember, link: str, place: str = "192.0.2.7") -> Browser:
        browser = Browser(place)
        browser.ask(browser.open(link))
        address = f"{PLACE}enter-code/"
        answer = browser.send(browser.get(address), address, code=post.code(member))
        assert (answer.status_code, answer["Location"]) == (303, PLACE), answer.content.decode()
        return browser

    return opened


def address_of(icm: Icm) -> str:
    return f"{PLACE}{icm.number}/review-icm/"


def decide(browser: Browser, icm: Icm, page: HttpResponse | None = None, **words: str) -> HttpResponse:
    """By the form of its row, as the page made it."""
    form = form_of(page or browser.get(PLACE), address_of(icm))
    return browser.client.post(address_of(icm), {**form, **HOTFIX, **words})  # type: ignore[return-value]


def opens_nothing(browser: Browser, link: str) -> bool:
    """The next request of an open session, and the link anew."""
    return browser.get(PLACE).status_code == 404 and Browser().press(link).status_code == 410
